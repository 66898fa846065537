"""The page "What is free when"."""

from datetime import date, timedelta

from django.shortcuts import render
from django.views.decorators.cache import never_cache

from core.access import Permission, requires
from core.clock import today
from spaces.availability.cells import Cells
from spaces.forms.finder import FinderForm
from spaces.pages import finder

NEAR = timedelta(days=62)


@requires(Permission.SEE_SPACES)
@never_cache
def find(request):
    """The first places from now; and those that are as wished, from a form that stays an address."""
    form = FinderForm(request.GET or None)
    first = today()
    wish = form.wish if form.is_valid() else None
    cells, wished = _read(first, wish.day if wish else first, request.user)
    context = {"form": form, "today": first, **_firsts(cells)}
    if wish:
        context |= _searched(wished, wish)
        context["another_url"] = _same_search(request, context["another_day"])
    return render(request, "spaces/finder.html", context)


def _firsts(cells: Cells) -> dict:
    """The first desk and the first room from now, or why there is none."""
    desk, room = finder.first_desk(cells), finder.first_room(cells)
    return {
        "first_desk": desk,
        "first_room": room,
        "no_desk": "" if desk else finder.why_no_desk(cells),
        "no_room": "" if room else finder.why_no_room(cells),
    }


def _same_search(request, day) -> str:
    """The address of the same search on another date."""
    query = request.GET.copy()
    query["giorno"] = day or ""
    return f"?{query.urlencode()}"


def _read(first: date, wished: date, person) -> tuple[Cells, Cells]:
    """The days from now on, and those from the wished one on: one read for both, unless that is far away."""
    look = timedelta(days=finder.DAYS_TO_LOOK)
    if wished - first > NEAR:
        return Cells.of(first, first + look, person), Cells.of(wished, wished + look, person)
    both = Cells.of(first, wished + look, person)
    return both, both


def _searched(cells: Cells, wish: finder.Wish) -> dict:
    found = finder.search(cells, wish)
    return {
        "wish": wish,
        "found": found,
        "why_nothing": "" if found else finder.why_nothing(cells, wish),
        "another_day": None if found else finder.another_day(cells, wish),
    }
