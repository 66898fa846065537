"""An organisation's bookings, for its managers and the staff."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render

from core.access import Permission, requires
from core.clock import YEARS
from core.month import Month
from members.models import Organisation
from spaces.schedule import colleagues

ON_A_PAGE = 50


@requires(Permission.BOOK)
def organisation_bookings(request, pk):
    """Who is where, and when, in a month; what is no month is the current one."""
    found = get_object_or_404(Organisation.objects.managed_for(request.user), pk=pk)
    month = _month(request.GET.get("mese", ""))
    rows = colleagues.bookings_of(found, month)
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"organisation": found, "month": month, "page": page}
    return render(request, "spaces/organisation_bookings.html", context)


def _month(said: str) -> Month:
    try:
        month = Month.parse(said)
    except ValueError:
        return Month.current()
    return month if month.year in YEARS else Month.current()
