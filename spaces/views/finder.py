"""The page "What is free when"."""

from datetime import date, timedelta

from django.shortcuts import render
from django.views.decorators.cache import never_cache

from core.access import Permission, requires
from core.clock import today
from spaces.availability.cells import Cells
from spaces.availability.engine import A_DAY
from spaces.availability.steps import Steps
from spaces.forms.finder import FinderForm
from spaces.pages import finder

LOOK = timedelta(days=finder.DAYS_TO_LOOK)
#: A wished day that is not later is read together with those from now on.
SOON = timedelta(days=21)


@requires(Permission.SEE_SPACES)
@never_cache
def find(request):
    """The first places from now; and those that are as wished, from a form that stays an address."""
    form = FinderForm(request.GET or None)
    wish = form.wish if form.is_valid() else None
    steps = _steps(today(), wish, request.user)
    context = {"form": form, "today": steps.first, **_firsts(steps)}
    if wish:
        context |= _searched(steps.near, wish, request.user)
        context["another_url"] = _same_search(request, context["another_day"])
    return render(request, "spaces/finder.html", context)


def _firsts(steps: Steps) -> dict:
    """The first desk and the first room from now, or why there is none."""
    desk, room = (steps.first_found(look) for look in (finder.first_desk, finder.first_room))
    return {
        "first_desk": desk,
        "first_room": room,
        "no_desk": "" if desk else finder.why_no_desk(steps),
        "no_room": "" if room else finder.why_no_room(steps),
    }


def _same_search(request, day) -> str:
    """The address of the same search on another date."""
    query = request.GET.copy()
    query["giorno"] = day or ""
    return f"?{query.urlencode()}"


def _steps(first: date, wish: finder.Wish | None, person) -> Steps:
    """The days from now on; the wished one is in the first step, unless it is far away."""
    is_soon = wish is not None and wish.day - first <= SOON
    near_until = wish.day + A_DAY if is_soon else None
    return Steps(first, first + LOOK, person, near_until)


def _searched(near: Cells, wish: finder.Wish, person) -> dict:
    cells = near if wish.day < near.read.until else Cells.of(wish.day, wish.day + A_DAY, person)
    found = finder.search(cells, wish)
    why_nothing, another_day = ("", None) if found else _nothing(wish, person)
    return {
        "wish": wish,
        "found": found,
        "why_nothing": why_nothing,
        "another_day": another_day,
    }


def _nothing(wish: finder.Wish, person) -> tuple[str, date | None]:
    """Why nothing is as wished, and the next day with something: only that needs to read the weeks after."""
    cells = Cells.of(wish.day, wish.day + LOOK, person)
    return finder.why_nothing(cells, wish), finder.another_day(cells, wish)
