"""Calendar files read back: names of their own, instants in UTC, what programs are told to do."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from icalendar import Calendar

from core import calendars
from core.clock import ROME

START = datetime(2026, 10, 24, 22, tzinfo=ROME)
#: Over the night on which Rome's clocks go back.
END = datetime(2026, 10, 25, 22, tzinfo=ROME)


def read(content):
    calendar = Calendar.from_ical(content)
    return calendar, list(calendar.walk("VEVENT"))


def entry(**facts):
    return calendars.entry("event-7", START, END, at=datetime(2026, 10, 1, tzinfo=UTC), **facts)


def test_an_entry_reads_back():
    content = calendars.file_of([entry(summary="Orti; e api, sul tetto", sequence=2, status=None)])
    calendar, (found,) = read(content)
    assert (calendar["version"], calendar["prodid"]) == ("2.0", "-//Piastra Coworking//IT")
    host = settings.SITE_URL.split("//")[1].split(":")[0]
    assert (found["uid"], found["summary"]) == (f"event-7@{host}", "Orti; e api, sul tetto")
    assert (found["sequence"], "status" in found) == (2, False)
    assert b"DTSTART:20261024T200000Z" in content
    assert b"DTEND:20261025T210000Z" in content
    assert found["dtend"].dt - found["dtstart"].dt == timedelta(hours=25)


def test_a_feed_says_its_name_and_when_to_read_again():
    calendar, entries = read(calendars.feed_of("Sala Mallero", []))
    assert entries == []
    assert (calendar["name"], calendar["x-wr-calname"]) == ("Sala Mallero", "Sala Mallero")
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H" in calendars.feed_of("x", [])
    assert calendar["x-wr-timezone"] == "Europe/Rome"


def test_the_same_entries_are_the_same_bytes():
    assert calendars.feed_of("x", [entry()]) == calendars.feed_of("x", [entry()])
