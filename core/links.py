"""Links that prove themselves: signed ones that carry a number, secret ones that nobody guesses.

A signed link has one purpose: what was signed for another one opens nothing. A secret one is random, and what is
known of it is kept in the database.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal

NOT_WHOLE = _(
    "This link is incomplete. Copy it again from the e-mail, from the first character to the last."
)


def whole_address(view: str, *args: Any) -> str:
    """The address of a page with the portal's host, for letters, calendars and codes."""
    return settings.SITE_URL + reverse(view, args=args)


@dataclass(frozen=True)
class SignedLink:
    """A kind of link to `view`: `salt` is its purpose, one for each, and `lasts` until when it opens.

    What it carries can be read by whoever has it, and changed by nobody: an id, never a secret.
    """

    salt: str
    view: str
    lasts: timedelta | None = None
    #: What is said to whoever comes too late.
    expired: str | Promise = NOT_WHOLE

    def token(self, carried: int) -> str:
        return signing.dumps(carried, salt=self.salt)

    def address(self, carried: int) -> str:
        """The whole address that carries this number."""
        return whole_address(self.view, self.token(carried))

    def read(self, token: str) -> int:
        """The number that the link carries. Raises `Refusal` when it is too old, was cut, or is not ours."""
        try:
            return signing.loads(token, salt=self.salt, max_age=self.lasts)
        except signing.SignatureExpired:
            raise Refusal(self.expired, code="expired") from None
        except signing.BadSignature:
            raise not_whole() from None


@dataclass(frozen=True)
class SignedCookie:
    """A kind of cookie that a browser carries and can read, and can't change: `salt` is its purpose."""

    salt: str

    def write(self, carried: Any) -> str:
        return signing.dumps(carried, salt=self.salt)

    def read(self, text: str) -> Any:
        """What it carries; None of a text that is none of ours."""
        try:
            return signing.loads(text, salt=self.salt)
        except signing.BadSignature:
            return None


def not_whole() -> Refusal:
    """Also for a link that was ours, and whose thing is gone."""
    return Refusal(NOT_WHOLE, code="wrong")


def new_secret() -> str:
    """43 letters that nobody guesses (256 random bits)."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What may be kept of a secret: enough to know it again, not enough to open anything. 64 letters."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
