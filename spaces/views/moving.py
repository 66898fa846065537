"""Giving a booking another time or place."""

from datetime import date

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import Permission, allows, requires
from core.months import ROME
from core.refusals import Refusal
from spaces import actions, asks, rules
from spaces.forms.moving import DayForm, MoveDeskForm, MoveForm, MoveRoomForm
from spaces.models import Booking
from spaces.moving import Destinations
from spaces.views.reading import read_day, sent, visible_booking


@requires(Permission.BOOK)
def booking_move(request, pk):
    """Choose a day, then what is free on it: the booking goes there."""
    found = visible_booking(request.user, pk)
    # What is sent the action judges: the same form again finds the booking where it sent it.
    refusal = None if request.method == "POST" else _refusal(request.user, found)
    if refusal:
        return _refused(request, found, refusal)
    day = _day(request, found)
    destinations = Destinations(found, day, request.user)
    form_of = MoveRoomForm if destinations.by_the_hour else MoveDeskForm
    form = form_of(destinations, sent(request), wanted=request.GET.get("posto", ""))
    if form.is_valid() and (moved := _move(request, form, found, destinations)):
        return redirect("spaces:booking", moved.pk)
    # Cancelled in another tab, or meanwhile over: no choice of the form would help.
    if form.is_bound and (refusal := _refusal(request.user, found)):
        return _refused(request, found, refusal, status=409)
    context = {
        "booking": found,
        "day": day,
        "day_form": DayForm(day, _last_day(destinations)),
        "form": form,
        "destinations": destinations,
    }
    status = 409 if form.is_bound else 200
    return render(request, "spaces/booking_move.html", context, status=status)


def _refused(request, found: Booking, refusal: Refusal, status: int = 200):
    """Only why it can't be moved, and the way on."""
    is_gone = refusal.code == "not_held"
    context = {"booking": found, "refusal": refusal, "is_gone": is_gone}
    return render(request, "spaces/booking_move.html", context, status=status)


def _refusal(user, found: Booking) -> Refusal | None:
    return rules.move_refusal(user, found, asks.rules_of(found.space.kind), timezone.now())


def _day(request, found: Booking) -> date:
    """The date that the address names; the booking's own if it names none that exists."""
    own = found.start.astimezone(ROME).date()
    if "giorno" not in request.GET:
        return own
    day = read_day(request.GET["giorno"])
    if day is None:
        sentence = _("There is no date “%(day)s”. Here is the day of your booking.")
        messages.warning(request, sentence % {"day": request.GET["giorno"]})
    return day or own


def _last_day(destinations: Destinations) -> date | None:
    """The last date that can be chosen; the staff's own bookings have none."""
    if allows(destinations.booking.person, Permission.SEE_ROSTER):
        return None
    return rules.last_day(destinations.rules, timezone.now().astimezone(ROME).date())


def _move(request, form: MoveForm, found: Booking, destinations: Destinations) -> Booking | None:
    """The booking where it shall be; None with the reason in the form."""
    try:
        moved = actions.move(by=request.user, booking=found, **form.wanted)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        if isinstance(refusal, rules.Objection):
            destinations.was_refused(refusal.ask)
        return None
    messages.success(request, _("Moved: %(place)s is yours.") % {"place": moved.space.label})
    return moved
