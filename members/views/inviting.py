"""The staff's pages about invitations: who has not answered, inviting, sending again, taking back."""

from functools import partial

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import Permission, requires
from core.pages import button_on, carry_out, confirm_page, form_page, sent
from members import actions
from members.authentication.recent import recently_authenticated
from members.forms.accounts import InviteForm
from members.models import Invitation, User
from members.pages import inviting as pages

ON_A_PAGE = 30


@requires(Permission.MANAGE_PEOPLE)
def invitations(request):
    """All invitations, the newest first: those that wait for an answer can be sent again or taken back."""
    rows = Invitation.objects.select_related("by")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    context = {"page": page, "rows": [(each, pages.badge(each, now)) for each in page]}
    return render(request, "members/invitations.html", context)


@requires(Permission.MANAGE_PEOPLE)
@recently_authenticated
def invite(request):
    """To whom, as what, in which language; an address that has an account leads to its card.

    Whoever finds a session of the staff open must not come by an account of their own.
    """
    form = InviteForm(sent(request))
    account = User.objects.at(form.cleaned_data["email"]) if form.is_valid() else None
    return form_page(
        request,
        form,
        partial(actions.invite, by=request.user),
        heading=_("Invite someone"),
        lead=_(
            "They get an e-mail with a link that works once, for seven days, and choose their "
            "name and password."
        ),
        done=_is_sent,
        back=reverse("members:invitations"),
        template="members/invite.html",
        above=_("People"),
        above_url=reverse("members:people"),
        parent=_("Invitations"),
        parent_url=reverse("members:invitations"),
        account=account,
    )


def _is_sent(made) -> str:
    return _("The invitation to %(email)s is on its way.") % {"email": made.invitation.email}


@requires(Permission.MANAGE_PEOPLE)
@button_on("members:invitations")
@recently_authenticated
def invitation_again(request, pk):
    """Another letter with another link; the one before opens nothing any more."""
    found = _found(pk)
    kept = ("email", "role", "language", "first_name", "last_name", "organisation")
    told = {name: getattr(found, name) for name in kept}
    verb = partial(actions.invite, by=request.user, **told)
    return carry_out(request, verb, done=_is_sent, back=reverse("members:invitations"))


@requires(Permission.MANAGE_PEOPLE)
def invitation_revoke(request, pk):
    """Ask, then make the link useless."""
    found = _found(pk)
    seen = {"email": found.email, "seen": found.pk}
    return confirm_page(
        request,
        partial(actions.revoke_invitation, by=request.user, **seen),
        title=_("Withdraw an invitation"),
        heading=_("Do you want to withdraw the invitation to %(email)s?") % {"email": found.email},
        lead=_("The link in the e-mail stops working. You can invite the same address again."),
        button=_("Withdraw the invitation"),
        css="btn-danger",
        keep=_("No, go back"),
        done=_("The invitation has been withdrawn: its link no longer works."),
        back=reverse("members:invitations"),
        above=_("People"),
        above_url=reverse("members:people"),
        parent=_("Invitations"),
        parent_url=reverse("members:invitations"),
    )


def _found(pk: int) -> Invitation:
    return get_object_or_404(Invitation, pk=pk)
