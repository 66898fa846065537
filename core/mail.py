"""Letters to people: a row in the outbox now, sent by a task after the commit."""

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from core.models import OutgoingMail

#: The portal's name, as letters say it.
PORTAL = "Piastra Coworking"


def post(*, to, template: str, context: dict, language: str = "") -> OutgoingMail:
    """Put a letter in the outbox, in the person's language.

    `to` is a user or an address. `template` names a folder under `templates/mail/` with `subject.txt` and
    `body.txt`, and `body.html` where the letter has one. Returns the outbox row.
    """
    from core.tasks import deliver_mail

    address = getattr(to, "email", to)
    with translation.override(language or getattr(to, "language", settings.LANGUAGE_CODE)):
        letter = {"site_url": settings.SITE_URL, "person": to, **context}
        text = render_to_string(f"mail/{template}/body.txt", letter)
        subject = " ".join(render_to_string(f"mail/{template}/subject.txt", letter).split())
    mail = OutgoingMail.objects.create(to=address, subject=subject[:200], text=text)
    # Where the broker can't be reached only the bell is lost: the row waits for the next round.
    transaction.on_commit(deliver_mail.delay, robust=True)
    return mail


def keep(letter) -> OutgoingMail:
    """Put a letter that could not leave (a Django `EmailMessage` to one person) in the outbox."""
    return OutgoingMail.objects.create(
        to=letter.to[0], subject=letter.subject[:200], text=letter.body
    )
