"""The pages on assignments: the staff's, and the holder's own."""

from datetime import date

import pytest

from core.models import OutgoingMail
from spaces.models import Assignment, Booking, LentDay
from spaces.tests.factories import BookingFactory, PersonFactory, SpaceFactory, organisation_named

MONDAY = date(2026, 11, 23)
NEW = "/spazi/assegnazioni/nuova/"
LIST = "/spazi/assegnazioni/"


@pytest.fixture
def desk(monday, staff, client_of):
    return client_of(staff)


@pytest.fixture
def mine(reader, member, floor):
    """The first desk is the reader's until Sunday."""
    found = {"space": floor.desk, "person": member, "starts": MONDAY, "ends": date(2026, 11, 30)}
    return Assignment.objects.create(**found)


def wanted(floor, person, **more):
    facts = {"space": floor.desk.pk, "person": person.pk, "first": "2026-11-23"}
    return facts | {"last": "2026-11-29"} | more


def test_the_staff_assign_a_desk(desk, floor):
    person = PersonFactory(last_name="Moro")
    assert "Nessun posto è assegnato" in desk.get(LIST).text
    for _again in range(2):
        page = desk.post(NEW, wanted(floor, person), follow=True).text
    assert "Moro" in page
    found = Assignment.objects.get()
    assert (found.space, found.person) == (floor.desk, person)
    assert (found.starts, found.ends) == (MONDAY, date(2026, 11, 30))


def test_an_office_for_an_organisation_without_an_end(desk, floor):
    people = PersonFactory.create_batch(2)
    facts = {
        "space": floor.office.pk,
        "new_organisation": "Cooperativa Adda",
        "people": [person.pk for person in people],
        "first": "2026-11-23",
    }
    page = desk.post(NEW, facts, follow=True).text
    assert "Cooperativa Adda" in page
    assert people[1].last_name in page
    assert Assignment.objects.get().ends is None


def test_the_message_tells_how_many_were_told(desk, floor):
    facts = {
        "space": floor.office.pk,
        "new_organisation": "Cooperativa Adda",
        "first": "2026-11-23",
    }
    assert "Nessuno è stato avvisato" in desk.post(NEW, facts, follow=True).text
    assert not OutgoingMail.objects.exists()
    page = desk.post(NEW, wanted(floor, PersonFactory()), follow=True).text
    assert "1 persona che lo usa riceve un avviso" in page
    assert OutgoingMail.objects.count() == 1


def test_bookings_in_the_way_are_shown_first(desk, floor):
    booking = BookingFactory(space=floor.desk, person=PersonFactory(last_name="Bonetti"))
    facts = wanted(floor, PersonFactory())
    page = desk.post(NEW, facts).text
    assert "Bonetti" in page
    assert "1 prenotazione" in page
    assert not Assignment.objects.exists()
    desk.post(NEW, facts | {"shown": str(booking.pk), "agreed": "on"})
    booking.refresh_from_db()
    assert booking.status == Booking.Status.CANCELLED
    assert Assignment.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"space": ""},
        {"space": "999999"},
        {"person": ""},
        {"person": "x"},
        {"new_organisation": "Anche un ente"},
        {"first": ""},
        {"first": "2026-02-30"},
        {"first": "0026-11-23"},
        {"last": "2026-11-22"},
        {"last": "domani"},
    ],
)
def test_bad_input_keeps_the_form(desk, floor, wrong):
    answer = desk.post(NEW, wanted(floor, PersonFactory()) | wrong)
    assert answer.status_code == 200
    assert 'role="alert"' in answer.text or "is-invalid" in answer.text
    assert not Assignment.objects.exists()


def test_changing_the_last_day_and_the_people(desk, floor):
    office = {
        "space": floor.office,
        "organisation": organisation_named("Cooperativa Adda"),
        "starts": MONDAY,
    }
    found = Assignment.objects.create(**office)
    path = f"{LIST}{found.pk}/modifica/"
    assert "Cooperativa Adda" in desk.get(path).text
    person = PersonFactory()
    desk.post(path, {"last": "2026-12-31", "people": [person.pk]})
    found.refresh_from_db()
    assert found.ends == date(2027, 1, 1)
    assert list(found.people.all()) == [person]
    assert "prima del primo" in desk.post(path, {"last": "2026-11-01"}).text
    assert desk.get(f"{LIST}999999/modifica/").status_code == 404


def test_an_assigned_place_is_not_retired_before_it_ends(desk, floor, mine):
    path = f"/spazi/{floor.desk.code}"
    page = desk.post(f"{path}/ritira/", {"on": "2026-11-25", "reason": "x"}).text
    assert "assegna" in page
    floor.desk.refresh_from_db()
    assert floor.desk.retired_on is None
    desk.post(f"{path}/ritira/", {"on": "2026-11-30", "reason": "x"})
    floor.desk.refresh_from_db()
    assert floor.desk.retired_on == date(2026, 11, 30)


def test_ending_asks_first(desk, mine):
    path = f"{LIST}{mine.pk}/termina/"
    assert "Termina l’assegnazione" in desk.get(path).text
    assert Assignment.objects.count() == 1
    for _again in range(2):
        assert desk.post(path).status_code == 302
    assert not Assignment.objects.exists()


def test_the_list_makes_the_same_queries_with_one_and_more(desk, floor, queries_of):
    def assign(space):
        found = Assignment.objects.create(
            space=space, organisation=organisation_named("Ente"), starts=MONDAY
        )
        found.people.set(PersonFactory.create_batch(2))
        LentDay.objects.create(assignment=found, day=MONDAY)

    assign(floor.desk)
    one = queries_of(lambda: desk.get(LIST))
    for space in [floor.office, floor.desks[1], SpaceFactory(fixed=True)]:
        assign(space)
    assert queries_of(lambda: desk.get(LIST)) == one


def test_the_holder_lends_days_and_has_one_back(reader, mine):
    assert "Postazione fissa A01" in reader.get("/assegnazioni/").text
    path = f"/assegnazioni/{mine.pk}/prestiti/"
    for _again in range(2):
        page = reader.post(path, {"first": "2026-11-24", "last": "2026-11-25"}, follow=True).text
    assert "mercoledì 25 novembre 2026" in page
    assert LentDay.objects.count() == 2
    for _again in range(2):
        page = reader.post(f"{path}2026-11-24/togli/", follow=True).text
    assert "di nuovo tuo" in page
    assert LentDay.objects.get().day == date(2026, 11, 25)


def test_the_own_bookings_lead_to_the_own_place(reader, mine, other_member, client_of):
    assert 'href="/assegnazioni/"' in reader.get("/prenotazioni/").text
    assert 'href="/assegnazioni/"' not in client_of(other_member).get("/prenotazioni/").text


def test_a_day_that_somebody_booked_stays_lent(reader, mine):
    day = date(2026, 11, 24)
    LentDay.objects.create(assignment=mine, day=day)
    BookingFactory(space=mine.space, day=day)
    page = reader.post(f"/assegnazioni/{mine.pk}/prestiti/{day}/togli/", follow=True).text
    assert "resta in prestito" in page
    assert LentDay.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"first": "2026-02-30"},
        {"first": "1026-11-24"},
        {"first": "2026-11-25", "last": "2026-11-24"},
        {"first": "2026-11-20"},
        {"first": "2026-12-24"},
        {"first": "2026-11-24", "last": "2099-11-24"},
    ],
)
def test_days_that_cannot_be_lent(reader, mine, wrong):
    answer = reader.post(f"/assegnazioni/{mine.pk}/prestiti/", wrong)
    assert answer.status_code == 409
    assert "alert" in answer.text or "is-invalid" in answer.text
    assert not LentDay.objects.exists()


def test_a_colleague_of_the_organisation_lends_too(reader, member, floor):
    office = {
        "space": floor.office,
        "organisation": organisation_named("Cooperativa Adda"),
        "starts": MONDAY,
    }
    found = Assignment.objects.create(**office)
    found.people.add(member)
    reader.post(f"/assegnazioni/{found.pk}/prestiti/", {"first": "2026-11-24"})
    assert LentDay.objects.count() == 1


def test_strangers_find_nothing(mine, other_member, client_of, applicant, official):
    stranger = client_of(other_member)
    assert "Nessun posto ti è assegnato" in stranger.get("/assegnazioni/").text
    path = f"/assegnazioni/{mine.pk}/prestiti/"
    assert stranger.get(path).status_code == 404
    assert stranger.post(path, {"first": "2026-11-24"}).status_code == 404
    assert stranger.post(f"{path}2026-11-24/togli/").status_code == 404
    for person in (applicant, official):
        assert client_of(person).get("/assegnazioni/").status_code == 403
        assert client_of(person).post(path).status_code == 403


def test_a_date_that_does_not_exist_is_not_found(reader, mine):
    assert reader.post(f"/assegnazioni/{mine.pk}/prestiti/2026-02-30/togli/").status_code == 404
    answer = reader.get(f"/assegnazioni/{mine.pk}/prestiti/2026-11-24/togli/")
    assert answer["Location"] == f"/assegnazioni/{mine.pk}/prestiti/"


@pytest.mark.parametrize("role", ["applicant", "member", "official"])
def test_only_the_staff_assign(floor, role, client_of, request):
    client = client_of(request.getfixturevalue(role))
    found = Assignment.objects.create(
        space=floor.desk, organisation=organisation_named("Ente"), starts=MONDAY
    )
    for path in [LIST, NEW, f"{LIST}{found.pk}/modifica/", f"{LIST}{found.pk}/termina/"]:
        assert client.get(path).status_code == 403
        assert client.post(path).status_code == 403


def test_an_ended_place_is_lent_no_more(reader, mine, at):
    at("2026-12-02 09:00")
    assert "non è più tuo" in reader.get(f"/assegnazioni/{mine.pk}/prestiti/").text
    assert "Nessun posto ti è assegnato" in reader.get("/assegnazioni/").text


def test_the_people_of_an_organisation_unfold(desk, floor):
    page = desk.get(NEW).text
    fold = page[page.index('<details class="fold') :]
    fold = fold[: fold.index("</details>")]
    assert 'id="div_id_people"' in fold
    assert "<summary>" in fold
    assert " open" not in fold[: fold.index(">")]
    person = PersonFactory()
    page = desk.post(NEW, wanted(floor, person) | {"people": [person.pk]}).text
    assert " open>" in page[page.index('<details class="fold') :][:60]
