"""Writing a draft and changing an event."""

import re
from datetime import date, datetime
from uuid import uuid4

import pytest

from core.clock import ROME
from core.models import OutgoingMail
from core.refusals import Refusal
from events import actions
from events.models import Event
from events.tests.factories import EventFactory, RegistrationFactory
from spaces import actions as spaces
from spaces.models import Booking, Space
from spaces.tests.factories import PersonFactory

NEW = "/eventi/nuovo/"


def change(event):
    return f"/eventi/{event.slug}/modifica/"


def test_the_staff_write_a_draft(client_of, monday, staff, filled):
    answer = client_of(staff).post(NEW, filled(), follow=True)
    event = Event.objects.get()
    assert answer.redirect_chain == [("/eventi/serata-sul-fotovoltaico/", 302)]
    assert "Bozza salvata." in answer.text
    assert (event.status, event.made_by, event.capacity) == ("draft", staff, 25)
    assert event.start == datetime(2026, 12, 1, 16, tzinfo=ROME)
    assert event.end == datetime(2026, 12, 1, 18, tzinfo=ROME)
    assert [theme.slug for theme in event.themes.all()] == ["green-economy"]


@pytest.mark.parametrize("reader", ["applicant", "member", "official"])
def test_others_may_not_write_or_change(client_of, request, monday, reader, filled):
    client = client_of(request.getfixturevalue(reader))
    event = EventFactory()
    assert client.post(NEW, filled()).status_code == 403
    assert client.post(change(event), filled()).status_code == 403
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"ends": "16:00"}, "Un evento finisce dopo il suo inizio."),
        ({"ends": "15:00"}, "Un evento finisce dopo il suo inizio."),
        ({"day": "2026-02-30"}, "Inserisci una data valida."),
        ({"day": "0026-12-05"}, "Controlla l’anno di questa data."),
        ({"day": "9999-12-31"}, "Controlla l’anno di questa data."),
        ({"begins": "25:00"}, "Inserisci un&#x27;ora valida."),
        ({"elsewhere": ""}, "Indica dove si tiene."),
        ({"capacity": "0"}, "Un evento ha almeno un posto."),
        ({"capacity": "99999999"}, "Assicurati che questo valore sia minore o uguale a 32767."),
        ({"themes": []}, "Questo campo è obbligatorio."),
        ({"themes": ["999"]}, "non è tra quelle disponibili"),
        ({"objective": ""}, "Questo campo è obbligatorio."),
        ({"title": ""}, "Questo campo è obbligatorio."),
        ({"space": "999"}, "La scelta effettuata non compare"),
    ],
)
def test_bad_input_keeps_the_form(client_of, monday, staff, filled, wrong, sentence):
    answer = client_of(staff).post(NEW, filled(**wrong))
    assert answer.status_code == 200
    assert sentence in answer.text
    assert "Come le imprese riducono i consumi." in answer.text
    assert not Event.objects.exists()


def test_a_place_and_another_place_are_too_much(client_of, monday, staff, filled, hall):
    answer = client_of(staff).post(NEW, filled(space=hall.pk))
    assert "Scegli uno spazio del coworking oppure scrivi un altro luogo" in answer.text


def test_more_people_than_the_room_holds_are_refused(client_of, monday, staff, filled, hall):
    answer = client_of(staff).post(NEW, filled(space=hall.pk, elsewhere="", capacity="31"))
    assert "La capienza di questo spazio è di 30 persone" in answer.text


def test_a_room_for_one_holds_one_person(client_of, monday, staff, filled, hall):
    hall.capacity = 1
    hall.save()
    answer = client_of(staff).post(NEW, filled(space=hall.pk, elsewhere="", capacity="2"))
    assert "La capienza di questo spazio è di 1 persona: riduci" in answer.text


def test_desks_are_not_offered(client_of, monday, staff, filled, hall):
    from spaces.tests.factories import SpaceFactory

    SpaceFactory(name="Scrivania 7")
    page = client_of(staff).get(NEW).text
    assert "Sala Mallero" in page
    assert "Scrivania 7" not in page


@pytest.mark.parametrize(
    ("title", "address"),
    [
        ("Perché l’acqua è di tutti", "perche-lacqua-e-di-tutti"),
        ("Nuovo", "nuovo-2"),
        ("???", "evento"),
        ("Orti", "orti-3"),
        ("x" * 120, "x" * 70),
    ],
)
def test_the_address_comes_from_the_title_and_is_unique(monday, staff, filled, title, address):
    EventFactory(slug="orti")
    EventFactory(slug="orti-2")
    other = EventFactory()
    same = {
        name: getattr(other, name) for name in ("summary", "start", "end", "capacity", "objective")
    }
    event = actions.draft(by=staff, title=title, themes=[], **same)
    assert event.slug == address


def test_the_form_shows_the_event_as_it_is(client_of, monday, staff):
    event = EventFactory()
    page = client_of(staff).get(change(event)).text
    assert 'value="2026-11-30"' in page
    assert 'value="18:00"' in page


def test_a_change_is_kept_and_the_address_stays(client_of, monday, staff, filled):
    event = EventFactory(slug="orti")
    client_of(staff).post(change(event), filled(title="Orti e balconi"))
    event.refresh_from_db()
    assert (event.title, event.slug) == ("Orti e balconi", "orti")


def test_a_new_time_is_told_to_who_is_registered(client_of, monday, staff, filled):
    registration = RegistrationFactory(event__title="Orti")
    client_of(staff).post(change(registration.event), filled(title="Orti"))
    letter = OutgoingMail.objects.get()
    assert (letter.to, letter.subject) == (registration.email, "Nuovo giorno, ora o luogo: Orti")
    assert "Giorno: martedì 1 dicembre 2026\nOrario: 16:00–18:00\n" in letter.text


def test_a_new_text_is_not_worth_a_letter(client_of, monday, staff, filled):
    event = RegistrationFactory().event
    same = filled(day="2026-11-30", begins="18:00", ends="20:00", summary="Altre parole")
    client_of(staff).post(change(event), same)
    event.refresh_from_db()
    assert event.summary == "Altre parole"
    assert not OutgoingMail.objects.exists()


def test_an_announced_event_moves_its_booking(client_of, monday, staff, filled, hall):
    event = EventFactory(is_draft=True, space=hall, elsewhere="", days=3)
    event.start, event.end = event.start.replace(hour=10), event.end.replace(hour=12)
    event.save()
    actions.publish(by=staff, event=event)
    client_of(staff).post(change(event), filled(space=hall.pk, elsewhere=""))
    (held,) = Booking.objects.holding()
    assert (held.space, held.start) == (hall, datetime(2026, 12, 1, 16, tzinfo=ROME))
    event.refresh_from_db()
    assert event.booking == held
    assert Booking.objects.count() == 2


def test_a_time_at_which_the_room_is_taken_changes_nothing(client_of, monday, staff, filled, hall):
    first = EventFactory(
        is_draft=True,
        space=hall,
        elsewhere="",
        start=datetime(2026, 12, 1, 15, tzinfo=ROME),
        end=datetime(2026, 12, 1, 17, tzinfo=ROME),
    )
    actions.publish(by=staff, event=first)
    event = EventFactory()
    answer = client_of(staff).post(change(event), filled(space=hall.pk, elsewhere=""))
    assert answer.status_code == 200
    assert "Sala Mallero" in answer.text
    event.refresh_from_db()
    assert (event.elsewhere, event.booking) == ("Sala consiliare", None)


def test_places_cannot_be_fewer_than_people(client_of, monday, staff, filled):
    event = EventFactory(taken=3)
    answer = client_of(staff).post(change(event), filled(capacity="2"))
    assert "Ci sono già 3 persone iscritte" in answer.text


def test_an_announced_event_does_not_move_into_the_past(client_of, monday, staff, filled):
    event = EventFactory()
    answer = client_of(staff).post(change(event), filled(day="2026-11-20"))
    assert "L’inizio di questo evento è già passato." in answer.text


@pytest.mark.parametrize(
    ("state", "sentence"),
    [({"is_called_off": True}, "è annullato"), ({"is_past": True}, "è concluso")],
)
def test_what_is_over_stays_as_it_was(client_of, monday, staff, filled, state, sentence):
    event = EventFactory(title="Orti", **state)
    answer = client_of(staff).post(change(event), filled())
    assert sentence in answer.text
    event.refresh_from_db()
    assert event.title == "Orti"


def test_the_same_change_twice_is_one_letter(client_of, monday, staff, filled):
    event = RegistrationFactory().event
    for _turn in range(2):
        assert client_of(staff).post(change(event), filled()).status_code == 302
    assert OutgoingMail.objects.count() == 1


# -- With somebody waiting -------------------------------------------------------------------------------
def in_the_hall(staff, hall, begins: int, ends: int):
    """An announced event on Tuesday 1 December in the hall."""
    hours = {
        name: datetime(2026, 12, 1, hour, tzinfo=ROME)
        for name, hour in (("start", begins), ("end", ends))
    }
    event = EventFactory(is_draft=True, space=hall, elsewhere="", **hours)
    return actions.publish(by=staff, event=event)


def waits(person, hall, begins: int, ends: int):
    """The person waits for the hall on that day."""
    start, end = (datetime(2026, 12, 1, hour, tzinfo=ROME) for hour in (begins, ends))
    return spaces.join(by=person, person=person, kind=hall.kind, space=hall, start=start, end=end)


def moved(event, hall, begins: int, ends: int, **facts):
    start, end = (datetime(2026, 12, 1, hour, tzinfo=ROME) for hour in (begins, ends))
    said = {"space": hall, "elsewhere": "", "start": start, "end": end} | facts
    return {"event": event, "themes": [], **said}


def test_an_event_that_moves_within_its_room_comes_before_who_waits(monday, staff, hall):
    event, person = in_the_hall(staff, hall, 10, 12), PersonFactory()
    request = waits(person, hall, 10, 12)
    event = actions.change(by=staff, **moved(event, hall, 11, 13))
    (held,) = Booking.objects.holding()
    request.refresh_from_db()
    assert (held, request.status) == (event.booking, "waiting")
    assert (held.start.astimezone(ROME).hour, held.end.astimezone(ROME).hour) == (11, 13)


def test_what_the_event_leaves_goes_to_who_waits_for_it(monday, staff, hall):
    event, person = in_the_hall(staff, hall, 10, 12), PersonFactory()
    first, second = waits(person, hall, 10, 11), waits(PersonFactory(), hall, 11, 12)
    actions.change(by=staff, **moved(event, hall, 11, 13))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == ("offered", "waiting")


def test_an_event_that_cannot_move_keeps_its_room_and_nobody_is_offered_it(monday, staff, hall):
    event = in_the_hall(staff, hall, 10, 12)
    in_the_hall(staff, hall, 12, 14)
    request = waits(PersonFactory(), hall, 10, 11)
    with pytest.raises(Refusal):
        actions.change(by=staff, **moved(event, hall, 11, 13))
    request.refresh_from_db()
    event.refresh_from_db()
    assert (request.status, event.booking.status) == ("waiting", "confirmed")


def test_who_waits_gets_the_room_that_an_event_leaves_for_elsewhere(monday, staff, hall):
    event = in_the_hall(staff, hall, 10, 12)
    request = waits(PersonFactory(), hall, 10, 12)
    actions.change(by=staff, **moved(event, None, 10, 12, elsewhere="Sala consiliare"))
    request.refresh_from_db()
    assert request.status == "offered"


def key_on(page: str) -> str:
    return re.search(r'name="request_key" value="([^"]+)"', page)[1]


def test_a_form_sent_twice_makes_one_event(client_of, monday, staff, filled):
    browser = client_of(staff)
    form = filled(request_key=key_on(browser.get(NEW).text))
    answers = [browser.post(NEW, form) for _time in range(2)]
    assert [answer.url for answer in answers] == ["/eventi/serata-sul-fotovoltaico/"] * 2
    assert Event.objects.count() == 1


def test_who_goes_back_and_writes_something_else_is_asked(client_of, monday, staff, filled):
    browser = client_of(staff)
    form = filled(request_key=key_on(browser.get(NEW).text))
    browser.post(NEW, form)
    answer = browser.post(NEW, form | {"title": "Serata sul solare"})
    assert "ha già salvato «Serata sul fotovoltaico»" in answer.text
    assert "Serata sul solare" in answer.text
    assert Event.objects.count() == 1
    another = form | {"title": "Serata sul solare", "request_key": key_on(answer.text)}
    assert browser.post(NEW, another).url == "/eventi/serata-sul-solare/"
    assert Event.objects.count() == 2


def test_two_forms_of_one_title_make_two_events(client_of, monday, staff, filled):
    browser = client_of(staff)
    addresses = [browser.post(NEW, filled(request_key=uuid4())).url for _time in range(2)]
    assert addresses == ["/eventi/serata-sul-fotovoltaico/", "/eventi/serata-sul-fotovoltaico-2/"]


@pytest.mark.parametrize("key", ["", "x", "\x00", "0" * 4000])
def test_a_form_with_a_damaged_key_is_a_new_one(client_of, monday, staff, filled, key):
    assert client_of(staff).post(NEW, filled(request_key=key)).status_code == 302
    assert Event.objects.count() == 1


def test_the_purpose_of_the_rooms_booking_follows_the_title(client_of, monday, staff, filled, hall):
    browser = client_of(staff)
    inside = filled(space=hall.pk, elsewhere="")
    browser.post(NEW, inside)
    browser.post("/eventi/serata-sul-fotovoltaico/pubblica/")
    event = Event.objects.get()
    before = event.booking
    browser.post(change(event), inside | {"title": "Serata sul solare"})
    event.refresh_from_db()
    assert event.booking_id == before.pk
    assert (event.booking.purpose, event.booking.sequence) == ("Serata sul solare", 1)
    browser.post(change(event), inside | {"title": "Serata sul solare", "summary": "Altro."})
    event.booking.refresh_from_db()
    assert event.booking.sequence == 1


def test_an_event_is_given_a_room_until_it_retires(client_of, monday, staff, hall, at):
    Space.objects.filter(pk=hall.pk).update(retired_on=date(2027, 6, 1))
    assert "Sala Mallero" in client_of(staff).get(NEW).text
    at("2027-06-01 09:00")
    assert "Sala Mallero" not in client_of(staff).get(NEW).text
