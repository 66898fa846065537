"""A month's occupancy over one year and over ten years of bookings, with 200 desks, beside a sum in SQL."""

import time
from datetime import date

from django.db import connection

from core.access import Role
from core.month import Month
from members.models import Profile, Theme, User
from piastra.tools.bench.stopwatch import Limits, Result, compared, in_turns, queries_of
from spaces.figures import occupancy
from spaces.models import Space, WeeklyHours, Zone

DESKS, ROOMS, PEOPLE, YEARS = 200, 8, 150, 10
ONE, TEN = "month figures, 1 year", "month figures, 10 years"
FLOOR, PLAIN = "hours by place in SQL", "lengths by place in SQL"
SCHEMAS = {ONE: "one_year", TEN: "ten_years"}
#: All figures of a month, over the sums by place alone.
BUDGET = Limits(ratio=4)
#: History must not make a month slower; the rest is the noise of a shared machine.
FLAT = Limits(ratio=1.5)
#: Of the month's bookings what each place was booked and used, each moment once, as the definitions want it; how
#: many bookings came to what, and how many different people.
SUMS = """
SELECT space_id,
    (SELECT sum(extract(epoch FROM upper(time) - lower(time))) / 3600 FROM unnest(booked) time),
    (SELECT sum(extract(epoch FROM upper(time) - lower(time))) / 3600 FROM unnest(used) time),
    counted, missed, given_back, people
FROM (
    SELECT space_id,
        range_agg(tstzrange(start, "end")) FILTER (WHERE status IN ('confirmed', 'attended', 'no_show'))
            * tstzmultirange(tstzrange(%(start)s, %(end)s)) AS booked,
        range_agg(tstzrange(checked_in_at, least(checked_out_at, "end"))) FILTER (WHERE status = 'attended')
            * tstzmultirange(tstzrange(%(start)s, %(end)s)) AS used,
        count(*) FILTER (WHERE status IN ('confirmed', 'attended', 'no_show')) AS counted,
        count(*) FILTER (WHERE status = 'no_show') AS missed,
        count(*) FILTER (WHERE status IN ('cancelled', 'cancelled_late')) AS given_back,
        count(DISTINCT person_id) AS people
    FROM spaces_booking
    WHERE tstzrange(start, "end") && tstzrange(%(start)s, %(end)s)
    GROUP BY space_id
) once
"""
#: The least that can be asked of the same rows: no definition is kept.
LENGTHS = """
SELECT space_id, count(*), sum(extract(epoch FROM "end" - start))
FROM spaces_booking
WHERE tstzrange(start, "end") && tstzrange(%(start)s, %(end)s)
GROUP BY space_id
"""
#: Two half days of a desk on each weekday, four meetings of a room, nine in ten of them booked, as people really
#: do it: check-ins at any second, one in six without a check-out and some after the end, no-shows that were let go
#: and in part given to who walked in, cancellations in time and late. The same chance whenever it is drawn.
BOOKINGS = """
WITH times (is_room, opens, closes) AS (VALUES
    (false, time '08:30', time '13:00'), (false, '13:00', '18:30'),
    (true, '09:00', '10:30'), (true, '11:00', '12:30'), (true, '14:00', '16:00'), (true, '16:00', '18:00')),
drawn AS (
    SELECT space.id AS space, (day + opens) AT TIME ZONE 'Europe/Rome' AS start,
        (day + closes) AT TIME ZONE 'Europe/Rome' AS "end",
        abs(hashint8(
            space.id * 1000000 + (day::date - date '2000-01-01') * 100 + extract(hour FROM opens)::int
        )::bigint) AS chance
    FROM spaces_space space
    CROSS JOIN generate_series(%(first)s::timestamp, %(last)s::timestamp, interval '1 day') day
    JOIN times ON is_room = (space.kind = 'meeting_room')
    WHERE space.code LIKE 'Z%%' AND extract(isodow FROM day) < 6
),
fates AS (
    SELECT *, chance %% 100 AS fate, chance / 100 %% 2400 * interval '1 second' AS late,
        chance / 240000 %% 6 AS leaving, people[1 + chance / 1440000 %% cardinality(people)] AS person
    FROM drawn, (SELECT array_agg(id ORDER BY id) AS people FROM members_user WHERE email LIKE 'bench%%') all_
),
booked AS (
    SELECT space, person, start, "end", false AS is_walk_in,
        CASE WHEN fate < 15 THEN 'cancelled' WHEN fate < 18 THEN 'cancelled_late'
            WHEN fate < 24 THEN 'no_show' ELSE 'attended' END AS status,
        CASE WHEN fate >= 24 THEN start - interval '10 minutes' + late END AS entered,
        CASE WHEN fate >= 24 AND leaving > 0 THEN "end" - interval '30 minutes' + late END AS left_at,
        CASE WHEN fate BETWEEN 18 AND 23 THEN start + interval '30 minutes' + late / 8 END AS released
    FROM fates WHERE fate >= 10
    UNION ALL
    SELECT space, person, start + interval '45 minutes', "end", true, 'attended',
        start + interval '45 minutes' + late / 100, NULL, NULL
    FROM fates WHERE fate IN (18, 19)
)
INSERT INTO {table} (space_id, person_id, start, "end", status, purpose, request_key, is_walk_in,
    made_at, checked_in_at, checked_out_at, released_at, override_reason, sequence, takes)
SELECT space, person, start, "end", status, '', gen_random_uuid(), is_walk_in, start, entered, left_at, released,
    '', 0, int8multirange(int8range(space, space, '[]'))
FROM booked ORDER BY start - person %% 7 * interval '1 day', space
"""


def measure(rounds: int, say) -> list[Result]:
    """Elapsed time of the last finished month: a table with a year of bookings beside one with ten."""
    month = Month.current().previous
    _make_places(month)
    _make_people()
    counts = [_fill(SCHEMAS[name], month, years) for name, years in ((ONE, 1), (TEN, YEARS))]
    say(" and ".join(f"{count:,}" for count in counts) + " bookings … ")
    calls = {
        FLOOR: lambda: sums(SCHEMAS[ONE], month),
        PLAIN: lambda: sums(SCHEMAS[ONE], month, LENGTHS),
        ONE: lambda: _figures(SCHEMAS[ONE], month),
        TEN: lambda: _figures(SCHEMAS[TEN], month),
    }
    queries = {name: queries_of(call) - 1 for name, call in calls.items()}
    medians = in_turns(calls, rounds, clock=time.perf_counter)
    flat = {name: medians[name] for name in (ONE, TEN)}
    against_floor = compared(medians, FLOOR, queries, {ONE: BUDGET})
    return [*against_floor[:3], *compared(flat, ONE, queries, {TEN: FLAT})[1:]]


def sums(schema: str, month: Month, statement: str = SUMS) -> list[tuple]:
    """Of each place the hours booked and used, counts and different people, by one statement."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET search_path TO {schema}, public")
        cursor.execute(statement, {"start": month.start, "end": month.end})
        return cursor.fetchall()


def _figures(schema: str, month: Month) -> None:
    """The month's figures over one of the two tables: the search path decides which is found."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET search_path TO {schema}, public")
    occupancy(month)


def _make_places(month: Month) -> None:
    """The desks, and eight rooms of which two are parts of another."""
    since = date(month.year - YEARS - 1, 1, 1)
    zone = Zone.objects.create(name="Bench", order=99)
    kinds = [Space.Kind.FIXED_DESK] * DESKS + [Space.Kind.MEETING_ROOM] * ROOMS
    whole, *parts = Space.objects.bulk_create(
        Space(code=f"Z{number:03}", kind=kind, zone=zone, opened_on=since)
        for number, kind in enumerate(kinds)
    )[-3:]
    whole.parts.set(parts)
    WeeklyHours.objects.filter(kind__in=kinds).update(valid_from=since)


def _make_people() -> None:
    """Who books, each with a theme or several."""
    people = User.objects.bulk_create(
        User(email=f"bench{number}@example.org", role=Role.MEMBER) for number in range(PEOPLE)
    )
    profiles = Profile.objects.bulk_create(Profile(person=person) for person in people)
    themes = list(Theme.objects.all())
    for number, profile in enumerate(profiles):
        profile.themes.add(*(themes[(number + step) % len(themes)] for step in range(number % 3)))


def _fill(schema: str, month: Month, years: int) -> int:
    """A table of bookings of the years up to the month, indexed as the real one. Returns its length."""
    table = f"{schema}.spaces_booking"
    span = {"first": month.plus(1 - 12 * years).first, "last": month.last}
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {schema}")
        like = "LIKE public.spaces_booking INCLUDING DEFAULTS INCLUDING IDENTITY"
        cursor.execute(f"CREATE TABLE {table} ({like})")
        cursor.execute(BOOKINGS.format(table=table), span)
        count = cursor.rowcount
        # Indexes after the rows: a quarter of the time.
        for definition in _indexes(cursor):
            cursor.execute(definition.replace("public.spaces_booking", table))
        cursor.execute(f"VACUUM ANALYZE {table}")
    return count


def _indexes(cursor) -> list[str]:
    cursor.execute(
        "SELECT indexdef FROM pg_indexes WHERE tablename = 'spaces_booking' AND schemaname = 'public'"
    )
    return [definition for (definition,) in cursor.fetchall()]
