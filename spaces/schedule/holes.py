"""The times in which places are closed: extraordinary closures, and places out of service."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db import connection


@dataclass(frozen=True)
class Hole:
    """A time in which places are closed, and why. No place named means all of them."""

    start: datetime
    end: datetime
    reason: str
    spaces: frozenset[int] = frozenset()
    is_outage: bool = False

    def concerns(self, space_id: int) -> bool:
        return not self.spaces or space_id in self.spaces


#: Plain SQL: to put these into words costs Django more than the database needs to answer them. A row for each
#: place that is named, and each whole that it is part of.
CLOSURES = """
SELECT c.id, c.start, c."end", c.reason, n.space_id, w.from_space_id, s.name, s.code
FROM spaces_closure c
LEFT JOIN spaces_closure_spaces n ON n.closure_id = c.id
LEFT JOIN spaces_space s ON s.id = n.space_id
LEFT JOIN spaces_space_parts w ON w.to_space_id = n.space_id
ORDER BY c.start, c.id
"""
OUTAGES = """
SELECT o.space_id, o.start, o."end", o.reason, w.from_space_id, s.name, s.code
FROM spaces_outofservice o
JOIN spaces_space s ON s.id = o.space_id
LEFT JOIN spaces_space_parts w ON w.to_space_id = o.space_id
ORDER BY o.start, o.id
"""


def read() -> tuple[Hole, ...]:
    """All that there ever were, from two queries: a few in a week."""
    return (*_closures(), *_outages())


def _rows(statement: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def _closures() -> list[Hole]:
    """Each closure: of the places that it names, and of each whole."""
    places, wholes, found = defaultdict(set), {}, {}
    for pk, begins, ends, reason, space, *part in _rows(CLOSURES):
        found[pk] = (begins, ends, reason)
        places[pk].update({space} - {None})
        wholes |= _in_wholes(begins, ends, reason, *part)
    holes = [Hole(*told, frozenset(places[pk])) for pk, told in found.items()]
    return [*holes, *wholes]


def _outages() -> list[Hole]:
    """Each outage: of the place itself, and of each whole that misses it."""
    own, wholes = {}, {}
    for space, begins, ends, reason, *part in _rows(OUTAGES):
        own[Hole(begins, ends, reason, frozenset({space}), is_outage=True)] = None
        wholes |= _in_wholes(begins, ends, reason, *part)
    return [*own, *wholes]


def _in_wholes(begins, ends, reason, whole, name, code) -> dict[Hole, None]:
    """What is closed of a part takes the whole out of service: it can't be had in full."""
    if whole is None:
        return {}
    told = f"{name or code}: {reason}"
    return {Hole(begins, ends, told, frozenset({whole}), is_outage=True): None}
