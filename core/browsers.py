"""What a browser carries in a signed cookie: a number of its own, and for whom its forms were made.

A form that comes back after its person was signed out says by its token whose it is, and nobody else's hands
get what stands in it (`core.parking`). No address and no name are in it.
"""

import hashlib
import secrets
from dataclasses import asdict, dataclass, field
from datetime import timedelta

from django.conf import settings
from django.middleware import csrf
from django.utils import timezone

from core.links import SignedCookie

COOKIE = SignedCookie(salt="core.browsers")
#: Of how many sign-ins a browser knows the forms.
MOST = 5


@dataclass
class Browser:
    """One browser: `made` pairs what its forms' tokens are made of with the person they were made for."""

    number: str = ""
    made: list[list] = field(default_factory=list)
    #: Until when something of it is kept, in seconds; nothing is looked for later.
    keeps_until: float = 0

    @classmethod
    def of(cls, request) -> "Browser":
        """As its cookie says; one that is new or was tampered with knows nothing."""
        return cls(**(COOKIE.read(request.COOKIES.get(settings.FORMS_COOKIE_NAME, "")) or {}))

    def keeps_something(self) -> bool:
        return self.keeps_until > timezone.now().timestamp()

    def keep_for(self, time: timedelta) -> None:
        self.keeps_until = (timezone.now() + time).timestamp()

    def remember(self, request) -> None:
        """The forms that this request made are for whoever is signed in."""
        secret = request.META.get("CSRF_COOKIE")
        # Who was not asked for was not shown either: a file, a calendar.
        user = getattr(request, "_cached_user", None)
        if secret and user and user.is_authenticated:
            pair = [_mark(secret), user.pk]
            if pair not in self.made:
                self.number = self.number or secrets.token_urlsafe(16)
                self.made = [pair, *(each for each in self.made if each[0] != pair[0])][:MOST]

    def leave_its_forms(self, request) -> None:
        """Who comes next at this browser gets forms of nobody's, before the first is made.

        Otherwise what a stranger writes would be taken for a text of whoever was signed in before.
        """
        secret = request.META.get("CSRF_COOKIE")
        is_somebodys = self.made and secret and _mark(secret) in dict(self.made)
        if is_somebodys and not request.user.is_authenticated:
            csrf.rotate_token(request)

    def author_of(self, request) -> int | None:
        """For whom the form was made that this request sends; None where that is not known."""
        token = request.POST.get("csrfmiddlewaretoken", "")
        if len(token) != csrf.CSRF_TOKEN_LENGTH or not token.isascii() or not token.isalnum():
            return None
        # Django's own name for it is private; it is the only way from a form to its secret.
        mark = _mark(csrf._unmask_cipher_token(token))
        return next((person for made, person in self.made if made == mark), None)

    def write(self, response) -> None:
        """Into the cookie, which goes with the browser's window."""
        response.set_cookie(
            settings.FORMS_COOKIE_NAME,
            COOKIE.write(asdict(self)),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite=settings.SESSION_COOKIE_SAMESITE,
        )


def _mark(secret: str) -> str:
    return hashlib.sha256(f"{COOKIE.salt} {secret}".encode()).hexdigest()[:20]
