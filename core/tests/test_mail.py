"""The outbox: a letter that can't be sent waits, and no other waits for it."""

from datetime import date

import pytest
from django.core import mail
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import transaction

from core.mail import keep, post
from core.models import OutgoingMail
from core.tasks import deliver_mail

pytestmark = pytest.mark.django_db
# A domain that the form's check lets pass, and that no mail server can be asked for.
UNSENDABLE = "a@" + "é" * 60 + ".example"


def waiting() -> list[str]:
    return list(OutgoingMail.objects.filter(sent_at=None).values_list("to", flat=True))


def test_an_address_that_nobody_can_write_to_does_not_hold_up_the_others():
    for address in (UNSENDABLE, "nadia@example.org"):
        OutgoingMail.objects.create(to=address, subject="Prova", text="Prova")
    deliver_mail()
    deliver_mail()
    assert [letter.to for letter in mail.outbox] == [["nadia@example.org"]]
    assert waiting() == [UNSENDABLE]
    assert OutgoingMail.objects.get(to=UNSENDABLE).error


@pytest.mark.django_db(transaction=True)
def test_a_letter_is_kept_when_the_broker_does_not_answer(monkeypatch):
    def no_broker():
        raise ConnectionError("no broker")

    monkeypatch.setattr(deliver_mail, "delay", no_broker)
    feedback = {"text": "Non leggo", "page": "", "email": ""}
    context = {"feedback": feedback}
    with transaction.atomic():
        post(to="staff@example.org", template="accessibility_feedback", context=context)
    assert waiting() == ["staff@example.org"]


FEEDBACK = {"text": "Non leggo", "page": "/prenota/", "email": "", "due": date(2026, 12, 23)}


def test_a_letter_leaves_as_text_and_html():
    post(to="staff@example.org", template="accessibility_feedback", context={"feedback": FEEDBACK})
    deliver_mail()
    (letter,) = mail.outbox
    ((html, kind),) = letter.alternatives
    assert (kind, letter.to) == ("text/html", ["staff@example.org"])
    assert letter.extra_headers == {"Auto-Submitted": "auto-generated"}
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


def test_a_kept_letter_keeps_its_html():
    letter = EmailMultiAlternatives("Ciao\ndi nuovo", "testo", to=["anna@example.org"])
    letter.attach_alternative("<p>testo</p>", "text/html")
    row = keep(letter)
    assert (row.subject, row.text, row.html) == ("Ciao di nuovo", "testo", "<p>testo</p>")
    assert keep(EmailMessage("Ciao", "testo", to=["anna@example.org"])).html == ""
