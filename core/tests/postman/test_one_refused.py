"""One address that is refused, or breaks the line, delays nobody."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import OutgoingMail
from core.postman import FIRST_PAUSE, LONGEST_PAUSE, pause
from core.tasks import deliver_mail
from core.testing.mail_servers import SmtpHandler, mail_server
from core.tests.postman.shared import GONE, MINUTE, Fault, beat, letters, names, status, the_server

pytestmark = pytest.mark.django_db


def test_one_refused_address_among_thirty_delays_nobody(settings):
    written = letters(30)
    handler = SmtpHandler(refused={"p7@example.org": GONE})
    with mail_server(handler) as settings.EMAIL_PORT:
        assert deliver_mail() == 29
    assert handler.subjects == names(30, without={7})
    assert len(handler.sessions) == 1
    refused = written[6]
    assert (status(refused), refused.tries, refused.fault) == ("failed", 1, "address")
    assert refused.error == GONE
    assert the_server().failures == 0
    with mail_server(handler) as settings.EMAIL_PORT:
        assert deliver_mail() == 0


def test_a_refused_content_fails_that_letter(settings):
    written = letters(2)
    with mail_server(SmtpHandler(after_data="550 5.6.0 bad content")) as settings.EMAIL_PORT:
        assert deliver_mail() == 0
    assert [status(each) for each in written] == ["failed", "failed"]
    assert {each.fault for each in written} == {Fault.LETTER}


@pytest.mark.slow
def test_an_address_put_off_is_tried_for_three_days_with_growing_pauses(settings, clock):
    (letter, other) = letters(2)
    began, tried = timezone.now(), []
    handler = SmtpHandler(refused={letter.to: "450 4.2.0 greylisted"})
    with mail_server(handler) as settings.EMAIL_PORT:
        while status(letter) == "waiting" and timezone.now() - began < timedelta(days=4):
            before = letter.tries
            deliver_mail()
            letter.refresh_from_db()
            if letter.tries > before:
                tried.append((timezone.now() - began) / MINUTE)
            clock.shift(5 * MINUTE)
    assert status(other) == "sent"
    assert tried[:6] == [0, 5, 15, 35, 75, 155]
    gaps = [later - sooner for sooner, later in zip(tried, tried[1:], strict=False)]
    assert max(gaps) == LONGEST_PAUSE / MINUTE
    assert tried[-1] == 3 * 24 * 60
    assert (letter.status, letter.fault) == ("failed", "three_days")
    assert letter.error == "450 4.2.0 greylisted"


def test_an_address_put_off_once_gets_its_letter_five_minutes_later(settings, clock):
    (letter,) = letters(1)
    handler = SmtpHandler(refused={letter.to: "451 4.7.1 try later"})
    with mail_server(handler) as settings.EMAIL_PORT:
        beat(clock, 1)
        handler.refused.clear()
        beat(clock, 6)
    assert (status(letter), handler.subjects) == ("sent", ["Lettera 1"])
    assert (letter.fault, letter.error) == ("", "")


def test_pauses_stay_bounded_however_often():
    assert pause(1, FIRST_PAUSE, LONGEST_PAUSE) == FIRST_PAUSE
    assert pause(10_000, FIRST_PAUSE, LONGEST_PAUSE) == LONGEST_PAUSE


def test_a_letter_at_which_the_line_breaks_holds_up_no_other(settings, clock):
    letters(5)
    handler = SmtpHandler(breaks_off_at="Testo 2")
    with mail_server(handler) as settings.EMAIL_PORT:
        beat(clock, 3)
        assert handler.subjects == ["Lettera 1", "Lettera 3", "Lettera 4", "Lettera 5"]
        bad = OutgoingMail.objects.get(subject="Lettera 2")
        assert (bad.status, bad.fault) == ("waiting", "breaks_off")
        letters(1, first=6)
        clock.shift(timedelta(hours=1))
        beat(clock, 2)
        assert handler.subjects[-1] == "Lettera 6"
        clock.shift(timedelta(days=3))
        beat(clock, 1)
    assert status(bad) == "failed"
    assert the_server().failures == 0


def test_three_letters_at_which_the_line_breaks_hold_up_no_other(settings, clock):
    letters(6)
    for letter in OutgoingMail.objects.all()[:3]:
        OutgoingMail.objects.filter(pk=letter.pk).update(text="Veleno")
    handler = SmtpHandler(breaks_off_at="Veleno")
    with mail_server(handler) as settings.EMAIL_PORT:
        beat(clock, 30)
    assert handler.subjects == ["Lettera 4", "Lettera 5", "Lettera 6"]


def test_a_line_that_breaks_once_costs_a_minute_and_no_order(settings, clock):
    letters(3)
    handler = SmtpHandler(breaks_off_at="Testo 1")
    with mail_server(handler) as settings.EMAIL_PORT:
        beat(clock, 1)
        handler.breaks_off_at = ""
        beat(clock, 1)
    assert handler.subjects == names(3)


def test_a_server_that_ends_the_conversation_after_some_letters_gets_a_new_one(settings):
    class Tired(SmtpHandler):
        async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
            session.letters = getattr(session, "letters", 0) + 1
            if session.letters > 2:
                return "421 4.7.0 too many letters in this conversation"
            envelope.mail_from = address
            return "250 OK"

    letters(5)
    handler = Tired()
    with mail_server(handler) as settings.EMAIL_PORT:
        assert deliver_mail() == 5
    assert handler.subjects == names(5)
    assert len(handler.sessions) == 3


def test_a_refused_sender_is_the_servers(settings):
    class Strict(SmtpHandler):
        async def handle_MAIL(self, *_given):  # noqa: N802
            return "550 5.7.1 sender not allowed"

    (letter,) = letters(1)
    with mail_server(Strict()) as settings.EMAIL_PORT:
        deliver_mail()
    assert (status(letter), the_server().fault) == ("waiting", "sender")
