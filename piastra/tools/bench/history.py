"""A month's occupancy over one year and over ten years of bookings, with 200 desks, beside a sum in SQL."""

import time
from datetime import date

from django.db import connection

from core.month import Month
from piastra.tools.bench.stopwatch import Limits, Result, compared, in_turns, queries_of
from spaces.figures import occupancy
from spaces.models import Space, WeeklyHours, Zone

DESKS, YEARS = 200, 10
ONE, TEN = "month figures, 1 year", "month figures, 10 years"
FLOOR = "hours by place in SQL"
SCHEMAS = {ONE: "one_year", TEN: "ten_years"}
#: All figures of a month, over the two sums by place alone.
BUDGET = Limits(ratio=4)
#: History must not make a month slower; the rest is the noise of a shared machine.
FLAT = Limits(ratio=1.5)
#: Of the month's bookings what each place was booked and used, each moment once, as the definitions want it.
SUMS = """
SELECT space_id,
    (SELECT sum(extract(epoch FROM upper(time) - lower(time))) / 3600 FROM unnest(booked) time),
    (SELECT sum(extract(epoch FROM upper(time) - lower(time))) / 3600 FROM unnest(used) time)
FROM (
    SELECT space_id,
        range_agg(tstzrange(start, "end")) FILTER (WHERE status IN ('confirmed', 'attended', 'no_show'))
            * tstzmultirange(tstzrange(%(start)s, %(end)s)) AS booked,
        range_agg(tstzrange(checked_in_at, least(checked_out_at, "end"))) FILTER (WHERE status = 'attended')
            * tstzmultirange(tstzrange(%(start)s, %(end)s)) AS used
    FROM spaces_booking
    WHERE tstzrange(start, "end") && tstzrange(%(start)s, %(end)s)
    GROUP BY space_id
) once
"""
#: Two half days on each weekday, taken nine times in ten.
BOOKINGS = """
INSERT INTO {table} (space_id, person_id, start, "end", status, purpose, request_key, is_walk_in,
    made_at, checked_in_at, checked_out_at, override_reason, sequence, takes)
SELECT space.id, (SELECT min(id) FROM members_user),
    (day + half.opens) AT TIME ZONE 'Europe/Rome', (day + half.closes) AT TIME ZONE 'Europe/Rome',
    'attended', '', gen_random_uuid(), false, day, (day + half.opens) AT TIME ZONE 'Europe/Rome',
    (day + half.closes) AT TIME ZONE 'Europe/Rome', '', 0,
    int8multirange(int8range(space.id, space.id, '[]'))
FROM spaces_space space
CROSS JOIN generate_series(%(first)s::timestamp, %(last)s::timestamp, interval '1 day') day
CROSS JOIN (VALUES (time '08:30', time '13:00'), (time '13:00', time '18:30')) half (opens, closes)
WHERE space.code LIKE 'Z%%' AND extract(isodow FROM day) < 6
    AND (space.id * 7 + extract(doy FROM day)::int + extract(hour FROM half.opens)::int) %% 10 <> 0
"""


def measure(rounds: int, say) -> list[Result]:
    """Elapsed time of the last finished month: a table with a year of bookings beside one with ten."""
    month = Month.current().previous
    _make_desks(month)
    counts = [_fill(SCHEMAS[name], month, years) for name, years in ((ONE, 1), (TEN, YEARS))]
    say(" and ".join(f"{count:,}" for count in counts) + " bookings … ")
    calls = {
        FLOOR: lambda: sums(SCHEMAS[ONE], month),
        ONE: lambda: _figures(SCHEMAS[ONE], month),
        TEN: lambda: _figures(SCHEMAS[TEN], month),
    }
    queries = {name: queries_of(call) - 1 for name, call in calls.items()}
    medians = in_turns(calls, rounds, clock=time.perf_counter)
    flat = {name: medians[name] for name in (ONE, TEN)}
    against_floor = compared({FLOOR: medians[FLOOR], **flat}, FLOOR, queries, {ONE: BUDGET})
    return [*against_floor[:2], *compared(flat, ONE, queries, {TEN: FLAT})[1:]]


def sums(schema: str, month: Month) -> list[tuple]:
    """Hours booked and used of each place, by one statement."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET search_path TO {schema}, public")
        cursor.execute(SUMS, {"start": month.start, "end": month.end})
        return cursor.fetchall()


def _figures(schema: str, month: Month) -> None:
    """The month's figures over one of the two tables: the search path decides which is found."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET search_path TO {schema}, public")
    occupancy(month)


def _make_desks(month: Month) -> None:
    since = date(month.year - YEARS - 1, 1, 1)
    zone = Zone.objects.create(name="Bench", order=99)
    desk = Space.Kind.FIXED_DESK
    Space.objects.bulk_create(
        Space(code=f"Z{number:03}", kind=desk, zone=zone, opened_on=since)
        for number in range(DESKS)
    )
    WeeklyHours.objects.filter(kind=desk).update(valid_from=since)


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
