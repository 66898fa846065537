"""Rooms made of rooms: who takes the whole takes the parts, and the other way round."""

import uuid
from datetime import date, time

import pytest
from django.db import transaction

from core.clock import local_midnight
from core.closing import close
from core.models import OutgoingMail
from core.month import Month
from core.refusals import Refusal
from spaces import actions
from spaces.actions import openings, places
from spaces.availability.cells import Cells
from spaces.models import Booking, KindRules, OutOfService, Space
from spaces.pages.moving import Destinations
from spaces.schedule.opening import Opening
from spaces.tests.factories import (
    BookingFactory,
    ClosureFactory,
    OutOfServiceFactory,
    PersonFactory,
    SpaceFactory,
    local,
)

TUESDAY = date(2026, 11, 24)
WEDNESDAY = date(2026, 11, 25)
NINE, TEN, ELEVEN = time(9), time(10), time(11)


@pytest.fixture
def hall(floor):
    """A hall that is made of the floor's meeting room and of another one."""
    other = SpaceFactory(room=True, code="TONALE", name="Tonale", zone=floor.room.zone)
    found = SpaceFactory(hall=True, code="SALA", name="Grande", zone=floor.room.zone)
    found.parts.set([floor.room, other])
    return found


@pytest.fixture
def desk(floor, staff, client_of):
    return client_of(staff)


def take(space, person=None, start=NINE, end=TEN, day=TUESDAY):
    person = person or PersonFactory()
    when = {"start": local(day, start), "end": local(day, end)}
    return actions.book(by=person, person=person, space=space, **when)


def change(place, **more):
    """What the staff's form of a place sends."""
    plan = ["plan_x", "plan_y", "plan_width", "plan_height"]
    names = ["code", "name", "kind", "capacity", "opened_on", *plan]
    kept = {name: getattr(place, name) for name in names} | {"zone": place.zone_id}
    return kept | {"parts": [part.pk for part in place.parts.all()]} | more


def test_the_whole_blocks_its_parts_and_a_part_the_whole(floor, hall):
    take(hall)
    with pytest.raises(Refusal) as refused:
        take(floor.room)
    assert refused.value.code == "taken"
    take(floor.room, start=TEN, end=ELEVEN)
    with pytest.raises(Refusal) as refused:
        take(hall, start=TEN, end=ELEVEN)
    assert refused.value.code == "taken"
    take(hall.parts.get(code="TONALE"), start=TEN, end=ELEVEN)
    assert Booking.objects.holding().count() == 3


def test_over_http_the_refusal_is_a_sentence_and_nothing_is_booked(reader, floor, hall):
    take(hall)
    sent = {"start": "09:00", "end": "10:00", "request_key": uuid.uuid4()}
    answer = reader.post(f"/sale/{floor.room.code}/{TUESDAY}/", sent)
    assert answer.status_code == 409
    assert "Stelvio è occupata anch’essa mentre Grande è prenotata" in answer.text
    assert Booking.objects.count() == 1
    take(floor.room, start=TEN, end=ELEVEN)
    sent = {"start": "10:00", "end": "11:00", "request_key": uuid.uuid4()}
    answer = reader.post(f"/sale/{hall.code}/{TUESDAY}/", sent)
    assert answer.status_code == 409
    assert "Grande è occupata anch’essa mentre Stelvio è prenotata" in answer.text
    assert Booking.objects.count() == 2


def test_the_staff_choose_the_rooms_of_a_room(desk, floor):
    other = SpaceFactory(hall=True, code="SALA", name="Grande", zone=floor.room.zone)
    path = f"/spazi/{other.code}/modifica/"
    assert "Composta da queste sale" in desk.get(path).text
    for _again in range(2):
        desk.post(path, change(other, parts=[floor.room.pk]))
    assert list(other.parts.all()) == [floor.room]
    desk.post(path, change(other, parts=[]))
    assert not other.parts.exists()


@pytest.mark.parametrize(
    ("whole", "parts", "words"),
    [
        ("A01", ["STELVIO"], "Solo una sala è composta da sale"),
        ("SALA", ["DOPPIA"], "è composta a sua volta da sale"),
        ("STELVIO", ["TONALE"], "fa parte di"),
        ("SALA", ["CHIUSA"], "non è in servizio"),
    ],
)
def test_only_one_level_of_rooms(desk, floor, hall, whole, parts, words):
    SpaceFactory(hall=True, code="DOPPIA", zone=hall.zone).parts.set([floor.room])
    SpaceFactory(room=True, code="CHIUSA", zone=hall.zone, opened_on=date(2027, 1, 1))
    place = Space.objects.get(code=whole)
    before = set(place.parts.all())
    chosen = [Space.objects.get(code=code).pk for code in parts]
    answer = desk.post(f"/spazi/{whole}/modifica/", change(place, parts=chosen))
    assert words in answer.text
    assert set(place.parts.all()) == before


def test_a_room_is_not_a_part_of_itself(desk, hall, staff):
    answer = desk.post(f"/spazi/{hall.code}/modifica/", change(hall, parts=[hall.pk]))
    assert 'role="alert"' in answer.text
    facts = change(hall) | {"zone": hall.zone, "equipment": [], "parts": [hall]}
    with pytest.raises(Refusal) as refused:
        places.change_place(by=staff, place=hall, **facts)
    assert refused.value.code == "parts"
    assert hall.parts.count() == 2


def test_bookings_of_the_whole_take_new_parts_from_now_on(floor, staff):
    hall = SpaceFactory(hall=True, code="SALA", zone=floor.room.zone)
    take(hall)
    join(hall, [floor.room], staff)
    with pytest.raises(Refusal):
        take(floor.room)
    join(hall, [], staff)
    take(floor.room)


def test_bookings_in_the_way_are_named_and_nothing_changes(floor, staff):
    hall = SpaceFactory(hall=True, code="SALA", zone=floor.room.zone)
    take(hall)
    take(floor.room, PersonFactory(last_name="Bonetti"))
    with pytest.raises(Refusal) as refused:
        join(hall, [floor.room], staff)
    assert refused.value.code == "in_the_way"
    assert "Bonetti" in refused.value.sentence
    assert "Stelvio" in refused.value.sentence
    assert not hall.parts.exists()


def test_two_wholes_that_share_a_part_meet(floor, hall, staff):
    twin = SpaceFactory(hall=True, code="ALTRA", zone=hall.zone)
    take(hall)
    take(twin)
    with pytest.raises(Refusal) as refused:
        join(twin, [floor.room], staff)
    assert refused.value.code == "in_the_way"


@transaction.atomic
def join(place, parts, staff):
    facts = change(place) | {"zone": place.zone, "equipment": [], "parts": parts}
    places.change_place(by=staff, place=place, **facts)


def test_the_whole_is_shut_while_a_part_is_out_of_service(floor, hall):
    start, end = local(TUESDAY, NINE), local(TUESDAY, TEN)
    OutOfServiceFactory(space=floor.room, start=start, end=end)
    opening = Opening.on(TUESDAY)
    assert len(opening.of(hall, TUESDAY)) == 2
    assert opening.of(floor.room, TUESDAY) == opening.of(hall, TUESDAY)
    assert len(opening.of(hall.parts.get(code="TONALE"), TUESDAY)) == 1
    with pytest.raises(Refusal) as refused:
        take(hall)
    assert refused.value.code == "out_of_service"
    assert "Stelvio: Lampada rotta" in refused.value.sentence
    take(hall, start=TEN, end=ELEVEN)


def test_the_whole_is_shut_while_a_part_is_closed(floor, hall):
    closure = ClosureFactory(start=local(TUESDAY, NINE), end=local(TUESDAY, TEN))
    closure.spaces.set([floor.room, floor.desk])
    with pytest.raises(Refusal) as refused:
        take(hall)
    assert "Stelvio: Disinfestazione" in refused.value.sentence
    opening = Opening.on(TUESDAY)
    assert len(opening.of(floor.desk, TUESDAY)) == 2
    assert len(opening.of(floor.office, TUESDAY)) == 1


def test_the_opening_loads_with_the_same_queries(floor, hall, queries_of):
    def load():
        return Opening(TUESDAY, WEDNESDAY)

    none = queries_of(load)
    for hour in (9, 11, 13):
        OutOfServiceFactory(
            space=floor.room, start=local(TUESDAY, time(hour)), end=local(TUESDAY, time(hour + 1))
        )
    assert queries_of(load) == none == 1


def test_a_part_out_of_service_shows_the_bookings_of_the_whole(floor, hall, staff):
    booking = take(hall)
    span = {"start": local_midnight(TUESDAY), "end": local_midnight(WEDNESDAY)}
    wanted = {"by": staff, "place": floor.room, "reason": "Perdita"} | span
    with pytest.raises(Refusal) as refused:
        openings.take_out(**wanted)
    assert refused.value.bookings == [booking]
    openings.take_out(**wanted, agreed=frozenset({booking.pk}))
    booking.refresh_from_db()
    assert booking.status == Booking.Status.CANCELLED
    assert "Perdita" in OutgoingMail.objects.latest("pk").text
    assert OutOfService.objects.count() == 1


def test_a_closed_part_shows_the_bookings_of_the_whole(floor, hall, staff):
    booking = take(hall)
    span = {"start": local_midnight(TUESDAY), "end": local_midnight(WEDNESDAY)}
    with pytest.raises(Refusal) as refused:
        openings.close_places(by=staff, places=(floor.room,), reason="Lavori", **span)
    assert refused.value.bookings == [booking]


def test_a_part_is_not_retired_before_it_is_taken_out(desk, floor, hall):
    sent = {"on": "2026-11-25", "reason": "x"}
    answer = desk.post(f"/spazi/{floor.room.code}/ritira/", sent)
    assert "Grande" in answer.text
    assert not Space.objects.exclude(retired_on=None).exists()
    answer = desk.post(f"/spazi/{floor.room.code}/modifica/", change(floor.room, kind="office"))
    assert "Grande" in answer.text
    assert Space.objects.get(pk=floor.room.pk).kind == "meeting_room"


def test_closed_months_keep_their_opening(floor, staff, at):
    hall = SpaceFactory(hall=True, code="SALA", zone=floor.room.zone)
    day = date(2026, 10, 6)
    OutOfServiceFactory(space=floor.room, start=local(day, NINE), end=local(day, TEN))
    with transaction.atomic():
        close(Month.parse("2026-10"), by=staff)
    with pytest.raises(Refusal) as refused:
        join(hall, [floor.room], staff)
    assert "Ottobre 2026" in refused.value.sentence
    BookingFactory(space=hall)
    assert not hall.parts.exists()


# -- A buffer reaches through the rooms that share a part ---------------------------------------------
@pytest.mark.parametrize("kind", ["meeting_room", "event_room"])
@pytest.mark.parametrize(("first", "second"), [("part", "whole"), ("whole", "part")])
def test_the_longest_buffer_of_joined_rooms_holds_for_each_of_them(
    floor, hall, kind, first, second, reader
):
    KindRules.objects.filter(kind=kind).update(buffer_minutes=30)
    rooms = {"part": floor.room, "whole": hall}
    take(rooms[first], start=TEN, end=ELEVEN)
    with pytest.raises(Refusal) as refused:
        take(rooms[second], start=ELEVEN, end=time(12))
    assert refused.value.code == "too_close"
    assert "30" in refused.value.sentence
    assert refused.value.later.start == local(TUESDAY, time(11, 30))
    with pytest.raises(Refusal):
        take(rooms[second])
    taken = take(rooms[second], start=time(11, 30), end=time(12, 30))
    with pytest.raises(Refusal) as refused:
        actions.move(
            by=taken.person, booking=taken, space=rooms[second],
            start=local(TUESDAY, ELEVEN), end=local(TUESDAY, time(12)),
        )  # fmt: skip
    assert refused.value.code == "too_close"


def test_the_pages_offer_no_time_within_the_buffer_of_a_joined_room(reader, floor, hall, member):
    KindRules.objects.filter(kind="event_room").update(buffer_minutes=30)
    take(floor.room, start=TEN, end=ELEVEN)
    day = Cells.of(TUESDAY, WEDNESDAY, member)
    free = ((time(8, 30), time(9, 30)), (time(11, 30), time(18, 30)))
    hours = tuple((local(TUESDAY, start), local(TUESDAY, end)) for start, end in free)
    assert day.free_hours(floor.room, TUESDAY) == hours
    assert day.free_hours(hall, TUESDAY) == hours
    mine = take(hall, member, start=time(14), end=time(15), day=WEDNESDAY)
    rooms = Destinations(mine, TUESDAY, member).free_rooms
    assert {each.place.code: each.spans for each in rooms}["SALA"] == hours


def test_a_retired_room_keeps_no_buffer(floor, hall):
    KindRules.objects.filter(kind="event_room").update(buffer_minutes=30)
    Space.objects.filter(pk=hall.pk).update(retired_on=TUESDAY)
    take(floor.room, start=TEN, end=ELEVEN)
    assert take(floor.room, start=ELEVEN, end=time(12))
