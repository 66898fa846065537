"""Registering for an event: one tap, or a name and an e-mail."""

import pytest

from core.models import JournalEntry, OutgoingMail
from core.refusals import Refusal
from events import actions
from events.models import Registration
from events.tests.factories import EventFactory, RegistrationFactory

VISITOR = {"name": "Nadia Neri", "email": "Nadia@Example.org"}


def path(event):
    return f"/eventi/{event.slug}/iscriviti/"


def test_a_coworker_registers_with_one_tap(client_of, monday, member):
    event = EventFactory(title="Orti urbani")
    page = client_of(member).post(path(event), follow=True).text
    assert "Il tuo posto c’è." in page
    registration = Registration.objects.get()
    assert (registration.person, registration.name) == (member, "Marta Moretti")
    event.refresh_from_db()
    assert event.taken == 1
    assert JournalEntry.objects.get().verb == "registered"
    letter = OutgoingMail.objects.get()
    assert (letter.to, letter.subject) == (member.email, "Iscrizione confermata: Orti urbani")
    assert "Giorno: lunedì 30 novembre 2026\nOrario: 18:00–20:00\n" in letter.text


def test_a_visitor_leaves_name_and_email(client_of, monday):
    event = EventFactory(title="L’«orto» & noi")
    page = client_of().post(path(event), VISITOR, follow=True).text
    assert "Abbiamo scritto a nadia@example.org" in page
    registration = Registration.objects.get()
    assert (registration.person, registration.name) == (None, "Nadia Neri")
    letter = OutgoingMail.objects.get()
    assert "L’«orto» & noi" in letter.text
    assert "/iscrizioni/" in letter.text


def test_the_letter_speaks_the_visitors_language(client_of, monday):
    event = EventFactory(title="Orti")
    client_of().post(path(event), VISITOR, headers={"accept-language": "en"})
    assert OutgoingMail.objects.get().subject == "You are registered: Orti"


def test_an_official_may_not(client_of, monday, official):
    assert client_of(official).post(path(EventFactory())).status_code == 403
    assert not Registration.objects.exists()


def test_a_draft_is_not_found(client_of, monday, member):
    assert client_of(member).post(path(EventFactory(is_draft=True))).status_code == 404


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ({"taken": 20}, "Non ci sono più posti: l’iscrizione non è stata fatta."),
        ({"is_called_off": True}, "Questo evento è annullato: non si tiene."),
        ({"is_past": True}, "Le iscrizioni sono chiuse"),
    ],
)
def test_a_refusal_is_a_sentence(client_of, monday, member, state, sentence):
    answer = client_of(member).post(path(EventFactory(**state)))
    assert answer.status_code == 409
    assert sentence in answer.text
    assert not Registration.objects.exists()
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"name": "", "email": "nadia@example.org"}, "Questo campo è obbligatorio."),
        ({"name": "Nadia", "email": "nadia"}, "Inserisci un indirizzo email valido."),
        ({"name": "Nadia\x00", "email": "nadia@example.org"}, "caratteri null"),
    ],
)
def test_bad_input_keeps_the_form(client_of, monday, given, sentence):
    answer = client_of().post(path(EventFactory()), given)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Nadia" in answer.text or given["email"] in answer.text
    assert not Registration.objects.exists()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("HAI VINTO www.premio.example", "indirizzi web"), ("\u200b\u202e", "obbligatorio")],
)
def test_a_stranger_s_letter_greets_by_a_name_only(client_of, monday, name, sentence):
    answer = client_of().post(path(EventFactory()), VISITOR | {"name": name})
    assert sentence in answer.content.decode()
    assert not Registration.objects.exists()


def test_get_changes_nothing(client_of, monday, member):
    event = EventFactory()
    answer = client_of(member).get(path(event))
    assert (answer.status_code, answer["Location"]) == (302, f"/eventi/{event.slug}/")
    assert not Registration.objects.exists()


@pytest.mark.parametrize("signed_in", [True, False])
def test_twice_is_once(client_of, monday, member, signed_in):
    event = EventFactory()
    client = client_of(member if signed_in else None)
    for _turn in range(2):
        assert client.post(path(event), VISITOR).status_code == 302
    event.refresh_from_db()
    assert (event.taken, Registration.objects.count(), OutgoingMail.objects.count()) == (1, 1, 1)


def test_twice_at_a_full_event_is_still_once(client_of, monday, member):
    event = EventFactory(capacity=1)
    for _turn in range(2):
        assert client_of(member).post(path(event)).status_code == 302


def test_a_member_who_registered_before_signing_in_keeps_that_place(client_of, monday, member):
    event = EventFactory()
    RegistrationFactory(event=event, email=member.email.upper())
    client_of(member).post(path(event))
    assert Registration.objects.count() == 1


def test_who_cancelled_may_come_back(client_of, monday, member):
    event = EventFactory()
    RegistrationFactory(event=event, person=member, email=member.email, status="cancelled")
    client_of(member).post(path(event))
    event.refresh_from_db()
    assert (event.taken, Registration.objects.holding().count()) == (1, 1)


def test_the_last_minute_counts(client_of, at, member):
    event = EventFactory()
    at(f"{event.start:%Y-%m-%d} 17:59")
    assert client_of(member).post(path(event)).status_code == 302


def test_the_minute_of_the_start_is_too_late(client_of, at, member):
    event = EventFactory()
    at(f"{event.start:%Y-%m-%d} 18:00")
    assert client_of(member).post(path(event)).status_code == 409


def test_when_the_count_and_the_lock_fail_the_database_still_says_no(monday, monkeypatch):
    """The rules are made blind; the constraint speaks in words."""
    event = EventFactory(capacity=1, taken=1)
    monkeypatch.setattr(actions.rules, "why_not_register", lambda event: None)
    with pytest.raises(Refusal) as refused:
        actions.register(by=None, event=event, name="Nadia", email="nadia@example.org")
    assert refused.value.code == "full"
    assert not Registration.objects.exists()


def test_the_database_refuses_a_second_place_for_an_email_in_words(monday):
    event = EventFactory()
    RegistrationFactory(event=event, email="nadia@example.org")
    with pytest.raises(Refusal) as refused:
        actions._take_place(event, name="Nadia", email="NADIA@example.org")
    assert refused.value.code == "registered"


def test_the_verb_asks_too_whether_one_of_this_role_registers(official, monday):
    event = EventFactory()
    with pytest.raises(Refusal) as refused:
        actions.register(by=official, event=event)
    assert refused.value.code == "not_for_you"
    assert not Registration.objects.exists()
