"""The staff's pages about renewals: who asked, granted with one tap, refused with a reason."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Permission, requires
from core.clock import today
from core.pages import button_on, carry_out, form_page, sent
from members.actions import renewals
from members.forms.memberships import RefusalForm
from members.models import Membership, RenewalRequest
from members.rules import memberships as rules

ON_A_PAGE = 30


@requires(Permission.MANAGE_MEMBERSHIPS)
def renewals_asked(request):
    """The renewals that wait for an answer, oldest first; each granted with one tap."""
    waiting = RenewalRequest.objects.asked().select_related("person", "membership__plan")
    page = Paginator(waiting, ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [(each, _proposed(each.membership)) for each in page]
    return render(request, "members/renewals.html", {"page": page, "rows": rows})


def _proposed(membership: Membership) -> Membership:
    """The membership as one tap would make it."""
    starts = rules.renewal_starts(membership, today())
    return Membership(starts=starts, ends=rules.renewal_ends(membership, starts))


@requires(Permission.MANAGE_MEMBERSHIPS)
@button_on("members:renewals")
def renewal_grant(request, pk):
    """Grant a renewal, as long again as the membership lasted."""
    found = get_object_or_404(RenewalRequest.objects.visible_to(request.user), pk=pk)
    return carry_out(
        request,
        partial(renewals.grant_renewal, by=request.user, request=found),
        done=lambda made: _("%(person)s’s membership has been renewed.") % {"person": made.person},
        refused=messages.WARNING,
        back=reverse("members:renewals"),
    )


@requires(Permission.MANAGE_MEMBERSHIPS)
def renewal_refuse(request, pk):
    """Refuse a renewal, and say why."""
    seen = RenewalRequest.objects.visible_to(request.user).select_related("person")
    found = get_object_or_404(seen, pk=pk)
    back = reverse("members:renewals")
    return form_page(
        request,
        RefusalForm(sent(request)),
        partial(renewals.refuse_renewal, by=request.user, request=found),
        heading=_("Do not renew %(person)s’s membership") % {"person": found.person},
        title=_("Do not renew"),
        lead=_("The membership lasts until its end. The person gets an e-mail with the reason."),
        back=back,
        keep=_("No, go back"),
        done=_("The person has been told."),
        parent=_("Renewals"),
        parent_url=back,
    )
