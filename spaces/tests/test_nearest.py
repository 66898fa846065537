"""What is offered when the answer is no: only what the person can really have."""

from datetime import date, time, timedelta

import pytest

from core.refusals import Refusal
from spaces import actions, rules
from spaces.availability import asks, nearest
from spaces.models import Assignment, KindRules, Space
from spaces.tests.factories import (
    BookingFactory,
    ClosureFactory,
    OutOfServiceFactory,
    PersonFactory,
    SpaceFactory,
    join,
    local,
    make_floor,
)

TUESDAY = date(2026, 11, 24)
WEDNESDAY = TUESDAY + timedelta(1)
MORNING = (time(8, 30), time(13))


@pytest.fixture
def floor(db, at):
    at("2026-11-23 09:00")
    return make_floor()


@pytest.fixture
def answer(floor):
    """What an ask is told, with the code of the place or the words of the time that it is offered."""

    def ask(space=None, day=TUESDAY, hours=MORNING, person=None, moving=None):
        found = nearest.why_not(
            person=person or PersonFactory(),
            space=space or floor.desk,
            start=local(day, hours[0]),
            end=local(day, hours[1]),
            moving=moving,
        )
        assert found is not None
        other = found.instead.code if found.instead else None
        return found.code, other, found.later.words if found.later else None

    return ask


def assign(place, person):
    return Assignment.objects.create(space=place, person=person, starts=TUESDAY)


def whole_day(day=TUESDAY):
    return {"start": local(day, time(7)), "end": local(day, time(20))}


def all_but(floor, *free) -> None:
    """Everything else that is a desk is taken on Tuesday morning."""
    for desk in floor.desks:
        if desk not in free:
            BookingFactory(space=desk)


def test_the_nearest_desk_is_one_of_the_same_kind_and_zone(answer, floor):
    all_but(floor, floor.desks[1], floor.desks[3])
    assert answer() == ("taken", "A02", None)


def test_a_place_out_of_service_assigned_or_closed_sends_to_another_at_that_time(answer, floor):
    OutOfServiceFactory(space=floor.desk, **whole_day())
    assert answer() == ("out_of_service", "A02", None)
    assign(floor.desks[2], PersonFactory())
    assert answer(floor.desks[2]) == ("assigned", "A04", None)
    ClosureFactory(**whole_day()).spaces.set([floor.desks[3]])
    assert answer(floor.desks[3])[:2] == ("closed", "A02")


def test_a_place_of_somebody_else_is_not_offered(answer, floor):
    all_but(floor, floor.desks[1], floor.desks[2])
    assert answer()[1] == "A02"
    assign(floor.desks[1], PersonFactory())
    assert answer()[1] == "A03"


def test_the_holder_is_offered_the_own_place(answer, floor):
    holder = PersonFactory()
    all_but(floor, floor.desks[3])
    assign(floor.desks[3], holder)
    assert answer(person=holder)[1] == "A04"
    assert answer()[1] is None


def test_a_lent_day_is_everybodys(answer, floor):
    all_but(floor, floor.desks[3])
    assign(floor.desks[3], PersonFactory()).lent.create(day=TUESDAY)
    assert answer()[1] == "A04"


def test_a_kind_of_place_that_the_person_may_not_book_is_not_offered(answer, floor):
    KindRules.objects.filter(kind="fixed_desk").update(open_to=["student"])
    assert answer() == ("not_open_to", "A03", None)
    all_but(floor, floor.desks[1])
    assert answer(floor.desks[2])[:2] == ("taken", None)


def test_a_retired_or_closed_place_is_not_offered(answer, floor):
    all_but(floor, floor.desks[1], floor.desks[2])
    ClosureFactory(**whole_day()).spaces.set([floor.desks[1]])
    Space.objects.filter(pk=floor.desks[2].pk).update(retired_on=TUESDAY)
    assert answer() == ("taken", None, "martedì 24 novembre 2026 di pomeriggio")


def test_a_closed_day_offers_the_next_open_half_day(answer):
    assert answer(day=date(2026, 12, 8)) == ("closed", None, "mercoledì 9 dicembre 2026 di mattina")


def test_a_slot_that_is_over_offers_the_next_one_of_that_place(answer, at):
    at("2026-11-24 13:00")
    assert answer() == ("over", None, "martedì 24 novembre 2026 di pomeriggio")


def test_who_wants_a_whole_day_is_offered_what_is_left_of_it_or_the_next_one(answer, floor):
    day = (time(8, 30), time(18, 30))
    for desk in floor.desks:
        BookingFactory(space=desk, afternoon=True)
    assert answer(hours=day) == ("taken", None, "martedì 24 novembre 2026 di mattina")
    BookingFactory(space=floor.desk)
    assert answer(hours=day)[2] == "mercoledì 25 novembre 2026 per tutta la giornata"


def test_who_has_a_desk_already_is_offered_a_time_without_one(answer, floor):
    own = BookingFactory(space=floor.desks[1], whole_day=True)
    BookingFactory(space=floor.desk, day=WEDNESDAY)
    assert answer(person=own.person) == (
        "has_another",
        None,
        "mercoledì 25 novembre 2026 di pomeriggio",
    )


def test_a_full_week_offers_the_next_one(answer, floor):
    KindRules.objects.filter(kind="fixed_desk").update(max_hours_week=5)
    own = BookingFactory(space=floor.desk)
    assert answer(person=own.person, day=WEDNESDAY) == (
        "week_is_full",
        None,
        "lunedì 30 novembre 2026 di mattina",
    )


def test_who_has_all_the_bookings_allowed_is_offered_nothing(answer, floor):
    KindRules.objects.filter(kind="fixed_desk").update(max_coming=1)
    own = BookingFactory(space=floor.desk)
    assert answer(person=own.person, day=WEDNESDAY) == ("too_many_coming", None, None)


# -- Rooms -------------------------------------------------------------------------------------------
TEN = (time(10), time(11))


@pytest.fixture
def cevedale(floor):
    return SpaceFactory(room=True, code="CEVEDALE", name="Cevedale", zone=floor.room.zone)


def test_a_taken_room_sends_to_another_room(answer, floor, cevedale):
    BookingFactory(space=floor.room, opens=time(10), closes=time(12))
    assert answer(floor.room, hours=TEN) == ("taken", "CEVEDALE", None)


def test_a_bigger_room_is_no_excuse_for_a_smaller_one_while_there_is_another(
    answer, floor, cevedale
):
    Space.objects.filter(pk=cevedale.pk).update(capacity=2)
    SpaceFactory(room=True, code="ADAMELLO")
    BookingFactory(space=floor.room, opens=time(10), closes=time(12))
    assert answer(floor.room, hours=TEN)[1] == "ADAMELLO"


def test_the_only_room_is_offered_for_that_long_later(answer, floor):
    BookingFactory(space=floor.room, opens=time(10), closes=time(12))
    BookingFactory(space=floor.room, opens=time(12, 30), closes=time(14))
    assert answer(floor.room, hours=TEN) == (
        "taken",
        None,
        "martedì 24 novembre 2026 dalle 14:00 alle 15:00",
    )


def test_a_room_taken_till_closing_is_offered_on_the_next_day(answer, floor):
    BookingFactory(space=floor.room, whole_day=True)
    assert answer(floor.room, hours=TEN)[2] == "mercoledì 25 novembre 2026 dalle 08:30 alle 09:30"


def test_the_time_offered_keeps_the_buffer(answer, floor):
    KindRules.objects.filter(kind="meeting_room").update(buffer_minutes=30)
    BookingFactory(space=floor.room, opens=time(10), closes=time(12))
    assert answer(floor.room, hours=(time(9), time(10))) == (
        "too_close",
        None,
        "martedì 24 novembre 2026 dalle 12:30 alle 13:30",
    )


def test_hours_off_the_steps_are_offered_on_the_steps(answer, floor):
    assert answer(floor.room, hours=(time(10, 10), time(11))) == (
        "off_the_raster",
        None,
        "martedì 24 novembre 2026 dalle 10:30 alle 11:30",
    )


def test_a_part_of_a_taken_whole_is_not_offered_nor_the_whole_of_a_taken_part(
    answer, floor, cevedale
):
    whole = SpaceFactory(room=True, code="TUTTA", name="Tutta", zone=floor.room.zone)
    whole.parts.set([floor.room, cevedale])
    booked = BookingFactory(space=whole, opens=time(10), closes=time(11))
    assert answer(floor.room, hours=TEN) == (
        "taken",
        None,
        "martedì 24 novembre 2026 dalle 11:00 alle 12:00",
    )
    booked.delete()
    BookingFactory(space=floor.room, opens=time(10), closes=time(11))
    assert answer(whole, hours=TEN)[1] == "CEVEDALE"
    assert answer(floor.room, hours=TEN)[1] == "CEVEDALE"


def test_what_moves_is_in_nobodys_way(answer, floor):
    all_but(floor, floor.desks[1])
    own = BookingFactory(space=floor.desks[1])
    assert answer(person=own.person, moving=own) == ("taken", "A02", None)


def test_what_is_offered_can_be_booked(floor):
    """Whatever the refusal names: the same person takes it with the next click."""
    person = PersonFactory()
    all_but(floor, floor.desks[2])
    first = {"start": local(TUESDAY, MORNING[0]), "end": local(TUESDAY, MORNING[1])}
    with pytest.raises(Refusal) as refused:
        actions.book(by=person, person=person, space=floor.desk, **first)
    actions.book(by=person, person=person, space=refused.value.instead, **first)
    with pytest.raises(Refusal) as refused:
        actions.book(by=PersonFactory(), person=PersonFactory(), space=floor.desk, **first)
    later = refused.value.later
    actions.book(by=person, person=person, space=later.place, start=later.start, end=later.end)


@pytest.mark.parametrize("count", [1, 12])
def test_looking_takes_as_many_queries_for_many_bookings(floor, queries_of, count):
    person = PersonFactory()
    for number in range(count):
        for desk in floor.desks:
            BookingFactory(space=desk, day=TUESDAY + timedelta(number))
    made = asks.ask_for(
        person=person,
        space=floor.desk,
        start=local(TUESDAY, time(8, 30)),
        end=local(TUESDAY, time(13)),
    )

    def looked():
        assert nearest.with_alternative(rules.objection(made)).later

    assert queries_of(looked) == 2


@pytest.mark.parametrize("asks_as", ["member", "staff"])
def test_who_finds_an_office_assigned_gets_another_office_or_a_desk(
    answer, floor, asks_as, request
):
    person = request.getfixturevalue(asks_as)
    join(person)
    assign(floor.office, PersonFactory())
    code, desk, _later = answer(floor.office, person=person)
    assert (code, desk) == ("assigned", "A01")
    SpaceFactory(office=True, code="U02", zone=floor.desk.zone)
    assert answer(floor.office, person=person)[:2] == ("assigned", "U02")
