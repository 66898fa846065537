"""Coming and leaving, written by the person: asked before, whatever led here."""

from collections.abc import Callable
from functools import partial

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import Permission, requires
from core.pages import carry_out
from spaces import actions
from spaces.models import Booking
from spaces.pages import presence


@requires(Permission.BOOK)
def own_check_in(request, pk):
    """Ask before checking in, or say why not yet; then check in."""
    booking = _own(request.user, pk)
    done = _("You are checked in at %(place)s.") % {"place": booking.space.label}
    return _asked(request, booking, actions.check_in, done, "spaces/check_in.html")


@requires(Permission.BOOK)
def own_check_out(request, pk):
    """Ask before checking out, or say why not; then check out."""
    booking, done = _own(request.user, pk), _("You are checked out. Goodbye!")
    return _asked(request, booking, actions.check_out, done, "spaces/check_out.html")


def _own(user, pk: int) -> Booking:
    """The person's own booking; also for the staff, who let others in from the roster."""
    own = Booking.objects.filter(person=user).select_related("space__zone", "person")
    return get_object_or_404(own, pk=pk)


def _asked(request, booking: Booking, action: Callable, done: str, template: str):
    """The page asks in words of its own, which depend on where the booking stands."""
    if request.method == "POST":
        verb = partial(action, by=request.user, booking=booking)
        return carry_out(
            request, verb, done=done, back=reverse("spaces:booking", args=[booking.pk])
        )
    context = {"booking": booking, "line": presence.line_of(booking, timezone.now())}
    return render(request, template, context)
