"""Announcing an event."""

from datetime import datetime

import pytest

from core.clock import ROME
from core.models import JournalEntry
from events import actions
from events.tests.factories import EventFactory
from spaces.models import Booking


def path(event):
    return f"/eventi/{event.slug}/pubblica/"


@pytest.fixture
def draft(monday, hall):
    return EventFactory(
        is_draft=True,
        title="Orti urbani",
        space=hall,
        elsewhere="",
        start=datetime(2026, 12, 1, 16, tzinfo=ROME),
        end=datetime(2026, 12, 1, 18, tzinfo=ROME),
    )


def test_announcing_shows_the_event_and_takes_its_place(client_of, draft, staff, hall):
    page = client_of(staff).post(path(draft), follow=True).text
    assert "L’evento è annunciato" in page
    draft.refresh_from_db()
    booking = Booking.objects.get()
    assert (draft.status, draft.booking) == ("published", booking)
    assert (booking.space, booking.start, booking.end) == (hall, draft.start, draft.end)
    assert booking.purpose == "Orti urbani"
    assert client_of().get(f"/eventi/{draft.slug}/").status_code == 200
    assert JournalEntry.objects.filter(verb="event_announced").count() == 1


@pytest.mark.parametrize("reader", ["applicant", "member", "official"])
def test_others_may_not(client_of, request, draft, reader):
    assert client_of(request.getfixturevalue(reader)).post(path(draft)).status_code == 403


def test_get_announces_nothing(client_of, draft, staff):
    assert client_of(staff).get(path(draft))["Location"] == f"/eventi/{draft.slug}/"
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_a_room_that_is_taken_keeps_the_draft(client_of, draft, staff):
    other = EventFactory(
        is_draft=True, space=draft.space, elsewhere="", start=draft.start, end=draft.end
    )
    actions.publish(by=staff, event=other)
    page = client_of(staff).post(path(draft), follow=True).text
    assert "alert-danger" in page
    draft.refresh_from_db()
    assert (draft.status, Booking.objects.count()) == ("draft", 1)


def test_a_room_that_is_closed_keeps_the_draft(client_of, draft, staff):
    draft.start, draft.end = draft.start.replace(hour=20), draft.end.replace(hour=22)
    draft.save()
    page = client_of(staff).post(path(draft), follow=True).text
    assert "alert-danger" in page
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_the_past_is_not_announced(client_of, monday, staff):
    event = EventFactory(is_draft=True, is_past=True)
    page = client_of(staff).post(path(event), follow=True).text
    assert "L’inizio di questo evento è già passato." in page


def test_announcing_twice_is_once(client_of, draft, staff):
    client_of(staff).post(path(draft))
    page = client_of(staff).post(path(draft), follow=True).text
    assert "Questo evento è già annunciato." in page
    assert Booking.objects.count() == 1


def test_an_event_elsewhere_books_nothing(client_of, monday, staff):
    event = EventFactory(is_draft=True)
    client_of(staff).post(path(event))
    event.refresh_from_db()
    assert (event.status, event.booking) == ("published", None)
