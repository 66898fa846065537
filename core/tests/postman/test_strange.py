"""Strange addresses and words stop no round."""

import hypothesis
import pytest
from hypothesis.strategies import text

from core.mail import put
from core.models import OutgoingMail
from core.postman import address_fault
from core.tasks import deliver_mail
from core.testing.mail_servers import SmtpHandler, mail_server
from core.tests.postman.shared import Fault, letters, status

pytestmark = pytest.mark.django_db


STRANGE = [
    "",
    " ",
    "nobody",
    "@example.org",
    "a@",
    "a@b@c",
    "a@example.org, b@example.org",
    "a@example.org\r\nBcc: b@example.org",
    "a@example.org\nRCPT TO:<b@example.org>",
    "a@" + "é" * 60 + ".example",
    "a b@example.org",
    "<script>@example.org",
    "\udcffz@example.org",
    "a\0@example.org",
]


@pytest.mark.parametrize("address", STRANGE)
def test_a_strange_address_stops_no_round(address, settings):
    put(to=address, subject="Strana", text="Testo")
    letters(1)
    handler = SmtpHandler()
    with mail_server(handler) as settings.EMAIL_PORT:
        deliver_mail()
    assert "Lettera 1" in handler.subjects
    for envelope in handler.envelopes:
        assert "b@example.org" not in envelope.rcpt_tos
    assert OutgoingMail.objects.get(subject="Strana").status in {"failed", "sent"}


@pytest.mark.parametrize("address", STRANGE[:10])
def test_an_address_that_cannot_be_one_is_said_to_be_none(address, settings):
    letter = put(to=address, subject="Strana", text="Testo")
    with mail_server(SmtpHandler()) as settings.EMAIL_PORT:
        deliver_mail()
    assert (status(letter), letter.fault) == ("failed", "bad_address")


@hypothesis.settings(max_examples=300, deadline=None)
@hypothesis.given(text(max_size=30) | text(alphabet='@<>",;:. \\[]()\r\n=?éa', max_size=20))
def test_no_address_whatever_breaks_a_round(address):
    verdict = address_fault(address)
    assert verdict is None or verdict.fault == Fault.BAD_ADDRESS


def test_an_accented_address_needs_a_server_that_takes_it(settings):
    letter = put(to="jürgen@example.org", subject="Ciao", text="Testo")
    with mail_server(SmtpHandler(), enable_SMTPUTF8=False) as settings.EMAIL_PORT:
        deliver_mail()
    assert (status(letter), letter.fault) == ("failed", "accented_address")

    letter = put(to="jürgen@müller.example", subject="Ciao", text="Testo")
    handler = SmtpHandler()
    with mail_server(handler, enable_SMTPUTF8=True) as settings.EMAIL_PORT:
        deliver_mail()
    assert (status(letter), handler.envelopes[0].rcpt_tos) == ("sent", ["jürgen@müller.example"])
    assert handler.taken[0]["Subject"] == "Ciao"


def test_a_domain_with_accents_is_written_in_ascii(settings):
    letter = put(to="info@müller.example", subject="Ciao", text="Testo")
    handler = SmtpHandler()
    with mail_server(handler) as settings.EMAIL_PORT:
        deliver_mail()
    assert (status(letter), handler.envelopes[0].rcpt_tos) == (
        "sent",
        ["info@xn--mller-kva.example"],
    )


WORDS = [
    "x" * 5000,
    "è" * 300,
    "a\r\nBcc: tutti@example.org",
    "\ud800 mezzo",
    "nulla\0",
    "😀" * 250,
]


@pytest.mark.parametrize("words", WORDS)
def test_strange_words_leave_as_one_letter(words, settings):
    letter = put(to="anna@example.org", subject=words, text=words, html=f"<p>{words}</p>")
    handler = SmtpHandler()
    with mail_server(handler) as settings.EMAIL_PORT:
        assert deliver_mail() == 1
    assert status(letter) == "sent"
    assert len(letter.subject) <= 200
    assert handler.taken[0]["Bcc"] is None
    assert handler.envelopes[0].rcpt_tos == ["anna@example.org"]
    # A long word is folded into lines, which begin with a space.
    assert "".join(handler.subjects[0].split()) == "".join(letter.subject.split())
