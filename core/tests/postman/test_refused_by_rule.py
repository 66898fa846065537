"""A refusal by a rule may be about everybody: what shows which, and what becomes of the letters."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.letters import move
from core.mail import put
from core.models import OutgoingMail
from core.postman import FIRST_PAUSE
from core.tasks import deliver_mail
from core.testing.mail_servers import SmtpHandler, mail_server
from core.tests.postman.shared import (
    GONE,
    Fault,
    ServerFault,
    Status,
    beat,
    letters,
    names,
    status,
    the_server,
)

pytestmark = pytest.mark.django_db


EVERYBODY = [
    "554 5.7.1 Relay access denied",
    "454 4.7.1 Relay access denied",
    "550 5.4.5 Daily user sending limit exceeded",
    "550 5.7.1 Client host rejected",
    "550 5.7.60 not allowed to send as this sender",
    "521 5.3.2 no mail here",
    "503 5.5.1 bad sequence of commands",
    "550 relay not permitted",
    "554 no",
]


def turned_away(answer: str, *but: int) -> SmtpHandler:
    """It answers so to thirty people, but not to those of these numbers."""
    return SmtpHandler(refused={f"p{n}@example.org": answer for n in range(1, 31) if n not in but})


def all_of(field: str) -> set:
    return set(OutgoingMail.objects.values_list(field, flat=True))


@pytest.mark.parametrize("answer", EVERYBODY)
def test_what_is_about_everybody_wears_no_letter_out(answer, settings, clock):
    letters(30)
    handler = turned_away(answer)
    with mail_server(handler) as settings.EMAIL_PORT:
        assert deliver_mail() == 0
        assert the_server().failures == 1
        assert answer in the_server().error
        clock.shift(timedelta(days=4))
        beat(clock, 40)
        assert (all_of("status"), all_of("tries")) == ({Status.WAITING}, {0})
        assert the_server().away_since == timezone.now() - timedelta(days=4, minutes=40)
        handler.refused.clear()
        beat(clock, 16)
    assert handler.subjects == names(30)
    assert the_server().failures == 0


@pytest.mark.parametrize("answer", ["554 5.3.0 disk full", "554 5.7.1 no", "554 no"])
def test_a_content_refused_to_everybody_wears_no_letter_out(answer, settings, clock):
    letters(30)
    handler = SmtpHandler(after_data=answer)
    with mail_server(handler) as settings.EMAIL_PORT:
        beat(clock, 40)
        assert (all_of("status"), the_server().error) == ({Status.WAITING}, answer)
        handler.after_data = ""
        beat(clock, 16)
    assert handler.subjects == names(30)


def test_everybody_is_said_to_be_refused_by_a_rule(settings, clock):
    letters(30)
    with mail_server(turned_away(EVERYBODY[0])) as settings.EMAIL_PORT:
        deliver_mail()
    assert the_server().fault == ServerFault.BY_RULE
    assert (all_of("fault"), all_of("next_try_at")) == ({""}, {timezone.now()})


def test_letters_that_come_one_by_one_show_it_as_well(settings, clock):
    """Each of them is alone in its round."""
    handler = turned_away(EVERYBODY[0])
    with mail_server(handler) as settings.EMAIL_PORT:
        for number in range(1, 4):
            letters(1, first=number)
            beat(clock, 1)
        assert (the_server().fault, all_of("tries")) == (ServerFault.BY_RULE, {0})
        handler.refused.clear()
        beat(clock, 3)
    assert handler.subjects == names(3)


@pytest.mark.parametrize("answer", ["554 5.7.1 you are blocked", "554 no", "550 5.4.1 denied"])
def test_one_refused_by_a_rule_delays_nobody_and_is_kept_up(answer, settings, clock):
    written = letters(30)
    handler = SmtpHandler(refused={"p7@example.org": answer})
    with mail_server(handler) as settings.EMAIL_PORT:
        assert deliver_mail() == 29
        assert handler.subjects == names(30, without={7})
        assert (status(written[6]), written[6].tries) == (Status.WAITING, 1)
        assert (written[6].fault, written[6].error) == (Fault.ALONE, answer)
        assert written[6].next_try_at == timezone.now() + FIRST_PAUSE
        assert the_server().failures == 0
        handler.refused.clear()
        beat(clock, 6)
    assert handler.subjects[-1] == "Lettera 7"


@pytest.mark.slow
@pytest.mark.parametrize("answer", EVERYBODY)
def test_many_that_are_refused_for_themselves_block_nobody(answer, settings, clock):
    """Eight at the head of the queue, each refused on and on: the others leave, and those fail in the end."""
    letters(30)
    handler = turned_away(answer, *range(9, 31))
    with mail_server(handler) as settings.EMAIL_PORT:
        beat(clock, 180)
        assert handler.subjects == names(30, without=range(1, 9))
        for _hour in range(24 * 5):
            deliver_mail()
            letters(1, first=99)
            clock.shift(timedelta(hours=1))
    failed = OutgoingMail.objects.filter(status=Status.FAILED, fault=Fault.THREE_DAYS)
    assert sorted(failed.values_list("to", flat=True)) == [f"p{n}@example.org" for n in range(1, 9)]


def test_several_letters_to_one_address_say_nothing_of_others(settings, clock):
    for number in range(5):
        put(to="p1@example.org", subject=f"A {number}", text="Testo")
    with mail_server(turned_away(EVERYBODY[0])) as settings.EMAIL_PORT:
        deliver_mail()
    assert (the_server().failures, all_of("fault")) == (0, {Fault.BY_RULE})


def test_an_address_that_is_gone_does_not_end_an_absence(settings, clock):
    letters(6)
    handler = turned_away(EVERYBODY[0])
    with mail_server(handler) as settings.EMAIL_PORT:
        beat(clock, 1)
        away_since = the_server().away_since
        handler.refused["p1@example.org"] = GONE
        beat(clock, 1)
    assert OutgoingMail.objects.get(to="p1@example.org").status == Status.FAILED
    assert (the_server().failures, the_server().away_since) == (2, away_since)


def test_the_last_of_those_refused_is_kept_as_the_others_were(settings, clock, staff):
    """Two of three were given up: the third alone is no better reason to wear it out."""
    written = letters(3)
    with mail_server(turned_away(EVERYBODY[0])) as settings.EMAIL_PORT:
        beat(clock, 1)
        for letter in written[:2]:
            letter.refresh_from_db()
            move(letter, Status.GIVEN_UP, by=staff)
        clock.shift(timedelta(days=4))
        beat(clock, 20)
    assert (status(written[2]), written[2].tries) == (Status.WAITING, 0)
    assert the_server().failures > 2
