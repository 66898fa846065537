"""What a manager sees of the people's bookings: who, where, when, while they belonged to the organisation."""

from datetime import date

import pytest
from django.urls import reverse

from members import actions
from members.models import OrganisationPerson
from spaces.tests.factories import (
    BookingFactory,
    PersonFactory,
    assign,
    make_floor,
    organisation_named,
)

NOVEMBER = {"mese": "2026-11"}


@pytest.fixture
def floor(db):
    return make_floor()


@pytest.fixture
def studio(db):
    return organisation_named("Studio")


def join(studio, person, starts=date(2026, 1, 1), ends=None, **fields):
    return OrganisationPerson.objects.create(
        organisation=studio, person=person, starts=starts, ends=ends, **fields
    )


@pytest.fixture
def manager(studio):
    person = PersonFactory(last_name="Dirigente")
    join(studio, person, is_manager=True)
    return person


@pytest.fixture
def address(studio):
    return reverse("spaces:organisation_bookings", args=[studio.pk])


def test_bookings_of_the_days_in_it_and_no_others(floor, studio, manager, address, client_of):
    ada = PersonFactory(last_name="Bianchi")
    join(studio, ada, starts=date(2026, 11, 10), ends=date(2026, 11, 20))
    days = {9: False, 10: True, 19: True, 20: False}
    for day in days:
        BookingFactory(space=floor.desk, person=ada, day=date(2026, 11, day), purpose="Segreto")
    BookingFactory(space=floor.room, person=PersonFactory(last_name="Estranea"))
    for desk, state in zip(floor.desks[1:], ("cancelled", "no_show", "lapsed"), strict=True):
        BookingFactory(space=desk, person=ada, day=date(2026, 11, 12), status=state)
    text = client_of(manager).get(address, NOVEMBER).text
    for day, is_seen in days.items():
        assert (f" {day} novembre 2026, 08:30–13:00" in text) == is_seen, day
    assert text.count("Bianchi") == 2
    assert floor.desk.title in text
    assert "Estranea" not in text
    assert "Segreto" not in text
    assert ada.email not in text


def test_nobody_else_finds_the_page(floor, studio, manager, address, client_of, staff, official):
    colleague = PersonFactory()
    join(studio, colleague)
    assert client_of(manager).get(address).status_code == 200
    assert client_of(staff).get(address).status_code == 200
    assert client_of(colleague).get(address).status_code == 404
    assert client_of(PersonFactory()).get(address).status_code == 404
    assert client_of(official).get(address).status_code == 403
    OrganisationPerson.objects.filter(person=manager).update(ends=date(2026, 1, 2))
    assert client_of(manager).get(address).status_code == 404


@pytest.mark.parametrize("month", ["", "x", "2026-13", "0001-01", "9999-12", "1999-12", "2026-11'"])
def test_what_is_no_month_is_the_current_one(studio, manager, address, client_of, at, month):
    at("2026-11-23 09:00")
    assert "Novembre 2026" in client_of(manager).get(address, {"mese": month}).text


def test_the_same_statements_for_one_and_for_many(
    floor, studio, manager, address, client_of, queries_of
):
    BookingFactory(space=floor.desk, person=manager)
    one = queries_of(lambda: client_of(manager).get(address, NOVEMBER))
    for desk in floor.desks[1:]:
        ada = PersonFactory()
        join(studio, ada)
        BookingFactory(space=desk, person=ada)
    assert queries_of(lambda: client_of(manager).get(address, NOVEMBER)) == one


def test_whoever_is_removed_no_longer_uses_the_organisation_s_office(floor, studio, staff, manager):
    ada = PersonFactory()
    join(studio, ada)
    office = assign(floor.office, organisation="Studio", people=[manager, ada])
    actions.remove_person(by=manager, organisation=studio, person=ada)
    assert list(office.people.all()) == [manager]


def test_joining_two_brings_the_assigned_places_along(floor, studio, staff):
    office = assign(floor.office, organisation="Studio S.r.l.")
    actions.merge(by=staff, kept=studio, gone=office.organisation)
    office.refresh_from_db()
    assert office.organisation == studio
