"""The own bookings, and what can be done about each."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import Permission, requires
from core.months import today
from core.refusals import Refusal
from spaces import actions, asks, presence, rules
from spaces.calendar import entry_of
from spaces.models import Assignment, Booking
from spaces.views.reading import visible_booking
from spaces.views.waiting import open_offer

PAST_ON_A_PAGE = 20


@requires(Permission.BOOK)
def bookings(request):
    """The person's own bookings: what is offered, what comes date by date, what was."""
    now = timezone.now()
    own = Booking.objects.filter(person=request.user).select_related("space__zone")
    coming = Q(end__gt=now, status__in=Booking.HOLDING)
    holding = list(own.filter(coming))
    past = own.exclude(coming).order_by("-start", "-pk")
    context = {
        "coming": [each for each in holding if each.status in Booking.FIRM],
        "offers": [each for each in holding if each.held_until and each.held_until > now],
        "has_place": Assignment.objects.of(request.user).not_over(today()).exists(),
        "page": Paginator(past, PAST_ON_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "spaces/bookings.html", context)


@requires(Permission.BOOK)
def booking(request, pk):
    """One booking, with what can be done about it."""
    found = visible_booking(request.user, pk)
    refusal = rules.cancel_refusal(request.user, found, timezone.now())
    context = {"booking": found, "may_cancel": refusal is None and not found.is_cancelled}
    context["may_move"] = may_move(request.user, found)
    if found.person == request.user:
        context["line"] = presence.line_of(found, timezone.now())
    context |= open_offer(found)
    return render(request, "spaces/booking.html", context)


def may_move(user, found: Booking) -> bool:
    return not rules.move_refusal(user, found, asks.rules_of(found.space.kind), timezone.now())


@requires(Permission.BOOK)
def booking_calendar(request, pk):
    """The booking as a file for one's own calendar."""
    found = visible_booking(request.user, pk)
    headers = {"Content-Disposition": f'attachment; filename="prenotazione-{found.pk}.ics"'}
    return HttpResponse(
        entry_of(found), content_type="text/calendar; charset=utf-8", headers=headers
    )


@requires(Permission.BOOK)
def booking_cancel(request, pk):
    """Ask before cancelling; then cancel."""
    found, now = visible_booking(request.user, pk), timezone.now()
    if request.method == "POST":
        return _cancel(request, found)
    if offer := open_offer(found):
        return redirect("spaces:waiting", offer["wait"].pk)
    in_time = rules.cancelled_in_time(found, asks.rules_of(found.space.kind), now)
    context = {
        "booking": found,
        "in_time": in_time,
        "refusal": rules.cancel_refusal(request.user, found, now),
    }
    return render(request, "spaces/booking_cancel.html", context)


def _cancel(request, found: Booking):
    try:
        actions.cancel(by=request.user, booking=found)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Cancelled: the place is free for somebody else."))
    return redirect("spaces:booking", found.pk)
