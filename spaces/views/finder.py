"""The page "What is free when"."""

from datetime import timedelta

from django.shortcuts import render
from django.views.decorators.cache import never_cache

from core.access import Permission, requires
from core.clock import today
from spaces.availability.cells import Cells
from spaces.forms.finder import FinderForm
from spaces.pages import finder


@requires(Permission.SEE_SPACES)
@never_cache
def find(request):
    """The first places from now; and those that are as wished, from a form that stays an address."""
    form = FinderForm(request.GET or None)
    first = today()
    cells = Cells.of(first, first + timedelta(days=finder.DAYS_TO_LOOK), request.user)
    context = {
        "form": form,
        "first_desk": finder.first_desk(cells),
        "first_room": finder.first_room(cells),
        "today": first,
    }
    if form.is_valid():
        context |= _searched(request.user, form.wish)
        context["another_url"] = _same_search(request, context["another_day"])
    return render(request, "spaces/finder.html", context)


def _same_search(request, day) -> str:
    """The address of the same search on another date."""
    query = request.GET.copy()
    query["giorno"] = day or ""
    return f"?{query.urlencode()}"


def _searched(person, wish) -> dict:
    cells = Cells.of(wish.day, wish.day + timedelta(days=finder.DAYS_TO_LOOK), person)
    found = finder.search(cells, wish)
    return {
        "wish": wish,
        "found": found,
        "why_nothing": "" if found else finder.why_nothing(cells, wish),
        "another_day": None if found else finder.another_day(cells, wish),
    }
