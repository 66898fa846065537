"""Calling an event off."""

from datetime import datetime

import pytest

from core.clock import ROME
from core.models import OutgoingMail
from events import actions
from events.models import Event
from events.tests.factories import EventFactory, RegistrationFactory
from spaces.models import Booking

REASON = {"reason": "La relatrice è malata."}


def path(event):
    return f"/eventi/{event.slug}/annulla/"


@pytest.fixture
def event(monday, hall, staff):
    draft = EventFactory(
        is_draft=True,
        title="Orti urbani",
        space=hall,
        elsewhere="",
        start=datetime(2026, 12, 1, 16, tzinfo=ROME),
        end=datetime(2026, 12, 1, 18, tzinfo=ROME),
    )
    return actions.publish(by=staff, event=draft)


def test_the_page_asks_first(client_of, event, staff):
    RegistrationFactory(event=event)
    page = client_of(staff).get(path(event)).text
    assert "Annullare «Orti urbani»?" in page
    assert "1 persona è iscritta e riceve un messaggio." in page
    assert Event.objects.get().status == "published"


def test_it_frees_the_place_and_tells_who_is_registered(client_of, event, staff):
    registration = RegistrationFactory(event=event)
    RegistrationFactory(event=event, status="cancelled")
    page = client_of(staff).post(path(event), REASON, follow=True).text
    assert "L’evento è annullato; chi era iscritto riceve un messaggio." in page
    event.refresh_from_db()
    assert (event.status, event.booking) == ("cancelled", None)
    assert event.cancel_reason == "La relatrice è malata."
    assert not Booking.objects.holding().exists()
    letter = OutgoingMail.objects.get()
    assert (letter.to, letter.subject) == (registration.email, "Annullato: Orti urbani")
    assert "La relatrice è malata." in letter.text
    assert "in programma martedì 1 dicembre 2026 alle 16:00" in letter.text


@pytest.mark.parametrize("reader", ["applicant", "member", "official"])
def test_others_may_not(client_of, request, event, reader):
    client = client_of(request.getfixturevalue(reader))
    assert client.post(path(event), REASON).status_code == 403


def test_a_reason_is_needed(client_of, event, staff):
    answer = client_of(staff).post(path(event), {"reason": "  "})
    assert "Questo campo è obbligatorio." in answer.text
    assert Event.objects.get().status == "published"


def test_twice_is_once(client_of, event, staff):
    RegistrationFactory(event=event)
    client_of(staff).post(path(event), REASON)
    assert "Questo evento è già annullato." in client_of(staff).post(path(event), REASON).text
    assert OutgoingMail.objects.count() == 1


def test_its_booking_alone_is_not_cancelled(client_of, event, staff):
    page = f"/prenotazioni/{event.booking_id}/annulla/"
    answer = client_of(staff).post(page, follow=True)
    assert "si tiene «Orti urbani»" in answer.text
    assert Booking.objects.get().status == "confirmed"


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ({"is_draft": True}, "Questo evento non è annunciato"),
        ({"is_past": True}, "Questo evento è iniziato: non si può più annullare."),
    ],
)
def test_what_cannot_be_called_off_says_why(client_of, monday, staff, state, sentence):
    assert sentence in client_of(staff).post(path(EventFactory(**state)), REASON).text
