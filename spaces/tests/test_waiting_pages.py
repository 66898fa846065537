"""Asking for a place, my requests, the offer and its two buttons, who waits."""

import uuid
from datetime import date, time, timedelta

import pytest

from spaces import actions
from spaces.models import Booking, WaitingRequest
from spaces.tests.factories import (
    BookingFactory,
    OutOfServiceFactory,
    PersonFactory,
    SpaceFactory,
    local,
)

TUESDAY = date(2026, 11, 24)
MORNING = {"start": local(TUESDAY, time(8, 30)), "end": local(TUESDAY, time(13))}
NEW = "/attesa/nuova/2026-11-24/mattina/fixed_desk/"


@pytest.fixture
def taken(floor):
    return [BookingFactory(space=desk) for desk in floor.desks[:2]]


@pytest.fixture
def request_of(taken):
    def join(person):
        return actions.join(by=person, person=person, kind="fixed_desk", **MORNING)

    return join


@pytest.fixture
def mine(reader, member, request_of):
    return request_of(member)


@pytest.fixture
def offered(mine, taken):
    actions.cancel(by=taken[0].person, booking=taken[0])
    mine.refresh_from_db()
    return mine


def state(request) -> str:
    request.refresh_from_db()
    return request.status


def test_asking_changes_nothing_by_itself(read, taken):
    page = read(NEW)
    assert "Mettimi in lista" in page
    assert "martedì 24 novembre 2026" in page
    assert not WaitingRequest.objects.exists()


def test_joining_leads_to_the_request_and_twice_is_once(reader, taken):
    answers = [reader.post(NEW, follow=True) for _time in range(2)]
    request = WaitingRequest.objects.get()
    for answer in answers:
        assert answer.redirect_chain[-1][0] == f"/attesa/{request.pk}/"
    assert "Sei la prossima persona in lista" in answers[0].content.decode()


def test_who_waits_already_is_led_to_the_request(reader, mine):
    assert reader.get(NEW).url == f"/attesa/{mine.pk}/"


def test_joining_for_one_place(reader, taken):
    reader.post("/attesa/nuova/2026-11-24/mattina/A01/")
    assert WaitingRequest.objects.get().space == taken[0].space


@pytest.mark.parametrize("out", [0, 1])
def test_a_place_that_opens_late_asks_for_no_other_hours(reader, floor, out):
    """Whichever of the two is out of service until ten: who waits is offered the other one."""
    whole, late = floor.desks[1 - out], floor.desks[out]
    OutOfServiceFactory(space=late, start=local(TUESDAY, time(7)), end=local(TUESDAY, time(10)))
    held = BookingFactory(space=whole)
    BookingFactory(space=late, opens=time(10))
    reader.post(NEW)
    request = WaitingRequest.objects.get()
    assert (request.start, request.end) == (MORNING["start"], MORNING["end"])
    actions.cancel(by=held.person, booking=held)
    assert state(request) == "offered"


def test_the_hours_of_most_places_are_asked_for(reader, floor):
    """Two of three desks close at noon: their morning is what can be had."""
    third = SpaceFactory(code="A09", kind="fixed_desk")
    for desk in (floor.desks[1], third):
        noon = {"start": local(TUESDAY, time(12)), "end": local(TUESDAY, time(13))}
        OutOfServiceFactory(space=desk, **noon)
        BookingFactory(space=desk, closes=time(12))
    BookingFactory(space=floor.desk)
    reader.post(NEW)
    assert WaitingRequest.objects.get().end == local(TUESDAY, time(12))


def test_joining_for_a_room_by_hours(reader, floor):
    path = f"/attesa/nuova/2026-11-24/10:00-11:30/{floor.room.code}/"
    free = reader.get(path).content.decode()
    assert f"/sale/{floor.room.code}/2026-11-24/" in free
    BookingFactory(space=floor.room)
    reader.post(path)
    request = WaitingRequest.objects.get()
    assert (request.start, request.end) == (
        local(TUESDAY, time(10)),
        local(TUESDAY, time(11, 30)),
    )


def test_what_is_free_is_booked_instead(reader, floor):
    answer = reader.post(NEW)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "non serve aspettare" in page
    assert "/prenota/2026-11-24/mattina/A01/" in page
    assert not WaitingRequest.objects.exists()


def test_a_closed_day_says_why(read, taken):
    page = read("/attesa/nuova/2026-12-08/mattina/fixed_desk/")
    assert "Immacolata" in page
    assert "Mettimi in lista" not in page


@pytest.mark.parametrize(
    "path",
    [
        "2026-11-31/mattina/fixed_desk/",
        "2026-11-24/notte/fixed_desk/",
        "2026-11-24/mattina/Z99/",
        "2026-11-24/25:00-26:00/STELVIO/",
        "2026-11-24/-/STELVIO/",
        "2026-11-24/10:00/STELVIO/",
        "2026-11-24/10:00+02:00-11:00/STELVIO/",
    ],
)
def test_what_does_not_exist_leads_to_the_day(reader, taken, path):
    for answer in (
        reader.get(f"/attesa/nuova/{path}", follow=True),
        reader.post(f"/attesa/nuova/{path}", follow=True),
    ):
        assert answer.status_code == 200
        assert answer.redirect_chain[-1][0].startswith("/prenota/")
    assert not WaitingRequest.objects.exists()


@pytest.mark.parametrize(
    "hours", ["11:00-10:00", "10:00-10:00", "10:07-11:00", "02:00-03:00", "10:00-23:59"]
)
def test_hours_that_cannot_be_had_are_refused(reader, floor, hours):
    BookingFactory(space=floor.room, whole_day=True)
    answer = reader.post(f"/attesa/nuova/2026-11-24/{hours}/STELVIO/")
    assert answer.status_code == 409
    assert not WaitingRequest.objects.exists()


def test_my_requests_tell_my_place_in_line(read, request_of, member):
    for _other in range(2):
        request_of(PersonFactory())
    request = request_of(member)
    page = read("/attesa/")
    assert f"/attesa/{request.pk}/" in page
    assert "Sei al numero 3 della lista" in page


def test_without_requests_it_says_how(read, floor):
    assert "Non sei in lista per nessun posto" in read("/attesa/")


def test_the_list_takes_the_same_queries_with_one_and_three(
    reader, floor, mine, member, queries_of
):
    one = queries_of(lambda: reader.get("/attesa/"))
    for offset in (1, 2):
        day = TUESDAY + timedelta(days=offset)
        for desk in floor.desks[:2]:
            BookingFactory(space=desk, day=day)
        span = {"start": local(day, time(8, 30)), "end": local(day, time(13))}
        actions.join(by=member, person=member, kind="fixed_desk", **span)
    assert queries_of(lambda: reader.get("/attesa/")) == one


def test_an_offer_has_two_buttons_and_the_time_left(read, offered):
    page = read(f"/attesa/{offered.pk}/")
    assert "Accetta il posto" in page
    assert "Rifiuta" in page
    assert "Postazione fissa A01" in page
    assert "11:00" in page
    assert "2 ore" in page.replace("\xa0", " ")
    assert "Tenuto per te fino a" in read("/attesa/")
    assert state(offered) == "offered"


@pytest.mark.parametrize("step", ["accetta", "rifiuta", "ritira"])
def test_reading_an_address_never_decides(reader, offered, step):
    assert reader.get(f"/attesa/{offered.pk}/{step}/")["Location"] == f"/attesa/{offered.pk}/"
    assert state(offered) == "offered"


def test_accepting_shows_the_booking_also_twice(reader, offered):
    for _time in range(2):
        answer = reader.post(f"/attesa/{offered.pk}/accetta/")
        assert answer.url == f"/prenotazioni/{offered.offer_id}/"
    assert Booking.objects.get(pk=offered.offer_id).status == "confirmed"
    assert "tra le tue prenotazioni" in reader.get(f"/attesa/{offered.pk}/").content.decode()


def test_accepting_a_second_too_late_is_a_sentence_and_the_next_gets_it(
    reader, offered, request_of, at
):
    second = request_of(PersonFactory())
    at("2026-11-23 11:00:00")
    page = reader.get(f"/attesa/{offered.pk}/").content.decode()
    assert "Accetta il posto" not in page
    answer = reader.post(f"/attesa/{offered.pk}/accetta/", follow=True)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "fino alle 11:00" in page
    assert "/prenota/2026-11-24/" in page
    assert (state(offered), state(second)) == ("expired", "offered")


@pytest.mark.parametrize("step", ["accetta", "rifiuta", "ritira"])
@pytest.mark.parametrize(
    "status", ["waiting", "served", "declined", "expired", "withdrawn", "unserved"]
)
def test_no_button_of_an_old_page_breaks(reader, offered, step, status):
    offered.offer.status = "confirmed" if status == "served" else "lapsed"
    offered.offer.save()
    WaitingRequest.objects.filter(pk=offered.pk).update(status=status)
    answer = reader.post(f"/attesa/{offered.pk}/{step}/", follow=True)
    assert answer.status_code == 200
    after = state(offered)
    assert after == status or (status, step, after) == ("waiting", "ritira", "withdrawn")


def test_what_was_never_offered_is_not_accepted(reader, mine):
    page = reader.post(f"/attesa/{mine.pk}/accetta/", follow=True).content.decode()
    assert "Non ti è ancora stato offerto un posto" in page
    assert state(mine) == "waiting"


def test_declining_twice(reader, offered, request_of):
    second = request_of(PersonFactory())
    for _time in range(2):
        answer = reader.post(f"/attesa/{offered.pk}/rifiuta/", follow=True)
    assert "Hai rifiutato il posto" in answer.content.decode()
    assert (state(offered), state(second)) == ("declined", "offered")


def test_leaving_the_line(reader, mine):
    answer = reader.post(f"/attesa/{mine.pk}/ritira/", follow=True)
    assert "Hai lasciato la lista" in answer.content.decode()
    assert state(mine) == "withdrawn"


@pytest.mark.parametrize("step", ["accetta/", "rifiuta/", "ritira/"])
def test_another_persons_request_does_not_exist_for_me(reader, request_of, taken, step):
    other = request_of(PersonFactory())
    actions.cancel(by=taken[0].person, booking=taken[0])
    assert reader.get(f"/attesa/{other.pk}/").status_code == 404
    assert reader.post(f"/attesa/{other.pk}/{step}").status_code == 404
    assert reader.get(f"/attesa/{10**30}/").status_code == 404
    assert state(other) == "offered"


def test_the_booking_page_of_an_offer_asks_to_accept(read, reader, offered):
    page = read(f"/prenotazioni/{offered.offer_id}/")
    assert f"/attesa/{offered.pk}/accetta/" in page
    assert f"/prenotazioni/{offered.offer_id}/annulla/" not in page
    answer = reader.get(f"/prenotazioni/{offered.offer_id}/annulla/")
    assert answer.url == f"/attesa/{offered.pk}/"


def test_cancelling_an_offered_booking_declines_it(reader, offered):
    reader.post(f"/prenotazioni/{offered.offer_id}/annulla/")
    assert state(offered) == "declined"
    page = reader.get(f"/prenotazioni/{offered.offer_id}/").content.decode()
    assert "Offerta decaduta" in page
    assert "annulla/" not in page


def test_the_staff_see_who_waits_in_order(client_of, staff, offered, request_of, queries_of):
    browser = client_of(staff)
    one = queries_of(lambda: browser.get("/presenze/attese/"))
    people = [PersonFactory(last_name=name) for name in ("Zeta", "Alfa")]
    for person in people:
        request_of(person)
    page = browser.get("/presenze/attese/").content.decode()
    assert page.index("Marta Moretti") < page.index("Zeta") < page.index("Alfa")
    assert queries_of(lambda: browser.get("/presenze/attese/")) == one


def test_the_staff_accept_for_somebody_on_the_phone(client_of, staff, offered):
    client_of(staff).post(f"/attesa/{offered.pk}/accetta/")
    assert state(offered) == "served"


def test_nobody_waits(client_of, staff, floor):
    assert "Nessuno aspetta un posto" in client_of(staff).get("/presenze/attese/").content.decode()


def test_members_do_not_see_who_waits(reader):
    assert reader.get("/presenze/attese/").status_code == 403


@pytest.mark.parametrize("role", ["applicant", "official"])
@pytest.mark.parametrize("path", ["/attesa/", NEW])
def test_who_books_nothing_waits_for_nothing(floor, role, path, client_of, request):
    assert client_of(request.getfixturevalue(role)).get(path).status_code == 403


def test_the_offer_is_not_on_the_roster_nor_in_my_calendar(client_of, staff, offered, at):
    at("2026-11-24 06:00")
    Booking.objects.filter(pk=offered.offer_id).update(held_until=local(TUESDAY, time(7, 30)))
    assert "Marta Moretti" not in client_of(staff).get("/presenze/").content.decode()


def test_a_taken_room_offers_to_wait_for_these_hours(reader, floor):
    BookingFactory(space=floor.room)
    key = uuid.uuid4()
    form = {"start": "10:00", "end": "11:00", "request_key": key}
    page = reader.post("/sale/STELVIO/2026-11-24/", form).content.decode()
    path = "/attesa/nuova/2026-11-24/10:00-11:00/STELVIO/"
    assert path in page
    assert "Mettimi in lista" in reader.get(path).content.decode()


def test_a_taken_desk_offers_to_wait_for_it(read, floor):
    BookingFactory(space=floor.desk)
    assert "/attesa/nuova/2026-11-24/mattina/A01/" in read("/prenota/2026-11-24/mattina/A01/")


def test_my_bookings_lead_to_my_requests(read, floor):
    assert 'href="/attesa/"' in read("/prenotazioni/")


def test_who_waited_in_vain_waits_no_more_before_anybody_has_written_it(
    reader, mine, at, staff, client_of
):
    page = f"/attesa/{mine.pk}/"
    at("2026-11-24 08:29")
    assert [line.request for line in reader.get("/attesa/").context["active"]] == [mine]
    assert client_of(staff).get("/presenze/attese/").context["days"] != []
    at("2026-11-24 08:30")
    answer = reader.get("/attesa/")
    assert (answer.context["active"], list(answer.context["past"])) == ([], [mine])
    assert "Nessun posto liberato" in answer.text
    assert "Nessun posto si è liberato in tempo" in reader.get(page).text
    assert client_of(staff).get("/presenze/attese/").context["days"] == []
    assert state(mine) == "waiting"
