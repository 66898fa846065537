"""Letters to people: a row in the outbox now, sent by a task after the commit.

Each letter is a folder under `templates/mail/`: `subject.txt`, and `body.html`, which extends `mail/_letter.html`.
The plain text is made from the HTML (`core.plain`), so that both say the same. Beside its own context a letter
finds `person` (to whom it goes), `subject`, `portal`, `site_url` (before every address: a letter is read
elsewhere) and `contact` (the staff's address, if set). The footer is the same under every one.
"""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from core.models import OutgoingMail
from core.outbox import ring
from core.plain import plain
from core.smtp import portal_host

#: The portal's name, as letters say it.
PORTAL = "Piastra Coworking"
LONGEST_SUBJECT = 200


def are_files() -> bool:
    """Whether letters go no further than a folder of this machine, because no mail server is set."""
    return settings.EMAIL_BACKEND == "django.core.mail.backends.filebased.EmailBackend"


def post(
    *,
    to,
    template: str,
    context: dict,
    language: str = "",
    about=None,
    although_closed: bool = False,
) -> OutgoingMail | None:
    """Put a letter in the outbox, in the person's language; none for a closed account, unless it is about that.

    `to` is a user or an address, `template` the letter's folder under `templates/mail/`, `about` the saved object
    that it is about: mail programs show all letters about the same together. Returns the outbox row.
    """
    if not (although_closed or getattr(to, "is_active", True)):
        return None
    with translation.override(language or getattr(to, "language", settings.LANGUAGE_CODE)):
        letter = write(template, {"person": to, **context})
    return put(to=getattr(to, "email", to), about=about, **letter)


def read_by(person, words) -> str:
    """The words as this person reads them: what is translated only when it is said, in the person's language."""
    with translation.override(getattr(person, "language", settings.LANGUAGE_CODE)):
        return str(words)


def put(*, to: str, subject: str, text: str, html: str = "", about=None) -> OutgoingMail:
    """Put a written letter in the outbox; it leaves once this transaction is committed. Returns its row."""
    mail = OutgoingMail.objects.create(
        to=storable(to),
        subject=one_line(subject),
        text=storable(text),
        html=storable(html),
        thread=thread_of(about) if about is not None else "",
    )
    ring()
    return mail


def thread_of(about) -> str:
    """The id under which mail programs gather the letters about one object; no letter bears it itself."""
    return f"<{about._meta.label_lower}.{about.pk}@{portal_host()}>"


def storable(words: str) -> str:
    """Without what neither the database nor a mail server takes: NUL and halves of characters."""
    return words.replace("\0", "").encode("utf-8", "replace").decode()


def write(template: str, context: dict) -> dict[str, str]:
    """The letter's `subject`, `text` and `html`, in the language of the moment."""
    letter = frame() | context
    letter["subject"] = one_line(render_to_string(f"mail/{template}/subject.txt", letter))
    html = render_to_string(f"mail/{template}/body.html", letter)
    return {"subject": letter["subject"], "text": plain(html), "html": html}


def frame() -> dict[str, str]:
    """What the frame of every letter shows."""
    return {"portal": PORTAL, "site_url": settings.SITE_URL, "contact": settings.STAFF_EMAIL}


def one_line(subject: str) -> str:
    """A subject that is one header: whatever breaks a line becomes a space."""
    return " ".join(storable(subject).split())[:LONGEST_SUBJECT]
