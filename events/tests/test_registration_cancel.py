"""Giving a place back: signed in, or by the letter's link."""

import re

import pytest
from django.conf import settings

from core.models import OutgoingMail
from events.models import Registration
from events.tests.factories import EventFactory, RegistrationFactory


@pytest.fixture
def mine(monday, member):
    return RegistrationFactory(person=member, email=member.email)


def button(registration):
    return f"/eventi/{registration.event.slug}/iscrizione/annulla/"


def link(registration):
    return registration.cancel_address.removeprefix(settings.SITE_URL)


def state(registration):
    registration.refresh_from_db()
    registration.event.refresh_from_db()
    return registration.status, registration.event.taken


def test_a_coworker_cancels(client_of, mine, member):
    page = client_of(member).post(button(mine), follow=True).text
    assert "La tua iscrizione è annullata" in page
    assert state(mine) == ("cancelled", 0)
    assert OutgoingMail.objects.get().subject.startswith("Iscrizione annullata: ")


def test_cancelling_twice_says_that_there_is_none(client_of, mine, member):
    client_of(member).post(button(mine))
    page = client_of(member).post(button(mine), follow=True).text
    assert "Non hai un’iscrizione a questo evento." in page
    assert state(mine) == ("cancelled", 0)


def test_another_person_cancels_nothing(client_of, mine, other_member):
    page = client_of(other_member).post(button(mine), follow=True).text
    assert "Non hai un’iscrizione a questo evento." in page
    assert state(mine) == ("registered", 1)


def test_a_stranger_is_asked_to_sign_in(client_of, mine):
    answer = client_of().post(button(mine))
    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/accedi/login/")


def test_once_it_has_begun_it_stays(client_of, mine, member, at):
    at(f"{mine.event.start:%Y-%m-%d} 18:00")
    page = client_of(member).post(button(mine), follow=True).text
    assert "L’evento è iniziato: la tua iscrizione non si può più annullare." in page
    assert state(mine) == ("registered", 1)


def test_the_letters_link_asks_and_its_button_cancels(client_of, monday):
    event = EventFactory()
    visitor = client_of()
    visitor.post(
        f"/eventi/{event.slug}/iscriviti/", {"name": "Nadia", "email": "nadia@example.org"}
    )
    letter = OutgoingMail.objects.get().text
    address = re.search(re.escape(settings.SITE_URL) + r"(/iscrizioni/\S+)", letter).group(1)
    registration = Registration.objects.get()
    assert "Annullare l’iscrizione?" in visitor.get(address).text
    assert state(registration) == ("registered", 1)
    assert "La tua iscrizione è annullata" in visitor.post(address, follow=True).text
    assert state(registration) == ("cancelled", 0)


def test_the_link_used_twice_says_that_it_is_done(client_of, mine):
    client_of().post(link(mine))
    assert "Questa iscrizione è già annullata" in client_of().get(link(mine)).text
    client_of().post(link(mine))
    assert state(mine) == ("cancelled", 0)
    assert OutgoingMail.objects.count() == 1


def test_the_link_after_the_start_explains(client_of, mine, at):
    at(f"{mine.event.start:%Y-%m-%d} 18:30")
    assert "non si può più annullare" in client_of().get(link(mine)).text
    client_of().post(link(mine))
    assert state(mine) == ("registered", 1)


def test_an_old_link_has_expired(client_of, mine, at):
    address = link(mine)
    at("2027-08-01 09:00")
    answer = client_of().get(address)
    assert answer.status_code == 404
    assert "Questo link è scaduto." in answer.text


@pytest.mark.parametrize(
    "harm", [lambda text: text[:-3] + "/", lambda text: text.replace(":", "x")]
)
def test_a_cut_link_is_a_sentence(client_of, mine, harm):
    token = link(mine).split("/")[2]
    answer = client_of().post(f"/iscrizioni/{harm(token).strip('/')}/annulla/")
    assert answer.status_code == 404
    assert "Questo link non è completo." in answer.text
    assert state(mine) == ("registered", 1)


def test_another_signature_of_ours_does_not_cancel(client_of, mine):
    from django.core import signing

    token = signing.dumps(mine.pk, salt="something else")
    assert client_of().post(f"/iscrizioni/{token}/annulla/").status_code == 404
    assert state(mine) == ("registered", 1)
