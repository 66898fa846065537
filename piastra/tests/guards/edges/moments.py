"""What is asked around a moment: just before it, at it, and just after it; in summer and in winter.

A moment is a microsecond, a day a day of Rome's. At 00:30 in Rome it is still yesterday in UTC.
"""

from datetime import date, datetime, time, timedelta
from types import SimpleNamespace

from core.access import Role
from spaces.models import Booking, KindRules, Space
from spaces.tests.factories import (
    local,
)

MOMENT = timedelta(microseconds=1)
DAY = timedelta(days=1)
#: A winter's and a summer's Tuesday.
SEASONS = [date(2026, 11, 24), date(2026, 6, 16)]
STAFF = SimpleNamespace(is_authenticated=True, is_active=True, role=Role.STAFF, pk=1)


def usual(**facts) -> KindRules:
    return KindRules(kind="fixed_desk", half_day_at=time(13), **facts)


def booking(day: date, **fields) -> Booking:
    """Unsaved, of a morning, made a week before."""
    start = local(day, time(8, 30))
    usual = {"start": start, "end": local(day, time(13)), "made_at": start - timedelta(days=7)}
    return Booking(space=Space(code="A01", kind="fixed_desk"), person_id=7, **usual | fields)


def around(moment: datetime, ask) -> tuple:
    """What is answered just before, at, and just after the moment."""
    return tuple(bool(ask(moment + step)) for step in (-MOMENT, timedelta(), MOMENT))
