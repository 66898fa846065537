"""The staff set a limit aside with a reason; what is true of the place, nobody can."""

from datetime import date, time

import pytest

from core.models import JournalEntry
from core.refusals import Refusal
from spaces import actions
from spaces.models import Assignment, Booking, KindRules
from spaces.tests.factories import (
    BookingFactory,
    ClosureFactory,
    OutOfServiceFactory,
    PersonFactory,
    SpaceFactory,
    local,
    make_floor,
)

TUESDAY = date(2026, 11, 24)
REASON = "Chiede per telefono, torna da un mese di malattia"


@pytest.fixture
def floor(db, at):
    at("2026-11-23 09:00")
    return make_floor()


@pytest.fixture
def book(floor, staff):
    def book(space=None, day=TUESDAY, hours=(time(8, 30), time(13)), by=None, **more):
        return actions.book(
            by=by or staff,
            person=more.pop("person", None) or PersonFactory(),
            space=space or floor.desk,
            start=local(day, hours[0]),
            end=local(day, hours[1]),
            **more,
        )

    return book


def test_a_limit_gives_way_to_a_reason_that_is_kept(book):
    far = {"day": date(2027, 3, 2)}
    with pytest.raises(Refusal) as refused:
        book(**far)
    assert (refused.value.code, refused.value.may_override) == ("too_far", True)
    booking = book(**far, override=REASON)
    assert booking.override_reason == REASON
    line = JournalEntry.objects.filter(verb="booked").latest("pk")
    assert line.details["set_aside"] == ["too_far"]
    assert REASON not in str(line.details)


def test_several_limits_at_once_are_all_written(book, floor):
    own = BookingFactory(space=floor.desks[1], whole_day=True)
    book(person=own.person, hours=(time(9), time(11)), override=REASON)
    line = JournalEntry.objects.filter(verb="booked").latest("pk")
    assert line.details["set_aside"] == ["not_a_slot", "has_another"]


def test_a_reason_that_nothing_needed_is_not_kept(book):
    assert book(override=REASON).override_reason == ""


def test_a_coworker_sets_nothing_aside(book):
    person = PersonFactory()
    with pytest.raises(Refusal) as refused:
        book(by=person, person=person, day=date(2027, 3, 2), override=REASON)
    assert refused.value.code == "not_staff"
    assert not Booking.objects.exists()


def test_never_a_place_that_somebody_has(book, floor):
    BookingFactory(space=floor.desk)
    with pytest.raises(Refusal) as refused:
        book(override=REASON)
    assert (refused.value.code, refused.value.may_override) == ("taken", False)
    far = {"day": date(2027, 3, 2), "hours": (time(9), time(11))}
    book(**far, override=REASON)
    with pytest.raises(Refusal) as refused:
        book(**far, override=REASON)
    assert refused.value.code == "taken"


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        ({"min_minutes": 300}, "too_short"),
        ({"max_minutes": 60}, "too_long"),
        ({"max_coming": 1}, "too_many_coming"),
        ({"max_hours_week": 1}, "week_is_full"),
        ({"open_to": ["student"]}, "not_open_to"),
        ({"buffer_minutes": 30}, "too_close"),
    ],
)
def test_each_limit_of_a_kind_can_be_set_aside(book, floor, limits, code):
    KindRules.objects.filter(kind="fixed_desk").update(**limits)
    own = BookingFactory(space=floor.desk, afternoon=True)
    with pytest.raises(Refusal) as refused:
        book(person=own.person)
    assert (refused.value.code, refused.value.may_override) == (code, True)
    book(person=own.person, override=REASON)
    assert JournalEntry.objects.latest("pk").details["set_aside"] == [code]


def test_never_a_place_assigned_to_somebody(book, floor):
    Assignment.objects.create(space=floor.desk, person=PersonFactory(), starts=TUESDAY)
    with pytest.raises(Refusal) as refused:
        book(override=REASON)
    assert (refused.value.code, refused.value.may_override) == ("assigned", False)


def test_never_what_is_true_of_the_place(book, floor, at):
    whole_day = {"start": local(TUESDAY, time(7)), "end": local(TUESDAY, time(20))}
    OutOfServiceFactory(space=floor.desks[1], **whole_day)
    closure = ClosureFactory(**whole_day)
    closure.spaces.set([floor.desks[2]])
    retired = SpaceFactory(zone=floor.desk.zone, retired_on=TUESDAY)
    refusals = []
    for place in (floor.desks[1], floor.desks[2], retired):
        with pytest.raises(Refusal) as refused:
            book(place, override=REASON)
        refusals.append((refused.value.code, refused.value.may_override))
    at("2026-11-24 13:00")
    with pytest.raises(Refusal) as refused:
        book(override=REASON)
    refusals.append((refused.value.code, refused.value.may_override))
    codes = ["out_of_service", "closed", "not_in_service", "over"]
    assert refusals == [(code, False) for code in codes]
