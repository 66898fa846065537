"""What an address or a form names: a date, a slot, a place, a booking."""

from datetime import date
from functools import wraps

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from core.clock import YEARS
from spaces.models import Booking, Space
from spaces.schedule import Slot

LONGEST_CODE = Space._meta.get_field("code").max_length


def dated(view):
    """Read the address's date; one that does not exist leads to the next open day, with a sentence."""

    @wraps(view)
    def reading(request, *args, day, **kwargs):
        read = read_day(day)
        if read is None:
            sentence = _("There is no date “%(day)s”. Here is the next open day.")
            return leave_for(request, "spaces:today", sentence=sentence % {"day": day})
        return view(request, *args, day=read, **kwargs)

    return reading


def read_day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS and text == day.isoformat() else None


def leave_for(request, name: str, *args, sentence: str):
    """Leave for another page with a sentence; also when only a part of this one was asked."""
    messages.warning(request, sentence)
    answer = redirect(name, *args)
    return HttpResponseClientRedirect(answer.url) if request.htmx else answer


def read_slot(text: str | None) -> Slot | None:
    return Slot(text) if text in list(Slot) else None


def find_place(code: str) -> Space | None:
    """The place of this code. A form sends whatever it wants: what no code can be is not asked for."""
    if "\x00" in code or len(code) > LONGEST_CODE:
        return None
    return Space.objects.select_related("zone").filter(code=code).first()


def page_of(booking: Booking) -> str:
    """The address of a booking's page."""
    return reverse("spaces:booking", args=[booking.pk])


def visible_booking(user, pk: int) -> Booking:
    seen = Booking.objects.visible_to(user).select_related("space__zone", "person")
    return get_object_or_404(seen, pk=pk)
