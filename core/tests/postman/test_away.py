"""A server that is away counts for the server: no letter is worn out by it."""

from datetime import timedelta

import pytest
from aiosmtpd.smtp import AuthResult
from django.utils import timezone

from core.mail import put
from core.models import MailServer, OutgoingMail
from core.tasks import deliver_mail
from core.testing.mail_servers import SmtpHandler, free_port, mail_server, server_saying
from core.tests.postman.shared import (
    IMPATIENCE,
    MINUTE,
    PATIENCE,
    ServerFault,
    Status,
    beat,
    letters,
    names,
    status,
    the_server,
)

pytestmark = pytest.mark.django_db


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


#: Where six hours pass quickly: nobody there, and somebody there who takes no letter. What one try finds is above.
QUICK = {"refuses connections", "breaks off in each letter"}


@pytest.mark.parametrize(
    "kind",
    [pytest.param(kind, marks=[] if kind in QUICK else [pytest.mark.slow]) for kind in AWAY],
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
