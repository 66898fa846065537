"""Where one is signed in, and the way out of each."""

from functools import partial

from django.contrib import messages
from django.contrib.auth import logout
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.access import any_user
from core.pages import button_on, carry_out
from members import actions
from members.models import Session
from members.pages.sessions import session_rows


@any_user
def sessions(request):
    """Each browser in which the reader is signed in, with its last use."""
    rows = session_rows(Session.objects.of(request.user), here=request.session.session_key)
    return render(request, "members/sessions.html", {"rows": rows})


@any_user
@button_on("members:sessions")
def session_end(request, mark):
    """Sign out of one other browser."""
    return carry_out(
        request,
        partial(actions.end_session, by=request.user, mark=mark),
        back=reverse("members:sessions"),
        done=_("You are signed out there."),
    )


@any_user
@button_on("members:sessions")
def sessions_end_others(request):
    """Sign out everywhere but here."""
    here = request.session.session_key
    return carry_out(
        request,
        partial(actions.end_sessions, by=request.user, of=request.user, but=here),
        back=reverse("members:sessions"),
        done=_told,
    )


def _told(number: int) -> str:
    sentence = ngettext(
        "You are signed out of %(number)d other browser.",
        "You are signed out of %(number)d other browsers.",
        number,
    )
    return sentence % {"number": number} if number else _("You were signed in nowhere else.")


@any_user
@button_on("members:sessions")
def sessions_end_all(request):
    """Sign out everywhere, here too."""
    actions.end_sessions(by=request.user, of=request.user)
    logout(request)
    messages.success(request, _("You are signed out in every browser."))
    return redirect("account_login")
