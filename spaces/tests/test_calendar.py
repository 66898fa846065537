"""A booking for one's own calendar, read back as programs read it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from core.clock import ROME
from spaces import actions
from spaces.models import Booking
from spaces.pages.calendar import entry_of
from spaces.tests.factories import BookingFactory, local

TUESDAY = date(2026, 11, 24)
SUNDAYS = [date(2026, 10, 25), date(2027, 3, 28)]


def entry(client, booking):
    answer = client.get(f"/prenotazioni/{booking.pk}/calendario/")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert ".ics" in answer["Content-Disposition"]
    (found,) = read(answer.content)
    return found


def read(content: bytes) -> list:
    return Calendar.from_ical(content).walk("VEVENT")


def test_a_booking_is_read_back(reader, floor, member):
    booking = BookingFactory(space=floor.room, person=member, purpose="Riunione; con, segni")
    found = entry(reader, booking)
    assert found.decoded("dtstart") == local(TUESDAY, time(8, 30))
    assert found.decoded("dtend") == local(TUESDAY, time(13))
    assert (found["summary"], found["status"]) == ("Stelvio", "CONFIRMED")
    assert found["location"] == "Zona Mallero, Piastra Coworking, Sondrio"
    assert found["description"].startswith("Riunione; con, segni\n")
    assert found["url"].endswith(f"/prenotazioni/{booking.pk}/")
    assert found["url"] in found["description"]
    assert found.decoded("dtstamp") == booking.made_at.replace(microsecond=0)
    assert found.decoded("last-modified") == found.decoded("dtstamp")


def test_a_download_asks_for_nothing(floor):
    """Without a method a program adds the entry; with one it may take it for an invitation."""
    assert "method" not in Calendar.from_ical(entry_of(BookingFactory(space=floor.desk)))


def test_times_are_in_utc(floor):
    lines = entry_of(BookingFactory(space=floor.desk)).split(b"\r\n")
    assert b"DTSTART:20261124T073000Z" in lines
    assert b"DTEND:20261124T120000Z" in lines


def test_a_cancelled_one_says_so_under_the_same_name(reader, floor, member):
    booking = BookingFactory(space=floor.desk, person=member)
    before = entry(reader, booking)
    reader.post(f"/prenotazioni/{booking.pk}/annulla/")
    after = entry(reader, booking)
    assert (after["uid"], after["status"]) == (before["uid"], "CANCELLED")
    assert after["sequence"] == before["sequence"] + 1
    page = reader.get(f"/prenotazioni/{booking.pk}/").text
    assert f"/prenotazioni/{booking.pk}/calendario/" not in page


def test_a_moved_one_replaces_the_older_version(floor, monday):
    booking = BookingFactory(space=floor.desk)
    (before,) = read(entry_of(booking))
    booking.space, booking.sequence = floor.room, 1
    booking.start += timedelta(days=1)
    booking.end += timedelta(days=1)
    booking.moved_at = timezone.now() + timedelta(hours=1)
    (after,) = read(entry_of(booking))
    assert (before["uid"], before["sequence"], after["sequence"]) == (after["uid"], 0, 1)
    assert after.decoded("dtstart") - before.decoded("dtstart") == timedelta(days=1)
    assert after["summary"] == "Stelvio"
    assert after.decoded("last-modified") > before.decoded("last-modified")


def test_an_absence_taken_back_is_newer_than_the_absence(floor, staff, at):
    booking = BookingFactory(space=floor.desk)
    at("2026-11-24 10:00")
    numbers = [actions.mark_absent, actions.unmark, actions.mark_absent, actions.unmark]
    numbers = [read(entry_of(act(by=staff, booking=booking)))[0]["sequence"] for act in numbers]
    assert numbers == sorted(set(numbers))
    assert numbers[0] > 0


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("confirmed", "CONFIRMED"),
        ("attended", "CONFIRMED"),
        ("offered", "TENTATIVE"),
        ("no_show", "CANCELLED"),
        ("cancelled", "CANCELLED"),
        ("cancelled_late", "CANCELLED"),
        ("lapsed", "CANCELLED"),
    ],
)
def test_every_status_has_its_word(floor, status, said):
    (found,) = read(entry_of(BookingFactory.build(pk=7, space=floor.desk, status=status)))
    assert found["status"] == said


def test_no_status_was_forgotten():
    assert len(Booking.Status) == 7


@pytest.mark.parametrize("sunday", SUNDAYS)
@pytest.mark.parametrize("days", [-1, 0, 1])
def test_the_clock_changes_move_nothing(floor, sunday, days):
    """At nine on the wall, the day before, on the night's day, and the day after."""
    day = sunday + timedelta(days=days)
    booking = BookingFactory(space=floor.desk, day=day, opens=time(9), closes=time(18))
    (found,) = read(entry_of(booking))
    start = found.decoded("dtstart")
    assert start.astimezone(ROME).replace(tzinfo=None) == datetime.combine(day, time(9))
    is_summer = date(2026, 3, 29) <= day < SUNDAYS[0] or day >= SUNDAYS[1]
    assert start.astimezone(UTC).hour == (7 if is_summer else 8)


def test_long_lines_and_odd_letters_come_back_whole(floor):
    purpose = 'Caffè, tè; "però" \\ barra e 漢字 🌿 ' + "così tanto verde, " * 4
    (found,) = read(content := entry_of(BookingFactory(space=floor.desk, purpose=purpose)))
    assert found["description"].partition("\n")[0] == purpose
    assert max(len(line) for line in content.split(b"\r\n")) <= 75


def test_line_breaks_stay_inside_their_value(floor):
    """A purpose that looks like another line of the file is only a purpose."""
    purpose = "uno\r\nSTATUS:CANCELLED\nEND:VEVENT"
    (found,) = read(entry_of(BookingFactory.build(pk=7, space=floor.desk, purpose=purpose)))
    assert (found["status"], found["sequence"]) == ("CONFIRMED", 0)
    assert "END:VEVENT" in found["description"]


def test_another_persons_booking_is_not_found(reader, floor):
    booking = BookingFactory(space=floor.desk)
    assert reader.get(f"/prenotazioni/{booking.pk}/calendario/").status_code == 404


def test_who_may_not_book_has_none(floor, applicant, client_of):
    booking = BookingFactory(space=floor.desk)
    assert client_of(applicant).get(f"/prenotazioni/{booking.pk}/calendario/").status_code == 403
