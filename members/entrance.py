"""The way to the sign-in page, and what is said there to whoever was signed out."""

from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpResponse
from django.utils.translation import gettext as _


class SignInMiddleware(LoginRequiredMiddleware):
    """Django's guard of every page that is not public; who was signed in until now is told why no longer."""

    def handle_no_permission(self, request, view_func):
        if "HX-Request" in request.headers:
            # A part of a page: the page around it may hold a text, and stays as it is.
            return HttpResponse(status=401)
        if sentence := why_signed_out(request):
            messages.info(request, sentence)
        return super().handle_no_permission(request, view_func)


def why_signed_out(request) -> str:
    """Why the session that this browser was in opens nothing any more; nothing where it was in none."""
    if request.session.over:
        return request.session.over()
    if SESSION_KEY in request.session and not request.user.is_authenticated:
        return _("You were signed out: this account is closed.")
    return ""
