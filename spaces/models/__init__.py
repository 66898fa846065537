"""Places, when they are open, who takes them, who holds them, who waits."""

from spaces.models.assignments import Assignment, LentDay
from spaces.models.bookings import Booking
from spaces.models.feeds import Feed
from spaces.models.journal import Verb
from spaces.models.openings import Closure, OutOfService, WeeklyHours
from spaces.models.places import (
    Equipment,
    Space,
    Zone,
    is_retired_on,
    is_there_between,
    with_wholes,
)
from spaces.models.plans import PlanRule
from spaces.models.rules import KindRules
from spaces.models.series import Series
from spaces.models.waiting import WaitingRequest
