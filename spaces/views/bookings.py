"""The own bookings, and what can be done about each."""

from functools import partial

from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core import calendars
from core.access import Permission, requires, runs_the_place
from core.pages import attached, carry_out, sent
from spaces import actions, rules
from spaces.availability import asks
from spaces.forms.roster import CancelForm
from spaces.models import Booking
from spaces.pages import own, presence
from spaces.pages.calendar import entry_of
from spaces.schedule.own import bookings_of
from spaces.views.reading import page_of, visible_booking
from spaces.views.roster import roster_of
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
    refusal = rules.why_not_cancel(request.user, found, timezone.now())
    context = {"booking": found, "may_cancel": refusal is None and not found.is_cancelled}
    context["may_move"] = may_move(request.user, found)
    if found.person == request.user:
        context["line"] = presence.line_of(found, timezone.now())
    context |= open_offer(found)
    return render(request, "spaces/booking.html", context)


def may_move(user, found: Booking) -> bool:
    return not rules.why_not_move(user, found, asks.rules_of(found.space.kind), timezone.now())


@requires(Permission.BOOK)
def booking_calendar(request, pk):
    """The booking as a file for one's own calendar."""
    found = visible_booking(request.user, pk)
    return attached(entry_of(found), calendars.KIND, f"prenotazione-{found.pk}.ics")


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
        "refusal": rules.why_not_cancel(request.user, found, now),
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
    sentence = _("Cancelled: %(place)s, booked for %(person)s.")
    if is_told(found):
        sentence = _("Cancelled: %(place)s, booked for %(person)s, who is told by e-mail.")
    return carry_out(
        request,
        partial(actions.cancel, by=request.user, booking=found, **form.cleaned_data),
        done=sentence % {"place": found.space.label, "person": found.person},
        back=page_of(found),
        after=roster_of(found.day),
    )


def _cancel(request, found: Booking):
    verb = partial(actions.cancel, by=request.user, booking=found)
    done = _("Cancelled: the place is free for somebody else.")
    return carry_out(request, verb, done=done, back=page_of(found))
