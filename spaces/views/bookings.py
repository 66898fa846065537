"""The own bookings, and what can be done about each."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import Permission, requires, runs_the_place
from core.clock import ROME
from core.refusals import Refusal
from spaces import actions, rules
from spaces.availability import asks
from spaces.forms.roster import CancelForm
from spaces.models import Booking
from spaces.pages import own, presence
from spaces.pages.calendar import entry_of
from spaces.schedule.own import bookings_of
from spaces.views.reading import sent, visible_booking
from spaces.views.roster import to_roster
from spaces.views.waiting import open_offer


@requires(Permission.BOOK)
def bookings(request):
    """The person's own bookings: what is offered, what comes date by date, what was."""
    found = bookings_of(request.user.pk, timezone.now(), request.GET.get("page"))
    rows = own.Rows()
    context = {
        "coming": rows.coming(each for each in found.coming if each.state in Booking.FIRM),
        "offers": rows.offers(
            each for each in found.coming if each.state == Booking.Status.OFFERED
        ),
        "has_place": found.has_place,
        "page": found.past,
        "past": rows.past(found.past),
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
    is_own = found.person_id == request.user.pk
    form = None if is_own else CancelForm(sent(request))
    if request.method == "POST" and (is_own or form.is_valid()):
        return _cancel(request, found) if is_own else _cancel_for(request, found, form)
    if offer := open_offer(found):
        return redirect("spaces:waiting", offer["wait"].pk)
    in_time = rules.cancelled_in_time(found, asks.rules_of(found.space.kind), now)
    context = {
        "booking": found,
        "in_time": in_time,
        "refusal": rules.cancel_refusal(request.user, found, now),
        "form": form,
        "is_told": is_told(found),
    }
    status = 409 if form and form.is_bound else 200
    return render(request, "spaces/booking_cancel.html", context, status=status)


def is_told(found: Booking) -> bool:
    """Whether its person gets a letter when somebody else cancels: the staff do not."""
    return not runs_the_place(found.person)


def _cancel_for(request, found: Booking, form: CancelForm):
    """The staff cancel somebody else's booking, and go on with the roster of its day."""
    try:
        actions.cancel(by=request.user, booking=found, reason=form.cleaned_data["reason"])
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect("spaces:booking", found.pk)
    sentence = _("Cancelled: %(place)s, booked for %(person)s.")
    if is_told(found):
        sentence = _("Cancelled: %(place)s, booked for %(person)s, who is told by e-mail.")
    messages.success(request, sentence % {"place": found.space.label, "person": found.person})
    return to_roster(found.start.astimezone(ROME).date())


def _cancel(request, found: Booking):
    try:
        actions.cancel(by=request.user, booking=found)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Cancelled: the place is free for somebody else."))
    return redirect("spaces:booking", found.pk)
