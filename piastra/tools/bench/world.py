"""The place that is measured: 50 desks, six offices, three rooms, 40 people and two years of bookings.

The demo's floor, people, events and money, made larger in SQL. The same day gives the same rows.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection

from core.access import Role
from core.models import Installation
from members.models import Membership, User
from piastra import programme
from piastra.tools.demo import assignments, budget, cast, events, people, place, waiting
from piastra.tools.demo.people import People
from piastra.tools.demo.story import Story, moment
from spaces.models import Booking, Closure, Space, WeeklyHours
from spaces.schedule import Opening

DESKS, MEMBERS, BOOKINGS = 50, 40, 32_748
HISTORY = timedelta(days=900)
#: Who measures comes on Mondays and Thursdays (ISO weekdays), and is free to book on the others.
SAMPLE_COMES = (1, 4)

#: Whole days and half days in turns; nobody has two desks at once: seven and 50 have no common divisor.
#: A place number without a person stays free: about one desk in three.
FILL = """
WITH days AS (SELECT day, number FROM unnest(%(days)s::date[], %(numbers)s::int[]) AS d (day, number)),
desks AS (SELECT id, place FROM unnest(%(desks)s::bigint[]) WITH ORDINALITY AS d (id, place)),
offices AS (SELECT * FROM unnest(%(offices)s::bigint[], %(owners)s::bigint[]) AS o (id, person)),
rooms AS (SELECT id, place FROM unnest(%(rooms)s::bigint[]) WITH ORDINALITY AS r (id, place)),
people AS (SELECT id, place - 1 AS turn FROM unnest(%(people)s::bigint[]) WITH ORDINALITY AS p (id, place)),
halves (half, opens, closes) AS (
    VALUES (0, time '08:30', time '18:30'), (1, '08:30', '13:00'), (2, '13:00', '18:30')),
meetings (half, opens, closes) AS (
    VALUES (3, time '09:00', time '10:30'), (4, '11:00', '12:00'), (5, '14:30', '16:00'), (6, '16:00', '18:00')),
planned AS (
    SELECT desks.id AS space, people.id AS person, day, number, half, opens, closes
    FROM days
    JOIN halves ON (half = 0) = (number %% 3 > 0)
    CROSS JOIN desks
    JOIN people ON turn = (desks.place * 7 + number * 11 + half * 13) %% %(desk_count)s
    WHERE turn > 0 OR extract(isodow FROM day) = ANY(%(sample_comes)s)
    UNION ALL
    SELECT offices.id, person, day, number, half, opens, closes
    FROM days JOIN halves ON half = 0 CROSS JOIN offices
    UNION ALL
    SELECT rooms.id, people.id, day, number, half, opens, closes
    FROM days CROSS JOIN meetings CROSS JOIN rooms
    JOIN people ON turn = 1 + (rooms.place * 5 + number * 3 + half * 7) %% (%(people_count)s - 1)
    WHERE (rooms.place + number + half) %% 3 > 0
),
timed AS (
    SELECT space, person, half,
        (day + opens) AT TIME ZONE 'Europe/Rome' AS start,
        (day + closes) AT TIME ZONE 'Europe/Rome' AS "end",
        (space * 31 + number * 17 + half * 7) %% 100 AS fate
    FROM planned
),
free AS (
    SELECT * FROM timed WHERE NOT EXISTS (
        SELECT FROM spaces_booking other WHERE other.space_id = timed.space
            AND tstzrange(other.start, other."end") && tstzrange(timed.start, timed."end"))
    ORDER BY start DESC, space LIMIT %(wanted)s
)
INSERT INTO spaces_booking (space_id, person_id, start, "end", status, purpose, request_key, is_walk_in,
    made_at, made_by_id, cancelled_at, checked_in_at, checked_out_at, override_reason, sequence)
SELECT space, person, start, "end",
    CASE WHEN fate < 6 THEN 'cancelled' WHEN fate < 9 THEN 'cancelled_late' WHEN start > %(now)s THEN 'confirmed'
        WHEN fate < 13 THEN 'no_show' ELSE 'attended' END,
    CASE WHEN half > 2 THEN 'Riunione di progetto' ELSE '' END,
    md5(space || ' ' || start)::uuid, false, least(start, %(now)s) - interval '3 days', person,
    CASE WHEN fate < 9 THEN least(start, %(now)s) - interval '1 day' END,
    CASE WHEN fate >= 13 AND start <= %(now)s THEN start + interval '4 minutes' END,
    CASE WHEN fate >= 13 AND "end" <= %(now)s THEN "end" - interval '9 minutes' END, '', 0
FROM free
"""


@dataclass(frozen=True)
class World:
    """What the measurements ask for: who reads, and a week to come that is open from Monday to Friday."""

    sample: User
    monday: date

    @property
    def day(self) -> date:
        """A day on which the sample person has no booking."""
        return self.monday + timedelta(days=2)


def build(now: datetime, bookings: int = BOOKINGS) -> World:
    """Fill an empty, migrated database; fewer `bookings` make the history shorter, not the weeks to come."""
    story = Story(now)
    Installation.objects.create(id=1, made_at=now)
    programme.load()
    places = place.load(story)
    everybody = people.load(story)
    events.load(story, places, everybody)
    budget.load(story, everybody)
    Closure.objects.filter(end__gt=now).delete()
    _add_desks(story)
    _open_earlier(now)
    world = World(everybody.sample, _open_week(story))
    _fill(world, now, bookings - Booking.objects.count(), places, _members(story, everybody))
    assignments.load(story, places, everybody)
    waiting.load(story, everybody)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return world


def _add_desks(story: Story) -> None:
    """Like those of the demo, in rows below its plan, until there are enough."""
    models = list(Space.objects.desks().order_by("code"))
    wanted = range(DESKS - len(models))
    added = [_desk_like(models[number % len(models)], number) for number in wanted]
    Space.objects.bulk_create(added)
    offered = Space.equipment.through.objects
    for number, desk in enumerate(added):
        of_the_model = offered.filter(space=models[number % len(models)])
        offered.bulk_create(
            Space.equipment.through(space=desk, equipment_id=equipment)
            for equipment in of_the_model.values_list("equipment", flat=True)
        )


def _desk_like(model: Space, number: int) -> Space:
    row, column = divmod(number, 5)
    return Space(
        code=f"{model.code[0]}{number + 20}",
        kind=model.kind,
        zone_id=model.zone_id,
        is_step_free=number % 4 > 0,
        plan_x=16 + 68 * column,
        plan_y=600 + 60 * row,
        opened_on=model.opened_on,
    )


def _open_earlier(now: datetime) -> None:
    """The history is longer than the demo's."""
    since = (now - HISTORY).date()
    Space.objects.update(opened_on=since)
    WeeklyHours.objects.update(valid_from=since)


def _members(story: Story, everybody: People) -> list[User]:
    """40 people, the sample first: those of the demo who have not left, and as many more as it takes."""
    known = [user for who, user in everybody.coworkers.items() if who not in everybody.left]
    since = moment(story.opens, "09:00")
    more = User.objects.bulk_create(
        User(
            email=cast.email_of("Persona", f"{number:02}"),
            first_name="Persona",
            last_name=f"{number:02}",
            role=Role.MEMBER,
            password=people.NO_PASSWORD,
            date_joined=since,
        )
        for number in range(MEMBERS - len(known))
    )
    Membership.objects.bulk_create(Membership(person=user, starts=story.opens) for user in more)
    return [*known, *more]


def _open_week(story: Story) -> date:
    """The Monday of the first week after this one without a holiday."""
    desk = Space.objects.desks().first()
    opening = Opening(story.today, story.today + timedelta(days=60))
    monday = story.monday + timedelta(days=7)
    while not all(opening.of(desk, monday + timedelta(days=number)) for number in range(5)):
        monday += timedelta(days=7)
    return monday


def _fill(world: World, now: datetime, wanted: int, places: dict[str, Space], members: list[User]):
    owners = _owners(places, members)
    at_desks = [user for user in members if user not in owners.values()]
    days = _working_days(now, world.monday)
    facts = {
        "now": now,
        "wanted": wanted,
        "days": days,
        # Counted from the measured week, so that it is the same whenever it is measured.
        "numbers": [(day - world.monday).days + 3000 for day in days],
        "desks": list(Space.objects.desks().order_by("code").values_list("pk", flat=True)),
        "offices": [places[code].pk for code in owners],
        "owners": [owner.pk for owner in owners.values()],
        "rooms": [places["R1"].pk, places["R2"].pk],
        "people": [user.pk for user in at_desks],
        "people_count": len(at_desks),
        "desk_count": DESKS,
        "sample_comes": list(SAMPLE_COMES),
    }
    with connection.cursor() as cursor:
        cursor.execute(FILL, facts)


def _owners(places: dict[str, Space], members: list[User]) -> dict[str, User]:
    """Who has which office."""
    by_name = {(user.first_name, user.last_name): user for user in members}
    return {
        each.place: by_name[each.first_name, each.last_name]
        for each in cast.COWORKERS
        if each.place in places and places[each.place].kind == Space.Kind.OFFICE
    }


def _working_days(now: datetime, monday: date) -> list[date]:
    """Mondays to Fridays on which desks are open, until the end of the measured week."""
    desk = Space.objects.desks().first()
    opening = Opening((now - HISTORY).date(), monday + timedelta(days=6))
    return [day for day in opening.days() if day.weekday() < 5 and opening.of(desk, day)]
