"""Letters that remind of a booking that comes: once, in time, to whoever needs one."""

from datetime import date, time, timedelta

import pytest
from django.db import transaction

from core.models import JournalEntry, OutgoingMail
from core.testing.waiting import STANDSTILL
from spaces import actions, tasks
from spaces.models import Booking, KindRules
from spaces.tests.factories import BookingFactory, PersonFactory, local, make_floor

TUESDAY = date(2026, 11, 24)
BEFORE = local(date(2026, 11, 20), time(12))


@pytest.fixture
def floor(db, at):
    """A day before the morning of Tuesday."""
    at("2026-11-23 08:30")
    return make_floor()


@pytest.fixture
def booking(floor):
    person = PersonFactory(first_name="Ada")
    return BookingFactory(space=floor.desk, person=person, made_at=BEFORE)


def sent() -> list[str]:
    return list(OutgoingMail.objects.order_by("pk").values_list("to", flat=True))


def test_a_day_before_with_links_to_come_and_to_cancel(booking, settings):
    assert tasks.send_reminders() == 1
    letter = OutgoingMail.objects.get()
    assert letter.to == booking.person.email
    assert "A01" in letter.subject
    assert "martedì 24 novembre 2026" in letter.subject
    for verb in ("ingresso", "annulla"):
        address = f"{settings.SITE_URL}/prenotazioni/{booking.pk}/{verb}/"
        assert address in letter.text
        assert address in letter.html
    booking.refresh_from_db()
    assert booking.reminded_at == local(date(2026, 11, 23), time(8, 30))
    entry = JournalEntry.objects.get()
    assert (entry.verb, entry.by) == ("reminded", None)


def test_the_links_ask_and_change_nothing(booking, client_of):
    tasks.send_reminders()
    client = client_of(booking.person)
    before = (Booking.objects.values().get(), JournalEntry.objects.count())
    for verb in ("ingresso", "annulla"):
        assert client.get(f"/prenotazioni/{booking.pk}/{verb}/").status_code == 200
    assert (Booking.objects.values().get(), JournalEntry.objects.count()) == before


def test_twice_writes_once(booking, at):
    assert (tasks.send_reminders(), tasks.send_reminders()) == (1, 0)
    at("2026-11-24 08:00")
    assert tasks.send_reminders() == 0
    assert len(sent()) == 1


@pytest.mark.parametrize(
    ("now", "count"),
    [
        ("2026-11-23 08:29", 0),
        ("2026-11-23 08:30", 1),
        # Late, but not too late.
        ("2026-11-24 08:29", 1),
        ("2026-11-24 08:30", 0),
        ("2026-11-25 09:00", 0),
    ],
)
def test_the_hours_are_kept_and_nobody_is_reminded_of_what_began(booking, at, now, count):
    at(now)
    assert tasks.send_reminders() == count
    assert len(sent()) == count


@pytest.mark.parametrize(("made", "count"), [("2026-11-23 08:29", 1), ("2026-11-23 08:30", 0)])
def test_nobody_is_reminded_minutes_after_booking(booking, at, made, count):
    Booking.objects.update(made_at=at(made))
    at("2026-11-23 09:00")
    assert tasks.send_reminders() == count


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "cancelled"},
        {"status": "attended", "checked_in_at": BEFORE},
        {"status": "no_show"},
        {"status": "offered", "held_until": BEFORE},
        {"reminded_at": BEFORE},
    ],
)
def test_who_needs_no_letter(booking, fields):
    Booking.objects.update(**fields)
    assert tasks.send_reminders() == 0


def test_the_staff_and_closed_accounts_get_none(floor, booking, staff):
    BookingFactory(space=floor.room, person=staff, made_at=BEFORE)
    booking.person.is_active = False
    booking.person.save()
    assert tasks.send_reminders() == 0


def test_each_kind_has_its_own_hours(floor, booking, at):
    KindRules.objects.filter(kind="fixed_desk").update(remind_hours=None)
    KindRules.objects.filter(kind="meeting_room").update(remind_hours=48)
    room = BookingFactory(space=floor.room, day=date(2026, 11, 25), made_at=BEFORE)
    BookingFactory(space=floor.desks[2], day=date(2026, 11, 25), made_at=BEFORE)
    assert tasks.send_reminders() == 1
    assert sent() == [room.person.email]
    KindRules.objects.update(remind_hours=None)
    assert tasks.send_reminders() == 0


def test_the_language_of_the_person(booking):
    booking.person.language = "en"
    booking.person.save()
    tasks.send_reminders()
    letter = OutgoingMail.objects.get()
    assert letter.subject == "Reminder: A01, Tuesday 24 November 2026 at 08:30"


def test_a_booking_moved_after_its_reminder_is_reminded_of_again(booking, at):
    tasks.send_reminders()
    at("2026-11-23 09:00")
    days_later = {
        "start": booking.start + timedelta(days=3),
        "end": booking.end + timedelta(days=3),
    }
    Booking.objects.update(moved_at=at("2026-11-23 09:00"), **days_later)
    assert tasks.send_reminders() == 0
    at("2026-11-26 09:00")
    assert (tasks.send_reminders(), tasks.send_reminders()) == (1, 0)


@pytest.mark.parametrize(("day", "opens"), [("2026-03-29", "08:30"), ("2026-10-25", "08:30")])
def test_hours_are_elapsed_on_both_nights_of_the_clocks(floor, at, day, opens):
    booking = BookingFactory(
        space=floor.desk, day=date.fromisoformat(day), made_at=at("2026-01-20 12:00")
    )
    booking.refresh_from_db()
    due = booking.start - timedelta(hours=24)
    assert tasks._coming(due - timedelta(seconds=1)) == []
    assert tasks._coming(due) == [booking]


def test_the_last_evening_of_january(floor, at):
    BookingFactory(space=floor.desk, day=date(2027, 2, 1), made_at=BEFORE)
    at("2027-01-31 23:30")
    assert (tasks.send_reminders(), tasks.send_reminders()) == (1, 0)


def test_the_same_queries_whatever_comes(floor, booking, queries_of):
    at = booking.start - timedelta(hours=1)
    one = queries_of(lambda: tasks._coming(at))
    for desk in floor.desks[1:3]:
        BookingFactory(space=desk, made_at=BEFORE)
    assert queries_of(lambda: tasks._coming(at)) == one == 2


@pytest.mark.django_db(transaction=True)
def test_a_booking_that_somebody_is_at_is_left_alone(at):
    """`skip_locked`: who is cancelling just now is not waited for, and is not told of what is no more."""
    from threading import Thread

    from django.db import connection

    at("2026-11-23 08:30")
    booking = BookingFactory(space=make_floor().desk, made_at=BEFORE)
    found = []

    def beside():
        found.append(actions.remind(by=None, booking=booking))
        connection.close()

    with transaction.atomic():
        Booking.objects.select_for_update().get(pk=booking.pk)
        thread = Thread(target=beside)
        thread.start()
        thread.join(timeout=STANDSTILL)
        assert found == [False]
    assert tasks.send_reminders() == 1
