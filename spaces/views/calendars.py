"""Addresses that calendar programs read, and the pages on which one gets them and makes them anew."""

import hashlib

from django.contrib import messages
from django.http import HttpResponse, HttpResponseNotFound
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.access import Permission, public, requires
from spaces import actions
from spaces.models import Feed, Space
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
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
    return get_conditional_response(request, etag=headers["ETag"], response=answer)


def _content(found: Feed) -> bytes:
    now = timezone.now()
    if found.space:
        return calendar.busy_feed(found.space, now)
    with translation.override(found.person.language):
        return calendar.own_feed(found.person, now)


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
    if request.method == "POST":
        instead_of = request.POST.get("instead_of", "")
        made = actions.renew_own_feed(by=request.user, instead_of=instead_of)
        _say(request, made, instead_of)
        return redirect("spaces:calendar")
    found = Feed.objects.filter(person=request.user).first()
    return render(request, "spaces/calendar_new.html", {"feed": found})


@requires(Permission.BOOK)
@never_cache
def own_off(request):
    """Ask before the address dies; then switch it off."""
    if request.method == "POST":
        actions.end_own_feed(by=request.user, version=request.POST.get("version", ""))
        _say_off(request, Feed.objects.filter(person=request.user).exists())
        return redirect("spaces:calendar")
    found = Feed.objects.filter(person=request.user).first()
    if found is None:
        return redirect("spaces:calendar")
    return render(request, "spaces/calendar_off.html", {"feed": found})


@requires(Permission.MANAGE_SPACES)
@never_cache
def rooms(request):
    """Each room's address, for screens at the door and for whoever only needs to know when it is free."""
    found = Space.objects.filter(kind__in=Space.ROOMS, retired_on=None).select_related("feed")
    return render(request, "spaces/staff/calendars.html", {"rooms": found})


@requires(Permission.MANAGE_SPACES)
@never_cache
def room_new(request, code):
    """Ask before a room's old address dies; then make another."""
    room = get_object_or_404(Space.objects.filter(kind__in=Space.ROOMS), code=code)
    if request.method == "POST":
        instead_of = request.POST.get("instead_of", "")
        made = actions.renew_room_feed(by=request.user, space=room, instead_of=instead_of)
        _say(request, made, instead_of)
        return redirect("spaces:room_calendars")
    found = Feed.objects.filter(space=room).first()
    return render(request, "spaces/staff/calendar_new.html", {"feed": found, "room": room})


@requires(Permission.MANAGE_SPACES)
@never_cache
def room_off(request, code):
    """Ask before a room's address dies; then switch it off."""
    room = get_object_or_404(Space.objects.filter(kind__in=Space.ROOMS), code=code)
    if request.method == "POST":
        version = request.POST.get("version", "")
        actions.end_room_feed(by=request.user, space=room, version=version)
        _say_off(request, Feed.objects.filter(space=room).exists())
        return redirect("spaces:room_calendars")
    found = Feed.objects.filter(space=room).first()
    if found is None:
        return redirect("spaces:room_calendars")
    return render(request, "spaces/staff/calendar_off.html", {"feed": found, "room": room})


def _say_off(request, there_is_one: bool) -> None:
    if there_is_one:
        messages.warning(request, _("There is another address meanwhile: it stays as it is."))
    else:
        messages.success(request, _("The address is switched off: it no longer answers."))


def _say(request, made: Feed, instead_of: str) -> None:
    if instead_of:
        messages.success(request, _("This is the address now. The old one no longer answers."))
    else:
        messages.success(request, _("The address is made."))
