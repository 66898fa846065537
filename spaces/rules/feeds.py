"""Questions about the secret addresses of calendars."""

from django.utils.translation import gettext as _

from core.refusals import Refusal
from spaces.models import Feed


def why_not_end(feed: Feed, version: str) -> Refusal | None:
    """Why the address of this version is not switched off: another one was made meanwhile, and is in force."""
    if feed.version == version:
        return None
    sentence = _("The address has been replaced in the meantime: it stays as it is.")
    return Refusal(sentence, code="another_address")
