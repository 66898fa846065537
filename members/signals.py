"""What apps above may want to know of people; members never hears of bookings or events.

Both carry `person` as the account is to be: its role and whether it is open say what it may do no longer; and
`standing` where the membership changes: on which dates the person is a member still (None: that stays as it is).
Receivers answer with `Held` ones, in the language of the moment.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.dispatch import Signal

from core.ranges import covers

#: `[first, until)`; without an end, for ever.
Days = tuple[date, date | None]


@dataclass(frozen=True, order=True)
class Held:
    """Something that an account has no right to any more: since when it counts, and in words what it is."""

    start: datetime
    words: str


@dataclass(frozen=True)
class Standing:
    """On which dates a person is a member: the memberships' times, without those in which one is suspended."""

    memberships: tuple[Days, ...]
    suspended: tuple[Days, ...] = ()
    #: What it was until now, where somebody changes it: only what that takes away is lost.
    before: "Standing | None" = None

    def covers(self, day: date) -> bool:
        return _any_covers(self.memberships, day) and not _any_covers(self.suspended, day)

    def loses(self, day: date) -> bool:
        """Whether the person may have nothing on this date any more."""
        return not self.covers(day) and (self.before is None or self.before.covers(day))

    @property
    def is_open(self) -> bool:
        """Whether no end is set."""
        return any(until is None for _first, until in self.memberships)

    @property
    def ends(self) -> date | None:
        """From which date on the person is no member any more; None where no end is set, or there is none."""
        return None if self.is_open else max((each[1] for each in self.memberships), default=None)


def _any_covers(times: Iterable[Days], day: date) -> bool:
    return any(covers(first, until, day) for first, until in times)


#: What would have to be given back? Nothing is written.
asking = Signal()

#: Somebody belongs to an organisation no longer, in this transaction: `organisation`, `person`, `by`.
leaving_organisation = Signal()

#: An account loses rights in this transaction: what it may no longer have is given back and handed on.
#: Also carries `by` and `reason`. No receiver writes to the person: the account's letter tells all of it.
losing = Signal()


@dataclass(frozen=True)
class Room:
    """How much room there is of one kind: in words what is counted, how many, of how many if that is said."""

    label: str
    number: int
    of: int | None = None


#: How much room is there for whoever is admitted now? Receivers answer with `Room` ones.
counting_room = Signal()
