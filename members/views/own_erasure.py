"""The request to be erased: what goes, what stays and why; and changing one's mind."""

from functools import partial

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import any_user
from core.pages import button_on, carry_out, confirm_page
from members.actions import erasing
from members.authentication.recent import recently_authenticated
from members.pages.own_data import what_becomes_of_it

PAGE = "members:own_data"


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
        back=reverse(PAGE),
        parent=_("My data"),
        parent_url=reverse(PAGE),
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
