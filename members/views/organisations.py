"""The staff's pages of organisations: which there are, adding, changing, joining two."""

from functools import partial

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Permission, requires
from core.pages import button_on, carry_out, confirm_page, form_page, sent
from members.actions import organisations as actions
from members.forms.organisations import (
    AddPersonForm,
    MergeForm,
    OrganisationForm,
    OrganisationsForm,
)
from members.models import Organisation, User
from members.pages import organisations as pages

ON_A_PAGE = 30


@requires(Permission.MANAGE_PEOPLE)
def organisations(request):
    """All organisations by name; searched."""
    form = OrganisationsForm(request.GET)
    words = form.asked()
    page = Paginator(pages.listed(words), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "is_filtered": bool(words)}
    return render(request, "members/organisations.html", context)


@requires(Permission.MANAGE_PEOPLE)
def organisation_new(request):
    """Add one."""
    return form_page(
        request,
        OrganisationForm(sent(request)),
        partial(actions.keep_organisation, by=request.user),
        heading=_("Add an organisation"),
        done=_("The organisation has been added."),
        back=lambda made: address(made.pk),
        parent=_("Organisations"),
        parent_url=reverse("members:organisations"),
    )


@requires(Permission.MANAGE_PEOPLE)
def organisation_add(request, pk):
    """Somebody with an account belongs to it from today."""
    found = get_object_or_404(Organisation, pk=pk)
    return form_page(
        request,
        AddPersonForm(sent(request)),
        partial(actions.add_person, by=request.user, organisation=found),
        heading=_("Add somebody to %(organisation)s") % {"organisation": found},
        title=_("Add a person"),
        done=_("The person has been added."),
        back=address(pk),
        keep=_("No, go back"),
        parent=found,
        parent_url=address(pk),
    )


@requires(Permission.MANAGE_PEOPLE)
@button_on("members:organisation", "pk")
def organisation_manager(request, pk, person):
    """Make somebody of it a manager."""
    return _set(request, pk, person, is_manager=True)


@requires(Permission.MANAGE_PEOPLE)
@button_on("members:organisation", "pk")
def organisation_manager_off(request, pk, person):
    """Let a manager be one of its people again."""
    return _set(request, pk, person, is_manager=False)


def _set(request, pk: int, person: int, *, is_manager: bool):
    found = get_object_or_404(Organisation, pk=pk)
    who = get_object_or_404(User, pk=person)
    facts = {"by": request.user, "organisation": found, "person": who, "is_manager": is_manager}
    done = _("%(person)s manages %(organisation)s now.")
    if not is_manager:
        done = _("%(person)s no longer manages %(organisation)s.")
    words = {"person": who, "organisation": found}
    return carry_out(
        request, partial(actions.set_manager, **facts), done=done % words, back=address(pk)
    )


@requires(Permission.MANAGE_PEOPLE)
def organisation_merge(request, pk):
    """Which other one is the same; nothing is done yet."""
    found = get_object_or_404(Organisation, pk=pk)
    return form_page(
        request,
        MergeForm(sent(request), kept=found),
        lambda other: other,
        heading=_("Which organisation is the same as %(organisation)s?") % {"organisation": found},
        title=_("Join two organisations"),
        lead=_("It is taken away, and all that is its own becomes this one’s. You see it first."),
        back=lambda other: reverse("members:organisation_merge_two", args=[pk, other.pk]),
        parent=found,
        parent_url=address(pk),
    )


@requires(Permission.MANAGE_PEOPLE)
def organisation_merge_two(request, pk, other):
    """What joining them moves; then it is done."""
    found, gone = (get_object_or_404(Organisation, pk=each) for each in (pk, other))
    words = {"kept": found, "gone": gone}
    return confirm_page(
        request,
        partial(actions.merge, by=request.user, **words),
        title=_("Join two organisations"),
        heading=_("Do you want to join “%(gone)s” into “%(kept)s”?") % words,
        lead=_("“%(gone)s” is taken away for good. This moves to “%(kept)s”:") % words,
        button=_("Join them"),
        css="btn-danger",
        keep=_("No, go back"),
        done=_("“%(gone)s” is now part of “%(kept)s”.") % words,
        back=address(pk),
        template="members/organisation_merge.html",
        moves=pages.what_merging_moves(gone),
        parent=found,
        parent_url=address(pk),
    )


def address(pk: int) -> str:
    """Of the organisation's own page."""
    return reverse("members:organisation", args=[pk])
