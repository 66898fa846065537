"""Calendar files (RFC 5545): entries, a file with one of them, an address that programs read again and again.

Times are in UTC, so that no program has to know when Rome's clocks change. An entry keeps its name for ever: with
a higher `sequence` a program changes the one that it has, and drops it where the status is `CANCELLED`.
"""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar
from icalendar import Event as Entry

KIND = "text/calendar; charset=utf-8"
#: How often programs are asked to read again.
REFRESH = timedelta(hours=1)


def entry(name: str, start: datetime, end: datetime, *, at: datetime, **facts) -> Entry:
    """An entry from `start` to `end`, as it stood `at`; `name` is its own on this portal.

    `facts` are properties of RFC 5545 in small letters (`summary`, `location`, `status`, `last_modified`);
    those that are None are left out.
    """
    made = Entry()
    made.add("uid", f"{name}@{urlsplit(settings.SITE_URL).hostname}")
    made.add("dtstamp", at.astimezone(UTC))
    made.add("dtstart", start.astimezone(UTC))
    made.add("dtend", end.astimezone(UTC))
    for fact, value in facts.items():
        if value is not None:
            made.add(fact.replace("_", "-"), value)
    return made


def file_of(entries: list[Entry]) -> bytes:
    """A file to be saved, with these entries."""
    return _written(entries, _calendar())


def feed_of(name: str, entries: list[Entry]) -> bytes:
    """What an address answers: a calendar called `name`, to be read again every hour."""
    calendar = _calendar()
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    return _written(entries, calendar)


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Piastra Coworking//IT")
    calendar.add("version", "2.0")
    return calendar


def _written(entries: list[Entry], calendar: Calendar) -> bytes:
    for each in entries:
        calendar.add_component(each)
    return calendar.to_ical()
