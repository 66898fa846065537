"""Holidays and nights of clock changes on the pages that take places."""

import re
import uuid
from datetime import date, datetime, time, timedelta

import pytest

from spaces.models import Booking, WeeklyHours
from spaces.tests.factories import SINCE, BookingFactory

#: Each with its name; 4 October is one again from 2026, 19 June is Sondrio's patron saint.
HOLIDAYS = [
    (date(2026, 4, 6), "Lunedì dell'Angelo"),
    (date(2026, 6, 19), "San Gervasio e San Protasio"),
    (date(2026, 10, 4), "San Francesco"),
    (date(2027, 10, 4), "San Francesco"),
    (date(2026, 12, 8), "Immacolata Concezione"),
]
MARCH, OCTOBER = date(2026, 3, 29), date(2026, 10, 25)


@pytest.fixture(autouse=True)
def sundays(floor):
    """The house is open on Sundays too: from early in the night for rooms."""
    for kind in ("fixed_desk", "mobile_desk", "office"):
        hours = {"opens": time(8, 30), "closes": time(18, 30)}
        WeeklyHours.objects.create(kind=kind, weekday=6, valid_from=SINCE, **hours)
    WeeklyHours.objects.create(
        kind="meeting_room", weekday=6, valid_from=SINCE, opens=time(0), closes=time(12)
    )


@pytest.fixture
def on(at, client_of, member, reader):
    """The member's browser on a morning some days before the date."""

    def browser(day: date, before: int = 3):
        at(f"{day - timedelta(days=before)} 09:00")
        return client_of(member)

    return browser


def words(answer) -> str:
    return " ".join(answer.content.decode().split()).replace("&#x27;", "'")


@pytest.mark.parametrize(("day", "name"), HOLIDAYS)
def test_a_desk_is_refused_with_the_holidays_name(on, day, name):
    browser = on(day)
    address = f"/prenota/{day}/mattina/A01/"
    for answer in (browser.get(address), browser.post(address, {"request_key": uuid.uuid4()})):
        said = rf"A01 non si può usare \S+ {day.day} \S+ {day.year}: [^.]*{name}"
        assert re.search(said, words(answer))
    assert answer.status_code == 409
    assert not Booking.objects.exists()


@pytest.mark.parametrize(
    ("day", "following"),
    [
        (date(2026, 4, 6), "2026-04-07"),
        (date(2026, 6, 19), "2026-06-21"),  # Saturdays are closed.
        (date(2026, 10, 4), "2026-10-05"),
        (date(2026, 12, 8), "2026-12-09"),
    ],
)
def test_a_desk_on_a_holiday_is_offered_for_the_next_open_day(on, day, following):
    html = on(day).get(f"/prenota/{day}/mattina/A01/").content.decode()
    assert f'href="/prenota/{following}/mattina/A01/"' in html


@pytest.mark.parametrize(("day", "name"), HOLIDAYS)
def test_a_room_is_refused_with_the_holidays_name(on, day, name):
    browser = on(day)
    address = f"/sale/STELVIO/{day}/"
    assert name in words(browser.get(address))
    sent = {"start": "10:00", "end": "11:00", "request_key": uuid.uuid4()}
    assert browser.post(address, sent).status_code == 409
    assert not Booking.objects.exists()


@pytest.mark.parametrize(("day", "name"), HOLIDAYS)
def test_nothing_moves_to_a_holiday(on, floor, member, day, name):
    browser = on(day)
    booking = BookingFactory(space=floor.desk, person=member, day=day + timedelta(days=3))
    address = f"/prenotazioni/{booking.pk}/sposta/?giorno={day}"
    assert name in words(browser.get(address))
    assert browser.post(address, {"place": "mattina/A01"}).status_code == 409
    booking.refresh_from_db()
    assert booking.sequence == 0


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (MARCH - timedelta(days=2), ("07:30", "12:00")),
        (MARCH, ("06:30", "11:00")),
        (MARCH + timedelta(days=1), ("06:30", "11:00")),
        (OCTOBER - timedelta(days=2), ("06:30", "11:00")),
        (OCTOBER, ("07:30", "12:00")),
        (OCTOBER + timedelta(days=1), ("07:30", "12:00")),
    ],
)
def test_a_morning_has_its_local_hours_through_a_clock_change(on, day, hours):
    browser = on(day)
    address = f"/prenota/{day}/mattina/A01/"
    assert "08:30–13:00" in words(browser.get(address))
    assert browser.post(address, {"request_key": uuid.uuid4()}).status_code == 302
    booking = Booking.objects.get()
    assert (f"{booking.start:%H:%M}", f"{booking.end:%H:%M}") == hours
    assert "08:30–13:00" in words(browser.get(f"/prenotazioni/{booking.pk}/"))


def night(browser, day: date, start: str, end: str):
    sent = {"start": start, "end": end, "request_key": uuid.uuid4()}
    return browser.post(f"/sale/STELVIO/{day}/", sent)


def test_the_hour_that_is_skipped_in_march_cannot_be_chosen(on):
    browser = on(MARCH)
    html = browser.get(f"/sale/STELVIO/{MARCH}/").content.decode()
    assert 'value="01:30"' in html
    assert 'value="02:00"' not in html
    assert 'value="02:30"' not in html
    assert 'value="03:00"' in html
    assert night(browser, MARCH, "02:30", "04:00").status_code == 409
    assert night(browser, MARCH, "01:30", "03:30").status_code == 302
    booking = Booking.objects.get()
    assert booking.end - booking.start == timedelta(hours=1)


def test_the_night_of_october_lasts_an_hour_longer(on):
    browser = on(OCTOBER)
    assert night(browser, OCTOBER, "01:00", "04:00").status_code == 302
    booking = Booking.objects.get()
    assert booking.end - booking.start == timedelta(hours=4)
    assert booking.start == datetime.fromisoformat("2026-10-24T23:00+00:00")


def test_a_slot_of_a_clock_changes_sunday_is_over_at_its_local_hour(on, at):
    browser = on(OCTOBER)
    address = f"/prenota/{OCTOBER}/mattina/A01/"
    at("2026-10-25 12:59")
    assert "Conferma la prenotazione" in words(browser.get(address))
    at("2026-10-25 13:00")
    assert "Quell’orario è già passato" in words(browser.get(address))


def test_days_ahead_count_dates_through_a_clock_change(on, at, client_of, member):
    """Thirty dates from 30 September are 30 October, though they are 721 hours."""
    browser = on(date(2026, 9, 30), 0)
    assert "Conferma la prenotazione" in words(browser.get("/prenota/2026-10-30/mattina/A01/"))
    assert "30 giorni" in words(browser.get("/prenota/2026-10-31/mattina/A01/"))


@pytest.mark.parametrize(
    ("sunday", "last", "after"),
    [
        (MARCH, "2026-03-28 19:30", "2026-03-28 19:31"),
        (OCTOBER, "2026-10-24 21:30", "2026-10-24 21:31"),
    ],
)
def test_twelve_hours_before_half_past_eight_are_hours_that_pass(
    on, floor, member, at, sunday, last, after
):
    browser = on(sunday)
    booking = BookingFactory(space=floor.desk, person=member, day=sunday)
    address = f"/prenotazioni/{booking.pk}/sposta/"
    at(last)
    assert 'name="place"' in words(browser.get(address))
    at(after)
    assert "È troppo tardi per spostare" in words(browser.get(address))
