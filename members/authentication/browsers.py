"""Who guesses at an account: strangers are counted together, a browser in which its owner signed in by itself.

A script on ten thousand machines fills the strangers' limit of an account, and nobody else's. Who owns the
account still signs in where they did before, with a passkey anywhere, and elsewhere after a new password: the
letter's link makes that browser a known one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import limits
from core.requests import visitor
from members.authentication import security

LASTS = timedelta(days=180)
SALT = "members.authentication.browsers"
#: Accounts that one browser is known for; the one that signed in longest ago gives way.
MOST = 8


def cookie_name() -> str:
    return "__Host-known" if settings.HTTPS else "known"


@contextmanager
def guess(request, limit: str, *, email: str) -> Iterator[None]:
    """What may be a guess at this account's password or code: counted unless it turns out right.

    It turned out wrong when the block raises. Raises `ValidationError` where there were too many. An address
    without an account is counted just so.
    """
    try:
        taken = limits.spend(
            request, _who_guesses(request, email), limit=limit, otherwise=_ways_in()
        )
    except limits.TooMany as refusal:
        security.held(request, email=email)
        raise ValidationError(refusal.sentence, code=refusal.code) from None
    yield
    taken.give_back()


def _ways_in() -> str:
    return _(
        "You can sign in with a passkey, or ask for a new password: the e-mail is sent at once."
    )


def _who_guesses(request, email: str) -> dict[str, str]:
    if request.user.is_authenticated and request.user.email == email:
        return {"browser": f"session of {request.user.pk}"}
    number, people = _read(request)
    if _digest(email) in people:
        return {"browser": f"{number} {email}"}
    line = visitor(request)
    # In this order: one machine that goes on and on fills its own measure, and no other.
    return {"pair": f"{line} {email}", "visitor": line, "account": email}


def know(request, person) -> None:
    """From the answer to this request on, the browser is one in which this person signed in."""
    request.known_for = person.email


def _read(request) -> tuple[str, list[str]]:
    """The browser's own number, and the accounts that it is known for."""
    said = request.get_signed_cookie(cookie_name(), "", salt=SALT, max_age=LASTS)
    number, *people = said.split(".")
    return number or uuid4().hex, people


def _digest(email: str) -> str:
    return limits.digest("known browser", email)[:16]


class KnownBrowserMiddleware:
    """Keep the cookie: signed, sent to nobody else, and no key to anything by itself."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if email := getattr(request, "known_for", ""):
            number, people = _read(request)
            people = [each for each in people if each != _digest(email)][1 - MOST :]
            _keep(response, ".".join([number, *people, _digest(email)]))
        return response


def _keep(response, value: str) -> None:
    response.set_signed_cookie(
        cookie_name(),
        value,
        salt=SALT,
        max_age=LASTS,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
