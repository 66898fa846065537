"""The objects that other tests stand on are right themselves."""

from events.models import Event
from events.tests.factories import EventFactory, RegistrationFactory


def test_a_registration_takes_a_place(db):
    event = EventFactory(capacity=2)
    RegistrationFactory(event=event)
    RegistrationFactory(event=event, status="cancelled")
    assert (event.taken, event.free) == (1, 1)


def test_an_event_is_announced_and_ahead_unless_said(db):
    announced = EventFactory()
    EventFactory(is_past=True)
    EventFactory(is_draft=True)
    assert list(Event.objects.upcoming()) == [announced]
