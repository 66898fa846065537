"""Addresses that calendar programs read, and the pages on which one gets them and makes them anew."""

import hashlib
from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseNotFound
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import calendars
from core.access import Permission, public, requires
from core.pages import confirm_page
from spaces import actions
from spaces.models import Booking, Feed, Space
from spaces.pages import calendar

#: For how long a program need not ask again, in seconds.
FRESH = 15 * 60


@public
@require_safe
def feed(request, token):
    """A calendar by its secret address. Unknown, replaced, of somebody who left: not found, all alike."""
    found = Feed.objects.for_reading().filter(token=token).first()
    if found is None or not found.is_alive:
        return HttpResponseNotFound()
    content = _content(found)
    headers = {"ETag": f'"{hashlib.sha256(content).hexdigest()}"'}
    headers["Cache-Control"] = f"private, max-age={FRESH}"
    answer = HttpResponse(content, content_type=calendars.KIND, headers=headers)
    return get_conditional_response(request, etag=headers["ETag"], response=answer)


def _content(found: Feed) -> bytes:
    now = timezone.now()
    if found.space:
        bookings = Booking.objects.told_of(found.space, now - calendar.PAST)
        return calendar.busy_feed(found.space, bookings)
    with translation.override(found.person.language):
        bookings = Booking.objects.told_to(found.person, now, now - calendar.PAST)
        return calendar.own_feed(bookings)


@requires(Permission.BOOK)
@never_cache
def own(request):
    """The address of one's own calendar, and what to do with it."""
    found = Feed.objects.filter(person=request.user).first()
    return render(request, "spaces/calendar.html", {"feed": found})


@requires(Permission.BOOK)
@never_cache
def own_new(request):
    """Ask before the old address dies; then make another."""
    found = Feed.objects.filter(person=request.user).first()
    return _renewing(
        request,
        partial(actions.renew_own_feed, by=request.user),
        found,
        title=_("New address for my calendar"),
        heading=_("Create a new address for your calendar?"),
        lead=_(
            "The old address stops working at once: calendars that use it see nothing new until "
            "you give them the new one."
        ),
        **_below_own(),
    )


@requires(Permission.BOOK)
@never_cache
def own_off(request):
    """Ask before the address dies; then switch it off."""
    return _switching_off(
        request,
        partial(actions.end_own_feed, by=request.user),
        Feed.objects.filter(person=request.user),
        title=_("Switch off my calendar address"),
        heading=_("Switch off the address of your calendar?"),
        lead=_(
            "It stops working at once: calendars that use it see nothing new. Your bookings "
            "stay. You can create another address whenever you like."
        ),
        **_below_own(),
    )


def _below_own() -> dict:
    above = reverse("spaces:calendar")
    return {"parent": _("My calendar"), "parent_url": above, "back": above}


@requires(Permission.MANAGE_SPACES)
@never_cache
def rooms(request):
    """Each room's address, for screens at the door and for whoever only needs to know when it is free."""
    found = Space.objects.not_retired().filter(kind__in=Space.ROOMS)
    context = {"rooms": found.select_related("feed")}
    return render(request, "spaces/staff/calendars.html", context)


@requires(Permission.MANAGE_SPACES)
@never_cache
def room_new(request, code):
    """Ask before a room's old address dies; then make another."""
    room = _room(code)
    return _renewing(
        request,
        partial(actions.renew_room_feed, by=request.user, space=room),
        Feed.objects.filter(space=room).first(),
        title=_("New address for the room’s calendar"),
        heading=_("Create a new address for %(room)s?") % {"room": room.title},
        lead=_(
            "The old address stops working at once: screens and calendars that use it see "
            "nothing new until they get the new one."
        ),
        **_below_rooms(),
    )


@requires(Permission.MANAGE_SPACES)
@never_cache
def room_off(request, code):
    """Ask before a room's address dies; then switch it off."""
    room = _room(code)
    return _switching_off(
        request,
        partial(actions.end_room_feed, by=request.user, space=room),
        Feed.objects.filter(space=room),
        title=_("Switch off the room’s address"),
        heading=_("Switch off the address of %(room)s?") % {"room": room.title},
        lead=_(
            "It stops working at once: screens and calendars that use it see nothing new. You "
            "can create another address whenever you like."
        ),
        **_below_rooms(),
    )


def _room(code: str) -> Space:
    return get_object_or_404(Space.objects.filter(kind__in=Space.ROOMS), code=code)


def _below_rooms() -> dict:
    above = reverse("spaces:room_calendars")
    return {"parent": _("Room calendars"), "parent_url": above, "back": above}


def _renewing(request, renew: Callable, found: Feed | None, **page):
    """Another address instead of the one that the reader saw, which is sent along."""
    instead_of = request.POST.get("instead_of", "")
    done = _("This is the address now. The old one no longer works.")
    return confirm_page(
        request,
        partial(renew, instead_of=instead_of),
        button=_("Create a new address"),
        keep=pgettext("calendar", "Leave it as it is"),
        done=done if instead_of else _("The address has been created."),
        hidden={"instead_of": found.version if found else ""},
        **page,
    )


def _switching_off(request, end: Callable, found: QuerySet, *, back: str, **page):
    """The address that the reader saw, which is sent along; one that was made meanwhile stays."""
    seen = found.first()
    if seen is None and request.method != "POST":
        return redirect(back)
    return confirm_page(
        request,
        partial(end, version=request.POST.get("version", "")),
        button=_("Switch off"),
        css="btn-danger",
        keep=pgettext("calendar", "Leave it as it is"),
        done=_("The address is switched off: it no longer works."),
        refused=messages.WARNING,
        back=back,
        hidden={"version": seen.version if seen else ""},
        **page,
    )
