"""What a page calls free, `book` gives; what it does not, `book` refuses with the code that the page carries.

Held over generated months for every page that says whether a place can be had. Each check is shown to fail
once the page is made to say something else.
"""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils.html import escape
from hypothesis import HealthCheck, Phase, given, settings

from core.clock import monday_of
from core.refusals import Refusal
from spaces import actions, rules
from spaces.availability import cells as cells_module
from spaces.availability import dry_run, nearest, waiting
from spaces.availability.cells import HALVES, SLOTS, Cells
from spaces.availability.engine import Availability
from spaces.availability.steps import Steps
from spaces.models import Booking, Space, WaitingRequest
from spaces.pages import finder, here, usual
from spaces.pages.addresses import Addresses
from spaces.pages.day import DayPage
from spaces.pages.moving import Destinations
from spaces.pages.week import WeekPage
from spaces.pages.words import state_words
from spaces.rules import State
from spaces.schedule.series import Wish
from spaces.tests import bookable_worlds, generated_months

pytestmark = pytest.mark.django_db

#: As many places and times of a page are booked.
TRIED = 10


class Undone(Exception):
    """Everything was booked as it should: now it is not."""


def answered(action, **wanted) -> str:
    """The code with which the verb refuses; nothing when it does it, and it is undone at once."""
    try:
        with transaction.atomic():
            action(**wanted)
            raise Undone
    except Undone:
        return ""
    except Refusal as refusal:
        return refusal.code


def booked(person, place, span) -> str:
    return answered(actions.book, by=person, person=person, space=place, start=span[0], end=span[1])


def agrees(person, place, cell, what) -> None:
    """Whether a cell says what `book` does."""
    assert booked(person, place, cell.span) == cell.code, (what, place.code, place.kind, cell)
    if cell.state == State.FREE:
        assert not cell.code
    if cell.state == State.PARTLY and cell.slot:
        assert booked(person, place, cell.spans[0]) == "", (what, place.code, cell)


def some(chance, found, number=TRIED):
    """A sample in which what can be had is half, as far as there is enough of it."""
    found = list(found)
    chance.shuffle(found)
    free = [each for each in found if not each[-1].code][: number // 2]
    return [*free, *[each for each in found if each[-1].code][: number - len(free)]]


# -- One check for each page ---------------------------------------------------------------------------
def check_day(town):
    slot = town.chance.choice(SLOTS)
    day = town.today + timedelta(days=town.chance.randrange(5))
    monday = monday_of(day)
    page = DayPage(Cells.of(monday, monday + timedelta(days=7), town.person), day, slot)
    marks = {mark.own.label: mark for group in page.groups for mark in group.marks}
    seen = [(place, page.cells.cell(place, day, slot)) for place in page.cells.places]
    for place, cell in some(town.chance, seen):
        agrees(town.person, place, cell, "day")
        mark = marks[place.label]
        shown = mark.look.cell
        assert (shown.code, *shown._replace(objection=None)) == (
            cell.code, *cell._replace(objection=None),
        )  # fmt: skip
        assert mark.words.startswith(escape(state_words(cell, page.cells.read.on(place, day))))
        assert f"place {cell.state}" in mark.look.css
        if cell.state in (State.FREE, State.PARTLY):
            assert mark.url, (place, cell)
        if mark.wait_url:
            assert cell.may_wait
    free = [place for place, cell in seen if place.kind in Space.DESKS and cell.state == State.FREE]
    assert page.cells.free_desks(day, slot) == len(free)


def check_week(town):
    monday = monday_of(town.today + timedelta(days=town.chance.choice([0, 7])))
    page = WeekPage(Cells.of(monday, monday + timedelta(days=7), town.person), monday)
    seen = [
        (place, day, slot, page.cells.cell(place, day, slot))
        for place in page.cells.places
        for day in page.dates
        for slot in HALVES
    ]
    for place, day, slot, cell in some(town.chance, seen):
        agrees(town.person, place, cell, "week")
        addresses = Addresses(day, {})
        half = page.half(page.cells.read.on(place, day), slot, addresses)
        assert half.state == cell.state or (half.state, cell.state) == ("partly", "mine")
        assert str(half.state) in page.body
        if half.state in ("free", "partly"):
            assert half.url


def check_hours(town):
    """The room page, and what day and week say of rooms: each step by itself."""
    day = town.today + timedelta(days=town.chance.randrange(4))
    cells = Cells.of(day, day + timedelta(days=1), town.person)
    rooms = [place for place in cells.places if cells.read.by_the_hour(place)]
    for place in rooms:
        found = cells.steps(cells.read.on(place, day))
        for span, objection in town.chance.sample(found, min(4, len(found))):
            assert booked(town.person, place, span) == (objection.code if objection else "")
        for slot in SLOTS:
            cell = cells.cell(place, day, slot)
            agrees(town.person, place, cell, "hours")
            for span in cell.spans if cell.state == State.PARTLY else ():
                shortest = (
                    span[0],
                    span[0] + cells_module.shortest(cells.read.rules_of(place.kind)),
                )
                assert booked(town.person, place, shortest) == ""


def check_home(town):
    steps = Steps(town.today, town.today + timedelta(days=31), town.person)
    cells = Cells.of(town.today, town.today + timedelta(days=31), town.person)
    for proposal in usual.proposals(town.person, steps):
        span = cells.read.slots(proposal.place, proposal.day)[proposal.slot]
        assert booked(town.person, proposal.place, span) == "", proposal


def check_finder(town):
    day = town.today + timedelta(days=town.chance.randrange(4))
    cells = Cells.of(day, day + timedelta(days=31), town.person)
    slot = town.chance.choice([None, *SLOTS])
    wish = finder.Wish(day, slot=slot, kind=town.chance.choice(["", *Space.Kind.values]))
    found = finder.search(cells, wish)
    firsts = [finder.first_desk(cells), finder.first_room(cells)]
    for each in [*found, *filter(None, firsts)]:
        assert booked(town.person, each.place, each.span) == "", each
    if not found and (cell := finder.refused(cells, wish)):
        agrees(town.person, cell.objection.ask.space, cell, "finder")
    gone = {place.pk for place in cells.places} - {each.place.pk for each in found}
    missed = (place for place in cells.places if place.pk in gone and wish.suits(place))
    for place in missed:
        if slot and not cells.read.by_the_hour(place):
            assert cells.cell(place, day, slot).code, place


def check_here(town):
    place = town.chance.choice(town.places)
    found = here.look(town.person, place)
    for span in found.offers:
        assert booked(town.person, place, span) == ""
    if found.refusal:
        ask = found.refusal.ask
        assert booked(town.person, place, (ask.start, ask.end)) == found.refusal.code
    if found.nearest and found.nearest.slot:
        other = Cells.of(town.today, town.today + timedelta(days=1), town.person)
        span = other.read.slots(found.nearest.place, town.today)[found.nearest.slot]
        assert booked(town.person, found.nearest.place, span) == ""


def check_moving(town):
    own = Booking.objects.filter(person=town.person, status="confirmed", start__gt=town.now)
    booking = own.select_related("space", "person").first()
    if booking is None or rules.why_not_move(
        town.person, booking, rules_of(booking.space), town.now
    ):
        return
    day = town.today + timedelta(days=town.chance.randrange(5))
    page = Destinations(booking, day, town.person)
    if page.by_the_hour:
        wanted = [(free.place, _first_of(free)) for free in page.free_rooms]
        asked = [(place, span, "") for place, span in wanted]
    else:
        asked = [
            (place, span, page.code_of(place, span)) for (_slot, place), span in page.slots.items()
        ]
        assert {(place, span) for place, span, code in asked if not code} == {
            (place, span) for (_slot, place), span in page.free_slots.items()
        }
    for place, span, code in town.chance.sample(asked, min(6, len(asked))):
        wanted = {"booking": booking, "space": place, "start": span[0], "end": span[1]}
        assert answered(actions.move, by=town.person, **wanted) == code, (place, span, code)


def rules_of(place):
    return Availability(place.opened_on, place.opened_on, places=[place]).rules_of(place.kind)


def _first_of(free):
    start = free.spans[0][0]
    return start, start + cells_module.shortest(rules_of(free.place))


def check_series(town):
    place = town.chance.choice(town.places)
    read = Availability(town.today, town.today, places=[place])
    by_hours = read.by_the_hour(place)
    wish = Wish(
        place,
        frozenset(town.chance.sample(range(7), 3)),
        town.today,
        town.today + timedelta(days=20),
        slot=None if by_hours else town.chance.choice(SLOTS),
        starts_at=bookable_worlds.time(10) if by_hours else None,
        ends_at=bookable_worlds.time(11, 30) if by_hours else None,
    )
    run = dry_run.DryRun(wish, town.person)
    with transaction.atomic():
        for line in run.lines:
            span = {"start": line.start, "end": line.end}
            code = line.refusal.code if line.refusal else ""
            if code == dry_run.NO_SUCH_HOUR:
                continue
            wanted = {"by": town.person, "person": town.person, "space": place, **span}
            assert answered(actions.book, **wanted) == code, line
            if not code:
                actions.book(**wanted)
        transaction.set_rollback(True)


def check_waiting(town):
    """Who joins a line, and who is handed a place."""
    place = town.chance.choice(town.places)
    day = town.today + timedelta(days=town.chance.randrange(1, 5))
    cells = Cells.of(day, day + timedelta(days=1), town.person)
    if place not in cells.places:
        return
    slot = town.chance.choice(SLOTS)
    span = cells.cell(place, day, slot).span
    code = cells.read.objection(place, *span)
    code = code.code if code else ""
    refusal = waiting.why_not_join(town.person, [place], *span, town.now)
    if not code:
        assert refusal.code == "free"
        assert booked(town.person, refusal.place, span) == ""
    elif rules.Remedy.WAITING in rules.answer_to(code).remedies:
        assert refusal is None or refusal.code == "too_soon"
    else:
        assert refusal.code == code
    request = WaitingRequest(
        person=town.person, kind=place.kind, space=place, start=span[0], end=span[1]
    )
    assert (waiting.place_for(request, town.places) == place) is (
        booked(town.person, place, span) == ""
    )


def check_nearest(town):
    """What is offered instead is had by the next tap."""
    day = town.today + timedelta(days=town.chance.randrange(4))
    cells = Cells.of(day, day + timedelta(days=1), town.person)
    refused = [
        cell
        for place in cells.places
        for slot in SLOTS
        if (cell := cells.cell(place, day, slot)).objection
    ]
    for cell in town.chance.sample(refused, min(3, len(refused))):
        place = cell.objection.ask.space
        found = nearest.why_not(
            person=town.person, space=place, start=cell.span[0], end=cell.span[1]
        )
        assert found.code == cell.code
        if found.instead:
            assert booked(town.person, found.instead, cell.span) == ""
        elif found.later and not found.hours:
            later = found.later
            assert booked(town.person, later.place, (later.start, later.end)) == ""


CHECKS = [
    check_day, check_week, check_hours, check_home, check_finder, check_here, check_moving,
    check_series, check_waiting, check_nearest,
]  # fmt: skip


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_every_page_says_what_book_does(check):
    @settings(
        max_examples=8,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(generated_months.seeds)
    def holds(seed):
        with time_machine.travel(bookable_worlds.moment_of(seed), tick=False), transaction.atomic():
            check(bookable_worlds.build(seed))
            transaction.set_rollback(True)

    holds()


# -- Each check can fail -------------------------------------------------------------------------------
def lie_of_cells(monkeypatch):
    """The projection calls free what somebody has."""
    honest = cells_module._refused

    def lying(cells, here, span, objection, near):
        cell = honest(cells, here, span, objection, near)
        is_taken = cell.state in (State.TAKEN, State.BARRED, State.ASSIGNED)
        return cell._replace(state=State.FREE, objection=None, spans=(span,)) if is_taken else cell

    monkeypatch.setattr(cells_module, "_refused", lying)


def lie_of_the_read(monkeypatch):
    """What is read for many places forgets who holds them; what the verbs ask does not."""
    honest = Availability._by_place_and_day

    def forgetful(self, bookings):
        return {} if len(self.places) > 1 else honest(self, bookings)

    monkeypatch.setattr(Availability, "_by_place_and_day", forgetful)


def lie_of_answers(monkeypatch):
    """Many cells are asked fewer rules than `book` is."""
    honest = rules.Answers.objection

    def lying(self, ask):
        found = honest(self, ask)
        return None if found and found.code in LIED_ABOUT and ask.offered else found

    monkeypatch.setattr(rules.Answers, "objection", lying)


LIED_ABOUT = ("taken", "has_another", "not_a_member", "assigned", "too_close")


@pytest.mark.parametrize(
    ("check", "lie"),
    [
        (check_day, lie_of_cells),
        (check_day, lie_of_the_read),
        (check_day, lie_of_answers),
        # Each lie is told above; that the other pages notice it too need not be asked after each change.
        pytest.param(check_week, lie_of_cells, marks=pytest.mark.slow),
        *(
            pytest.param(check, lie_of_answers, marks=pytest.mark.slow)
            for check in CHECKS
            if check not in (check_day, check_series)
        ),
    ],
    ids=lambda each: each.__name__,
)
def test_a_page_that_lies_is_noticed(check, lie, monkeypatch):
    lie(monkeypatch)
    with pytest.raises(AssertionError):
        look_at_many(check)


def look_at_many(check):
    for seed in range(1, 60):
        with time_machine.travel(bookable_worlds.moment_of(seed), tick=False), transaction.atomic():
            check(bookable_worlds.build(seed))
            transaction.set_rollback(True)
