"""Letters to people: a row in the outbox now, sent by a task after the commit.

Each letter is a folder under `templates/mail/`: `subject.txt`, `body.txt`, and `body.html`, which extends
`mail/_letter.html`. Beside its own context it finds `person` (to whom it goes), `subject`, `portal`,
`site_url` (before every address: a letter is read elsewhere) and `contact` (the staff's address, if set).
The footer is the same under every one.
"""

import re

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from core.models import OutgoingMail

#: The portal's name, as letters say it.
PORTAL = "Piastra Coworking"
LONGEST_SUBJECT = 200


def post(*, to, template: str, context: dict, language: str = "") -> OutgoingMail:
    """Put a letter in the outbox, in the person's language.

    `to` is a user or an address, `template` the letter's folder under `templates/mail/`. Returns the outbox row.
    """
    from core.tasks import deliver_mail

    with translation.override(language or getattr(to, "language", settings.LANGUAGE_CODE)):
        letter = write(template, {"person": to, **context})
    mail = OutgoingMail.objects.create(to=getattr(to, "email", to), **letter)
    # Where the broker can't be reached only the bell is lost: the row waits for the next round.
    transaction.on_commit(deliver_mail.delay, robust=True)
    return mail


def write(template: str, context: dict) -> dict[str, str]:
    """The letter's `subject`, `text` and `html`, in the language of the moment."""
    letter = frame() | context
    subject = one_line(render_to_string(f"mail/{template}/subject.txt", letter))
    letter["subject"] = subject
    html = render_to_string(f"mail/{template}/body.html", letter)
    return {"subject": subject, "text": _text(template, letter), "html": html}


def frame() -> dict[str, str]:
    """What the frame of every letter shows."""
    return {"portal": PORTAL, "site_url": settings.SITE_URL, "contact": settings.STAFF_EMAIL}


def _text(template: str, letter: dict) -> str:
    parts = (f"mail/{template}/body.txt", "mail/_footer.txt")
    text = "\n\n".join(render_to_string(part, letter).strip("\n") for part in parts)
    return re.sub(r"\n{3,}", "\n\n", text) + "\n"


def one_line(subject: str) -> str:
    """A subject that is one header: whatever breaks a line becomes a space."""
    return " ".join(subject.split())[:LONGEST_SUBJECT]


def keep(letter) -> OutgoingMail:
    """Put a letter that could not leave (a Django `EmailMessage` to one person) in the outbox."""
    alternatives = getattr(letter, "alternatives", [])
    html = next((content for content, kind in alternatives if kind == "text/html"), "")
    return OutgoingMail.objects.create(
        to=letter.to[0], subject=one_line(letter.subject), text=letter.body, html=html
    )
