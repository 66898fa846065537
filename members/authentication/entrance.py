"""The way to the sign-in page, and what is said there to whoever was signed out."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse

from core import parking

PAGE_GOES_TO = "HX-Redirect"


class SignInMiddleware(LoginRequiredMiddleware):
    """Django's guard of every page that is not public; who was signed in until now is told why no longer."""

    def handle_no_permission(self, request, view_func):
        if request.htmx:
            return _lead_the_page(request)
        if why := request.session.over:
            messages.info(request, why())
        if request.method == "POST":
            parking.park_if_known(request)
        return super().handle_no_permission(request, view_func)


def _lead_the_page(request) -> HttpResponse:
    """For a script that asks for a part: its page goes to sign-in, and comes back to itself, not to the part.

    Without a page of ours that asked, it comes back to the home.
    """
    page = request.htmx.current_url_abs_path or "/"
    way = redirect_to_login(page).url
    return HttpResponse(status=HTTPStatus.UNAUTHORIZED, headers={PAGE_GOES_TO: way})
