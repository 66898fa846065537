"""Places that the rules can't tell apart share their answers, and nothing else."""

from datetime import date, time, timedelta

import pytest

from core.refusals import Refusal
from spaces import actions, rules
from spaces.availability.cells import HALVES, Cells
from spaces.availability.engine import Availability
from spaces.schedule.opening import Slot
from spaces.tests.factories import (
    BookingFactory,
    OutOfServiceFactory,
    PersonFactory,
    assign,
    join,
    local,
)

TUESDAY = date(2026, 11, 24)
DAY, WEEK = "/prenota/2026-11-24/?fascia=mattina", "/settimana/2026-11-24/"


@pytest.fixture
def look(floor, member):
    """Reads Tuesday anew for a member."""
    join(member)
    return lambda: Cells.of(TUESDAY, TUESDAY + timedelta(days=1), member)


def alike(cells, place):
    return cells.read.alike(cells.read.on(place, TUESDAY))


def test_who_else_holds_a_place_makes_no_difference(look, floor):
    for desk in floor.desks[:2]:
        BookingFactory(space=desk, person=PersonFactory())
    cells = look()
    first, second, free = floor.desks[:3]
    assert alike(cells, first) == alike(cells, second) is not None
    assert alike(cells, free) != alike(cells, first)


def test_each_is_refused_in_its_own_name_as_book_refuses_it(look, floor, member):
    desks = floor.desks[:2]
    for desk in desks:
        BookingFactory(space=desk, person=PersonFactory())
    cells = look()
    for desk in desks:
        cell = cells.cell(desk, TUESDAY, Slot.MORNING)
        assert cell.objection.ask.space.pk == desk.pk
        assert desk.label in cell.objection.sentence
        with pytest.raises(Refusal) as refused:
            actions.book(by=member, person=member, space=desk, start=cell.span[0], end=cell.span[1])
        assert refused.value.code == cell.code == "taken"


def test_what_is_the_persons_own_is_like_no_other(look, floor, member):
    BookingFactory(space=floor.desk, person=member)
    assign(floor.desks[1], to=member)
    assign(floor.desks[2], to=PersonFactory())
    cells = look()
    assert [alike(cells, desk) for desk in floor.desks[:3]] == [None, None, None]


def test_hours_of_its_own_tell_a_place_apart(look, floor):
    OutOfServiceFactory(
        space=floor.desk, start=local(TUESDAY, time(14)), end=local(TUESDAY, time(15))
    )
    assert alike(look(), floor.desk) is None


def test_hours_of_its_own_are_of_no_other_place(look, floor):
    """Whichever of its kind is looked at first."""
    day = {"start": local(TUESDAY, time(0)), "end": local(TUESDAY, time(23))}
    OutOfServiceFactory(space=floor.desk, **day)
    assign(floor.desks[1], to=PersonFactory())
    cells = look()
    assert [cells.read.sort_of(desk, TUESDAY) for desk in floor.desks[:2]] == [None, None]
    assert cells.read.slots(floor.desk, TUESDAY) == {}
    for desk in floor.desks[1:]:
        assert set(cells.read.slots(desk, TUESDAY)) == set(Slot)
        assert cells.read.on(desk, TUESDAY).is_anothers == (desk == floor.desks[1])
    assert cells.free_desks(TUESDAY, Slot.DAY) == len(floor.desks) - 2


def test_what_the_hours_answer_is_the_same_for_all_who_ask(look, floor, member, staff):
    """It is kept with the setup: another person, at another moment, gets what the rules say to them."""
    times = [(local(TUESDAY, time(hour, 20)), local(TUESDAY, time(13))) for hour in (6, 8, 10, 15)]
    slots = list(look().read.slots(floor.desk, TUESDAY).values())
    moments = [local(TUESDAY - timedelta(days=days), time(9)) for days in (1, 0, -3, 400)]
    people = (member, staff, PersonFactory(membership=None))
    for person, now in [(person, now) for now in moments for person in people]:
        read = Availability(TUESDAY, TUESDAY + timedelta(days=1), person, now=now)
        for place in (floor.desk, floor.room, floor.office):
            for start, end in (*times, *slots):
                ask = read.ask(place, start, end)
                found = read.objection(place, start, end)
                anew = rules.objection(ask)
                assert (found and found.code) == (anew and anew.code)


def test_while_a_rule_may_look_at_everything_each_place_is_asked(look, floor, monkeypatch):
    monkeypatch.setitem(rules.RULES, "odd", lambda ask: "no" if ask.space == floor.desk else None)
    cells = look()
    assert alike(cells, floor.desk) is None
    for half in HALVES:
        codes = [cells.cell(desk, TUESDAY, half).code for desk in floor.desks[:2]]
        assert codes == ["odd", ""]


def test_desks_are_counted_as_their_cells_are(look, floor):
    BookingFactory(space=floor.desk, person=PersonFactory())
    BookingFactory(space=floor.desks[1], person=PersonFactory(), whole_day=True)
    cells = look()
    for slot in (Slot.DAY, *HALVES):
        free = [desk for desk in floor.desks if cells.cell(desk, TUESDAY, slot).state == "free"]
        assert look().free_desks(TUESDAY, slot) == len(free)
        kinds = {(cell.state, cell.code) for cell in cells.desks(TUESDAY, slot)}
        every = {cells.cell(desk, TUESDAY, slot) for desk in floor.desks}
        assert kinds == {(cell.state, cell.code) for cell in every}


def test_names_and_reasons_are_written_as_they_are(read, floor):
    """A week's cell is a pattern: what people wrote is no part of it."""
    floor.desk.name = "50% %(code)s <b>"
    floor.desk.save()
    whole_day = {"start": local(TUESDAY, time(7)), "end": local(TUESDAY, time(20))}
    OutOfServiceFactory(space=floor.desks[1], reason="100% %(label)s & <i>", **whole_day)
    for page in (read(WEEK), read(DAY)):
        assert "50% %(code)s &lt;b&gt;" in page
        assert "100% %(label)s &amp; &lt;i&gt;" in page
