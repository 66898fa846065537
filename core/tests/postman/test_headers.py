"""What a letter bears on its way."""

import pytest

from core.mail import put
from core.tasks import deliver_mail
from core.testing.mail_servers import SmtpHandler, mail_server
from core.tests.postman.shared import beat, letters

pytestmark = pytest.mark.django_db


def test_a_letter_bears_the_portals_name_and_says_that_a_machine_wrote_it(settings, applicant):
    settings.BOUNCE_EMAIL, settings.STAFF_EMAIL = "rimbalzi@example.org", "staff@example.org"
    settings.DEFAULT_FROM_EMAIL = "Piastra Coworking <noreply@example.org>"
    letter = put(to="anna@example.org", subject="Ciao", text="Testo", about=applicant)
    handler = SmtpHandler()
    with mail_server(handler) as settings.EMAIL_PORT:
        deliver_mail()
    (taken,), (envelope,) = handler.taken, handler.envelopes
    assert handler.greetings == ["coworking.example.org"]
    assert envelope.mail_from == "rimbalzi@example.org"
    assert taken["From"] == "Piastra Coworking <noreply@example.org>"
    assert taken["Reply-To"] == "staff@example.org"
    assert taken["Auto-Submitted"] == "auto-generated"
    assert taken["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert taken["Message-ID"] == letter.message_id
    assert letter.message_id.endswith("@coworking.example.org>")
    thread = f"<members.user.{applicant.pk}@coworking.example.org>"
    assert (taken["References"], taken["In-Reply-To"]) == (thread, thread)


def test_a_letter_keeps_its_name_over_all_tries(settings, clock):
    (letter,) = letters(1)
    named = letter.message_id
    handler = SmtpHandler(refused={letter.to: "450 later"})
    with mail_server(handler) as settings.EMAIL_PORT:
        beat(clock, 1)
        handler.refused.clear()
        beat(clock, 6)
    assert handler.taken[0]["Message-ID"] == named
    assert handler.taken[0]["Date"] == "Tue, 01 Dec 2026 09:00:00 +0100"


@pytest.mark.parametrize(
    ("site", "host"),
    [
        ("http://localhost:8000", "localhost"),
        ("https://coworking.example.org", "coworking.example.org"),
        ("https://piàstra.example", "xn--pistra-jta.example"),
        ("http://127.0.0.1:8000", "[127.0.0.1]"),
        ("http://[::1]:8000", "[IPv6:::1]"),
    ],
)
def test_the_portal_greets_as_its_own_host(site, host, settings):
    settings.SITE_URL = site
    letters(1)
    handler = SmtpHandler()
    with mail_server(handler) as settings.EMAIL_PORT:
        assert deliver_mail() == 1
    assert handler.greetings == [host]
    assert handler.taken[0]["Message-ID"].endswith(f"@{host}>")
