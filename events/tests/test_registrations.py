"""Who is registered, and who came."""

import pytest
from django.contrib.auth import get_user_model

from core.access import Role
from core.closing import close
from core.models import OutgoingMail
from core.month import Month
from events import actions
from events.tests.factories import EventFactory, RegistrationFactory


@pytest.fixture
def evening(at):
    """An event that begins in half an hour."""
    event = EventFactory(capacity=20)
    at(f"{event.start:%Y-%m-%d} 17:30")
    return event


def page(event):
    return f"/eventi/{event.slug}/iscritti/"


def mark(registration, how="presente"):
    return f"/iscrizioni/{registration.pk}/{how}/"


def test_the_staff_take_attendance(client_of, evening, staff):
    came = RegistrationFactory(event=evening, name="Anna Alba")
    missed = RegistrationFactory(event=evening, name="Bruno Bosi")
    RegistrationFactory(event=evening, name="Carla Cima", status="cancelled")
    client = client_of(staff)
    client.post(mark(came))
    answer = client.post(mark(missed, "assente"), follow=True)
    assert [person.status for person in answer.context["people"]] == ["attended", "absent"]
    assert answer.context["came"] == 1
    assert "Carla Cima" not in answer.text


def test_one_place_and_one_person_are_one(client_of, staff, at):
    event = EventFactory(capacity=1)
    at(f"{event.start:%Y-%m-%d} 17:30")
    shown = client_of(staff).get(page(event)).text
    assert "su 1 posto<" in shown
    assert "su 0 iscritti<" in shown
    RegistrationFactory(event=event)
    assert "su 1 iscritto<" in client_of(staff).get(page(event)).text


def test_an_error_is_corrected_by_marking_again(client_of, evening, staff):
    registration = RegistrationFactory(event=evening)
    client_of(staff).post(mark(registration))
    client_of(staff).post(mark(registration, "assente"))
    registration.refresh_from_db()
    assert registration.status == "absent"


def test_twice_is_once(client_of, evening, staff):
    from core.models import JournalEntry

    registration = RegistrationFactory(event=evening)
    for _turn in range(2):
        client_of(staff).post(mark(registration))
    assert JournalEntry.objects.count() == 1


@pytest.mark.parametrize("reader", ["applicant", "member", "official"])
def test_others_see_no_names(client_of, request, evening, reader):
    client = client_of(request.getfixturevalue(reader))
    registration = RegistrationFactory(event=evening)
    assert client.get(page(evening)).status_code == 403
    assert client.post(mark(registration)).status_code == 403


def test_a_stranger_is_asked_to_sign_in(client_of, evening):
    assert client_of().get(page(evening)).status_code == 302


def test_before_the_day_there_are_no_buttons_and_no_marks(client_of, monday, staff):
    registration = RegistrationFactory()
    client = client_of(staff)
    sentence = "Le presenze si registrano dal giorno dell’evento."
    assert sentence in client.get(page(registration.event)).text
    assert sentence in client.post(mark(registration), follow=True).text
    registration.refresh_from_db()
    assert registration.status == "registered"


@pytest.mark.parametrize(
    ("state", "event_state", "sentence"),
    [
        ("cancelled", {}, "Questa iscrizione è stata annullata."),
        ("registered", {"is_called_off": True}, "solo agli eventi annunciati"),
    ],
)
def test_what_cannot_be_marked_says_why(client_of, monday, staff, state, event_state, sentence):
    event = EventFactory(is_past=not event_state, **event_state)
    registration = RegistrationFactory(event=event, status=state)
    assert sentence in client_of(staff).post(mark(registration), follow=True).text


def test_a_closed_month_keeps_its_figures(client_of, monday, staff):
    registration = RegistrationFactory(event__days=-40)
    close(Month(2026, 10), by=staff)
    answer = client_of(staff).post(mark(registration), follow=True)
    assert "alert-danger" in answer.text
    registration.refresh_from_db()
    assert registration.status == "registered"


def test_an_empty_list_says_so(client_of, monday, staff):
    assert "Non c’è ancora nessun iscritto." in client_of(staff).get(page(EventFactory())).text


def test_unknown_things_are_not_found(client_of, db, staff):
    assert client_of(staff).get("/eventi/mai-sentito/iscritti/").status_code == 404
    assert client_of(staff).post("/iscrizioni/99/presente/").status_code == 404
    assert client_of(staff).get("/iscrizioni/99/presente/").status_code == 404


def test_the_number_of_queries_does_not_grow(client_of, evening, staff, queries_of):
    client = client_of(staff)
    RegistrationFactory(event=evening)
    one = queries_of(lambda: client.get(page(evening)))
    RegistrationFactory.create_batch(2, event=evening)
    assert queries_of(lambda: client.get(page(evening))) == one


def test_who_has_changed_name_and_address_is_called_and_written_to_as_today(
    client_of, evening, staff, member
):
    kept = RegistrationFactory(event=evening, person=member, name="Vecchio Nome", language="it")
    get_user_model().objects.filter(pk=member.pk).update(
        first_name="Nuovo", last_name="Nome", email="nuovo@example.org", language="en"
    )
    RegistrationFactory(event=evening, name="Bruno Bosi")
    answer = client_of(staff).get(page(evening))
    assert [each.full_name for each in answer.context["people"]] == ["Bruno Bosi", "Nuovo Nome"]
    assert "nuovo@example.org" in answer.text
    assert "Vecchio Nome" not in answer.text
    actions.call_off(by=staff, event=evening, reason="Neve")
    letter = OutgoingMail.objects.get(to="nuovo@example.org")
    assert "Hello Nuovo Nome" in letter.text
    assert not OutgoingMail.objects.filter(to=kept.email).exists()


def test_the_page_makes_as_many_queries_whatever_the_number(
    client_of, evening, staff, make_person, queries_of
):
    browser = client_of(staff)
    RegistrationFactory(event=evening, person=make_person(Role.MEMBER))
    with_one = queries_of(lambda: browser.get(page(evening)))
    for _more in range(2):
        RegistrationFactory(event=evening, person=make_person(Role.MEMBER))
    assert queries_of(lambda: browser.get(page(evening))) == with_one
