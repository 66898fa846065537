"""E-mail addresses as the portal keeps them."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

#: The longest address to which a letter can be sent (RFC 5321), and what our columns hold.
LONGEST = 254


def as_kept(email: str) -> str:
    """The address in small letters. Raises ValidationError when it is too long: some letters become two."""
    small = email.lower()
    if len(small) > LONGEST:
        sentence = _("An e-mail address has %(most)d characters at most: check this one.")
        raise ValidationError(sentence % {"most": LONGEST}, code="too_long")
    return small
