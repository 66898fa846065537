"""Which places are somebody's on the dates `[first, until)`: one query, whatever their number."""

from collections import defaultdict
from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db import connection

from core.ranges import covers


@dataclass(frozen=True)
class Held:
    """One assignment: who may use the place, and the days lent back to all."""

    pk: int
    starts: date
    ends: date | None
    people: frozenset[int]
    lent: frozenset[date]

    def holds(self, day: date) -> bool:
        """Whether the place is the holder's alone on this date."""
        return covers(self.starts, self.ends, day) and day not in self.lent


class Assigned:
    """The assignments of a period, place by place."""

    def __init__(self, first: date, until: date):
        self._of = defaultdict(list)
        for pk, rows in groupby(_rows(first, until), key=lambda row: row[0]):
            held = list(rows)
            _pk, space, starts, ends, holder, _user, _day = held[0]
            people = {holder, *(row[5] for row in held)} - {None}
            lent = {row[6] for row in held} - {None}
            self._of[space].append(Held(pk, starts, ends, frozenset(people), frozenset(lent)))

    @property
    def places(self) -> Set[int]:
        """The places that are somebody's, on some of the dates at least, or lent."""
        return self._of.keys()

    def of(self, space_id: int, day: date) -> Held | None:
        """The assignment that keeps the place on this date; None when it is everybody's, or lent."""
        for held in self._of.get(space_id, ()):
            if held.holds(day):
                return held
        return None

    def count(self, space_id: int, days: list[date]) -> int:
        """On how many of these dates the place is somebody's."""
        if space_id not in self._of:
            return 0
        return sum(self.of(space_id, day) is not None for day in days)

    def keeps_out(self, person, space_id: int, day: date) -> bool:
        """Whether the place is somebody else's on this date."""
        held = self.of(space_id, day)
        return held is not None and person.pk not in held.people


#: Plain SQL: to put it into words costs Django more than the database needs to answer it.
ROWS = """
SELECT a.id, a.space_id, a.starts, a.ends, a.person_id, p.user_id, l.day
FROM spaces_assignment a
LEFT JOIN spaces_assignment_people p ON p.assignment_id = a.id
LEFT JOIN spaces_lentday l ON l.assignment_id = a.id AND l.day >= %(first)s AND l.day < %(until)s
WHERE (a.ends IS NULL OR a.ends > %(first)s) AND a.starts < %(until)s
ORDER BY a.id
"""


def _rows(first: date, until: date) -> list[tuple]:
    """Each assignment once for each of its people and of its days lent in the period."""
    with connection.cursor() as cursor:
        cursor.execute(ROWS, {"first": first, "until": until})
        return cursor.fetchall()
