"""Somebody comes in at the very moment in which the portal gives the place back: one of the two happens."""

import uuid
from datetime import date, time
from threading import Barrier, Thread

import pytest
from django.db import connection

from core import moves
from core.models import JournalEntry, OutgoingMail
from core.testing.journal import empty_journal
from core.testing.plugin import session_of
from core.testing.races import Runner, race
from core.testing.waiting import STANDSTILL
from spaces import actions, tasks
from spaces.actions import presence
from spaces.models import Booking
from spaces.tests.factories import BookingFactory, PersonFactory, local, make_floor

ROUNDS = 15
BEFORE = local(date(2026, 11, 20), time(12))
OUTCOMES = {("attended", "checked_in"), ("no_show", "marked_absent")}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def booking(at):
    """A morning whose grace ends now."""
    at("2026-11-24 09:30")
    return BookingFactory(space=make_floor().desk, person=PersonFactory(), made_at=BEFORE)


def expected_again(booking) -> None:
    """Nobody has come, nobody has been marked absent."""
    fields = {
        "status": "confirmed",
        "checked_in_at": None,
        "released_at": None,
        "reminded_at": None,
    }
    Booking.objects.filter(pk=booking.pk).update(**fields)
    empty_journal()
    OutgoingMail.objects.all().delete()


def together(*calls) -> list:
    """Start all of them at one instant, each in its own thread and connection; their answers in order."""
    line, answers = Barrier(len(calls)), [None] * len(calls)

    def run(place, call):
        try:
            line.wait(timeout=STANDSTILL)
            answers[place] = call()
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=STANDSTILL)
    return answers


def outcome(booking) -> tuple:
    """What the booking is, and what was written about it: one verb, or the test fails."""
    (verb,) = JournalEntry.objects.values_list("verb", flat=True)
    return Booking.objects.get(pk=booking.pk).status, verb


def test_check_in_against_release_has_one_outcome(booking, live_server):
    runner = Runner(session_of(booking.person), f"/prenotazioni/{booking.pk}/ingresso/", {})
    seen = set()
    for _round in range(ROUNDS):
        expected_again(booking)
        (answer,), released = together(
            lambda: race(live_server.url, [runner]), lambda: tasks.release_places()
        )
        assert answer.status == 302
        seen.add(outcome(booking))
        assert released == (Booking.objects.get().status == "no_show")
        assert OutgoingMail.objects.count() == released
    assert seen <= OUTCOMES


def test_two_releases_at_once_release_once(booking):
    for _round in range(ROUNDS):
        expected_again(booking)
        together(tasks.release_places, tasks.release_places)
        assert outcome(booking) == ("no_show", "marked_absent")
        assert OutgoingMail.objects.count() == 1


def test_two_rounds_of_reminders_at_once_write_one_letter(booking, at):
    at("2026-11-23 09:30")
    for _round in range(ROUNDS):
        expected_again(booking)
        assert sum(together(tasks.send_reminders, tasks.send_reminders)) == 1
        assert OutgoingMail.objects.count() == 1


def test_a_code_read_twice_at_once_is_one_booking(booking, live_server):
    """Two taps on “book now”: one form, one booking."""
    person = PersonFactory()
    for _round in range(5):
        Booking.objects.filter(person=person).delete()
        form = {"request_key": uuid.uuid4(), "until": "13:00"}
        twice = [Runner(session_of(person), "/qui/A02/prenota/", form)] * 2
        answers = race(live_server.url, twice)
        assert {answer.status for answer in answers} == {302}
        assert Booking.objects.filter(person=person).count() == 1


def test_without_the_lock_both_happen(booking, monkeypatch):
    """The negative control: who reads without the lock overwrites what the other has written."""
    line = Barrier(2)

    def unlocked(found):
        return Booking.objects.select_related("space", "person").get(pk=found.pk)

    def stored(rows, pk):
        seen = rows.get(pk=pk)
        line.wait(timeout=STANDSTILL)
        return seen

    monkeypatch.setattr(presence, "locked", unlocked)
    monkeypatch.setattr(moves, "lock", stored)
    together(
        lambda: actions.check_in(by=booking.person, booking=booking),
        lambda: actions.mark_absent(by=None, booking=booking),
    )
    assert JournalEntry.objects.count() == 2
