"""Addresses that only take what a button sends: asked for otherwise, they lead to the page that has the button.

So it is after sign-in, for whoever was signed out when the button was pressed.
"""

from collections.abc import Callable
from functools import wraps

from django.http import HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from core.parking import follow

READ = ("GET", "HEAD")
#: Letters of an address that every server takes.
LONGEST = 2000


def button_on(page: str | Callable[..., str], *kept: str, looks: bool = False):
    """Mark a view that writes at a POST, and has no page of its own: its button stands on `page`.

    That is the name of an address, which takes those of the view's own parameters that are `kept`; or what
    makes the address of the request and the parameters, and says with a 404 that the thing is gone. A button that
    only `looks` leads to a page that has the form's fields in its address.
    """

    def mark(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if request.method == "POST":
                return view(request, *args, **kwargs)
            if request.method not in READ:
                return HttpResponseNotAllowed([*READ, "POST"])
            where = page(request, **kwargs) if callable(page) else _address(page, kept, kwargs)
            follow(request, where.partition("?")[0])
            return redirect(where + _looked_at(request) if looks else where)

        guarded.button_on = page
        return guarded

    return mark


def _looked_at(request) -> str:
    """What had been asked for when the session ended."""
    asked = urlencode(request.parked.fields if request.parked else {}, doseq=True)
    return f"?{asked}" if 0 < len(asked) < LONGEST else ""


def _address(page: str, kept: tuple[str, ...], kwargs: dict) -> str:
    return reverse(page, kwargs={name: kwargs[name] for name in kept})
