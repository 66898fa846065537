"""The postman and real mail servers: absent, silent, rude, picky, and one that breaks off."""

import threading
from datetime import timedelta

import hypothesis
import pytest
import time_machine
from aiosmtpd.smtp import AuthResult
from django.db import connection
from django.utils import timezone
from hypothesis.strategies import text

from core import postman
from core.mail import put
from core.models import MailServer, OutgoingMail
from core.outbox import move
from core.postman import FIRST_PAUSE, LONGEST_PAUSE, Round, address_fault, due, pause
from core.tasks import deliver_mail
from core.testing.mail_servers import HOST, SmtpHandler, free_port, mail_server, server_saying

pytestmark = pytest.mark.django_db

Status, Fault, ServerFault = OutgoingMail.Status, OutgoingMail.Fault, MailServer.Fault
MINUTE = timedelta(minutes=1)
#: Seconds: as long as a busy machine may need, and as short as a test can wait for a server that never answers.
PATIENCE, IMPATIENCE = 20, 0.2


@pytest.fixture(autouse=True)
def real_mail(settings):
    settings.EMAIL_BACKEND = "core.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = HOST, free_port()
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = PATIENCE
    settings.SITE_URL = "https://coworking.example.org"


@pytest.fixture
def clock():
    with time_machine.travel("2026-12-01 09:00+01:00", tick=False) as traveller:
        yield traveller


def letters(count: int, first: int = 1) -> list[OutgoingMail]:
    return [
        put(to=f"p{n}@example.org", subject=f"Lettera {n}", text=f"Testo {n}")
        for n in range(first, first + count)
    ]


def names(count: int, without=()) -> list[str]:
    return [f"Lettera {n}" for n in range(1, count + 1) if n not in without]


def beat(clock, minutes: int) -> None:
    for _minute in range(minutes):
        deliver_mail()
        clock.shift(MINUTE)


def status(letter: OutgoingMail) -> str:
    letter.refresh_from_db()
    return letter.status


def the_server() -> MailServer:
    return MailServer.objects.get()


# -- A server that is away -----------------------------------------------------------------------------


def away(kind: str):
    """A server at which no letter can be left, and what the portal says of it."""
    if kind == "refuses connections":
        return _nobody(), ServerFault.UNREACHABLE
    if kind == "accepts and is silent":
        return server_saying(None), ServerFault.SILENT
    if kind == "closes at once":
        return server_saying(b""), ServerFault.UNREACHABLE
    if kind == "greets with 421":
        return server_saying(b"421 4.3.2 too busy\r\n"), ServerFault.BUSY
    if kind == "greets with nonsense":
        return server_saying(b"HTTP/1.1 400 Bad Request\r\n"), ServerFault.BUSY
    if kind == "answers 421 to each address":
        handler = SmtpHandler(
            refused={f"p{n}@example.org": "421 4.3.2 closing" for n in range(1, 31)}
        )
        return mail_server(handler), ServerFault.BUSY
    if kind == "falls silent in each letter":
        return mail_server(SmtpHandler(silent_at="Testo")), ServerFault.BREAKS_OFF
    return mail_server(SmtpHandler(breaks_off_at="Testo")), ServerFault.BREAKS_OFF


class _nobody:  # noqa: N801 - stands for a context manager like the others
    def __enter__(self):
        return free_port()

    def __exit__(self, *_fault):
        pass


AWAY = [
    "refuses connections",
    "accepts and is silent",
    "closes at once",
    "greets with 421",
    "greets with nonsense",
    "answers 421 to each address",
    "breaks off in each letter",
    "falls silent in each letter",
]


def patience_with(kind: str) -> float:
    # Long enough for a greeting on loopback, so that the silence meant is the one that is met.
    return {"accepts and is silent": IMPATIENCE, "falls silent in each letter": 1}.get(
        kind, PATIENCE
    )


@pytest.mark.parametrize("kind", AWAY)
def test_a_server_that_is_away_counts_for_the_server(kind, settings, clock):
    written = letters(3)
    place, fault = away(kind)
    settings.EMAIL_TIMEOUT = patience_with(kind)
    with place as settings.EMAIL_PORT:
        assert deliver_mail() == 0
    for letter in written:
        assert status(letter) == Status.WAITING
        assert (letter.tries, letter.fault, letter.next_try_at) == (0, "", timezone.now())
    server = the_server()
    assert (server.failures, server.away_since) == (1, timezone.now())
    assert server.next_try_at == timezone.now() + MINUTE
    assert server.fault == fault


@pytest.mark.parametrize(
    "kind",
    [pytest.param(kind, marks=[pytest.mark.slow] if "silent" in kind else []) for kind in AWAY],
)
def test_a_server_comes_back_after_six_hours(kind, settings, clock):
    letters(15)
    place, _fault = away(kind)
    settings.EMAIL_TIMEOUT = IMPATIENCE if "silent" in kind else PATIENCE
    with place as settings.EMAIL_PORT:
        beat(clock, 180)
        letters(15, first=16)
        beat(clock, 180)
    assert set(OutgoingMail.objects.values_list("status", flat=True)) == {Status.WAITING}
    failures = the_server().failures
    assert failures < 6 * 4 + 5  # asked each quarter of an hour, not each minute

    handler, settings.EMAIL_TIMEOUT = SmtpHandler(), PATIENCE
    with mail_server(handler) as settings.EMAIL_PORT:
        beat(clock, 16)
        beat(clock, 60)
    assert handler.subjects == names(30)
    assert len(handler.sessions) == 1
    assert set(OutgoingMail.objects.values_list("status", flat=True)) == {Status.SENT}
    server = the_server()
    assert (server.failures, server.away_since, server.next_try_at) == (0, None, None)


def test_a_server_is_asked_with_growing_pauses_up_to_a_quarter_of_an_hour(clock):
    letters(1)
    asked = []
    for _minute in range(90):
        deliver_mail()
        asked.append(the_server().failures)
        clock.shift(MINUTE)
    tries = [minute for minute in range(90) if minute == 0 or asked[minute] > asked[minute - 1]]
    assert tries == [0, 1, 3, 7, 15, 30, 45, 60, 75]


def test_a_letter_without_an_address_says_nothing_of_the_server(clock):
    put(to="nobody", subject="Strana", text="Testo")
    letters(1)
    began = timezone.now()
    MailServer.objects.create(failures=9, away_since=began, next_try_at=began)
    clock.shift(MINUTE)
    deliver_mail()
    server = the_server()
    assert (server.failures, server.away_since) == (10, began)
    assert server.next_try_at == timezone.now() + 15 * MINUTE
    assert OutgoingMail.objects.get(subject="Strana").status == Status.FAILED


def test_a_bell_does_not_ask_a_server_that_is_away(settings, clock):
    letters(1)
    deliver_mail()
    handler = SmtpHandler()
    with mail_server(handler) as settings.EMAIL_PORT:
        assert deliver_mail() == 0
        clock.shift(MINUTE)
        assert deliver_mail() == 1


def test_nothing_is_lost_while_a_server_is_away_for_a_week(settings, clock):
    letters(2)
    deliver_mail()
    clock.shift(timedelta(days=7))
    handler = SmtpHandler(refused={"p1@example.org": "450 4.2.0 greylisted"})
    with mail_server(handler) as settings.EMAIL_PORT:
        beat(clock, 1)
        handler.refused.clear()
        beat(clock, 10)
    assert handler.subjects == ["Lettera 2", "Lettera 1"]


@pytest.mark.parametrize(
    ("answer", "fault"),
    [("535 5.7.8 wrong password", "sign_in"), ("454 4.7.0 not now", "sign_in")],
)
def test_a_password_that_is_refused_is_the_servers(answer, fault, settings):
    def refuse(server, session, envelope, mechanism, data):
        return AuthResult(success=False, handled=False, message=answer)

    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "piastra", "sbagliata"
    (letter,) = letters(1)
    given = {"authenticator": refuse, "auth_require_tls": False}
    with mail_server(SmtpHandler(), **given) as settings.EMAIL_PORT:
        deliver_mail()
    assert (status(letter), letter.tries) == (Status.WAITING, 0)
    assert the_server().fault == fault
    assert answer in the_server().error


def test_a_server_without_tls_is_not_trusted_with_a_letter(settings):
    settings.EMAIL_USE_TLS = True
    (letter,) = letters(1)
    handler = SmtpHandler()
    with mail_server(handler) as settings.EMAIL_PORT:
        deliver_mail()
    assert (status(letter), the_server().fault, handler.taken) == ("waiting", "tls", [])


def test_a_name_that_the_dns_does_not_know_is_the_servers(settings):
    settings.EMAIL_HOST = "mail.invalid"
    (letter,) = letters(1)
    deliver_mail()
    assert (status(letter), the_server().fault) == ("waiting", "unreachable")


# -- One address that is refused -----------------------------------------------------------------------

GONE = "550 5.1.1 <p7@example.org> user <b>unknown</b>"


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


# -- Refused by a rule, which may be about everybody ----------------------------------------------------

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


def test_the_last_of_those_refused_is_kept_as_the_others_were(settings, clock):
    """Two of three were given up: the third alone is no better reason to wear it out."""
    written = letters(3)
    with mail_server(turned_away(EVERYBODY[0])) as settings.EMAIL_PORT:
        beat(clock, 1)
        for letter in written[:2]:
            letter.refresh_from_db()
            move(letter, Status.GIVEN_UP)
        clock.shift(timedelta(days=4))
        beat(clock, 20)
    assert (status(written[2]), written[2].tries) == (Status.WAITING, 0)
    assert the_server().failures > 2


# -- Strange addresses and words -----------------------------------------------------------------------

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


# -- Headers -------------------------------------------------------------------------------------------


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


# -- Two at once ---------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_letter_once_and_in_order(settings):
    letters(40)
    handler = SmtpHandler()

    def work():
        try:
            for _round in range(30):
                deliver_mail()
        finally:
            connection.close()

    with mail_server(handler) as settings.EMAIL_PORT:
        workers = [threading.Thread(target=work) for _worker in range(3)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    assert handler.subjects == names(40)
    assert not due(timezone.now()).exists()


@pytest.mark.django_db(transaction=True)
def test_a_letter_written_at_the_end_of_a_round_waits_for_no_other_bell(settings, monkeypatch):
    """Its own bell finds the server held: whoever holds it looks once more after letting go."""
    end_of_round, late = Round._nothing_left, []

    def write_and_ring():
        letters(1, first=2)
        late.append(deliver_mail())
        connection.close()

    def end(*given):
        if not late:
            writer = threading.Thread(target=write_and_ring)
            writer.start()
            writer.join()
        return end_of_round(*given)

    letters(1)
    handler = SmtpHandler()
    monkeypatch.setattr(Round, "_nothing_left", end)
    with mail_server(handler) as settings.EMAIL_PORT:
        assert deliver_mail() == 2
    assert (late, handler.subjects) == ([0], names(2))


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_before_it_wrote_it_down_repeats_that_letter_at_worst(
    settings, monkeypatch
):
    letters(3)

    def die(*_given, **_said):
        raise SystemExit

    handler = SmtpHandler()
    with mail_server(handler) as settings.EMAIL_PORT:
        with monkeypatch.context() as patch:
            patch.setattr(postman, "move", die)
            with pytest.raises(SystemExit):
                deliver_mail()
        deliver_mail()
    assert handler.subjects == ["Lettera 1", *names(3)]
    assert handler.taken[0]["Message-ID"] == handler.taken[1]["Message-ID"]
