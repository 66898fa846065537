"""The page of one's own data: name and contact, consents, a copy, erasure; and the name and the consents."""

from functools import partial

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import any_user
from core.pages import button_on, carry_out, form_page, sent
from members.actions import consents, own_data
from members.forms.own_data import OwnNameForm
from members.models import Consent
from members.pages.own_data import OwnData

PAGE = "members:own_data"


@any_user
def own_data_page(request):
    """Name and contact, consents, the copy, erasure; and ways to what has a page of its own."""
    return render(request, "members/own_data.html", {"own": OwnData.of(request.user)})


@any_user
def own_name(request):
    """Correct the own name."""
    names = {"first_name": request.user.first_name, "last_name": request.user.last_name}
    return form_page(
        request,
        OwnNameForm(sent(request), initial=names),
        partial(own_data.change_own_name, by=request.user),
        heading=_("Correct my name"),
        lead=_("It appears in every list and e-mail from now on, and we tell you by e-mail."),
        done=_("Your name has been corrected."),
        keep=_("Cancel"),
        **_around(),
    )


def _around() -> dict:
    page = reverse(PAGE)
    return {"back": page, "parent": _("My data"), "parent_url": page}


@any_user
@button_on(PAGE)
def consent_give(request, kind):
    """Agree to one thing."""
    verb = partial(consents.give_consent, by=request.user, kind=_known(kind))
    return carry_out(request, verb, back=reverse(PAGE), done=_("Your consent has been recorded."))


@any_user
@button_on(PAGE)
def consent_withdraw(request, kind):
    """Agree to it no longer."""
    verb = partial(consents.withdraw_consent, by=request.user, kind=_known(kind))
    return carry_out(request, verb, back=reverse(PAGE), done=_("Your consent has been withdrawn."))


def _known(kind: str) -> str:
    if kind not in Consent.Kind.values:
        raise Http404
    return kind
