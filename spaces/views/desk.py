"""The staff book for somebody: who stands at the desk without a booking, or is on the phone."""

from datetime import date, timedelta
from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.access import Permission, requires
from core.clock import today
from core.pages import attempt, button_on, sent
from core.words import clock, day_long
from spaces import actions
from spaces.availability import people
from spaces.availability.engine import Availability
from spaces.forms.roster import DeskForm, PhoneSearchForm, SearchForm
from spaces.models import Assignment, Booking
from spaces.pages.reception import MOST_FOUND, Free, FreePlaces
from spaces.views.looking import look, seen, was_changed
from spaces.views.reading import read_day
from spaces.views.roster import roster_of


@requires(Permission.MANAGE_BOOKINGS)
def walk_in(request):
    """Let in somebody who has no booking: search the person, choose a free place."""
    search = SearchForm(_searched(request))
    free = _free_places(today()).now()
    context, form = _people(request, search, free, pgettext("by the staff", "Check in"))
    if _is_meant(request, search, form):
        way = {"after": reverse("spaces:roster"), "done": _checked_in_sentence}
        if answer := _do(request, form, actions.walk_in, is_walk_in=True, **way):
            return answer
    return _page(request, "spaces/walk_in.html", context)


@requires(Permission.MANAGE_BOOKINGS)
def book_for(request):
    """Book for somebody who phones: person, day and time; then one of the places that are free then."""
    day = max(read_day(request.GET.get("giorno", "")) or today(), today())
    search = PhoneSearchForm(_searched(request), initial={"giorno": day})
    context, form = _people(request, search, _free_then(search), _("Book"))
    if _is_meant(request, search, form):
        wanted = search.cleaned_data["giorno"] if search.is_valid() else today()
        way = {"after": roster_of(wanted), "done": _booked_sentence}
        if answer := _do(request, form, actions.book, is_walk_in=False, **way):
            return answer
    return _page(request, "spaces/book_for.html", context)


def _checked_in_sentence(booking: Booking) -> str:
    return _("Checked in: %(person)s.") % {"person": booking.person}


def _booked_sentence(booking: Booking) -> str:
    words = {
        "person": booking.person,
        "place": booking.space.label,
        "day": day_long(booking.start),
        "start": clock(booking.start),
        "end": clock(booking.end),
    }
    return _("Booked for %(person)s: %(place)s, %(day)s, %(start)s–%(end)s.") % words


@requires(Permission.MANAGE_BOOKINGS)
@button_on("spaces:walk_in", looks=True)
def walk_in_look(request):
    """Who is found by the name."""
    return look(request, SearchForm.base_fields, "spaces:walk_in")


@requires(Permission.MANAGE_BOOKINGS)
@button_on("spaces:book_for", looks=True)
def book_for_look(request):
    """Who is found by the name, and what is free then."""
    return look(request, PhoneSearchForm.base_fields, "spaces:book_for")


def _searched(request):
    """What is searched: what the form says, or the address; None while nobody has searched."""
    given = request.POST if "chi" in request.POST else request.GET
    return given if "chi" in given else None


def _is_meant(request, search: SearchForm, form: DeskForm) -> bool:
    """Whether what was sent is to be done: the search is the one whose people and places were seen."""
    if not form.is_bound:
        return False
    if search.is_valid() and was_changed(request, search):
        sentence = _(
            "You changed the search, and nothing was done: here are the new results. Choose again."
        )
        form.choose_again(sentence)
        return False
    return True


def _free_places(day: date) -> FreePlaces:
    read = Availability(day, day + timedelta(days=1))
    return FreePlaces(read, day, Assignment.objects.keeping(day))


def _free_then(search: PhoneSearchForm) -> dict[str, Free]:
    if not search.is_valid():
        return {}
    places = _free_places(search.cleaned_data["giorno"])
    return places.in_slot(search.slot) if search.slot else places.between(*search.span)


def _people(request, search: SearchForm, free: dict[str, Free], action: str):
    """What the page shows of the search, and the form for whoever was found."""
    searched = search.is_valid()
    named = people.found_by(search.cleaned_data["chi"] if searched else "")
    form = DeskForm(sent(request), people=named, free=free, action=action)
    # One more than a page shows is enough to know that there are too many.
    found = list(named[: MOST_FOUND + 1])
    count = len(found)
    if count == 1:
        form.propose(found[0])
    context = {
        "search": search,
        "form": form,
        "searched": searched,
        "count": count,
        "too_many": count > MOST_FOUND,
        "free": bool(free),
        "seen": seen(search) if searched else "",
    }
    return context, form


def _do(request, form: DeskForm, action, *, is_walk_in: bool, **way) -> HttpResponse | None:
    """Do what the form wants, or find what it did when it was sent before; None with the errors in the form."""
    valid, key = form.is_valid(), form.cleaned_data.get("request_key")
    first = Booking.objects.holding().filter(request_key=key, is_walk_in=is_walk_in)
    made = first.select_related("person", "space").first() if key else None
    if not (made or valid):
        return None
    verb = partial(action, by=request.user, **form.wanted) if made is None else lambda: made
    answer, refusal = attempt(request, verb, **way)
    if refusal:
        form.refuse(refusal)
    return answer


def _page(request, template: str, context: dict):
    return render(request, template, context, status=409 if context["form"].is_bound else 200)
