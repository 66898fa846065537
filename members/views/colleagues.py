"""Pages of an organisation for its own people: its card, inviting, removing, leaving. The staff come here too."""

from functools import partial

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Permission, requires
from core.pages import confirm_page, form_page, sent
from members.actions import organisations as actions
from members.forms.organisations import InviteColleagueForm, OrganisationForm
from members.models import Organisation
from members.pages import organisations as pages
from members.views.organisations import address


def _managed(request, pk: int) -> Organisation:
    """One that this person looks after; others' are not found."""
    return get_object_or_404(Organisation.objects.managed_for(request.user), pk=pk)


@requires(Permission.BOOK)
def my_organisations(request):
    """Those to which the reader belongs."""
    found = Organisation.objects.of(request.user).by_name()
    return render(request, "members/my_organisations.html", {"organisations": found})


@requires(Permission.BOOK)
def organisation(request, pk):
    """What it is and who belongs to it; its managers and the staff see its people and what can be done."""
    found = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    card = pages.card(found, request.user)
    context = {
        "card": card,
        "organisation": found,
        "themes": found.themes.all(),
        "applications": pages.applications_of(found, request.user) if card.may_change_all else [],
        "places": found.assignments.select_related("space") if card.may_change_all else [],
    }
    return render(request, "members/organisation.html", context)


@requires(Permission.BOOK)
def organisation_change(request, pk):
    """Write anew what it is and says of itself."""
    found = _managed(request, pk)
    return form_page(
        request,
        OrganisationForm(sent(request), instance=found),
        partial(actions.keep_organisation, by=request.user, organisation=found),
        heading=_("Change %(organisation)s") % {"organisation": found},
        title=_("Change the organisation"),
        done=_("The organisation has been saved."),
        back=address(pk),
        keep=_("No, go back"),
        parent=found,
        parent_url=address(pk),
    )


@requires(Permission.BOOK)
def organisation_invite(request, pk):
    """A letter whose reader becomes a coworker of the organisation."""
    found = _managed(request, pk)
    return form_page(
        request,
        InviteColleagueForm(sent(request)),
        partial(actions.invite_person, by=request.user, organisation=found),
        heading=_("Invite somebody to %(organisation)s") % {"organisation": found},
        title=_("Invite someone"),
        lead=_(
            "They get an e-mail with a link that works once, for seven days. With it they make an "
            "account as a coworker and belong to the organisation."
        ),
        done=_is_sent,
        back=address(pk),
        keep=_("No, go back"),
        parent=found,
        parent_url=address(pk),
    )


def _is_sent(made) -> str:
    return _("The invitation to %(email)s is on its way.") % {"email": made.invitation.email}


@requires(Permission.BOOK)
def organisation_remove(request, pk, person):
    """Ask, then end the person's time in the organisation."""
    found = _managed(request, pk)
    row = get_object_or_404(found.people.current().select_related("person"), person=person)
    words = {"person": row.person, "organisation": found}
    return confirm_page(
        request,
        partial(actions.remove_person, by=request.user, organisation=found, person=row.person),
        title=_("Remove a person"),
        heading=_("Do you want to remove %(person)s from %(organisation)s?") % words,
        lead=_(
            "From today they no longer belong to it. Their account, their membership and what "
            "they have booked stay as they are."
        ),
        button=_("Remove the person"),
        css="btn-danger",
        keep=_("No, go back"),
        done=_("%(person)s no longer belongs to %(organisation)s.") % words,
        back=address(pk),
        parent=found,
        parent_url=address(pk),
    )


@requires(Permission.BOOK)
def organisation_leave(request, pk):
    """Ask, then leave it."""
    found = get_object_or_404(Organisation.objects.of(request.user), pk=pk)
    return confirm_page(
        request,
        partial(actions.leave, by=request.user, organisation=found),
        title=_("Leave the organisation"),
        heading=_("Do you want to leave %(organisation)s?") % {"organisation": found},
        lead=_(
            "From today you no longer belong to it. Your account, your membership and what you "
            "have booked stay as they are."
        ),
        button=_("Leave the organisation"),
        css="btn-danger",
        keep=_("No, go back"),
        done=_("You no longer belong to %(organisation)s.") % {"organisation": found},
        back=address(pk),
        after=reverse("members:my_organisations"),
        parent=found,
        parent_url=address(pk),
    )
