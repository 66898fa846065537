"""The page behind the code on a place: it does the right thing for whoever stands there."""

import re
from datetime import date, time, timedelta

import pytest

from core.models import JournalEntry, OutgoingMail
from spaces.models import Assignment, Booking, KindRules, Space
from spaces.tests.factories import (
    BookingFactory,
    ClosureFactory,
    OutOfServiceFactory,
    join,
    local,
)

MONDAY = date(2026, 11, 23)
DESK, ROOM = "/qui/A01/", "/qui/STELVIO/"


def mine(member, space, **more) -> Booking:
    return BookingFactory(space=space, day=MONDAY, person=member, **more)


def others(space, **more) -> Booking:
    return BookingFactory(space=space, day=MONDAY, made_at=local(MONDAY, time(7)), **more)


def choices(page: str) -> list[str]:
    return re.findall(r'name="until" value="([^"]+)"', page)


def form_of(client, address: str, until: str) -> dict:
    page = client.get(address).text
    return {
        "request_key": re.search(r'name="request_key" value="([^"]+)"', page)[1],
        "until": until,
    }


def test_my_booking_is_due(read, reader, member, floor):
    booking = mine(member, floor.desk)
    page = read(DESK)
    assert "Sei a" in page
    assert "08:30–13:00" in page
    assert f'action="/prenotazioni/{booking.pk}/ingresso/"' in page
    assert choices(page) == []
    assert "Hai registrato l’ingresso" in reader.post(
        f"/prenotazioni/{booking.pk}/ingresso/", follow=True
    ).text  # fmt: skip


def test_i_am_in(read, member, floor):
    booking = mine(member, floor.desk, attended=True)
    page = read(DESK)
    assert "Presente dalle 08:30" in page
    assert f'action="/prenotazioni/{booking.pk}/uscita/"' in page


def test_who_forgot_to_check_out_still_can(read, member, floor, at):
    mine(member, floor.desk, attended=True)
    at("2026-11-23 13:20")
    page = read(DESK)
    assert "La prenotazione è finita alle 13:00" in page
    assert "/uscita/" in page


def test_the_next_booking_goes_before_the_one_that_is_over(read, member, floor, at):
    mine(member, floor.desk, attended=True)
    afternoon = mine(member, floor.desk, afternoon=True)
    at("2026-11-23 12:40")
    assert "/uscita/" in read(DESK)
    at("2026-11-23 13:00")
    assert f"/prenotazioni/{afternoon.pk}/ingresso/" in read(DESK)


def test_i_have_left(read, member, floor, at):
    mine(member, floor.desk, attended=True, checked_out_at=local(MONDAY, time(8, 50)))
    page = read(DESK)
    assert "Uscita alle 08:50" in page
    assert "<form" not in page[page.index("<main") : page.index("</main")]


def test_who_left_one_desk_takes_another_in_the_same_half_day(reader, member, floor):
    first = mine(member, floor.desk, attended=True, checked_out_at=local(MONDAY, time(8, 50)))
    other = "/qui/A02/"
    reader.post(f"{other}prenota/", form_of(reader, other, "13:00"))
    assert Booking.objects.exclude(pk=first.pk).get().status == "attended"
    # What was left stays booked until its end.
    assert Booking.objects.get(pk=first.pk).end == local(MONDAY, time(13))


def test_who_is_still_in_takes_no_other(reader, member, floor):
    data = form_of(reader, "/qui/A02/", "13:00")
    mine(member, floor.desk, attended=True)
    reader.post("/qui/A02/prenota/", data)
    assert Booking.objects.count() == 1


def test_my_booking_is_later(read, member, floor):
    mine(member, floor.desk, afternoon=True)
    assert "L’ingresso si registra dalle 12:00" in read(DESK)


def test_an_offer_waits_for_my_answer(read, member, floor):
    offer = mine(
        member, floor.desk, afternoon=True, status="offered", held_until=local(MONDAY, time(11))
    )
    page = read(DESK)
    assert "prima delle 11:00" in page
    assert f"/prenotazioni/{offer.pk}/" in page


def test_my_booking_is_at_another_place(read, member, floor):
    booking = mine(member, floor.desks[1])
    page = read(DESK)
    assert "è in un altro posto: Postazione fissa A02, Zona Adda" in page
    assert f"/prenotazioni/{booking.pk}/" in page
    # A room may be had besides a desk.
    assert choices(read(ROOM)) == ["10:00", "18:30"]


def test_a_room_made_of_rooms_is_mine_in_each_part(read, member, floor):
    hall = Space.objects.create(
        code="SALA", kind="meeting_room", zone=floor.room.zone, opened_on=floor.room.opened_on
    )
    hall.parts.add(floor.room)
    booking = mine(member, hall)
    assert f"/prenotazioni/{booking.pk}/ingresso/" in read(ROOM)


def test_a_free_desk_is_booked_on_the_spot(read, reader, member, floor):
    assert choices(read(DESK)) == ["13:00", "18:30"]
    data = form_of(reader, DESK, "13:00")
    page = reader.post(f"{DESK}prenota/", data, follow=True).text
    assert "A01 è tua fino alle 13:00" in page
    booking = Booking.objects.get()
    assert (booking.status, booking.person, booking.is_walk_in) == ("attended", member, True)
    assert (booking.start, booking.end) == (local(MONDAY, time(8, 30)), local(MONDAY, time(13)))
    assert [entry.verb for entry in JournalEntry.objects.order_by("pk")] == ["booked", "checked_in"]
    assert not OutgoingMail.objects.exists()


def test_the_form_sent_twice_shows_the_first_result(reader, floor):
    data = form_of(reader, DESK, "18:30")
    reader.post(f"{DESK}prenota/", data)
    assert "fino alle 18:30" in reader.post(f"{DESK}prenota/", data, follow=True).text
    assert (Booking.objects.count(), JournalEntry.objects.count()) == (1, 2)


@pytest.mark.parametrize(
    ("now", "taken", "offered"),
    [
        ("2026-11-23 07:40", [], ["13:00", "18:30"]),
        ("2026-11-23 12:59", [], ["13:00", "18:30"]),
        ("2026-11-23 13:00", [], ["18:30"]),
        ("2026-11-23 09:00", ["afternoon"], ["13:00"]),
        ("2026-11-23 07:29", [], []),
        ("2026-11-23 18:30", [], []),
    ],
)
def test_what_is_offered_of_a_desk(read, floor, at, now, taken, offered):
    for part in taken:
        others(floor.desk, **{part: True})
    at(now)
    assert choices(read(DESK)) == offered


def test_a_room_is_offered_until_the_next_booking(read, reader, floor, at):
    others(floor.room, opens=time(11), closes=time(12))
    at("2026-11-23 09:20")
    assert choices(read(ROOM)) == ["10:00", "11:00"]
    reader.post(f"{ROOM}prenota/", form_of(reader, ROOM, "11:00"))
    booking = Booking.objects.get(is_walk_in=True)
    assert (booking.start, booking.end) == (local(MONDAY, time(9)), local(MONDAY, time(11)))


def test_a_rooms_rules_bound_the_offer(read, floor, at):
    KindRules.objects.filter(kind="meeting_room").update(max_minutes=90, buffer_minutes=30)
    others(floor.room, opens=time(11), closes=time(12))
    assert choices(read(ROOM)) == ["10:00", "10:30"]
    at("2026-11-23 14:00")
    assert choices(read(ROOM)) == ["15:00", "15:30"]


def test_somebody_else_has_it(read, floor):
    held = others(floor.desk, attended=True)
    page = read(DESK)
    assert "Qualcun altro ha questo posto fino alle 13:00" in page
    assert held.person.last_name not in page
    assert "Se nessuno arriva" not in page
    assert f"/prenota/{MONDAY}/giornata/A02/" in page
    assert choices(page) == []


def test_a_place_that_waits_for_its_person_says_until_when(read, floor):
    others(floor.desk)
    assert "Se nessuno arriva entro le 09:30, torna libero." in read(DESK)


def test_the_nearest_is_what_this_person_may_have(read, floor, staff):
    others(floor.desk)
    Assignment.objects.create(space=floor.desks[1], person=staff, starts=date(2026, 1, 1))
    others(floor.desks[2], whole_day=True)
    others(floor.desks[3], afternoon=True)
    assert f"/prenota/{MONDAY}/mattina/A04/" in read(DESK)
    others(floor.desks[3])
    page = read(DESK)
    assert "/giornata/" not in page
    assert "Vedi tutti i posti" in page


def test_a_place_assigned_to_somebody_else_names_nobody(read, floor, other_member):
    Assignment.objects.create(space=floor.desk, person=other_member, starts=date(2026, 1, 1))
    page = read(DESK)
    assert choices(page) == []
    assert other_member.last_name not in page
    assert "A02" in page


def test_the_own_assigned_place_is_taken_on_the_spot(read, floor, member):
    Assignment.objects.create(space=floor.desk, person=member, starts=date(2026, 1, 1))
    assert choices(read(DESK)) == ["13:00", "18:30"]


def test_another_room_is_near_when_one_is_taken(read, floor):
    others(floor.room, opens=time(9), closes=time(10))
    Space.objects.create(
        code="BERNINA", kind="meeting_room", zone=floor.room.zone, opened_on=floor.room.opened_on
    )
    assert f"/sale/BERNINA/{MONDAY}/" in read(ROOM)


def test_closed_out_of_service_and_retired(read, floor, at):
    at("2026-11-22 11:00")
    assert "Oggi è chiuso : giorno di chiusura settimanale" in read(DESK).replace("</strong>", " ")
    at("2026-11-23 09:00")
    day = local(MONDAY, time()), local(MONDAY + timedelta(days=1), time())
    OutOfServiceFactory(space=floor.desk, start=day[0], end=day[1])
    page = read(DESK)
    assert "Lampada rotta" in page
    assert "/A02/" in page
    Space.objects.filter(code="A02").update(retired_on=MONDAY)
    page = read("/qui/A02/")
    assert "non è in servizio" in page
    assert "A03" in page
    ClosureFactory(start=day[0], end=day[1])
    assert "Disinfestazione" in read("/qui/A03/")


@pytest.mark.parametrize("now", ["2026-11-23 06:00", "2026-11-23 07:29"])
def test_before_the_opening_it_leads_to_a_booking_from_then(read, floor, at, now):
    at(now)
    page = read(DESK)
    assert "Apre alle 08:30." in page
    assert f'href="/prenota/{MONDAY}/mattina/A01/"' in page
    assert "quell’orario" not in page
    assert f'href="/sale/STELVIO/{MONDAY}/"' in read(ROOM)


def test_before_the_opening_of_a_booked_half_day_only_the_day_is_shown(read, floor, at):
    others(floor.desk)
    at("2026-11-23 07:00")
    page = read(DESK)
    assert "Apre alle 08:30." in page
    assert "Prenota per oggi dalle" not in page
    assert f'href="/prenota/{MONDAY}/"' in page


def test_after_the_closing_it_leads_to_the_next_open_day(read, floor, at):
    at("2026-11-20 20:00")
    page = read(DESK)
    assert "Ha chiuso alle 18:30." in page
    assert f'href="/prenota/{MONDAY}/"' in page
    assert "Prenota per lunedì 23 novembre 2026" in page
    assert f'href="/sale/STELVIO/{MONDAY}/"' in read(ROOM)


def test_on_a_day_without_opening_the_reason_and_the_next_open_day(read, floor):
    midnight = local(MONDAY, time())
    ClosureFactory(start=midnight, end=midnight + timedelta(days=1))
    page = read(DESK)
    assert "Disinfestazione" in page
    assert 'href="/prenota/2026-11-24/"' in page
    assert "quell’orario" not in page


def test_an_outage_that_ends_today_says_when(read, floor, at):
    OutOfServiceFactory(space=floor.room, start=local(MONDAY, time(8)), end=local(MONDAY, time(11)))
    page = read(ROOM)
    assert "Apre alle 11:00." in page
    assert "Lampada rotta" in page
    assert "quell’orario" not in page


def test_an_assigned_place_says_whose_use_it_is_and_promises_nothing(read, floor, other_member):
    Assignment.objects.create(space=floor.desk, person=other_member, starts=date(2026, 1, 1))
    BookingFactory(
        space=floor.desk, day=MONDAY, person=other_member, made_at=local(MONDAY, time(7))
    )
    page = read(DESK)
    assert "Questo posto è assegnato" in page
    assert "Se nessuno arriva" not in page
    assert other_member.last_name not in page
    assert f"/prenota/{MONDAY}/giornata/A02/" in page
    assert "quell’orario" not in page


def test_an_assigned_place_offers_nothing_before_the_opening_either(read, floor, at, other_member):
    Assignment.objects.create(space=floor.desk, person=other_member, starts=date(2026, 1, 1))
    at("2026-11-23 07:00")
    page = read(DESK)
    assert "Questo posto è assegnato" in page
    assert "/mattina/A01/" not in page


def test_a_code_typed_in_small_letters_is_found(read, floor):
    assert choices(read("/qui/a01/")) == ["13:00", "18:30"]


def test_a_code_of_no_place(reader, floor):
    answer = reader.get("/qui/Z99/")
    assert answer.status_code == 404
    assert "Non c’è nessun posto «Z99»" in answer.text
    assert reader.post("/qui/Z99/prenota/", follow=True).status_code == 404


def test_whose_membership_has_ended_learns_it(client_of, floor, other_member):
    join(other_member, ends=date(2026, 11, 1))
    page = client_of(other_member).get(DESK).text
    assert "adesione non comprende" in page
    assert choices(page) == []


@pytest.mark.parametrize(
    ("role", "words"), [("applicant", "La mia domanda"), ("official", "Il programma")]
)
def test_who_books_nothing_reads_why(floor, role, words, client_of, request):
    client = client_of(request.getfixturevalue(role))
    answer = client.get(DESK)
    assert answer.status_code == 200
    assert "Postazione fissa A01" in answer.text
    assert words in answer.text
    assert client.post(f"{DESK}prenota/").status_code == 403
    assert not Booking.objects.exists()


def test_a_stranger_signs_in_first_and_comes_back(floor, client, member, settings):
    join(member)
    answer = client.get(DESK)
    assert answer.url.endswith(f"?next={DESK}")
    member.set_password("una-parola-lunga")
    member.save()
    member.emailaddress_set.create(email=member.email, verified=True, primary=True)
    answer = client.post(answer.url, {"login": member.email, "password": "una-parola-lunga"})
    assert answer.url == DESK


def test_a_place_taken_meanwhile_is_a_sentence(reader, floor):
    data = form_of(reader, DESK, "13:00")
    others(floor.desk)
    answer = reader.post(f"{DESK}prenota/", data, follow=True)
    assert "Qualcun altro ha questo posto" in answer.text
    assert not Booking.objects.filter(is_walk_in=True).exists()


def test_a_half_day_that_ended_a_second_ago(reader, floor, at):
    data = form_of(reader, DESK, "13:00")
    at("2026-11-23 13:00:00")
    answer = reader.post(f"{DESK}prenota/", data, follow=True)
    assert "non si è prenotato nulla" in answer.text
    assert choices(answer.text) == ["18:30"]
    assert not Booking.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"until": ""}, {"until": "99:99"}, {"request_key": ""}, {"request_key": "x"}]
)
def test_bad_input_books_nothing(reader, floor, wrong):
    answer = reader.post(f"{DESK}prenota/", form_of(reader, DESK, "13:00") | wrong, follow=True)
    assert answer.status_code == 200
    assert 'role="alert"' in answer.text
    assert not Booking.objects.exists()


def test_reading_changes_nothing(read, reader, member, floor):
    mine(member, floor.desk)
    read(DESK)
    read(ROOM)
    assert reader.get(f"{DESK}prenota/")["Location"] == DESK
    assert Booking.objects.get().status == "confirmed"
    assert not JournalEntry.objects.exists()


def test_the_same_queries_with_one_and_three(reader, floor, member, queries_of):
    others(floor.desk)
    one = queries_of(lambda: reader.get(DESK))
    others(floor.desks[1])
    others(floor.room)
    mine(member, floor.room, afternoon=True)
    assert queries_of(lambda: reader.get(DESK)) == one


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_both_nights_of_the_clocks(client_of, floor, member, at, day):
    join(member)
    for clock in ("00:30", "01:59", "03:00", "23:30"):
        at(f"{day} {clock}")
        assert client_of(member).get(DESK).status_code == 200
        assert client_of(member).get(ROOM).status_code == 200
