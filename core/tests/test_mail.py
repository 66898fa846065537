"""Writing a letter: a row in the outbox, in text and HTML, that a bell announces."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.db import transaction

from core.mail import post, put
from core.models import OutgoingMail
from core.tasks import deliver_mail

pytestmark = pytest.mark.django_db
FEEDBACK = {"text": "Non leggo", "page": "/prenota/", "email": "", "due": date(2026, 12, 23)}


def write_one():
    context = {"feedback": FEEDBACK}
    return post(to="staff@example.org", template="accessibility_feedback", context=context)


@pytest.mark.django_db(transaction=True)
def test_a_letter_is_kept_when_the_broker_does_not_answer(monkeypatch):
    def no_broker():
        raise ConnectionError("no broker")

    monkeypatch.setattr(deliver_mail, "delay", no_broker)
    with transaction.atomic():
        write_one()
    assert [row.to for row in OutgoingMail.objects.filter(status="waiting")] == [
        "staff@example.org"
    ]


def test_the_bell_rings_once_the_letter_is_written(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as rung:
        write_one()
    assert rung == [deliver_mail.delay]


def test_a_letter_leaves_as_text_and_html(delivered, settings):
    settings.STAFF_EMAIL = ""
    row = write_one()
    (letter,) = delivered()
    ((html, kind),) = letter.alternatives
    assert (kind, letter.to) == ("text/html", ["staff@example.org"])
    assert letter.extra_headers["Message-ID"] == row.message_id
    assert letter.reply_to == []
    assert "Non leggo" in letter.body
    assert "<h1" not in letter.body
    assert "Non leggo" in html
    assert '<html lang="it">' in html


def test_a_subject_is_one_header_whatever_is_in_it():
    event = {"title": "Verde\r\nBcc: tutti@example.org\x0b\u2028fine", "slug": "verde"}
    registration = {"name": "Anna"}
    context = {"event": event, "registration": registration}
    row = post(to="anna@example.org", template="registration_cancelled", context=context)
    assert row.subject == "Iscrizione annullata: Verde Bcc: tutti@example.org fine"
    deliver_mail()
    message = mail.outbox[0].message()
    assert message["Bcc"] is None


def test_letters_about_the_same_are_one_thread(applicant, member):
    letters = [
        put(to="anna@example.org", subject="Ciao", text="Testo", about=about)
        for about in (applicant, applicant, member, None)
    ]
    first, second, other, alone = (letter.thread for letter in letters)
    assert first == second != other
    assert first.startswith(f"<members.user.{applicant.pk}@")
    assert alone == ""
    assert len({letter.message_id for letter in letters}) == 4


SENDS = re.compile(
    r"\b(?:send_mail|send_mass_mail|mail_admins|mail_managers|EmailMessage|EmailMultiAlternatives"
    r"|get_connection|smtplib|AdminEmailHandler)\b"
)
MAY_SEND = {"core/postman.py", "core/smtp.py", "core/verdicts.py"}


def test_nothing_but_the_postman_sends():
    sources = Path(settings.BASE_DIR).glob("*/**/*.py")
    found = {
        source.relative_to(settings.BASE_DIR).as_posix()
        for source in sources
        if not {"tests", ".venv", "node_modules"} & set(source.parts)
        and SENDS.search(source.read_text(encoding="utf-8"))
    }
    assert found - {"members/authentication/adapter.py"} <= MAY_SEND
    adapter = (Path(settings.BASE_DIR) / "members/authentication/adapter.py").read_text()
    assert ".send()" not in adapter
    assert not settings.ADMINS  # Django's own log writes to nobody.
