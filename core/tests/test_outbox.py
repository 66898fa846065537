"""A letter's moves, and what the staff may do with one."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core import letters, outbox
from core.access import Role
from core.mail import put
from core.models import JournalEntry, MailServer, OutgoingMail
from core.moves import PORTAL
from core.refusals import Refusal
from core.tasks import deliver_mail
from core.testing.mail_servers import HOST, SmtpHandler, mail_server

pytestmark = pytest.mark.django_db

Status = OutgoingMail.Status
TIMES = ("next_try_at", "sent_at", "stopped_at")
OF_STATUS = {
    Status.WAITING: "next_try_at",
    Status.SENT: "sent_at",
    Status.FAILED: "stopped_at",
    Status.GIVEN_UP: "stopped_at",
}
PAIRS = [(start, to) for start in Status for to in Status]


def letter_in(status: str) -> OutgoingMail:
    found = put(to="anna@example.org", subject="Ciao", text="Testo")
    said = dict.fromkeys(TIMES) | {OF_STATUS[status]: timezone.now(), "status": status}
    OutgoingMail.objects.filter(pk=found.pk).update(**said)
    found.refresh_from_db()
    return found


@pytest.mark.parametrize(("start", "to"), PAIRS)
def test_only_moves_of_the_table_are_made_and_times_follow(start, to, staff):
    letter, moves = letter_in(start), letters.LETTER.between(start, to)
    by = None if PORTAL in [move.who for move in moves] else staff
    if not moves:
        with pytest.raises(Refusal):
            letters.move(letter, to, by=by)
        return
    letters.move(letter, to, by=by)
    letter.refresh_from_db()
    assert letter.status == to
    assert [name for name in TIMES if getattr(letter, name)] == [OF_STATUS[to]]


@pytest.mark.parametrize("to", Status)
def test_what_a_letter_says_is_kept_only_as_long_as_it_may_leave(to, staff):
    """It may hold a link that opens an account."""
    letter = put(to="anna@example.org", subject="Ciao", text="SEGRETO", html="<p>SEGRETO</p>")
    if to != Status.WAITING:
        letters.move(letter, to, by=staff if to == Status.GIVEN_UP else None)
    letter.refresh_from_db()
    said = {
        Status.WAITING: ("SEGRETO", "<p>SEGRETO</p>"),
        Status.FAILED: ("SEGRETO", "<p>SEGRETO</p>"),
    }
    assert (letter.text, letter.html) == said.get(to, ("", ""))
    assert (letter.to, letter.subject) == ("anna@example.org", "Ciao")


def test_nothing_leads_out_of_sent_and_given_up():
    ended = {Status.SENT, Status.GIVEN_UP}
    assert [move for move in letters.LETTER.moves if move.before in ended] == []


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(("start", "to"), PAIRS)
def test_only_the_staff_move_letters_and_never_to_sent_or_failed(start, to, role, make_person):
    refusal = letters.why_not_move(make_person(role), letter_in(start), to)
    allowed = {
        (Status.WAITING, Status.GIVEN_UP),
        (Status.FAILED, Status.GIVEN_UP),
        (Status.FAILED, Status.WAITING),
    }
    assert (refusal is None) == (role == Role.STAFF and (start, to) in allowed)


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("time", TIMES)
def test_the_database_holds_status_and_times_together(status, time):
    letter = letter_in(status)
    value = None if getattr(letter, time) else timezone.now()
    with pytest.raises(IntegrityError, match="mail_times_follow_status"), transaction.atomic():
        OutgoingMail.objects.filter(pk=letter.pk).update(**{time: value})


@pytest.mark.parametrize(
    "wrong", [{"failures": 1}, {"away_since": timezone.now()}, {"next_try_at": timezone.now()}]
)
def test_the_database_holds_what_is_known_of_the_server_together(wrong):
    with pytest.raises(IntegrityError, match="mail_server_is_there_or_away"), transaction.atomic():
        MailServer.objects.create(**wrong)


def test_a_failed_letter_is_sent_again_from_the_start(staff, delivered):
    letter = letter_in(Status.FAILED)
    now = timezone.now()
    OutgoingMail.objects.filter(pk=letter.pk).update(
        tries=9, put_off_since=now, broken_off=3, fault="three_days", error="450"
    )
    found = outbox.send_again(by=staff, letter=letter)
    assert (found.status, found.tries, found.put_off_since) == (Status.WAITING, 0, None)
    assert (found.broken_off, found.fault, found.error) == (0, "", "")
    assert found.waits_since >= now
    assert len(delivered()) == 1
    assert JournalEntry.objects.get(verb="letter_sent_again").by == staff


def test_trying_now_asks_a_server_that_is_away_at_once(staff, delivered):
    letter = letter_in(Status.WAITING)
    later = timezone.now() + timedelta(minutes=15)
    MailServer.objects.create(failures=9, away_since=timezone.now(), next_try_at=later)
    OutgoingMail.objects.filter(pk=letter.pk).update(next_try_at=later, fault="later")
    assert delivered() == []
    outbox.send_again(by=staff, letter=letter)
    assert len(delivered()) == 1


@pytest.mark.parametrize("status", [Status.WAITING, Status.FAILED])
def test_a_letter_given_up_never_leaves(status, staff, delivered):
    letter = letter_in(status)
    outbox.give_up(by=staff, letter=letter)
    outbox.give_up(by=staff, letter=letter)
    with pytest.raises(Refusal) as refused:
        outbox.send_again(by=staff, letter=letter)
    assert refused.value.code == "is_given_up"
    assert delivered() == []
    assert JournalEntry.objects.filter(verb="letter_given_up").count() == 1


@pytest.mark.parametrize("act", [outbox.send_again, outbox.give_up])
def test_a_letter_that_left_is_left_alone(act, staff):
    with pytest.raises(Refusal) as refused:
        act(by=staff, letter=letter_in(Status.SENT))
    assert refused.value.code == "is_sent"


@pytest.mark.parametrize("act", [outbox.send_again, outbox.give_up])
@pytest.mark.parametrize("role", [Role.APPLICANT, Role.MEMBER, Role.OFFICIAL])
@pytest.mark.parametrize("status", [Status.WAITING, Status.FAILED])
def test_nobody_else_touches_letters(act, role, status, make_person):
    letter = letter_in(status)
    with pytest.raises(Refusal):
        act(by=make_person(role), letter=letter)
    letter.refresh_from_db()
    assert letter.status == status


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", [outbox.send_again, outbox.give_up])
def test_nobody_waits_for_a_letter_that_is_just_being_sent(act, staff, settings):
    """Its row is held as long as the mail server likes; what was asked for is refused in words at once."""
    answers = []

    class Slow(SmtpHandler):
        async def handle_DATA(self, *given):  # noqa: N802
            other = threading.Thread(target=ask)
            other.start()
            other.join()
            return await super().handle_DATA(*given)

    def ask():
        try:
            act(by=staff, letter=letter)
        except Refusal as refusal:
            answers.append(refusal.code)
        finally:
            connection.close()

    letter = put(to="anna@example.org", subject="Ciao", text="Testo")
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "core.smtp.EmailBackend", HOST
    handler = Slow()
    with mail_server(handler) as settings.EMAIL_PORT:
        assert deliver_mail() == 1
    assert answers == ["being_sent"]
    letter.refresh_from_db()
    assert letter.status == Status.SENT


def test_all_that_failed_is_sent_again_at_once_and_in_order(staff, delivered):
    failed = [letter_in(Status.FAILED) for _each in range(3)]
    others = [letter_in(Status.SENT), letter_in(Status.GIVEN_UP)]
    OutgoingMail.objects.filter(status=Status.FAILED).update(tries=9, fault="address", error="550")
    later = timezone.now() + timedelta(minutes=15)
    MailServer.objects.create(failures=9, away_since=timezone.now(), next_try_at=later)
    assert outbox.send_all_again(by=staff) == 3
    assert outbox.send_all_again(by=staff) == 0
    for letter in failed:
        letter.refresh_from_db()
        assert (letter.status, letter.tries, letter.fault, letter.error) == ("waiting", 0, "", "")
    assert [letter.extra_headers["Message-ID"] for letter in delivered()] == [
        letter.message_id for letter in failed
    ]
    for letter in others:
        before = letter.status
        letter.refresh_from_db()
        assert letter.status == before
    line = JournalEntry.objects.get(verb="letters_sent_again")
    assert (line.by, line.details) == (staff, {"letters": 3})


def test_sending_all_again_has_a_bound_and_few_queries(staff, queries_of, monkeypatch):
    monkeypatch.setattr(outbox, "MOST_AGAIN", 5)
    letter_in(Status.FAILED)
    outbox.send_all_again(by=staff)
    letter_in(Status.FAILED)
    few = queries_of(lambda: outbox.send_all_again(by=staff))
    for _each in range(7):
        letter_in(Status.FAILED)
    assert queries_of(lambda: outbox.send_all_again(by=staff)) == few
    assert OutgoingMail.objects.filter(status=Status.FAILED).count() == 2


@pytest.mark.parametrize("role", [Role.APPLICANT, Role.MEMBER, Role.OFFICIAL])
def test_nobody_else_sends_all_again(role, make_person):
    letter_in(Status.FAILED)
    with pytest.raises(Refusal):
        outbox.send_all_again(by=make_person(role))
    assert OutgoingMail.objects.get().status == Status.FAILED


def test_trouble_is_what_waits_for_more_than_an_hour_and_what_failed(at, queries_of):
    at("2026-12-01 09:00")
    for status in Status:
        letter_in(status)
    at("2026-12-01 10:00")
    assert outbox.trouble() == outbox.Trouble(late=0, failed=1)
    at("2026-12-01 10:01")
    letter_in(Status.FAILED)
    assert outbox.trouble() == outbox.Trouble(late=1, failed=2)
    assert queries_of(outbox.trouble) == 1
