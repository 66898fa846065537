"""The page of one's own data, and what one does there: the name, consents, a copy, erasure."""

from functools import partial

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import any_user
from core.clock import today
from core.pages import button_on, carry_out, confirm_page, form_page, hand_out, sent
from members.actions import consents, erasing, exporting, own_data
from members.authentication.recent import recently_authenticated
from members.forms.own_data import OwnNameForm
from members.models import Consent
from members.pages.own_data import OwnData, what_becomes_of_it

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


@any_user
@button_on(PAGE)
def export_ask(request):
    """Have a copy of the own data made."""
    return carry_out(
        request,
        partial(exporting.ask_export, by=request.user),
        back=reverse(PAGE),
        done=_("The copy of your data is being made: this page shows how far it is."),
    )


@any_user
@recently_authenticated
def export_take(request, pk):
    """The own copy, once the password was asked again."""
    found = get_object_or_404(request.user.data_exports, pk=pk)
    verb = partial(exporting.open_export, by=request.user, export=found)
    return hand_out(request, verb, name=f"piastra-{today():%Y-%m-%d}.zip", back=reverse(PAGE))


@any_user
@recently_authenticated
def erasure_ask(request):
    """What goes, what stays and why; then the request."""
    return confirm_page(
        request,
        partial(erasing.ask_erasure, by=request.user),
        title=_("Erase my data"),
        heading=_("Do you want your account and your data to be erased?"),
        lead=_(
            "It is done after the days in which you can change your mind. Then it cannot be undone: nobody can "
            "sign in with this account any more, and what you have booked is given back."
        ),
        button=_("Ask for the erasure"),
        css="btn-danger",
        keep=_("No, go back"),
        done=_("You have asked to be erased. We have sent you an e-mail with the date."),
        template="members/erasure_ask.html",
        fates=what_becomes_of_it(),
        **_around(),
    )


@any_user
@button_on(PAGE)
def erasure_withdraw(request, pk):
    """Stay after all."""
    found = get_object_or_404(request.user.erasures, pk=pk)
    return carry_out(
        request,
        partial(erasing.withdraw_erasure, by=request.user, request=found),
        back=reverse(PAGE),
        done=_("You have withdrawn the request: nothing is erased."),
    )
