"""The month's events in numbers."""

from datetime import datetime, timedelta

from core.clock import ROME
from core.month import Month
from events.figures import EventRow, events
from events.tests.factories import EventFactory, RegistrationFactory, ThemeFactory

OCTOBER = Month(2026, 10)


def held(month=10, day=15, hour=18, **fields):
    start = datetime(2026, month, day, hour, tzinfo=ROME)
    return EventFactory(start=start, end=start + timedelta(hours=2), **fields)


def test_registered_and_present_are_counted(db):
    themes = [ThemeFactory(), ThemeFactory(slug="bio", order=2, name_it="Filiera bio")]
    event = held(title="Orti", capacity=10, themes=themes)
    for status in ["registered", "attended", "attended", "absent", "cancelled"]:
        RegistrationFactory(event=event, status=status)
    assert events(OCTOBER) == (
        EventRow(
            title="Orti",
            start=event.start,
            theme_names=("Green economy", "Filiera bio"),
            objective="Contaminare le aziende locali con il mondo degli innovatori digitali",
            capacity=10,
            registered=4,
            attended=2,
        ),
    )


def test_the_month_begins_and_ends_at_midnight_in_rome(db):
    held(day=1, hour=0, title="Primo")
    held(day=31, hour=23, title="Ultimo")
    held(month=9, day=30, hour=23, title="Prima")
    held(month=11, day=1, hour=0, title="Dopo")
    assert [row.title for row in events(OCTOBER)] == ["Primo", "Ultimo"]


def test_drafts_and_called_off_events_do_not_count(db):
    held(is_draft=True)
    held(is_called_off=True)
    assert events(OCTOBER) == ()


def test_an_event_without_people_is_there(db):
    held()
    assert [(row.registered, row.attended) for row in events(OCTOBER)] == [(0, 0)]


def test_the_number_of_queries_is_fixed(db, queries_of):
    RegistrationFactory(event=held())
    one = queries_of(lambda: events(OCTOBER))
    for _turn in range(2):
        RegistrationFactory.create_batch(3, event=held())
    assert queries_of(lambda: events(OCTOBER)) == one == 2
