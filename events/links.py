"""Signed addresses in letters, for people without an account."""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from core.refusals import Refusal
from events.models import Registration

SALT = "events.registration"
#: Longer than events are announced ahead; a letter found years later opens nothing.
LASTS = timedelta(days=180)


def cancel_address(registration: Registration) -> str:
    """The full address that asks whether to cancel this registration."""
    token = signing.dumps(registration.pk, salt=SALT)
    return settings.SITE_URL + reverse("events:registration_cancel_by_link", args=[token])


def registration_of(token: str) -> Registration:
    """Whose link this is. Raises `Refusal` when it is not ours, was cut, or is too old."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=LASTS)
        return Registration.objects.select_related("event__space").get(pk=pk)
    except signing.SignatureExpired:
        sentence = _(
            "This link has expired. Your registration is as it was: write to the staff to cancel it."
        )
        raise Refusal(sentence, code="expired") from None
    except (signing.BadSignature, Registration.DoesNotExist):
        sentence = _(
            "This link is not whole. Copy it again from the letter, from the first character to the last."
        )
        raise Refusal(sentence, code="wrong") from None
