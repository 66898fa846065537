"""A first password, for whoever signs in without one."""

from functools import partial

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import any_user
from core.pages import confirm_page
from core.refusals import Refusal
from members.authentication.account_forms import NewPasswordForm


@any_user
def password_choose(request):
    """For whoever is asked for a password and has none: a letter with the link to choose one."""
    if request.user.has_usable_password():
        return redirect("account_change_password")
    words = {"email": request.user.email}
    lead = _(
        "You sign in without a password. The next step needs one, so that nobody can take it "
        "from a browser you left open. We will send a link to %(email)s so that you can choose "
        "one."
    )
    return confirm_page(
        request,
        partial(_send_letter, request),
        heading=_("First choose a password"),
        lead=lead % words,
        button=_("Send the link"),
        keep=_("Not now"),
        back=reverse("site:home"),
        done=_("The e-mail is on its way to %(email)s. Open its link, then come back here.")
        % words,
    )


def _send_letter(request) -> None:
    form = NewPasswordForm({"email": request.user.email})
    if not form.is_valid():
        raise Refusal(" ".join(form.errors.get("__all__", form.errors["email"])), code="too_many")
    form.save(request)
