"""The letter that asks to confirm an address, sent once more to where this browser's went."""

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.utils.translation import gettext as _

from core import limits
from core.refusals import Refusal

#: In the session: the address to which the last one went, so that nobody names another's.
SENT_TO = "confirmation_sent_to"


def note(request, email: str) -> None:
    """Remember where the letter went. Out of a request nobody asks for another."""
    if request:
        request.session[SENT_TO] = email


def send(request) -> None:
    """The same letter as the first time, within the limits of signing up. Raises `Refusal`.

    What it answers is the same whether the address has an account or not.
    """
    email = request.session.get(SENT_TO)
    if not email:
        sentence = _(
            "Nothing was sent: this browser no longer knows the address. Sign in with it, and we "
            "will send you another link."
        )
        raise Refusal(sentence, code="unknown")
    limits.take(request, "sign_up", subject=email)
    address = EmailAddress.objects.filter(email__iexact=email).first()
    if address and not address.verified:
        address.send_confirmation(request, signup=True)
    else:
        get_adapter().send_account_already_exists_mail(email)
