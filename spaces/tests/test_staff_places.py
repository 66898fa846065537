"""The staff's pages of places and zones."""

from datetime import date

import pytest
from django.db import IntegrityError

from core.closing import close
from core.models import JournalEntry, OutgoingMail
from core.month import Month
from core.refusals import Refusal
from core.testing.plugin import session_of
from core.testing.races import Runner, race
from spaces.actions import places
from spaces.models import Booking, Equipment, OutOfService, Space, Zone
from spaces.tests.factories import BookingFactory, PersonFactory

FACTS = {
    "code": "b01",
    "name": "",
    "kind": "mobile_desk",
    "new_zone": "Zona Nuova",
    "capacity": 1,
    "plan_x": 4,
    "plan_y": 30,
    "plan_width": 56,
    "plan_height": 48,
    "opened_on": "2026-11-23",
}


@pytest.fixture
def desk(monday, staff, client_of):
    return client_of(staff)


def facts_of(place, **more):
    kept = {name: getattr(place, name) for name in FACTS if name != "new_zone"}
    return kept | {"zone": place.zone_id} | more


def verbs():
    return list(JournalEntry.objects.values_list("verb", flat=True))


def test_a_real_place_begins_empty_and_gets_its_first_desk(desk, db):
    assert "Nessun posto inserito" in desk.get("/spazi/").text
    more = {"new_equipment_it": "Monitor", "new_equipment_en": "Monitor"}
    page = desk.post("/spazi/nuovo/", FACTS | more, follow=True).text
    assert "B01" in page
    place = Space.objects.get()
    assert (place.code, place.zone.name, place.plan_x) == ("B01", "Zona Nuova", 4)
    assert [each.name for each in place.equipment.all()] == ["Monitor"]
    assert set(verbs()) == {"equipment_added", "place_added"}
    assert "Nessun orario" in desk.get("/spazi/").text


def test_sent_twice_it_is_entered_once(desk):
    desk.post("/spazi/nuovo/", FACTS)
    assert "Un altro posto ha già questo codice." in desk.post("/spazi/nuovo/", FACTS).text
    assert Space.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "a/b"},
        {"code": ""},
        {"kind": "sofa"},
        {"new_zone": ""},
        {"capacity": 0},
        {"plan_x": 340},
        {"plan_width": -1},
        {"opened_on": "2026-02-30"},
        {"opened_on": "0026-02-03"},
        {"new_equipment_it": "Monitor"},
    ],
)
def test_bad_input_keeps_the_form(desk, wrong):
    answer = desk.post("/spazi/nuovo/", FACTS | wrong)
    assert answer.status_code == 200
    assert 'role="alert"' in answer.text
    assert not Space.objects.exists()


def test_a_closed_month_gets_no_new_place(desk, staff, transactional_db):
    close_month("2026-10", staff)
    page = desk.post("/spazi/nuovo/", FACTS | {"opened_on": "2026-09-01"}).text
    assert "Ottobre 2026" in page
    assert "B01" in page.upper()
    assert not Space.objects.exists()


def close_month(text, staff):
    from django.db import transaction

    with transaction.atomic():
        close(Month.parse(text), by=staff)


def test_changing_a_place(desk, floor):
    path = f"/spazi/{floor.desk.code}/modifica/"
    desk.post(path, facts_of(floor.desk, name="Finestra", capacity=2, is_step_free="on"))
    floor.desk.refresh_from_db()
    assert (floor.desk.name, floor.desk.capacity, floor.desk.is_step_free) == ("Finestra", 2, True)
    assert "Finestra" in desk.get(path).text
    assert desk.get("/spazi/nessuno/modifica/").status_code == 404


def test_the_kind_stays_once_there_are_bookings(desk, floor):
    BookingFactory(space=floor.desk)
    path = f"/spazi/{floor.desk.code}/modifica/"
    page = desk.post(path, facts_of(floor.desk, kind="office", capacity=1)).text
    assert "ritiralo" in page
    floor.desk.refresh_from_db()
    assert floor.desk.kind == "fixed_desk"


def test_retiring_shows_the_bookings_then_cancels_and_tells(desk, floor):
    booking = BookingFactory(space=floor.desk, person=PersonFactory(last_name="Bonetti"))
    path = f"/spazi/{floor.desk.code}/ritira/"
    sent = {"on": "2026-11-24", "reason": "Tavolo rotto"}
    page = desk.post(path, sent).text
    assert "Bonetti" in page
    assert "1 prenotazione" in page
    floor.desk.refresh_from_db()
    assert floor.desk.retired_on is None
    desk.post(path, sent | {"shown": str(booking.pk), "agreed": "on"})
    booking.refresh_from_db()
    floor.desk.refresh_from_db()
    assert booking.status == Booking.Status.CANCELLED
    assert floor.desk.retired_on == date(2026, 11, 24)
    assert (floor.desk.retire_reason, booking.cancel_reason) == ("Tavolo rotto", "Tavolo rotto")
    assert "Tavolo rotto" in OutgoingMail.objects.get().text


def test_a_tick_for_others_does_not_count(desk, floor):
    BookingFactory(space=floor.desk)
    path = f"/spazi/{floor.desk.code}/ritira/"
    shown = f"0,zzz,{'9' * 6000}"
    sent = {"on": "2026-11-24", "reason": "x", "shown": shown, "agreed": "on"}
    assert (
        "Questa modifica tocca 1 prenotazione: non è ancora cambiato nulla"
        in desk.post(path, sent).text
    )
    assert Booking.objects.holding().count() == 1


def test_retiring_twice_is_once(desk, floor):
    path = f"/spazi/{floor.desk.code}/ritira/"
    for _again in range(2):
        desk.post(path, {"on": "2026-11-24", "reason": "x"})
    assert verbs() == ["place_retired"]


def test_out_of_service_and_open_again(desk, floor):
    path = f"/spazi/{floor.desk.code}/fuori-servizio/"
    sent = {"first": "2026-11-25", "last": "2026-11-26", "reason": "Lampada"}
    for _again in range(2):
        page = desk.post(path, sent, follow=True).text
    assert "Lampada" in page
    outage = OutOfService.objects.get()
    for _again in range(2):
        desk.post(f"/spazi/fuori-servizio/{outage.pk}/togli/")
    assert not OutOfService.objects.exists()
    assert verbs().count("reopened") == 1
    wrong = desk.post(path, sent | {"last": "2026-11-24"}).text
    assert "prima del primo" in wrong


def test_a_zone_is_renamed(desk, floor):
    zone = floor.desk.zone
    desk.post(f"/spazi/zone/{zone.pk}/", {"name": "Zona Alpi", "order": 9})
    assert Zone.objects.get(pk=zone.pk).name == "Zona Alpi"
    other = floor.room.zone.name
    page = desk.post(f"/spazi/zone/{zone.pk}/", {"name": other, "order": 1}).text
    assert 'role="alert"' in page


@pytest.mark.parametrize("role", ["applicant", "member", "official"])
def test_only_the_staff_set_up_places(floor, role, client_of, request):
    client = client_of(request.getfixturevalue(role))
    for path in ["", "nuovo/", "orari/", "chiusure/", f"{floor.desk.code}/ritira/"]:
        assert client.get(f"/spazi/{path}").status_code == 403
        assert client.post(f"/spazi/{path}").status_code == 403


def test_the_list_makes_the_same_queries_with_one_and_more(desk, floor, queries_of):
    Space.objects.exclude(pk=floor.desk.pk).delete()
    one = queries_of(lambda: desk.get("/spazi/"))
    for number in range(3):
        made = Space.objects.create(
            code=f"Q{number}", kind="office", zone=floor.desk.zone, opened_on=date(2026, 1, 1)
        )
        made.equipment.set(Equipment.objects.all())
    assert queries_of(lambda: desk.get("/spazi/")) == one


def test_a_code_taken_since_the_form_looked_is_a_sentence(floor, staff):
    facts = {"code": floor.desks[0].code, "kind": "mobile_desk", "opened_on": date(2026, 11, 23)}
    with pytest.raises(Refusal) as refused:
        places.add_place(by=staff, zone=floor.desks[0].zone, equipment=[], **facts)
    assert refused.value.code == "code_taken"


def test_the_zone_is_not_called_optional(desk, db):
    page = desk.get("/spazi/nuovo/").text
    label = page[page.index('for="id_zone"') :]
    assert "facoltativo" not in label[: label.index("</label>")]


def draw(desk, **asked):
    """What htmx gets."""
    return desk.get("/spazi/anteprima/", asked, headers={"HX-Request": "true"})


def test_the_plan_alone_is_no_page(desk, floor):
    assert desk.get("/spazi/anteprima/").url == "/spazi/"


def test_the_plan_is_drawn_while_the_numbers_are_written(desk, floor):
    page = desk.get(f"/spazi/{floor.desk.code}/modifica/").text
    assert f'data-hx-get="/spazi/anteprima/?place={floor.desk.pk}"' in page
    numbers = {"plan_x": 300, "plan_y": 300, "plan_width": 40, "plan_height": 30}
    drawn = draw(desk, place=floor.desk.pk, code="NUOVO", **numbers).text
    assert 'x="300" y="300" width="40" height="30"' in drawn
    assert "NUOVO" in drawn
    assert drawn.count('class="box"') == Space.objects.count()
    assert "<html" not in drawn
    floor.desk.refresh_from_db()
    assert floor.desk.plan_x == 4


def test_what_it_covers_on_the_plan_is_said_not_refused(desk, floor):
    numbers = {"plan_x": 30, "plan_y": 24, "plan_width": 56, "plan_height": 48}
    drawn = draw(desk, place=floor.desk.pk, **numbers).text
    assert "Sulla pianta copre A02." in drawn
    touching = draw(desk, place=floor.desk.pk, **numbers | {"plan_x": 8}).text
    assert "copre" not in touching
    path = f"/spazi/{floor.desk.code}/modifica/"
    assert (
        "Sulla pianta copre A02."
        in desk.post(path, facts_of(floor.desk, **numbers), follow=True).text
    )


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"plan_x": "9999"}, "Da sinistra: da 0 a 360."),
        ({"plan_height": "-1"}, "Altezza: da 20 a 400."),
        ({"plan_x": "340", "plan_width": "56"}, "questo posto esce"),
    ],
)
def test_what_cannot_be_drawn_is_said_beside_the_plan(desk, floor, asked, said):
    numbers = {"plan_x": 30, "plan_y": 24, "plan_width": 56, "plan_height": 48}
    assert "notice bad" not in draw(desk, place=floor.desk.pk, **numbers).text
    assert "notice bad" not in draw(desk, place=floor.desk.pk, **numbers | {"plan_x": ""}).text
    drawn = draw(desk, place=floor.desk.pk, **numbers | asked).text
    assert said in drawn
    assert "<svg" in drawn


def test_the_numbers_stand_beside_the_plan(desk, floor):
    page = desk.get(f"/spazi/{floor.desk.code}/modifica/").text
    order = [page.index(part) for part in ('id="plan"', 'name="plan_x"', 'id="preview"')]
    assert order == sorted(order)
    assert "</form>" not in page[page.index('name="code"') : order[-1]]
    assert page.count('name="plan_x"') == 1


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"place": "x"},
        {"place": "999999"},
        {"plan_x": "-4"},
        {"plan_x": "9" * 30},
        {"plan_y": ""},
    ],
)
def test_half_written_numbers_still_draw_a_plan(desk, floor, asked):
    answer = draw(desk, **{"plan_width": 56} | asked)
    assert answer.status_code == 200
    assert "<svg" in answer.text


def test_a_new_place_stands_on_the_plan_before_it_is_saved(desk, floor):
    page = desk.get("/spazi/nuovo/").text
    assert page.count('class="box"') == Space.objects.count() + 1


def add(names, staff):
    return [places.add_equipment(by=staff, name_it=it, name_en=en) for it, en in names]


def test_signs_make_other_equipment_and_capitals_and_spaces_do_not(db, staff):
    made = add(
        [("C++", "C++"), ("C#", "C#"), ("Monitor 27", "Screen 27"), ("Monitor 27″", "Screen 27″")]
        + [("日本", "日本"), ("Perché", "Why"), ("Perche", "Because")],
        staff,
    )
    assert len({each.pk for each in made}) == len({each.slug for each in made}) == 7
    again = add([("  c++ ", "x"), ("MONITOR   27″", "y"), ("Perche\u0301", "z")], staff)
    assert again == [made[0], made[3], made[5]]
    assert Equipment.objects.count() == 7
    long = add([("a" * 50, "1"), ("a" * 49 + "b", "2")], staff)
    assert len({each.slug for each in long}) == 2


def test_one_english_name_is_not_two_things(desk, staff):
    add([("Lavagna", "Board")], staff)
    more = {"new_equipment_it": "Tabellone", "new_equipment_en": "board"}
    page = desk.post("/spazi/nuovo/", FACTS | more).text
    assert "In inglese «board» è ciò che in italiano si chiama già «Lavagna»." in page
    assert Equipment.objects.count() == 1
    assert not Space.objects.exists()


@pytest.mark.parametrize("field", ["name_it", "name_en"])
def test_the_database_keeps_names_apart_too(db, staff, field):
    add([("Lavagna", "Board")], staff)
    other = {"name_it": "Altro", "name_en": "Other"} | {
        field: {"name_it": "LAVAGNA", "name_en": "BOARD"}[field]
    }
    with pytest.raises(IntegrityError, match=f"one_equipment_of_each_{field}"):
        Equipment.objects.create(slug="altro", **other)


def test_a_new_zone_written_in_other_capitals_is_the_zone_that_is_there(desk):
    desk.post("/spazi/nuovo/", FACTS)
    desk.post("/spazi/nuovo/", FACTS | {"code": "B02", "new_zone": " zona  NUOVA "})
    assert Zone.objects.get().name == "Zona Nuova"
    assert Space.objects.count() == 2
    desk.post("/spazi/nuovo/", FACTS | {"code": "B03", "new_zone": "Altra"})
    other = Zone.objects.get(name="Altra")
    page = desk.post(f"/spazi/zone/{other.pk}/", {"name": "ZONA NUOVA", "order": 1}).text
    assert "C’è già una zona con questo nome." in page
    own = desk.post(f"/spazi/zone/{other.pk}/", {"name": "ALTRA", "order": 1})
    assert own.status_code == 302


@pytest.mark.django_db(transaction=True)
def test_equipment_entered_twelve_times_at_once_is_one(live_server, staff):
    more = {"new_equipment_it": "Monitor", "new_equipment_en": "Monitor"}
    forms = [FACTS | more | {"code": f"B{number:02d}"} for number in range(12)]
    session = session_of(staff)
    answers = race(live_server.url, [Runner(session, "/spazi/nuovo/", form) for form in forms])
    assert [answer.status for answer in answers] == [302] * 12
    assert (Equipment.objects.count(), Zone.objects.count(), Space.objects.count()) == (1, 1, 12)


# -- A place that retires one day is in service until then ---------------------------------------------
@pytest.fixture
def retiring(floor):
    """The room and the desk retire next year: until then they are places as all others."""
    Space.objects.filter(pk__in=[floor.room.pk, floor.desk.pk]).update(retired_on=date(2027, 6, 1))
    return floor


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/spazi/chiusure/nuova/", "Stelvio"),
        ("/spazi/assegnazioni/nuova/", "A01"),
        ("/spazi/calendari/", "Stelvio"),
    ],
)
def test_what_retires_next_year_is_offered_until_then(desk, retiring, at, address, name):
    assert name in desk.get(address).text
    at("2027-06-01 09:00")
    assert name not in desk.get(address).text
