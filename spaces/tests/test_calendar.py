"""One's own booking for one's own calendar."""

from datetime import date, time

from icalendar import Calendar

from spaces.tests.factories import BookingFactory, local

TUESDAY = date(2026, 11, 24)


def entry(client, booking):
    answer = client.get(f"/prenotazioni/{booking.pk}/calendario/")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    (found,) = Calendar.from_ical(answer.content).walk("VEVENT")
    return found


def test_a_booking_is_read_back(reader, floor, member):
    booking = BookingFactory(space=floor.room, person=member, purpose="Riunione; con, segni")
    found = entry(reader, booking)
    assert found.decoded("dtstart") == local(TUESDAY, time(8, 30))
    assert found.decoded("dtend") == local(TUESDAY, time(13))
    assert (found["summary"], found["location"]) == ("Stelvio", "Zona Mallero")
    assert (found["description"], found["status"]) == ("Riunione; con, segni", "CONFIRMED")
    assert found["url"].endswith(f"/prenotazioni/{booking.pk}/")
    assert (
        f"/prenotazioni/{booking.pk}/calendario/" in reader.get(f"/prenotazioni/{booking.pk}/").text
    )


def test_a_cancelled_one_says_so_under_the_same_name(reader, floor, member):
    booking = BookingFactory(space=floor.desk, person=member)
    before = entry(reader, booking)
    reader.post(f"/prenotazioni/{booking.pk}/annulla/")
    after = entry(reader, booking)
    assert (after["uid"], after["status"]) == (before["uid"], "CANCELLED")
    assert after["sequence"] > before["sequence"]
    page = reader.get(f"/prenotazioni/{booking.pk}/").text
    assert "/calendario/" not in page


def test_another_persons_booking_is_not_found(reader, floor):
    booking = BookingFactory(space=floor.desk)
    assert reader.get(f"/prenotazioni/{booking.pk}/calendario/").status_code == 404


def test_who_may_not_book_has_none(floor, applicant, client_of):
    booking = BookingFactory(space=floor.desk)
    assert client_of(applicant).get(f"/prenotazioni/{booking.pk}/calendario/").status_code == 403
