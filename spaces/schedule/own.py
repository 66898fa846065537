"""A person's own bookings: those to come, a page of the others, whether a place is theirs. One statement."""

from datetime import datetime
from typing import NamedTuple

from django.core.paginator import Page
from django.db import connection

from core.clock import day_of
from core.paging import page_of
from spaces.models import Booking
from spaces.models.bookings import state_of
from spaces.models.places import title_of

PAST_ON_A_PAGE = 20

#: What is coming is what holds a place and is not over; all else is past. Who has a place of one's own is asked as
#: `Assignment.objects.not_over()` does: tests/test_bookings_list.py holds both to their querysets.
READ = """
WITH mine AS (
    SELECT booking.id, start, "end", status, held_until, series_id, name, kind, code,
        "end" > %(now)s AND status = ANY(%(holding)s) AS is_coming
    FROM spaces_booking booking JOIN spaces_space space ON space.id = booking.space_id
    WHERE booking.person_id = %(person)s
),
shown AS (
    SELECT * FROM mine WHERE is_coming
    UNION ALL
    (SELECT * FROM mine WHERE NOT is_coming ORDER BY start DESC, id DESC LIMIT %(size)s OFFSET %(skipped)s)
),
head AS (
    SELECT (SELECT count(*) FROM mine WHERE NOT is_coming) AS past_in_all, EXISTS (
        SELECT FROM spaces_assignment assignment
        WHERE (ends IS NULL OR ends > %(today)s) AND (person_id = %(person)s OR EXISTS (
            SELECT FROM spaces_assignment_people who
            WHERE who.assignment_id = assignment.id AND who.user_id = %(person)s))
    ) AS has_place
)
SELECT head.*, shown.* FROM head LEFT JOIN shown ON true ORDER BY start, id
"""


class Own(NamedTuple):
    """One booking as its person reads it."""

    pk: int
    start: datetime
    end: datetime
    status: str
    held_until: datetime | None
    series_id: int | None
    name: str
    kind: str
    code: str
    is_coming: bool

    @property
    def state(self) -> str:
        return state_of(self.status, self.held_until)

    @property
    def title(self) -> str:
        return title_of(self.name, self.kind, self.code)


class Found(NamedTuple):
    """`coming` in the order of their beginning, a page of the `past` with the latest first."""

    coming: list[Own]
    past: Page
    #: Whether a place is assigned to the person, now or later.
    has_place: bool


def bookings_of(person_id: int, now: datetime, page: str | None) -> Found:
    """What the page of a person's own bookings shows; `page` is the number that its address says."""
    found = []

    def read(skipped: int) -> tuple[list[Own], int]:
        found[:] = _read(person_id, now, skipped)
        return [each for each in reversed(_bookings(found)) if not each.is_coming], found[0][0]

    past = page_of(read, page, PAST_ON_A_PAGE)
    return Found([each for each in _bookings(found) if each.is_coming], past, found[0][1])


def _bookings(rows: list[tuple]) -> list[Own]:
    """Without the two columns that say the same in each row; there is a row also where there is no booking."""
    return [Own(*row[2:]) for row in rows if row[2] is not None]


def _read(person_id: int, now: datetime, skipped: int) -> list[tuple]:
    asked = {
        "person": person_id,
        "now": now,
        "today": day_of(now),
        "holding": list(Booking.HOLDING),
        "size": PAST_ON_A_PAGE,
        "skipped": skipped,
    }
    with connection.cursor() as cursor:
        cursor.execute(READ, asked)
        return cursor.fetchall()
