"""Coming and leaving, written by the person: asked before, whatever led here."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import Permission, requires
from core.refusals import Refusal
from spaces import actions
from spaces.models import Booking
from spaces.pages import presence


@requires(Permission.BOOK)
def own_check_in(request, pk):
    """Ask before checking in, or say why not yet; then check in."""
    booking = _own(request.user, pk)
    if request.method == "POST":
        done = _("You are checked in at %(place)s.") % {"place": booking.space.label}
        return _write(request, booking, actions.check_in, done)
    return _page(request, booking, "spaces/check_in.html")


@requires(Permission.BOOK)
def own_check_out(request, pk):
    """Ask before checking out, or say why not; then check out."""
    booking = _own(request.user, pk)
    if request.method == "POST":
        return _write(request, booking, actions.check_out, _("You are checked out. Goodbye!"))
    return _page(request, booking, "spaces/check_out.html")


def _own(user, pk: int) -> Booking:
    """The person's own booking; also for the staff, who let others in from the roster."""
    own = Booking.objects.filter(person=user).select_related("space__zone", "person")
    return get_object_or_404(own, pk=pk)


def _page(request, booking: Booking, template: str):
    context = {"booking": booking, "line": presence.line_of(booking, timezone.now())}
    return render(request, template, context)


def _write(request, booking: Booking, action, done: str):
    try:
        action(by=request.user, booking=booking)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, done)
    return redirect("spaces:booking", booking.pk)
