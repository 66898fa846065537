"""Who is in today."""

from datetime import timedelta

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.access import Permission, requires
from core.months import ROME
from core.months import today as todays_date
from core.refusals import Refusal
from spaces import actions, presence
from spaces.floor import Floor
from spaces.forms import SearchForm, WalkInForm
from spaces.models import Booking
from spaces.views.reading import sent, visible_booking


@requires(Permission.SEE_ROSTER)
def roster(request):
    """Who is in today, place by place."""
    now = timezone.now()
    day = now.astimezone(ROME).date()
    context = {"day": day, "lines": presence.lines(day, now)}
    return render(request, "spaces/roster.html", context)


@requires(Permission.SEE_ROSTER)
@require_POST
def check_in(request, pk):
    """Let a person in."""
    return _present(request, pk, actions.check_in, _("Checked in: %(person)s."))


@requires(Permission.SEE_ROSTER)
@require_POST
def check_out(request, pk):
    """Write that a person has left."""
    return _present(request, pk, actions.check_out, _("Checked out: %(person)s."))


@requires(Permission.SEE_ROSTER)
def walk_in(request):
    """Let in somebody who has no booking: search the person, choose a free place."""
    search = SearchForm(request.GET if "chi" in request.GET else None)
    found = presence.find_people(search.cleaned_data["chi"]) if search.is_valid() else None
    day = todays_date()
    free = presence.free_now(Floor(day, day + timedelta(days=1), request.user))
    people = presence.find_people("") if found is None else found
    form = WalkInForm(sent(request), people=people, free=free)
    if form.is_bound and (booking := _walk_in(request, form)):
        messages.success(request, _("Checked in: %(person)s.") % {"person": booking.person})
        return redirect("spaces:roster")
    count = people.count()
    context = {
        "search": search,
        "form": form,
        "searched": found is not None,
        "count": count,
        "too_many": count > presence.MOST_FOUND,
        "free": bool(free),
    }
    status = 409 if form.is_bound else 200
    return render(request, "spaces/walk_in.html", context, status=status)


def _walk_in(request, form: WalkInForm) -> Booking | None:
    """The booking that the form makes, or made when it was sent before; None with the errors in the form."""
    valid, key = form.is_valid(), form.cleaned_data.get("request_key")
    first = Booking.objects.holding().filter(request_key=key, is_walk_in=True)
    if key and (done := first.select_related("person").first()):
        return done
    if not valid:
        return None
    try:
        return actions.walk_in(by=request.user, **form.wanted)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        form.renew()
        return None


@requires(Permission.SEE_ROSTER)
@require_POST
def undo_check_in(request, pk):
    """Take a check-in back that was written by mistake."""
    return _present(request, pk, actions.undo_check_in, _("Check-in undone: %(person)s."))


@requires(Permission.SEE_ROSTER)
@require_POST
def mark_absent(request, pk):
    """Write that nobody came, so that the place is free again."""
    return _present(request, pk, actions.mark_absent, _("Marked absent: %(person)s."))


@requires(Permission.SEE_ROSTER)
@require_POST
def unmark(request, pk):
    """Take an absence back."""
    return _present(request, pk, actions.unmark, _("Absence undone: %(person)s is expected."))


def _present(request, pk: int, action, done: str):
    found = visible_booking(request.user, pk)
    try:
        action(by=request.user, booking=found)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, done % {"person": found.person})
    return redirect("spaces:roster")
