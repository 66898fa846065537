"""Random months for the property tests: hours, closures, places, bookings in every state, who waits.

Everything lies on quarters of an hour of the clock, counted from two days before the month.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from hypothesis import strategies as st

from core.access import Role
from core.month import Month
from members.models import Profile, Theme
from spaces.models import (
    Assignment,
    Booking,
    Closure,
    LentDay,
    OutOfService,
    Space,
    WaitingRequest,
    WeeklyHours,
)
from spaces.tests.factories import (
    BookingFactory,
    ClosureFactory,
    OutOfServiceFactory,
    PersonFactory,
    SpaceFactory,
    ZoneFactory,
    organisation_named,
)

#: Both clock changes; 4 October; 2 and 19 June; Easter Monday in April and in March.
MONTHS = [
    Month(2026, 3), Month(2026, 10), Month(2026, 10), Month(2026, 6), Month(2026, 4),
    Month(2027, 3), Month(2027, 2),
]  # fmt: skip
STEP = timedelta(minutes=15)
A_DAY = 96
KINDS = [
    "fixed_desk", "fixed_desk", "mobile_desk", "mobile_desk", "mobile_desk", "office",
    "meeting_room", "event_room",
]  # fmt: skip
ROOM, HALL = 6, 7
PLACES = range(len(KINDS))
#: Attended bookings and no-shows have the most to go wrong.
STATES = [*Booking.Status.values, "attended", "attended", "no_show", "no_show", "confirmed"]

#: Each number is a month of its own: plain chance spreads better over it than drawn values would.
seeds = st.integers(0, 2**32 - 1)


@dataclass
class GeneratedMonth:
    """What was written of a drawn month, for a recomputation to look at: nothing is asked again."""

    month: Month
    now: datetime
    places: list[Space]
    parts: dict[Space, list[Space]]
    hours: list[WeeklyHours]
    closures: list[tuple[Closure, list[Space]]]
    outages: list[OutOfService]
    bookings: list[Booking]
    assignments: list[tuple[Assignment, set[date]]]
    requests: list[WaitingRequest]
    follows: dict[str, set[int]]


def drawn(seed: int) -> dict:
    """A month, as numbers."""
    chance = Random(seed)
    busy = [chance.randrange(34) for _ in range(4)]
    return {
        "month": chance.choice(MONTHS),
        "now": 40 * A_DAY if chance.random() < 0.7 else chance.randrange(33 * A_DAY),
        "hours": [
            *usual_hours(chance),
            *(special_hours(chance, range(7)) for _ in range(chance.randrange(5))),
            # The hours in which the clocks change.
            *(special_hours(chance, [6], 14, 14) for _ in range(chance.randrange(3))),
        ],
        "closures": [
            (piece(chance), chance.sample(PLACES, chance.choice([0, 0, 1, 2])))
            for _ in range(chance.randrange(6))
        ]
        # Several on one day, which touch, overlap, or repeat.
        + [(piece(chance, busy[:1]), []) for _ in range(chance.randrange(4))],
        "outages": [(chance.choice(PLACES), piece(chance)) for _ in range(chance.randrange(4))],
        "lives": [
            (chance.choice(PLACES), chance.randint(-3, 33), chance.randint(-3, 33))
            for _ in range(chance.choice([0, 0, 1, 2]))
        ],
        "bookings": [booking(chance, busy) for _ in range(chance.randint(8, 40))],
        "assignments": [assignment(chance) for _ in range(chance.randrange(5))],
        "requests": [
            (
                chance.choice(PLACES),
                chance.random() < 0.5,
                piece(chance),
                chance.choice(WaitingRequest.Status.values),
            )
            for _ in range(chance.randrange(7))
        ],
        "themes": [chance.sample(range(4), chance.randrange(5)) for _ in range(2)],
    }


def piece(chance, days=range(35)) -> tuple[int, int]:
    """A quarter and how many follow, mostly by day."""
    at = chance.choice(days) * A_DAY + chance.choice([chance.randrange(A_DAY), 30, 36, 52])
    return at, chance.choice([chance.randint(1, 60), 1, 18, 40])


def usual_hours(chance) -> list[tuple]:
    """Hours for most kinds on most days, other ones from some day of the month; the night on some."""
    kinds = chance.sample(range(1, len(KINDS)), chance.randint(4, 7))
    weekdays = chance.sample(range(7), chance.randint(3, 7))
    change = chance.randint(1, 28)
    opens, later = chance.choice([34, 0, chance.randrange(50)]), chance.randrange(50)
    long = chance.choice([40, 95, chance.randint(8, 60)])
    found = []
    for kind in kinds:
        changes = chance.random() < 0.4
        for weekday in weekdays:
            found.append((kind, weekday, opens, long, "until" if changes else "always", change))
            if changes:
                found.append((kind, weekday, later, 30, "from", change))
    return found


def special_hours(chance, weekdays, until=70, longest=60) -> tuple:
    """A piece more on one day, which may overlap the usual ones."""
    kind, weekday = chance.choice(PLACES), chance.choice(weekdays)
    validity = chance.choice(["always", "until", "from"])
    opens, long = chance.randrange(until), chance.randint(1, longest)
    return kind, weekday, opens, long, validity, chance.randint(1, 28)


def booking(chance, busy) -> dict:
    return {
        "place": chance.choice(PLACES),
        "piece": piece(chance, busy if chance.random() < 0.7 else range(35)),
        "status": chance.choice(STATES),
        "arrival": chance.randint(-4, 12) if chance.random() < 0.9 else 60,
        "stay": chance.choice([None, chance.randint(0, 60)]),
        "release": chance.choice([None, -2, 4, chance.randint(0, 20)]),
        "again": chance.choice([None, *STATES]),
        "walk_in": chance.random() < 0.3,
        "person": chance.randrange(4),
    }


def assignment(chance) -> tuple:
    long = chance.choice([None, chance.randint(1, 30)])
    lent = {chance.randint(-3, 33) for _ in range(chance.randrange(5))}
    return chance.choice([0, 1, 5, chance.choice(PLACES)]), chance.randint(-5, 33), long, lent


def build(seed: int) -> GeneratedMonth:
    """Write the month to the database; bookings that the guard would refuse are left out."""
    numbers = drawn(seed)
    month = numbers["month"]
    base = month.start - timedelta(days=2)
    zone = ZoneFactory()
    places = [SpaceFactory(zone=zone, kind=kind) for kind in KINDS]
    # A room made of rooms: what is booked of the one is not booked of the other.
    places[HALL].parts.add(places[ROOM])
    for place, since, until in numbers["lives"]:
        live(places[place], month, since, until)
    written = GeneratedMonth(
        month=month,
        now=base + numbers["now"] * STEP,
        places=places,
        parts={places[HALL]: [places[ROOM]]},
        hours=[row for one in numbers["hours"] if (row := open_(month, *one))],
        closures=[closed(base, places, *one) for one in numbers["closures"]],
        outages=[
            OutOfServiceFactory(
                space=places[place], start=base + at * STEP, end=base + (at + long) * STEP
            )
            for place, (at, long) in numbers["outages"]
        ],
        bookings=[],
        assignments=[],
        requests=[],
        follows={},
    )  # fmt: skip
    people = [PersonFactory(membership=None) for _ in range(3)]
    people.append(PersonFactory(membership=None, role=Role.STAFF))
    for one in numbers["bookings"]:
        book(written, base, people, **one)
    for one in numbers["assignments"]:
        assign(written, people[0], *one)
    for number, one in enumerate(numbers["requests"]):
        wait(written, base, people[number % 3], number, *one)
    for number, followers in enumerate(numbers["themes"]):
        follow(written, people, number, followers)
    return written


def live(place, month, since, until) -> None:
    """Put a place into service late, or retire it early, or both."""
    opened = month.first + timedelta(days=min(since, until))
    place.opened_on = opened
    place.retired_on = opened + timedelta(days=abs(until - since) or 40)
    place.save()


def open_(month, place, weekday, opens, long, validity, day) -> WeeklyHours | None:
    midnight, change = datetime(2026, 1, 1), month.first + timedelta(days=day)
    opening = midnight + opens * STEP
    closing = min(opening + long * STEP, midnight + timedelta(hours=23, minutes=45))
    if opening >= closing:
        return None
    return WeeklyHours.objects.create(
        kind=KINDS[place], weekday=weekday, opens=opening.time(), closes=closing.time(),
        valid_from=change if validity == "from" else date(2025, 1, 1),
        valid_until=change if validity == "until" else None,
    )  # fmt: skip


def closed(base, places, piece, only) -> tuple[Closure, list[Space]]:
    at, long = piece
    closure = ClosureFactory(start=base + at * STEP, end=base + (at + long) * STEP)
    named = [places[place] for place in sorted(only)]
    closure.spaces.set(named)
    return closure, named


def book(
    written, base, people, place, piece, status, arrival, stay, release, again, walk_in, person
):
    at, long = piece
    start, end = base + at * STEP, base + (at + long) * STEP
    status = possible(status, start, written.now)
    if status in Booking.HOLDING and is_held(written, written.places[place], start, end):
        return
    came = min(start + arrival * STEP, end)
    released = start + release * STEP if release is not None else None
    booking = BookingFactory(
        space=written.places[place],
        person=people[person],
        start=start,
        end=end,
        status=status,
        is_walk_in=walk_in,
        checked_in_at=came if status == "attended" else None,
        checked_out_at=came + stay * STEP if status == "attended" and stay is not None else None,
        released_at=released if status == "no_show" else None,
        held_until=start if status == "offered" else None,
    )
    written.bookings.append(booking)
    rest = (end - max(released, start)) // STEP if booking.released_at else 0
    if again and rest > 0:
        piece = (at + long - rest, rest)
        book(
            written, base, people, place, piece, again, 0, stay, None, None, True, (person + 1) % 4
        )


def possible(status, start, now) -> str:
    """Nobody has come to, or missed, what has not begun."""
    return "confirmed" if start > now and status in ("attended", "no_show") else status


def is_held(written, place, start, end) -> bool:
    """Whether the guard would refuse; a room takes the one that it is part of."""
    rooms = {written.places[ROOM], written.places[HALL]}
    takes = rooms if place in rooms else {place}
    return any(
        other.space in takes and other.start < end and start < other.end
        for other in written.bookings
        if other.status in Booking.HOLDING
    )


def assign(written, person, place, since, long, lent) -> None:
    starts = written.month.first + timedelta(days=since)
    ends = starts + timedelta(days=long) if long else None
    space = written.places[place]
    for other, _lent in written.assignments:
        if other.space == space and overlap(other, starts, ends):
            return
    made = Assignment.objects.create(
        space=space, starts=starts, ends=ends,
        person=None if since % 2 else person, organisation=organisation_named("Ente") if since % 2 else None,
    )  # fmt: skip
    given = {written.month.first + timedelta(days=day) for day in lent}
    LentDay.objects.bulk_create(LentDay(assignment=made, day=day) for day in given)
    written.assignments.append((made, given))


def overlap(other, starts, ends) -> bool:
    return (ends is None or other.starts < ends) and (other.ends is None or starts < other.ends)


def wait(written, base, person, number, place, named, piece, status) -> None:
    at, long = piece
    written.requests.append(
        WaitingRequest.objects.create(
            person=person, kind=KINDS[place], space=written.places[place] if named else None,
            start=base + at * STEP, end=base + (at + long) * STEP,
            # Nobody waits twice for the same; what has ended may be there several times.
            status=status if number == 0 else {"waiting": "unserved", "offered": "expired"}.get(
                status, status
            ),
        )
    )  # fmt: skip


def follow(written, people, number, followers) -> None:
    theme = Theme.objects.create(slug=f"tema-{number}", name_it="x", name_en="x", order=number)
    for place in followers:
        profile, _made = Profile.objects.get_or_create(person=people[place])
        profile.themes.add(theme)
    written.follows[theme.slug] = {people[place].pk for place in followers}
