"""What is free when: the first places from now, and a search that anybody can narrow."""

import re
from datetime import date, time
from urllib.parse import urlencode

import pytest

from spaces.models import Equipment, KindRules, Space, Zone
from spaces.tests.factories import (
    BookingFactory,
    ClosureFactory,
    PersonFactory,
    SpaceFactory,
    assign,
    local,
)

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
PAGE = "/libero/"


@pytest.fixture
def search(read):
    """The page of a search; only what stands below its heading of results."""

    def get(giorno="2026-11-24", **wish):
        page = read(f"{PAGE}?{urlencode({'giorno': giorno, **wish}, doseq=True)}")
        return page[page.index('id="found"') :]

    return get


def links_in(page: str) -> list[str]:
    found = re.findall(r'href="(/(?:prenota|sale)/[^"]+)"', page)
    return [link.replace("&amp;", "&") for link in found]


def codes_in(page: str) -> list[str]:
    return [re.search(r"/([A-Z]\w+)/", link)[1] for link in links_in(page)]


# From now.


def test_the_first_desk_and_the_first_room_from_now(read):
    page = read(PAGE)
    assert 'href="/prenota/2026-11-23/mattina/A01/"' in page
    assert 'href="/sale/STELVIO/2026-11-23/?dalle=09:00&amp;alle=10:00"' in page


def test_first_is_what_nobody_has(read, floor):
    for desk in floor.desks:
        BookingFactory(space=desk, day=MONDAY)
    BookingFactory(space=floor.room, day=MONDAY, opens=time(9), closes=time(18))
    page = read(PAGE)
    assert 'href="/prenota/2026-11-23/pomeriggio/A01/"' in page
    assert 'href="/sale/STELVIO/2026-11-24/?dalle=08:30&amp;alle=09:30"' in page


def test_the_first_desk_is_not_offered_at_a_time_at_which_i_have_one(read, floor, member):
    BookingFactory(space=floor.desks[2], person=member, day=MONDAY)
    assert 'href="/prenota/2026-11-23/pomeriggio/A01/"' in read(PAGE)


def test_a_room_begins_on_its_steps_and_keeps_its_pause(read, floor, at):
    at("2026-11-23 09:10")
    assert "?dalle=09:30&amp;alle=10:30" in read(PAGE)
    KindRules.objects.filter(kind=Space.Kind.MEETING_ROOM).update(buffer_minutes=30)
    BookingFactory(space=floor.room, day=MONDAY, opens=time(11), closes=time(12))
    assert "?dalle=09:30&amp;alle=10:30" in read(PAGE)
    at("2026-11-23 09:40")
    assert "?dalle=12:30&amp;alle=13:30" in read(PAGE)


def test_in_the_evening_first_is_the_next_open_day(read, at):
    at("2026-11-27 19:00")
    assert 'href="/prenota/2026-11-30/mattina/A01/"' in read(PAGE)


def test_where_there_is_nothing_it_says_so(floor, member, client_of):
    page = client_of(member).get(PAGE).content.decode()
    assert "Nessuna postazione è libera nelle prossime settimane." in page
    assert "Nessuna sala è libera nelle prossime settimane." in page


def test_an_empty_coworking(db, monday, member, client_of):
    assert client_of(member).get(PAGE).status_code == 200
    assert client_of(member).get(f"{PAGE}?giorno=2026-11-24").status_code == 200


# The search.


def test_every_free_place_of_a_day(search):
    page = search()
    assert codes_in(page) == ["A01", "A02", "A03", "A04", "STELVIO", "U01"]
    assert "6 posti sono liberi martedì 24 novembre 2026" in page


def test_a_part_of_the_day(search, floor):
    BookingFactory(space=floor.desk)
    BookingFactory(space=floor.room, opens=time(9), closes=time(12))
    page = search(fascia="mattina")
    assert codes_in(page) == ["A02", "A03", "A04", "STELVIO", "U01"]
    assert "/sale/STELVIO/2026-11-24/?dalle=12:00&alle=13:00" in links_in(page)
    assert "A01" in codes_in(search(fascia="pomeriggio"))


def test_a_half_that_is_left_of_the_day_is_found_without_a_time(search, floor):
    BookingFactory(space=floor.desk)
    assert links_in(search())[0] == "/prenota/2026-11-24/pomeriggio/A01/"
    assert "A01" not in codes_in(search(fascia="giornata"))


@pytest.mark.parametrize(
    ("hours", "slot"),
    [
        (("09:00", "12:00"), "mattina"),
        (("13:00", "18:30"), "pomeriggio"),
        (("11:00", "16:00"), "giornata"),
    ],
)
def test_hours_take_the_shortest_slot_of_a_desk_and_the_very_hours_of_a_room(search, hours, slot):
    links = links_in(search(dalle=hours[0], alle=hours[1]))
    assert links[0] == f"/prenota/2026-11-24/{slot}/A01/"
    assert f"/sale/STELVIO/2026-11-24/?dalle={hours[0]}&alle={hours[1]}" in links


def test_hours_between_the_steps_of_a_room_are_widened(search):
    page = search(dalle="10:10", alle="11:05", tipo="meeting_room")
    assert links_in(page) == ["/sale/STELVIO/2026-11-24/?dalle=10:00&alle=11:30"]


def test_hours_in_which_the_room_is_taken_or_closed_find_nothing(search, floor):
    BookingFactory(space=floor.room, opens=time(10), closes=time(12))
    for hours in (("11:30", "13:00"), ("18:00", "19:00")):
        page = search(dalle=hours[0], alle=hours[1], tipo="meeting_room")
        assert "Niente di simile è libero martedì 24 novembre 2026" in page


def test_kind_zone_seats_equipment_and_access_narrow_it(search, floor):
    SpaceFactory(room=True, code="GRANDE", zone=floor.room.zone, capacity=20, is_step_free=True)
    assert codes_in(search(tipo="office")) == ["U01"]
    assert codes_in(search(zona=floor.desk.zone_id)) == ["A01", "A02", "A03", "A04"]
    assert codes_in(search(posti=9)) == ["GRANDE"]
    assert codes_in(search(accessibile="on")) == ["GRANDE"]
    assert codes_in(search(dotazione=["monitor"])) == ["A01"]
    Equipment.objects.create(slug="lavagna", name_it="lavagna", name_en="board")
    assert codes_in(search(dotazione=["monitor", "lavagna"])) == []


def test_nothing_found_names_the_nearest_day_with_a_link_that_keeps_the_wish(search, floor):
    BookingFactory(space=floor.room, opens=time(8, 30), closes=time(18, 30))
    page = search(tipo="meeting_room", posti=4)
    assert "Il giorno più vicino con qualcosa di simile è mercoledì 25 novembre 2026" in page
    link = re.search(r'href="\?([^"]+)">Il giorno', page)[1]
    assert "giorno=2026-11-25" in link
    assert "tipo=meeting_room" in link
    assert "posti=4" in link


def test_nothing_at_all_asks_for_less(search):
    assert "Chiedi di meno" in search(posti=400)


def test_what_is_assigned_or_held_by_another_is_not_found(search, floor):
    assign(floor.desk, to=PersonFactory())
    assert "A01" not in codes_in(search())


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2026-12-08", "chiuso martedì 8 dicembre 2026: Immacolata Concezione"),
        ("2027-01-11", "30 giorni di anticipo"),
    ],
)
def test_a_day_without_anything_says_why(search, day, sentence):
    page = search(day)
    assert sentence in page
    assert codes_in(page) == []


def test_a_closed_day_names_the_next_open_one(search):
    ClosureFactory(start=local(TUESDAY, time(0)), end=local(TUESDAY, time(23)))
    page = search()
    assert "Disinfestazione" in page
    assert "mercoledì 25 novembre 2026" in page


# What is sent by mistake.


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ({"giorno": "2026-02-30"}, "Questa data non esiste"),
        ({"giorno": "domani"}, "Questa data non esiste"),
        ({"giorno": "9999-12-31"}, "Questa data non esiste"),
        ({"giorno": ""}, "Scegli un giorno"),
        ({"giorno": "2026-11-20"}, "Questo giorno è passato"),
        ({"dalle": "15:00", "alle": "14:00"}, "La fine viene prima dell’inizio"),
        ({"dalle": "15:00", "alle": "15:00"}, "La fine viene prima dell’inizio"),
        ({"dalle": "15:00"}, "Scrivi tutte e due le ore"),
        ({"alle": "00:00"}, "Scrivi tutte e due le ore"),
        ({"dalle": "25:00", "alle": "26:00"}, "Quest’ora non esiste"),
        ({"dalle": "9", "alle": "10:00", "fascia": "mattina"}, "Quest’ora non esiste"),
        ({"dalle": "09:00", "alle": "10:00", "fascia": "mattina"}, "non entrambe"),
        ({"fascia": "notte"}, "Questa fascia non esiste"),
        ({"tipo": "castello"}, "Questo tipo di posto non esiste"),
        ({"zona": "9999999"}, "Questa zona non esiste"),
        ({"zona": "x' OR 1=1"}, "Questa zona non esiste"),
        ({"zona": "9" * 40}, "Questa zona non esiste"),
        ({"posti": "0"}, "maggiore o uguale a 1"),
        ({"posti": "tanti"}, "numero intero"),
        ({"dotazione": "piscina"}, "Questa dotazione non esiste"),
    ],
)
def test_bad_input_is_a_sentence_and_the_form_is_kept(reader, wish, sentence):
    said = {"giorno": "2026-11-24", "accessibile": "on", **wish}
    answer = reader.get(f"{PAGE}?{urlencode(said)}")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in page
    assert re.search(r'name="accessibile"[^>]*checked', page)
    assert "sono liberi" not in page


# Who may come, and what it costs.


@pytest.mark.parametrize("role", ["applicant", "official"])
def test_who_may_not_come(floor, role, client_of, request):
    assert client_of(request.getfixturevalue(role)).get(PAGE).status_code == 403


def test_strangers_are_asked_to_sign_in(floor, client_of):
    assert client_of().get(PAGE).status_code == 302


@pytest.mark.parametrize("wish", ["", "?giorno=2026-11-24", "?giorno=2026-11-24&posti=400"])
def test_the_same_queries_with_one_and_with_many_places(reader, floor, wish, queries_of):
    BookingFactory(space=floor.desk)
    reader.get(PAGE + wish)
    few = queries_of(lambda: reader.get(PAGE + wish))
    for desk in SpaceFactory.create_batch(12, zone=floor.desk.zone):
        BookingFactory(space=desk)
        BookingFactory(space=desk, day=MONDAY)
    assert queries_of(lambda: reader.get(PAGE + wish)) == few


def test_a_days_results_can_be_confirmed(reader, search):
    for link in links_in(search(fascia="pomeriggio")):
        page = reader.get(link).content.decode()
        assert "Conferma la prenotazione" in page or "Prenota la sala" in page


def test_the_staff_find_places_too(floor, staff, client_of):
    assert client_of(staff).get(f"{PAGE}?giorno=2026-11-24").status_code == 200


def test_more_people_than_any_place_holds_reads_the_largest_number(search, floor):
    largest = max(place.capacity for place in floor.spaces)
    assert f"lo spazio più grande ha {largest} posti" in search(posti=500)
    assert "lo spazio più grande" not in search(posti=largest)


def test_zones_and_equipment_of_retired_places_only_are_not_offered(read, floor):
    zone = Zone.objects.create(name="Zona Vecchia")
    gone = SpaceFactory(zone=zone, code="Z01", retired_on=date(2026, 11, 23))
    gone.equipment.add(Equipment.objects.create(slug="fax", name_it="Telefax", name_en="Fax"))
    page = read(PAGE)
    assert "Zona Vecchia" not in page
    assert "Telefax" not in page
    Space.objects.filter(pk=gone.pk).update(retired_on=date(2026, 11, 24))
    page = read(PAGE)
    assert "Zona Vecchia" in page
    assert "Telefax" in page


def test_where_all_is_closed_for_weeks_nothing_is_called_taken(read):
    ClosureFactory(start=local(MONDAY, time(0)), end=local(date(2027, 1, 31), time(0)))
    page = read(PAGE)
    assert "Nelle prossime settimane le postazioni sono chiuse." in page
    assert "Nelle prossime settimane le sale sono chiuse." in page


def test_what_is_first_only_after_the_near_dates_is_found(read, floor):
    """The page reads a week, and the rest of the month only then."""
    ClosureFactory(start=local(MONDAY, time(0)), end=local(date(2026, 12, 9), time(23)))
    page = read(PAGE)
    assert 'href="/prenota/2026-12-10/mattina/A01/"' in page
    assert 'href="/sale/STELVIO/2026-12-10/?dalle=08:30&amp;alle=09:30"' in page


def test_nothing_is_first_after_a_month(read, floor):
    ClosureFactory(start=local(MONDAY, time(0)), end=local(date(2026, 12, 24), time(0)))
    page = read(PAGE)
    assert "/prenota/2026-12-24/" not in page
    assert "Nelle prossime settimane le postazioni sono chiuse." in page


@pytest.mark.parametrize("day", ["2026-12-14", "2026-12-15", "2026-12-21"])
def test_a_wished_day_is_searched_however_far_away_it_is(search, day):
    """Two and three weeks ahead: read with the first days, or by itself."""
    assert f"/prenota/{day}/mattina/A01/" in search(day, fascia="mattina")


def test_each_field_has_its_label_and_what_is_wrong_with_it(read):
    """The form is written by hand: what crispy writes under other forms holds here too."""
    wrong = {"giorno": "2020-01-01", "fascia": "x", "dalle": "x", "alle": "x"}
    wrong |= {"tipo": "x", "zona": "x", "posti": "0", "dotazione": "x", "accessibile": "on"}
    page = read(f"{PAGE}?{urlencode(wrong)}")
    ids = re.findall(r'<(?:input|select)\b[^>]* id="(id_\w+)"', page)
    assert len(ids) == len(set(ids)) == len(wrong)
    for each in ids:
        assert f'<label for="{each}"' in page
    refused = set(wrong) - {"accessibile"}
    for name in refused:
        assert f'id="id_{name}_error"' in page
        assert f'aria-describedby="id_{name}_error"' in page
    for name in refused - {"dotazione"}:
        (field,) = re.findall(rf'<(?:input|select)\b[^>]* id="id_{name}"[^>]*>', page)
        assert 'aria-invalid="true"' in field
        assert "is-invalid" in field


def test_what_was_written_stands_in_the_form_again(read, floor):
    zone = floor.desk.zone_id
    said = {"giorno": "2026-11-24", "dalle": "09:00", "alle": "10:00", "tipo": "mobile_desk"}
    page = read(f"{PAGE}?{urlencode({**said, 'zona': zone, 'posti': 2})}")
    for name in ("giorno", "dalle", "alle"):
        assert re.search(rf'name="{name}" value="{said[name]}"', page)
    assert '<option value="mobile_desk" selected>' in page
    assert f'<option value="{zone}" selected>' in page
    assert 'name="posti" value="2"' in page


def test_what_was_written_cannot_break_the_form(read):
    said = {"giorno": '"><b>', "posti": "<i>", "dalle": '" x="'}
    page = read(f"{PAGE}?{urlencode(said)}")
    assert "<b>" not in page
    assert "<i>" not in page
    assert '" x="' not in page
