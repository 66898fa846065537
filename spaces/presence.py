"""Today's roster: each booking with what can be done about it now, and who comes without one."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth import get_user_model
from django.db.models import Q

from core.access import GRANTS, Permission
from core.months import local_midnight
from spaces import asks, rules
from spaces.floor import Floor, State
from spaces.models import Booking, KindRules, Space
from spaces.opening import Opening, Slot
from spaces.spans import Span

#: More than these are not chosen from, but searched for with more words.
MOST_FOUND = 20


@dataclass(frozen=True)
class Line:
    """One booking of the day, and the buttons beside it."""

    booking: Booking
    #: What holds for its kind of place.
    rules: KindRules
    now: datetime
    #: Until when coming and leaving are written.
    until: datetime

    @property
    def may_enter(self) -> bool:
        confirmed = self.booking.status == Booking.Status.CONFIRMED
        return confirmed and rules.check_in_refusal(self.booking, self.rules, self.now) is None

    @property
    def may_leave(self) -> bool:
        left = self.booking.checked_out_at
        return not left and rules.check_out_refusal(self.booking, self.until, self.now) is None

    @property
    def may_undo(self) -> bool:
        return rules.undo_check_in_refusal(self.booking, self.until, self.now) is None

    @property
    def may_be_absent(self) -> bool:
        return rules.absence_refusal(self.booking, self.rules, self.now) is None

    @property
    def may_unmark(self) -> bool:
        return self.booking.status == Booking.Status.NO_SHOW


def lines(day: date, now: datetime) -> list[Line]:
    """The day's bookings in the order of their hours, from a fixed number of queries."""
    opening, tomorrow = Opening.on(day), day + timedelta(days=1)
    here = Booking.objects.counted().select_related("space__zone", "person")
    here = here.overlapping(local_midnight(day), local_midnight(tomorrow))
    here = here.order_by("start", "space__zone__order", "space__code")
    rules_of = asks.every_rule()
    return [
        Line(
            booking,
            rules_of[booking.space.kind],
            now,
            rules.present_until(booking, opening.of(booking.space, day)),
        )
        for booking in here
    ]


def find_people(words: str):
    """Coworkers whose name or e-mail holds each of the words; nobody without a word."""
    found = get_user_model().objects.filter(
        is_active=True, role__in=GRANTS[Permission.BOOK] - GRANTS[Permission.SEE_ROSTER]
    )
    for word in words.split():
        named = Q(first_name__icontains=word) | Q(last_name__icontains=word)
        found = found.filter(named | Q(email__icontains=word))
    return found if words.split() else found.none()


def free_now(floor: Floor) -> dict[tuple[str, Slot], tuple[Space, Span]]:
    """The desks and offices that are free for the half day that lasts, then those free for all the day."""
    found = {}
    for slot in (Slot.MORNING, Slot.AFTERNOON, Slot.DAY):
        for place in floor.places:
            span = floor.slots(place, floor.today).get(slot)
            if span and _may_begin(place, slot, span, floor):
                found[place.code, slot] = (place, span)
    return found


def _may_begin(place: Space, slot: Slot, span: Span, floor: Floor) -> bool:
    if place.kind not in Space.DESKS_AND_OFFICES or floor.by_the_hour(place):
        return False
    if floor.look(place, floor.today, slot).state != State.FREE:
        return False
    morning = floor.slots(place, floor.today).get(Slot.MORNING)
    if slot == Slot.DAY and morning and morning[1] <= floor.now:
        return False
    return span[0] - floor.rules_of(place.kind).early <= floor.now < span[1]
