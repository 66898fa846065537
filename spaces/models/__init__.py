"""Places, when they are open, who takes them, who holds them, who waits."""

from spaces.models.assignments import Assignment, LentDay
from spaces.models.bookings import Booking
from spaces.models.feeds import Feed, new_token
from spaces.models.journal import Verb
from spaces.models.openings import Closure, OutOfService, WeeklyHours
from spaces.models.places import Equipment, Space, Zone
from spaces.models.ranges import TimeRange
from spaces.models.rules import KindRules
from spaces.models.series import Series
from spaces.models.waiting import WaitingRequest

__all__ = [
    "Assignment",
    "Booking",
    "Closure",
    "Equipment",
    "Feed",
    "KindRules",
    "LentDay",
    "OutOfService",
    "Series",
    "Space",
    "TimeRange",
    "Verb",
    "WaitingRequest",
    "WeeklyHours",
    "Zone",
    "new_token",
]
