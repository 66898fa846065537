"""What apps above may want to know of people; members never hears of bookings or events.

Both carry `person` as the account is to be: its role and whether it is open say what it may do no longer.
Receivers answer with `Held` ones, in the language of the moment.
"""

from dataclasses import dataclass
from datetime import datetime

from django.dispatch import Signal


@dataclass(frozen=True, order=True)
class Held:
    """Something that an account has no right to any more: since when it counts, and in words what it is."""

    start: datetime
    words: str


#: What would have to be given back? Nothing is written.
asking = Signal()

#: Somebody belongs to an organisation no longer, in this transaction: `organisation`, `person`, `by`.
leaving_organisation = Signal()

#: An account loses rights in this transaction: what it may no longer have is given back and handed on.
#: Also carries `by` and `reason`. No receiver writes to the person: the account's letter tells all of it.
losing = Signal()
