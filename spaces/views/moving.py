"""Giving a booking another time or place."""

from datetime import date
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import Permission, requires, runs_the_place
from core.clock import today
from core.pages import attempt, button_on, sent
from core.refusals import Refusal
from core.words import period
from spaces import actions, rules
from spaces.availability import asks
from spaces.forms.moving import DayForm, MoveDeskForm, MoveForm, MoveRoomForm
from spaces.models import Booking
from spaces.pages.moving import Destinations
from spaces.views.looking import look
from spaces.views.reading import page_of, read_day, visible_booking

#: What a choice is called, in the form and in addresses.
WHERE = ("place", "start", "end")


@requires(Permission.BOOK)
def booking_move(request, pk):
    """Choose a day, then what is free on it: the booking goes there."""
    found = visible_booking(request.user, pk)
    # What is sent the action judges: the same form again finds the booking where it sent it.
    refusal = None if request.method == "POST" else _refusal(request.user, found)
    if refusal:
        return _refused(request, found, refusal)
    named = request.POST.get("giorno", request.GET.get("giorno"))
    own = found.day
    day = own if named is None else read_day(named)
    destinations = Destinations(found, day or own, request.user)
    form_of = MoveRoomForm if destinations.by_the_hour else MoveDeskForm
    form = form_of(destinations, sent(request), wanted=_wanted(request.GET))
    if day is None:
        _say_that_no_such_day(request, form, named)
    if form.is_valid() and (answer := _move(request, form, found)):
        return answer
    # Cancelled in another tab, or meanwhile over: no choice of the form would help.
    if form.is_bound and (refusal := _refusal(request.user, found)):
        return _refused(request, found, refusal, status=409)
    context = {
        "booking": found,
        "day": day or own,
        "day_form": DayForm(day or (named if form.is_bound else own), _last_day(destinations)),
        "form": form,
        "destinations": destinations,
    }
    status = 409 if form.is_bound else 200
    return render(request, "spaces/booking_move.html", context, status=status)


@requires(Permission.BOOK)
@button_on("spaces:booking_move", "pk", looks=True)
def booking_move_look(request, pk):
    """What is free on another day, with the choice kept."""
    return look(request, ("giorno", *WHERE), "spaces:booking_move", pk)


def _wanted(given) -> dict:
    """What an address proposes: a place, or a place and its hours."""
    return {name: given[name] for name in WHERE if given.get(name)}


def _refused(request, found: Booking, refusal: Refusal, status: int = 200):
    """Only why it can't be moved, and the way on."""
    is_gone = refusal.code == "not_held"
    context = {"booking": found, "refusal": refusal, "is_gone": is_gone}
    return render(request, "spaces/booking_move.html", context, status=status)


def _refusal(user, found: Booking) -> Refusal | None:
    return rules.why_not_move(user, found, asks.rules_of(found.space.kind), timezone.now())


def _say_that_no_such_day(request, form: MoveForm, named: str) -> None:
    """The page shows the booking's own day instead; a form that was sent moves nothing to it."""
    words = {"day": named}
    if not named.strip():
        _say_that_no_day(request, form)
    elif form.is_bound:
        form.add_error(None, _("Nothing was moved: there is no date “%(day)s”.") % words)
    else:
        sentence = _("There is no date “%(day)s”. Here is the day of your booking.")
        messages.error(request, sentence % words)


def _say_that_no_day(request, form: MoveForm) -> None:
    if form.is_bound:
        form.add_error(None, _("Nothing was moved: choose a day."))
    else:
        messages.error(request, _("Enter a date. Here is the day of your booking."))


def _last_day(destinations: Destinations) -> date | None:
    """The last date that can be chosen; the staff's own bookings have none."""
    if runs_the_place(destinations.booking.person):
        return None
    return rules.last_day(destinations.rules, today())


def _move(request, form: MoveForm, found: Booking) -> HttpResponse | None:
    """The way to the booking, moved; None with the reason in the form."""
    verb = partial(actions.move, by=request.user, booking=found, **form.wanted)
    done = partial(_told, _where(found))
    answer, refusal = attempt(request, verb, after=page_of, done=done)
    if refusal:
        form.add_error(None, refusal.sentence)
    return answer


def _where(booking: Booking) -> dict:
    return {"place": booking.space.label, "when": period(booking)}


def _told(was: dict, moved: Booking) -> str:
    """Whence and whither; the same form twice, or nothing changed in it, moves nothing."""
    now = _where(moved)
    if was == now:
        return _("Nothing to move: %(place)s is already yours at that time, %(when)s.") % now
    sentence = _(
        "Moved: %(place)s is yours. It was %(old_place)s, %(old)s; now it is %(place)s, %(when)s."
    )
    return sentence % {**now, "old_place": was["place"], "old": was["when"]}
