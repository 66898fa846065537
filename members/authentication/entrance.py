"""The way to the sign-in page, and what is said there to whoever was signed out."""

from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpResponse

from core import parking


class SignInMiddleware(LoginRequiredMiddleware):
    """Django's guard of every page that is not public; who was signed in until now is told why no longer."""

    def handle_no_permission(self, request, view_func):
        if "HX-Request" in request.headers:
            # A part of a page: the page around it may hold a text, and stays as it is.
            return HttpResponse(status=401)
        if why := request.session.over:
            messages.info(request, why())
        if request.method == "POST":
            parking.park_if_known(request)
        return super().handle_no_permission(request, view_func)
