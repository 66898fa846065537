"""E-mail addresses as the portal keeps them."""

import unicodedata
from contextlib import suppress

from django.core.exceptions import ValidationError
from django.utils.encoding import punycode
from django.utils.translation import gettext as _

#: The longest address to which a letter can be sent (RFC 5321), and what our columns hold.
LONGEST = 254


def normal_address(email: str) -> str:
    """One spelling for one mailbox: small letters, accents composed, the domain as letters travel (IDNA)."""
    name, at, domain = unicodedata.normalize("NFC", email).rpartition("@")
    # Where it is no name that can travel, the form that asks for the address says so.
    with suppress(UnicodeError):
        domain = punycode(domain)
    return f"{name}{at}{domain}".lower()


def as_kept(email: str) -> str:
    """The address in its one spelling. Raises ValidationError when that is too long: some letters become two."""
    kept = normal_address(email)
    if len(kept) > LONGEST:
        sentence = _("An e-mail address can have %(most)d characters at most: check this one.")
        raise ValidationError(sentence % {"most": LONGEST}, code="too_long")
    return kept
