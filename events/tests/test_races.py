"""Many people at the last place of an event, over real HTTP."""

import threading
from uuid import uuid4

import pytest
from django.db import connection

from core import identity
from core.access import Role
from core.testing.plugin import session_of
from core.testing.races import Runner, race
from core.testing.waiting import STANDSTILL
from events import actions
from events.models import Event, Registration
from events.tests.factories import EventFactory

RUNNERS = 12
FULL = "Non ci sono più posti: l’iscrizione non è stata fatta."


@pytest.fixture
def crowd(make_person):
    return [make_person(Role.MEMBER) for _turn in range(RUNNERS)]


def race_for(event, crowd, live_server):
    path = f"/eventi/{event.slug}/iscriviti/"
    return race(live_server.url, [Runner(session_of(person), path, {}) for person in crowd])


def places(event):
    event.refresh_from_db()
    return event.taken, Registration.objects.holding().count()


@pytest.mark.django_db(transaction=True)
def test_the_last_place_has_one_winner(live_server, crowd):
    event = EventFactory(capacity=1)
    answers = race_for(event, crowd, live_server)
    assert sorted(answer.status for answer in answers) == [302] + [409] * (RUNNERS - 1)
    assert all(FULL in answer.body for answer in answers if answer.status == 409)
    assert places(event) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_one_person_who_taps_twelve_times_has_one_place(live_server, member):
    event = EventFactory(capacity=5)
    answers = race_for(event, [member] * RUNNERS, live_server)
    assert [answer.status for answer in answers] == [302] * RUNNERS
    assert places(event) == (1, 1)


@pytest.fixture
def no_lock(monkeypatch):
    """All read the event before anybody writes: what the lock prevents."""
    line = threading.Barrier(RUNNERS)

    def read_together(event):
        found = Event.objects.get(pk=event.pk)
        line.wait(timeout=STANDSTILL)
        return found

    monkeypatch.setattr(actions, "_locked", read_together)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_constraint_still_holds(live_server, crowd, no_lock):
    event = EventFactory(capacity=1)
    answers = race_for(event, crowd, live_server)
    assert sorted(answer.status for answer in answers) == [302] + [409] * (RUNNERS - 1)
    assert places(event) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_negative_control_without_lock_and_constraint_everybody_wins(live_server, crowd, no_lock):
    """The race is real: were the guards off, this is what would happen."""
    name = "event_has_no_more_people_than_places"
    constraint = next(each for each in Event._meta.constraints if each.name == name)
    with connection.schema_editor() as editor:
        editor.remove_constraint(Event, constraint)
    try:
        event = EventFactory(capacity=1)
        race_for(event, crowd, live_server)
        assert places(event) == (RUNNERS, RUNNERS)
    finally:
        Registration.objects.all().delete()
        Event.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Event, constraint)


NEW = "/eventi/nuovo/"


def send_together(live_server, person, forms):
    runners = [Runner(session_of(person), NEW, form) for form in forms]
    answers = race(live_server.url, runners)
    assert [answer.status for answer in answers] == [302] * len(forms)
    return sorted(answer.location for answer in answers)


@pytest.mark.django_db(transaction=True)
def test_events_of_one_title_sent_together_have_addresses_of_their_own(live_server, staff, filled):
    sent = [filled(request_key=uuid4()) for _turn in range(RUNNERS)]
    addresses = send_together(live_server, staff, sent)
    assert len(set(addresses)) == RUNNERS
    assert Event.objects.count() == RUNNERS


@pytest.mark.django_db(transaction=True)
def test_one_form_sent_twelve_times_at_once_makes_one_event(live_server, staff, filled):
    addresses = send_together(live_server, staff, [filled(request_key=uuid4())] * RUNNERS)
    assert addresses == ["/eventi/serata-sul-fotovoltaico/"] * RUNNERS
    assert Event.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_turns_one_title_is_a_collision(live_server, staff, filled, monkeypatch):
    """The two tests above can fail."""
    line = threading.Barrier(RUNNERS)

    def read_together(_turn):
        line.wait(timeout=STANDSTILL)

    monkeypatch.setattr(identity, "made_by_form", lambda model, key: None)
    monkeypatch.setattr(identity, "hold", read_together)
    sent = [filled() for _turn in range(RUNNERS)]
    answers = race(live_server.url, [Runner(session_of(staff), NEW, form) for form in sent])
    assert 500 in {answer.status for answer in answers}
