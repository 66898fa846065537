"""The page that the code on a place opens, on the phone of whoever stands before it."""

from functools import partial

from django.conf import settings
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Permission, allows, any_user, requires
from core.clock import today
from core.pages import button_on, carry_out
from core.refusals import Refusal, ensure
from core.words import clock
from spaces import actions
from spaces.availability import asks
from spaces.forms.booking import HereForm
from spaces.models import Booking
from spaces.pages.here import Here, look
from spaces.views.reading import find_place, page_of


@any_user
def here(request, code):
    """What one can do at this place now: come in, leave, book, or whom to ask."""
    place = _place(code)
    context = {"place": place, "code": code, "contact": settings.STAFF_EMAIL}
    if place is None:
        return render(request, "spaces/here_unknown.html", context, status=404)
    if not allows(request.user, Permission.BOOK):
        context["may_apply"] = allows(request.user, Permission.APPLY)
        return render(request, "spaces/here_guest.html", context)
    found = look(request.user, place)
    context |= {"here": found, "form": HereForm(found), "nearest_url": _nearest_url(found)}
    context["later_url"] = later = _later_url(found)
    # The next half day of a desk may be somebody's already: then only the page of the day helps.
    context["from_then"] = later != reverse("spaces:day", args=[today()])
    return render(request, "spaces/here.html", context)


def _place(code: str):
    """The place of this code; the address may also be typed off the sheet, in small letters."""
    return find_place(code) or find_place(code.upper())


def _nearest_url(found: Here) -> str:
    near = found.nearest
    if near is None:
        return ""
    if near.slot is None:
        return reverse("spaces:room", args=[near.place.code, today()])
    return reverse("spaces:choice", args=[today(), near.slot, near.place.code])


def _later_url(found: Here) -> str:
    """Where what is closed now is booked: from its opening, or on the next open day."""
    shut, code = found.shut, found.place.code
    if shut is None or not (shut.opens or shut.next_day):
        return ""
    day = shut.next_day or today()
    if shut.slot:
        return reverse("spaces:choice", args=[day, shut.slot, code])
    if asks.rules_of(found.place.kind).by_the_hour:
        return reverse("spaces:room", args=[code, day])
    return reverse("spaces:day", args=[day])


@requires(Permission.BOOK)
@button_on("spaces:here", "code")
def here_book(request, code):
    """Take the place on the spot: the booking and the check-in are written together."""
    place = _place(code)
    if place is None:
        return redirect("spaces:here", code)
    verb, back = partial(_book, request, place), reverse("spaces:here", args=[code])
    return carry_out(request, verb, back=back, after=page_of, done=_booked_sentence)


def _booked_sentence(booking: Booking) -> str:
    words = {"place": booking.space.label, "hour": clock(booking.end)}
    return _("%(place)s is yours until %(hour)s: you are checked in.") % words


def _book(request, place) -> Booking:
    """The booking that the form makes, or made when it was sent before. Raises `Refusal`."""
    form = HereForm(look(request.user, place), request.POST)
    valid, key = form.is_valid(), form.cleaned_data.get("request_key")
    first = Booking.objects.holding().filter(request_key=key, person=request.user, is_walk_in=True)
    if key and (done := first.select_related("space").first()):
        return done
    ensure(None if valid else Refusal(form.sentence, code="not_as_asked"))
    return actions.walk_in(by=request.user, person=request.user, **form.wanted)
