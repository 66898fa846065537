"""The pages of a day and of a week."""

from datetime import timedelta

from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from core.access import Permission, requires
from core.clock import monday_of
from core.clock import today as todays_date
from spaces.availability.cells import Cells
from spaces.pages.day import DayPage
from spaces.pages.week import WeekPage
from spaces.schedule import Slot
from spaces.views.reading import dated, read_slot

DAYS_TO_LOOK = 31


@requires(Permission.SEE_SPACES)
def today(request):
    """Today, or the next open day."""
    first = todays_date()
    cells = Cells.of(first, first + timedelta(days=DAYS_TO_LOOK), request.user)
    open_days = (day for day in cells.read.opening.days() if cells.current_slot(day))
    return redirect("spaces:day", next(open_days, first))


@requires(Permission.SEE_SPACES)
@never_cache
@dated
def day(request, day):
    """Which places are free on a date: days, slots, plan and list."""
    monday = monday_of(day)
    cells = Cells.of(monday, monday + timedelta(days=7), request.user)
    slot = read_slot(request.GET.get("fascia")) or cells.current_slot(day) or Slot.DAY
    return render(request, "spaces/day.html", {"page": DayPage(cells, day, slot)})


@requires(Permission.SEE_SPACES)
@never_cache
@dated
def week(request, day):
    """The half days of all places in the week of a date."""
    monday = monday_of(day)
    cells = Cells.of(monday, monday + timedelta(days=7), request.user)
    return render(request, "spaces/week.html", {"page": WeekPage(cells, monday)})
