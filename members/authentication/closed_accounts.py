"""Whoever comes with a session of an account that was closed is signed out, and reads why where one signs in."""

from django.contrib import messages
from django.contrib.auth import SESSION_KEY, get_user_model, logout
from django.utils.translation import gettext as _


class ClosedAccountMiddleware:
    """Look at the sign-in page alone: every page that needs an account leads there by itself."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, _view, _args, _kwargs):
        is_sign_in = request.resolver_match.url_name == "account_login"
        if (
            is_sign_in
            and not request.user.is_authenticated
            and _is_of_a_closed_one(request.session)
        ):
            logout(request)
            messages.warning(request, sentence())


def _is_of_a_closed_one(session) -> bool:
    number = session.get(SESSION_KEY, "")
    closed = get_user_model().objects.filter(is_active=False)
    return number.isdecimal() and closed.filter(pk=number).exists()


def sentence() -> str:
    """What is said to somebody whose account was closed while they were signed in."""
    return _(
        "The staff closed this account, and you were signed out. What you did is still there; "
        "the reason is in the e-mail you received. If you think this is a mistake, write to the "
        "staff."
    )
