"""What the rules answer by themselves: defaults that no page leaves, and whole sentences."""

from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace

import pytest

from spaces import rules
from spaces.availability import asks
from spaces.models import Booking, Closure, KindRules, OutOfService, Space
from spaces.rules import days, states
from spaces.rules.ask import Asker, Own, OwnBooking
from spaces.tests.factories import ClosureFactory, PersonFactory, local, make_floor

TUESDAY = date(2026, 11, 24)
TEN, NOON = (datetime(2026, 11, 24, hour, tzinfo=UTC) for hour in (10, 12))


def test_who_brings_nothing_has_nothing():
    nothing = Own()
    assert nothing == Own(memberships=(), applicant_kind="", bookings=())
    assert nothing.other_desk(TEN, NOON) is None
    assert nothing.coming("desk", TEN) == 0
    assert nothing.time_in_week("desk", TUESDAY) == timedelta(0)
    assert not nothing.covers(TUESDAY)
    assert Asker(None, TEN).own == nothing


def test_who_left_no_desk_sits_at_it():
    sits = OwnBooking("mobile_desk", "P01", TEN, NOON, Booking.Status.CONFIRMED)
    assert sits.is_left is False
    assert Own(bookings=(sits,)).other_desk(TEN, NOON) is sits
    left = sits._replace(is_left=True)
    assert Own(bookings=(left,)).other_desk(TEN, NOON) is None
    assert Own(bookings=(left, sits)).other_desk(TEN, NOON) is sits


def test_a_booking_that_begins_now_is_not_to_come():
    own = Own(bookings=(OwnBooking("mobile_desk", "P01", TEN, NOON, Booking.Status.CONFIRMED),))
    assert own.coming("mobile_desk", TEN) == 0
    assert own.coming("mobile_desk", TEN - timedelta(seconds=1)) == 1


def far(**ahead):
    """What is said of a day on which these kinds, booked so many days ahead, can't be had."""
    ask = SimpleNamespace(asker=SimpleNamespace(today=TUESDAY))
    kinds = [KindRules(kind=kind, days_ahead=count) for kind, count in ahead.items()]
    return days.too_far(ask, kinds)


@pytest.mark.parametrize(
    ("ahead", "first", "rooms"),
    [
        ({"mobile_desk": 30, "office": 60, "meeting_room": 30}, 30, None),
        ({"mobile_desk": 30, "office": 60, "meeting_room": 60}, 30, 60),
        ({"mobile_desk": 30, "fixed_desk": 40, "meeting_room": 30}, 40, 30),
        ({"office": 60, "meeting_room": 30}, 60, 30),
        ({"meeting_room": 20, "office": 20}, 20, None),
        ({"meeting_room": 25}, 25, None),
    ],
)
def test_a_day_too_far_names_the_desks_limit_then_the_rooms(ahead, first, rooms):
    sentence = far(**ahead)
    assert f"al massimo {first} giorni" in sentence.split(".")[0]
    assert sentence.count("giorni") == (1 if rooms is None else 2)
    if rooms is not None:
        assert f"{rooms} giorni" in sentence.split(".", 2)[2]


@pytest.mark.parametrize("model", [Closure, OutOfService])
def test_what_closes_is_to_come_in_force_over_or_reopened(model):
    table = states._closing(model, "a.verb")
    assert table.model is model
    made = {move.after for move in table.moves if "a.verb" in move.verbs}
    assert made == {states.TO_COME, states.IN_FORCE, states.OVER}
    reopened = {move.before: move.after for move in table.moves if "reopen" in "".join(move.verbs)}
    assert reopened == {states.IN_FORCE: states.OVER, states.TO_COME: states.GONE}


@pytest.fixture
def sentence(db, at):
    """What is said to who asks for a place of the floor for these hours."""
    at("2026-11-23 09:00")
    floor = make_floor()

    def said(kind, start, end):
        place = {Space.Kind.MEETING_ROOM: floor.room, Space.Kind.MOBILE_DESK: floor.desk}[kind]
        person = PersonFactory()
        made = asks.ask_for(
            person=person, space=place, start=local(TUESDAY, start), end=local(TUESDAY, end)
        )
        refusal = rules.objection(made)
        return refusal and (refusal.code, refusal.sentence.replace(place.label, "X"))

    return said


def test_a_closure_in_the_middle_is_named_to_who_asks_across_it(sentence):
    ClosureFactory(start=local(TUESDAY, time(10)), end=local(TUESDAY, time(12)), reason="Prova")
    closed = "In quell’orario non si può usare X: Prova. Scegli un altro orario."
    assert sentence(Space.Kind.MEETING_ROOM, time(8, 30), time(13)) == ("closed", closed)
    # A half day is what is left of it.
    assert sentence(Space.Kind.MOBILE_DESK, time(8, 30), time(13)) is None
    assert sentence(Space.Kind.MEETING_ROOM, time(12), time(13)) is None


def test_without_a_closure_the_open_hours_are_named(sentence):
    code, said = sentence(Space.Kind.MEETING_ROOM, time(7), time(8))
    assert code == "closed"
    assert "l’apertura è 08:30–18:30" in said
