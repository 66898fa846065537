"""The copy of one's own data: asked for, downloaded."""

from functools import partial

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import any_user
from core.clock import today
from core.pages import button_on, carry_out, hand_out
from members.actions import exporting
from members.authentication.recent import recently_authenticated

PAGE = "members:own_data"


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
