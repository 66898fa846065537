"""The frozen figures of a demo month equal a computation of their own, in SQL alone."""

import json
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.contrib.auth import get_user_model
from django.db import connection

from core.clock import ROME
from core.month import Month
from piastra.reports import assemble, frozen
from piastra.tools.demo import loading
from spaces.models import Assignment, Booking, LentDay, Space, WaitingRequest

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# By hand, not from the library that the portal uses. 19 June is Sondrio's patron saint.
HOLIDAYS = ["2026-06-02", "2026-06-19", "2026-08-15", "2026-10-04", "2026-11-01"]

OPEN = """
WITH day AS (
    SELECT d::date AS day FROM generate_series(%(first)s::date, %(last)s::date, '1 day') d
), opening AS (
    SELECT s.id, range_agg(tstzrange((day + h.opens) AT TIME ZONE 'Europe/Rome',
                                     (day + h.closes) AT TIME ZONE 'Europe/Rome')) AS hours
    FROM spaces_space s CROSS JOIN day
    JOIN spaces_weeklyhours h ON h.kind = s.kind AND h.weekday = extract(isodow FROM day) - 1
        AND h.valid_from <= day AND (h.valid_until IS NULL OR day < h.valid_until)
    WHERE day <> ALL (%(holidays)s::date[])
        AND s.opened_on <= day AND (s.retired_on IS NULL OR day < s.retired_on)
    GROUP BY s.id
), hole AS (
    SELECT s.id AS space, tstzrange(c.start, c."end") AS time
    FROM spaces_closure c CROSS JOIN spaces_space s
    WHERE NOT EXISTS (SELECT FROM spaces_closure_spaces n WHERE n.closure_id = c.id)
        OR EXISTS (SELECT FROM spaces_closure_spaces n WHERE n.closure_id = c.id AND n.space_id = s.id)
    UNION ALL SELECT space_id, tstzrange(start, "end") FROM spaces_outofservice
), available AS (
    SELECT o.id, o.hours - coalesce(
        (SELECT range_agg(time) FROM hole WHERE hole.space = o.id), '{}'::tstzmultirange) AS hours
    FROM opening o
), taken AS (
    SELECT space_id AS id, range_agg(tstzrange(start, CASE WHEN status = 'no_show'
            THEN least("end", greatest(start, coalesce(released_at, "end"))) ELSE "end" END)) AS hours
    FROM spaces_booking WHERE status IN ('confirmed', 'attended', 'no_show') GROUP BY space_id
), used AS (
    SELECT space_id AS id,
        range_agg(tstzrange(checked_in_at, greatest(
            checked_in_at, least(coalesce(checked_out_at, "end"), "end")))) AS hours
    FROM spaces_booking WHERE status = 'attended' GROUP BY space_id
), released AS (
    SELECT space_id AS id, range_agg(tstzrange(
        least("end", greatest(start, released_at)), "end")) AS hours
    FROM spaces_booking WHERE status = 'no_show' AND released_at IS NOT NULL GROUP BY space_id
)
"""

HOURS = (
    OPEN
    + """
SELECT s.code,
    coalesce(pg_temp.minutes(a.hours), 0), coalesce(pg_temp.minutes(a.hours * t.hours), 0),
    coalesce(pg_temp.minutes(a.hours * u.hours), 0),
    coalesce(pg_temp.minutes(a.hours * r.hours), 0),
    coalesce(pg_temp.minutes(a.hours * r.hours * t.hours), 0)
FROM spaces_space s LEFT JOIN available a USING (id) LEFT JOIN taken t USING (id)
    LEFT JOIN used u USING (id) LEFT JOIN released r USING (id)
ORDER BY s.code
"""
)

DAYS = (
    OPEN
    + """, open_day AS (
    SELECT s.id, s.code, s.kind, day FROM spaces_space s CROSS JOIN day JOIN available a USING (id)
    WHERE a.hours && tstzrange(day::timestamp AT TIME ZONE 'Europe/Rome',
                               (day + 1)::timestamp AT TIME ZONE 'Europe/Rome')
), counted AS (
    SELECT o.*, kind IN ('fixed_desk', 'office') AS can_be,
        EXISTS (SELECT FROM spaces_booking b, available a
            WHERE b.space_id = o.id AND a.id = o.id AND b.status = 'attended'
                AND a.hours * tstzmultirange(tstzrange(b.start, b."end")) && tstzrange(
                    day::timestamp AT TIME ZONE 'Europe/Rome',
                    (day + 1)::timestamp AT TIME ZONE 'Europe/Rome')) AS attended,
        EXISTS (SELECT FROM spaces_assignment g WHERE g.space_id = o.id
            AND g.starts <= day AND (g.ends IS NULL OR day < g.ends)
            AND NOT EXISTS (SELECT FROM spaces_lentday l
                            WHERE l.assignment_id = g.id AND l.day = o.day)) AS assigned
    FROM open_day o
)
SELECT code, count(*), count(*) FILTER (WHERE attended), count(*) FILTER (WHERE can_be),
    count(*) FILTER (WHERE can_be AND assigned)
FROM counted GROUP BY code ORDER BY code
"""
)

KINDS = """
SELECT kind,
    count(*) FILTER (WHERE status NOT IN ('cancelled', 'offered', 'lapsed')),
    count(*) FILTER (WHERE status = 'no_show'), count(*) FILTER (WHERE status = 'cancelled'),
    count(*) FILTER (WHERE status = 'cancelled_late'),
    count(*) FILTER (WHERE is_walk_in AND status IN ('confirmed', 'attended', 'no_show')),
    (SELECT count(*) FROM spaces_waitingrequest w WHERE w.kind = s.kind AND w.status <> 'withdrawn'
        AND w.start >= %(first)s::timestamp AT TIME ZONE 'Europe/Rome'
        AND w.start < (%(last)s::date + 1)::timestamp AT TIME ZONE 'Europe/Rome'),
    (SELECT count(*) FROM spaces_waitingrequest w
        WHERE w.kind = s.kind AND w.status IN ('unserved', 'waiting')
        AND w.start >= %(first)s::timestamp AT TIME ZONE 'Europe/Rome'
        AND w.start < (%(last)s::date + 1)::timestamp AT TIME ZONE 'Europe/Rome')
FROM spaces_booking b JOIN spaces_space s ON s.id = b.space_id
WHERE b.start >= %(first)s::timestamp AT TIME ZONE 'Europe/Rome'
    AND b.start < (%(last)s::date + 1)::timestamp AT TIME ZONE 'Europe/Rome'
GROUP BY kind ORDER BY kind
"""

MINUTES = """
CREATE FUNCTION pg_temp.minutes(hours tstzmultirange) RETURNS bigint LANGUAGE sql AS $$
    SELECT floor(sum(extract(epoch FROM upper(r) - lower(r))) / 60)::bigint FROM unnest(hours) r
$$
"""

MONEY = """
SELECT l.code, l.planned, coalesce(sum(d.reportable), 0)
FROM budget_line l LEFT JOIN budget_document d ON d.line_id = l.id AND d.date <= %(last)s
GROUP BY l.id ORDER BY l.code
"""

PAID = """
SELECT coalesce(sum(round(d.reportable * paid.amount / d.total, 2)), 0)
FROM budget_document d
JOIN (SELECT document_id, sum(amount) AS amount FROM budget_payment WHERE date <= %(last)s
      GROUP BY document_id) paid ON paid.document_id = d.id
WHERE d.total > 0
"""

COUNTS = """
SELECT count(DISTINCT person_id) FILTER (
        WHERE status IN ('confirmed', 'attended', 'no_show') AND p.role <> 'staff'),
    count(*) FILTER (WHERE status NOT IN ('cancelled', 'offered', 'lapsed')),
    count(*) FILTER (WHERE status = 'no_show')
FROM spaces_booking JOIN members_user p ON p.id = person_id
WHERE start >= %(first)s::timestamp AT TIME ZONE 'Europe/Rome'
    AND start < (%(last)s::date + 1)::timestamp AT TIME ZONE 'Europe/Rome'
"""


@pytest.fixture
def demo(at):
    at("2026-11-22 12:00")
    loading.load(datetime(2026, 11, 22, 12, tzinfo=ROME))
    rarely_done()
    with connection.cursor() as cursor:
        cursor.execute(MINUTES)


def rarely_done():
    """What the demo may do without: desks that are somebody's, hours booked again, who waits in vain."""
    desk, other = Space.objects.filter(kind="fixed_desk").order_by("code")[:2]
    holder = get_user_model().objects.filter(role="member").first()
    taken = set(Assignment.objects.values_list("space", flat=True))
    if desk.pk not in taken:
        made = Assignment.objects.create(space=desk, person=holder, starts=date(2026, 6, 10))
        LentDay.objects.create(assignment=made, day=date(2026, 10, 7))
    again = {"space": other, "person": holder, "made_by": holder}
    Booking.objects.filter(space=other, start__date=date(2026, 10, 8)).delete()
    Booking.objects.create(
        **again, start=local(8, 9), end=local(8, 18), status="no_show", released_at=local(8, 10)
    )
    Booking.objects.create(**again, start=local(8, 11), end=local(8, 13))
    for status in ("unserved", "served", "withdrawn"):
        WaitingRequest.objects.create(
            person=holder, kind=other.kind, start=local(8, 9), end=local(8, 13), status=status
        )


def local(day, hour):
    return datetime(2026, 10, day, hour, tzinfo=ROME)


def rows(statement, month):
    values = {"first": month.first, "last": month.last, "holidays": HOLIDAYS}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def figures(month):
    edition = {"number": 1, "replaces": None}
    return json.loads(
        frozen.canonical(assemble.figures(month, edition=edition, previous_sha256=""))
    )


@pytest.mark.parametrize("month", [Month(2026, 6), Month(2026, 8), Month(2026, 10)], ids=str)
def test_a_demo_months_figures_equal_sql(demo, month):
    found = figures(month)
    spaces = sorted(found["occupancy"]["spaces"], key=lambda row: row["code"])
    assert sum(row["booked"] for row in spaces) > 10000
    minutes = ("code", "available", "booked", "used", "released", "recovered")
    assert [tuple(space[key] for key in minutes) for space in spaces] == rows(HOURS, month)
    days = (
        "code", "days_available", "days_attended", "days_assignable", "days_assigned",
    )  # fmt: skip
    assert [tuple(space[key] for key in days) for space in spaces] == rows(DAYS, month)
    bookings = (
        "kind", "bookings_due", "no_shows", "cancelled_in_time", "cancelled_late", "walk_ins",
        "asked", "unmet",
    )  # fmt: skip
    kinds = sorted(found["occupancy"]["kinds"], key=lambda kind: kind["kind"])
    booked = [tuple(kind[key] for key in bookings) for kind in kinds if kind["bookings_due"]]
    assert booked == rows(KINDS, month)
    if month == Month(2026, 10):
        assert sum(space["days_assigned"] for space in spaces) > 0
        assert sum(space["recovered"] for space in spaces) >= 120
        assert sum(kind["unmet"] for kind in kinds) >= 1
    people, due, missed = rows(COUNTS, month)[0]
    counted = found["occupancy"]
    assert (counted["people"], counted["bookings_due"], counted["no_shows"]) == (
        people,
        due,
        missed,
    )


def test_a_demo_months_money_equals_sql(demo):
    month = Month(2026, 10)
    spending = figures(month)["spending"]
    lines = [(x["code"], Decimal(x["planned"]), Decimal(x["incurred"])) for x in spending["lines"]]
    assert sum(incurred for _, _, incurred in lines) > 10000
    assert lines == rows(MONEY, month)
    paid = sum(Decimal(line["paid"]) for line in spending["lines"])
    assert paid == rows(PAID, month)[0][0]
    assert paid == Decimal(spending["history"][-1]["cumulative_paid"])
    assert spending["history"][-1]["month"] == str(month)


def test_every_space_in_service_has_a_row(demo):
    month = Month(2026, 10)
    codes = {row["code"] for row in figures(month)["occupancy"]["spaces"]}
    assert codes == {code for code, *_ in rows(HOURS, month)}
