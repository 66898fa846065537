"""A month's occupancy over one year and over ten years of bookings, with 200 desks."""

import time
from datetime import date

from django.db import connection

from core.months import Month
from piastra.bench.stopwatch import Result, compared, in_turns, queries_of
from spaces.figures import occupancy
from spaces.models import Space, WeeklyHours, Zone

DESKS, YEARS = 200, 10
ONE, TEN = "month figures, 1 year", "month figures, 10 years"
#: History must not make a month slower; the rest is the noise of a shared machine.
BUDGET = 1.5
#: Two half days on each weekday, taken nine times in ten.
BOOKINGS = """
INSERT INTO spaces_booking (space_id, person_id, start, "end", status, purpose, request_key, is_walk_in,
    made_at, checked_in_at, checked_out_at)
SELECT space.id, (SELECT min(id) FROM members_user),
    (day + half.opens) AT TIME ZONE 'Europe/Rome', (day + half.closes) AT TIME ZONE 'Europe/Rome',
    'attended', '', gen_random_uuid(), false, day, (day + half.opens) AT TIME ZONE 'Europe/Rome',
    (day + half.closes) AT TIME ZONE 'Europe/Rome'
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
    _fill(month.plus(-11), month)
    names = {ONE: _keep_a_copy(), TEN: _fill(month.plus(-12 * YEARS + 1), month.plus(-12))}
    say(" and ".join(f"{count:,}" for count in names.values()) + " bookings … ")
    calls = {name: lambda name=name: _figures(name, month) for name in names}
    queries = {name: queries_of(call) - 1 for name, call in calls.items()}
    medians = in_turns(calls, rounds, clock=time.perf_counter)
    return compared(medians, ONE, queries, {TEN: BUDGET})


def _figures(name: str, month: Month):
    """The month's figures over one of the two tables: the search path decides which is found."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SET search_path TO one_year, public" if name == ONE else "SET search_path TO public"
        )
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


def _fill(since: Month, until: Month) -> int:
    """Bookings of these months, both included. Returns how many there are now."""
    with connection.cursor() as cursor:
        cursor.execute(BOOKINGS, {"first": since.first, "last": until.last})
        cursor.execute("ANALYZE spaces_booking")
        cursor.execute("SELECT count(*) FROM spaces_booking")
        return cursor.fetchone()[0]


def _keep_a_copy() -> int:
    """The table as it is now, with its constraints and indexes, in a schema of its own."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA one_year")
        cursor.execute("CREATE TABLE one_year.spaces_booking (LIKE spaces_booking INCLUDING ALL)")
        cursor.execute("INSERT INTO one_year.spaces_booking SELECT * FROM spaces_booking")
        copied = cursor.rowcount
        cursor.execute("ANALYZE one_year.spaces_booking")
        return copied
