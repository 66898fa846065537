"""The own membership: until when it lasts, and the request that it goes on."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Permission, requires
from core.pages import button_on, carry_out
from members.actions import renewals
from members.models import RenewalRequest
from members.pages.memberships import OwnMembership


@requires(Permission.RENEW)
def membership(request):
    """What one's membership is, and the button that asks for its renewal."""
    return render(request, "members/membership.html", {"own": OwnMembership.of(request.user)})


@requires(Permission.RENEW)
@button_on("members:membership")
def renewal_ask(request):
    """Ask for the renewal, with one tap."""
    return carry_out(
        request,
        partial(renewals.ask_renewal, by=request.user),
        done=_("You have asked for the renewal: the staff will answer you by e-mail."),
        refused=messages.WARNING,
        back=reverse("members:membership"),
    )


@requires(Permission.RENEW)
@button_on("members:membership")
def renewal_withdraw(request, pk):
    """Ask for it no longer."""
    found = get_object_or_404(RenewalRequest.objects.filter(person=request.user), pk=pk)
    return carry_out(
        request,
        partial(renewals.withdraw_renewal, by=request.user, request=found),
        done=_("You have withdrawn your request."),
        refused=messages.WARNING,
        back=reverse("members:membership"),
    )
