"""What the database adds up of the month's bookings (docs/domain.md, Occupancy), in one statement.

Thousands of bookings go in, some hundred sums come out. Times are whole seconds since the month began, each
rounded down before anything is added; they are numbers because those are compared and added fastest.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from core.access import STAFF
from core.month import Month
from spaces.figures.frames import Frame
from spaces.figures.rows import Spot
from spaces.models import Space

KINDS = list(Space.Kind)


class OfPlace(NamedTuple):
    """Seconds of a place in open time, each moment once; `left` is the use that ended with a check-out."""

    booked: int = 0
    used: int = 0
    left: int = 0
    days_attended: int = 0


class Given(NamedTuple):
    """Seconds of a place that no-shows gave back, and those that were booked again."""

    released: int = 0
    recovered: int = 0


class Counts(NamedTuple):
    """The bookings of a place that start in the month."""

    bookings_due: int = 0
    no_shows: int = 0
    cancelled_in_time: int = 0
    cancelled_late: int = 0
    walk_ins: int = 0


class OfPerson(NamedTuple):
    """A coworker's counted bookings, those that were due, and their seconds in open time, booking by booking."""

    bookings: int = 0
    bookings_due: int = 0
    no_shows: int = 0
    booked: int = 0
    used: int = 0
    left: int = 0


class Together(NamedTuple):
    """Stretches of one kind's places that begin in one clock hour and end in one of the same opening.

    `starts` and `ends` are sums; `again` are those at a place that was in use in its first hour already.
    """

    kind: int
    first: int
    last: int
    count: int
    starts: int
    ends: int
    again: int


@dataclass(frozen=True)
class Sums:
    """Sums by place and by person, by their keys, and stretches by what they are of: booked, used, left."""

    places: dict[int, OfPlace]
    given: dict[int, Given]
    counts: dict[int, Counts]
    people: dict[int, OfPerson]
    hours: dict[str, list[Together]]


def _seconds(moment: str) -> str:
    return f"(floor(date_part('epoch', {moment})) - %(zero)s)::int"


#: The places, and the open time of those that are open alike, cut at every 24 hours of the month (`step`).
OPEN = """
place AS (
    SELECT * FROM unnest(%(places)s::bigint[], %(frames)s::int[], %(kinds)s::int[]) p (space_id, frame, kind)
),
open AS (
    SELECT * FROM unnest(%(open_frames)s::int[], %(steps)s::int[], %(days)s::int[], %(opens)s::int[],
        %(closes)s::int[]) o (frame, step, day, opens, closes)
)"""
#: Every booking that touches the month, whatever became of it. Use is from the check-in to the check-out or the
#: end, whichever came first. Without OFFSET the database would work each moment out again wherever it is named.
MOMENTS = f"""
    SELECT space_id, person_id, status, is_walk_in, checked_out_at IS NOT NULL AS has_left,
        {_seconds("start")} AS starts, {_seconds('"end"')} AS ends,
        CASE WHEN status = 'no_show' THEN {_seconds("released_at")} END AS freed,
        CASE WHEN status = 'attended' THEN {_seconds("checked_in_at")} END AS enters,
        CASE WHEN status = 'attended' THEN {_seconds('least(checked_out_at, "end")')} END AS leaves
    FROM spaces_booking
    WHERE tstzrange(start, "end") && tstzrange(%(start)s, %(end)s)
    OFFSET 0"""
#: The rates count a no-show up to its release, and nothing of what was cancelled, offered or lapsed. A booking
#: counts in the month in which it starts. It may lie in open time from the `first` 24 hours to the `last`.
SEEN = f"""
seen AS MATERIALIZED (
    SELECT space_id, person_id, status, is_walk_in, has_left, frame, kind,
        status IN ('confirmed', 'attended', 'no_show') AS is_counted,
        starts >= 0 AND starts < %(long)s AS begins_here,
        starts, ends, least(ends, freed) AS until, enters, leaves,
        greatest(least(starts, enters), 0) / 86400 AS first, (least(ends, %(long)s) - 1) / 86400 AS last
    FROM ({MOMENTS}) moments JOIN place USING (space_id)
)"""
#: What of each lies in one open stretch; where nothing does, it ends before it
#: starts, and so does the use where nobody came.
PIECE = """
    SELECT space_id, person_id, kind, enters IS NOT NULL AS is_attended, has_left, step, day, opens,
        greatest(starts, opens) AS starts, least(until, closes) AS until,
        greatest(coalesce(enters, starts), opens) AS enters, least(coalesce(leaves, starts), closes) AS leaves,
        CASE WHEN until < ends THEN greatest(starts, until, opens) END AS freed, least(ends, closes) AS ends
    FROM seen JOIN open USING (frame)
    WHERE is_counted"""
#: Most lie within the same 24 hours, and are joined by equality: ten times as fast.
PIECES = f"""
pieces AS (
    {PIECE} AND first = last AND step = first
    UNION ALL
    {PIECE} AND first < last AND step BETWEEN first AND last
)"""
#: Each moment once: of a piece what begins after all that began before it at the same place has ended.
BOOKED_ONCE = """
booked_once AS (
    SELECT *, greatest(starts, max(until) OVER before) AS booked_from
    FROM pieces
    WINDOW before AS (PARTITION BY space_id ORDER BY starts ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
)"""
#: The same of use, and of the use that ended with a check-out.
ONCE = """
once AS MATERIALIZED (
    SELECT *, greatest(enters, max(leaves) OVER before) AS used_from,
        CASE WHEN has_left THEN greatest(enters, max(leaves) FILTER (WHERE has_left) OVER before) END AS left_from,
        max(leaves) FILTER (WHERE enters < leaves) OVER before AS used_before
    FROM booked_once
    WINDOW before AS (PARTITION BY space_id ORDER BY enters ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
)"""
OF_PLACES = """
SELECT 'places', space_id,
    sum(until - booked_from) FILTER (WHERE booked_from < until),
    sum(leaves - used_from) FILTER (WHERE used_from < leaves),
    sum(leaves - left_from) FILTER (WHERE left_from < leaves),
    count(DISTINCT day) FILTER (WHERE is_attended AND starts < until), NULL::bigint, NULL::bigint
FROM once GROUP BY space_id"""
#: Of the time that no-shows released, what any counted booking of the place took.
GIVEN = """
SELECT 'given', space_id, (SELECT sum(upper(time) - lower(time)) FROM unnest(released) time),
    (SELECT sum(upper(time) - lower(time)) FROM unnest(recovered) time), NULL, NULL, NULL, NULL
FROM (
    SELECT space_id, range_agg(int4range(gave.freed, gave.ends)) AS released,
        range_agg(int4range(gave.freed, gave.ends) * int4range(took.starts, took.until))
            FILTER (WHERE took.starts < took.until) AS recovered
    FROM once gave LEFT JOIN once took USING (space_id, step, opens)
    WHERE gave.freed < gave.ends
    GROUP BY space_id
) gave"""
#: Due is what has begun and was not cancelled in time.
DUE = "begins_here AND starts <= %(now)s AND (is_counted OR status = 'cancelled_late')"
MISSED = "begins_here AND starts <= %(now)s AND status = 'no_show'"
COUNTS = f"""
SELECT 'counts', space_id, count(*) FILTER (WHERE {DUE}), count(*) FILTER (WHERE {MISSED}),
    count(*) FILTER (WHERE begins_here AND status = 'cancelled'),
    count(*) FILTER (WHERE begins_here AND status = 'cancelled_late'),
    count(*) FILTER (WHERE begins_here AND is_walk_in AND is_counted), NULL
FROM seen GROUP BY space_id"""
#: The staff book for the programme: an event's room is nobody's.
PEOPLE = f"""
SELECT 'people', person_id, bookings, due, missed, coalesce(booked, 0), coalesce(used, 0), coalesce("left", 0)
FROM (
    SELECT person_id, count(*) FILTER (WHERE is_counted) AS bookings, count(*) FILTER (WHERE {DUE}) AS due,
        count(*) FILTER (WHERE {MISSED}) AS missed
    FROM seen GROUP BY person_id
) bookings
LEFT JOIN (
    SELECT person_id, sum(until - starts) FILTER (WHERE starts < until) AS booked,
        sum(leaves - enters) FILTER (WHERE enters < leaves) AS used,
        sum(leaves - enters) FILTER (WHERE enters < leaves AND has_left) AS "left"
    FROM once GROUP BY person_id
) times USING (person_id)
JOIN members_user person ON person.id = person_id
WHERE bookings > 0 AND NOT person.role = ANY(%(staff)s)"""
#: Of each measure the stretches by the clock hours of their first and last second. A place in use twice in one
#: hour is in use once (`again`).
HOURS = """
SELECT '{measure}', kind, {start} / 3600, ({end} - 1) / 3600, count(*), sum({start}), sum({end}),
    count(*) FILTER (WHERE (used_before - 1) / 3600 = {start} / 3600)
FROM once WHERE {start} < {end} GROUP BY kind, 3, 4"""
MEASURES = {
    "booked": ("booked_from", "until"),
    "used": ("used_from", "leaves"),
    "left": ("left_from", "leaves"),
}
BY_HOUR = [HOURS.format(measure=name, start=a, end=b) for name, (a, b) in MEASURES.items()]
STATEMENT = (
    "WITH "
    + ",".join([OPEN, SEEN, PIECES, BOOKED_ONCE, ONCE])
    + "\nUNION ALL".join([OF_PLACES, GIVEN, COUNTS, PEOPLE, *BY_HOUR])
)


def sums_of(month: Month, now: datetime, frames: dict[Spot, Frame]) -> Sums:
    """All sums of the month's bookings at these places, each with its open time."""
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, _period(month, now) | _places(frames))
        found = defaultdict(list)
        for what, *row in cursor.fetchall():
            found[what].append(row)
    return Sums(
        places=_by_key(found["places"], OfPlace),
        given=_by_key(found["given"], Given),
        counts=_by_key(found["counts"], Counts),
        people=_by_key(found["people"], OfPerson),
        hours={name: list(map(Together._make, found[name])) for name in MEASURES},
    )


def _by_key(rows: list[list], kind: type) -> dict:
    width = len(kind._fields)
    return {key: kind(*(number or 0 for number in row[:width])) for key, *row in rows}


def _period(month: Month, now: datetime) -> dict:
    zero = int(month.start.timestamp())
    return {
        "start": month.start,
        "end": month.end,
        "zero": zero,
        "long": int(month.end.timestamp()) - zero,
        "now": int(now.timestamp()) - zero,
        "staff": list(STAFF),
    }


def _places(frames: dict[Spot, Frame]) -> dict[str, str]:
    """The places and the open time of each different frame, as columns."""
    number = {frame: place for place, frame in enumerate(dict.fromkeys(frames.values()))}
    rows = [(number[frame], *piece) for frame in number for piece in frame.pieces()]
    names = ("open_frames", "steps", "days", "opens", "closes")
    return {
        "places": _array(spot.pk for spot in frames),
        "frames": _array(number[frame] for frame in frames.values()),
        "kinds": _array(KINDS.index(spot.kind) for spot in frames),
        **{name: _array(row[place] for row in rows) for place, name in enumerate(names)},
    }


def _array(numbers: Iterable[int]) -> str:
    """As PostgreSQL reads it fastest: one value, not an expression for each number."""
    return "{" + ",".join(map(str, numbers)) + "}"
