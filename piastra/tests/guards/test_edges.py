"""Each number of the rules at its edge: the moment itself, one before it, one after it; in summer and in winter.

A moment is a microsecond, a day a day of Rome's. At 00:30 in Rome it is still yesterday in UTC.
"""

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

from budget import rules as money
from budget.figures import spending
from budget.models import Commitment, Document, Line, Programme
from budget.tests.factories import (
    CommitmentFactory,
    DocumentFactory,
    InstalmentFactory,
    LineFactory,
    PaymentFactory,
)
from core import words as written
from core.access import Permission, Role, allows, runs_the_place
from core.clock import ROME, today
from core.models import ANSWER_WITHIN, AccessibilityFeedback
from core.month import Month
from events import rules as meetings
from events.figures import events
from events.models import Event, Registration
from events.tests.factories import EventFactory, RegistrationFactory
from members.figures import DECIDED, people
from members.models import Application, ApplicationMove, Invitation, Membership, User
from members.models.invitations import LASTS
from members.tests.factories import ApplicationFactory
from piastra.reports.models import Edition
from spaces import rules
from spaces.availability import asks, waiting
from spaces.figures import occupancy
from spaces.models import Assignment, Booking, KindRules, Space, WaitingRequest, WeeklyHours
from spaces.schedule import raster
from spaces.schedule.opening import Opening, is_in_service
from spaces.schedule.series import Wish, why_not_wish
from spaces.tests.factories import (
    BookingFactory,
    ClosureFactory,
    PersonFactory,
    SpaceFactory,
    assign,
    local,
    make_floor,
)

MOMENT = timedelta(microseconds=1)
DAY = timedelta(days=1)
#: A winter's and a summer's Tuesday.
SEASONS = [date(2026, 11, 24), date(2026, 6, 16)]
STAFF = SimpleNamespace(is_authenticated=True, is_active=True, role=Role.STAFF, pk=1)


@pytest.fixture(params=SEASONS, ids=["winter", "summer"])
def day(request) -> date:
    return request.param


def usual(**facts) -> KindRules:
    return KindRules(kind="fixed_desk", half_day_at=time(13), **facts)


def booking(day: date, **fields) -> Booking:
    """Unsaved, of a morning, made a week before."""
    start = local(day, time(8, 30))
    usual = {"start": start, "end": local(day, time(13)), "made_at": start - timedelta(days=7)}
    return Booking(space=Space(code="A01", kind="fixed_desk"), person_id=7, **usual | fields)


def around(moment: datetime, ask) -> tuple:
    """What is answered just before, at, and just after the moment."""
    return tuple(bool(ask(moment + step)) for step in (-MOMENT, timedelta(), MOMENT))


# -- bookings ----------------------------------------------------------------------------------------


def test_in_time_is_until_the_last_hour_to_cancel(day):
    one, hours = booking(day), usual(cancel_hours=12)
    last = one.start - timedelta(hours=12)
    asked = around(last, lambda now: rules.cancelled_in_time(one, hours, now))
    assert asked == (True, True, False)


def test_a_booking_can_t_be_given_back_or_moved_from_its_end_on(day):
    one, hours = booking(day), usual(cancel_hours=0)
    no = around(one.end, lambda now: rules.why_not_cancel(STAFF, one, now))
    assert no == (False, True, True)
    no = around(one.end, lambda now: rules.why_not_move(STAFF, one, hours, now))
    assert no == (False, True, True)


def test_the_door_opens_early_and_closes_with_the_end(day):
    one, hours = booking(day), usual(early_minutes=60)
    opens = one.start - timedelta(hours=1)
    no = around(opens, lambda now: rules.why_not_check_in(one, hours, now))
    assert no == (True, False, False)
    no = around(one.end, lambda now: rules.why_not_check_in(one, hours, now))
    assert no == (False, True, True)


def test_coming_and_leaving_are_written_a_little_longer_than_the_later_of_end_and_closing(day):
    one = booking(day, status="attended")
    closes = local(day, time(18, 30))
    for spans, until in [((), one.end), (((one.start, closes),), closes)]:
        last = rules.present_until(one, spans)
        assert last == until + timedelta(minutes=30)
        for why_not in (rules.why_not_check_out, rules.why_not_undo_check_in):
            no = around(last, lambda now, why=why_not, last=last: why(one, last, now))
            assert no == (False, False, True)


@pytest.mark.parametrize(("grace", "late"), [(60, 0), (15, 0), (60, 90)])
def test_absent_is_who_has_not_come_when_the_grace_is_over(day, grace, late):
    """Who books, or moves, once the time began has the grace from then."""
    one, hours = booking(day), usual(grace_minutes=grace)
    if late:
        one.moved_at = one.start + timedelta(minutes=late)
    from_ = one.start + timedelta(minutes=grace + late)
    assert rules.absent_from(one, hours) == from_
    no = around(from_, lambda now: rules.why_not_mark_absent(one, hours, now))
    assert no == (True, False, False)


def test_who_books_on_the_day_from_the_cut_off_on_is_spared(day):
    one, hours = booking(day), usual(cutoff_minutes=120)
    cutoff = one.start - timedelta(hours=2)

    def spared(made_at) -> bool:
        one.made_at = made_at
        return rules.is_spared(one, hours)

    assert around(cutoff, spared) == (False, True, True)
    midnight, hours.cutoff_minutes = local(day, time(0)), 24 * 60
    assert around(midnight, spared) == (False, True, True)


def test_a_reminder_leaves_in_its_hours_and_not_to_who_booked_in_them(day):
    one, hours = booking(day), usual(remind_hours=24)
    opens = one.start - DAY

    def reminded(now) -> bool:
        return rules.is_to_be_reminded(one, hours, now)

    assert around(opens, reminded) == (False, True, True)
    assert around(one.start, reminded) == (True, False, False)

    def of_who_booked(made_at) -> bool:
        one.made_at = made_at
        return reminded(one.start - MOMENT)

    assert around(opens, of_who_booked) == (True, False, False)
    one.made_at, one.reminded_at = opens - DAY, opens - DAY
    assert not reminded(opens)
    one.reminded_at -= MOMENT
    assert reminded(opens)


def test_without_hours_nobody_is_reminded(day):
    one = booking(day)
    for hours in (None, 0):
        assert not rules.is_to_be_reminded(one, usual(remind_hours=hours), one.start - MOMENT)


@pytest.fixture
def code(db, at, day):
    """The code of the rule that an ask breaks, made at Monday noon."""
    at(f"{day - DAY} 12:00")
    floor, person = make_floor(), PersonFactory()

    def ask(opens, closes, on=day, space=None, **facts) -> str:
        KindRules.objects.update(**facts)
        wanted = {"person": person, "space": space or floor.room}
        found = rules.objection(
            asks.ask_for(**wanted, start=local(on, opens), end=local(on, closes))
        )
        return found.code if found else ""

    ask.floor, ask.person = floor, person
    return ask


def test_a_meeting_is_as_long_as_the_rules_say(code):
    nine = time(9)
    limits = {"min_minutes": 60, "max_minutes": 120, "raster_minutes": 1}
    assert code(nine, time(9, 59), **limits) == "too_short"
    assert code(nine, time(10)) == code(nine, time(11)) == ""
    assert code(nine, time(11, 1)) == "too_long"


def test_it_lies_on_the_steps_of_the_clock(code):
    assert code(time(9, 20), time(10), raster_minutes=20) == ""
    assert code(time(9, 30), time(10)) == code(time(9, 20), time(10, 10)) == "off_the_raster"
    assert code(time(9, 20, 1), time(10)) == "off_the_raster"


def test_a_pause_between_two_is_as_long_as_the_rules_say(code, day):
    room = code.floor.room
    BookingFactory(space=room, start=local(day, time(9)), end=local(day, time(10)))
    facts = {"buffer_minutes": 15, "raster_minutes": 1}
    assert code(time(10, 14), time(11), **facts) == "too_close"
    assert code(time(10, 15), time(11)) == ""
    assert code(time(8, 30), time(8, 46)) == "too_close"
    assert code(time(8, 30), time(8, 45)) == ""


def test_as_many_coming_and_as_many_hours_a_week(code, day):
    BookingFactory(
        space=code.floor.room,
        person=code.person,
        start=local(day, time(9)),
        end=local(day, time(11)),
    )
    assert code(time(14), time(15), max_coming=1) == "too_many_coming"
    assert code(time(14), time(15), max_coming=2) == ""
    assert code(time(14), time(16), max_coming=None, max_hours_week=4) == ""
    assert code(time(14), time(16, 30)) == "week_is_full"


@pytest.mark.parametrize("clock", ["00:30", "12:00", "23:30"])
def test_the_last_day_ahead_is_counted_from_rome_s_today(code, day, at, clock):
    at(f"{day - DAY} {clock}")
    assert code(time(9), time(10), day + DAY, days_ahead=1) == "too_far"
    assert code(time(9), time(10), day) == ""


def test_a_membership_holds_from_its_first_day_and_not_on_its_last(code, day):
    Membership.objects.update(starts=day, ends=day + DAY)
    assert code(time(9), time(10)) == ""
    Membership.objects.update(starts=day - DAY, ends=day)
    assert code(time(9), time(10)) == "not_a_member"
    Membership.objects.update(starts=day + DAY, ends=None)
    assert code(time(9), time(10)) == "not_a_member"


def test_a_desk_that_only_touches_is_no_other_desk(code, day):
    desk, other = code.floor.desks[2:]
    BookingFactory(space=desk, person=code.person, day=day)
    assert code(time(13), time(18, 30), space=other) == ""
    assert code(time(8, 30), time(13), space=other) == "has_another"


# -- the waiting list --------------------------------------------------------------------------------


def test_nobody_joins_a_line_in_the_last_hour(db, at, day):
    at(f"{day} 08:00")
    floor, now = make_floor(), timezone.now()
    for desk in floor.desks[:2]:
        BookingFactory(space=desk, day=day, opens=time(13), closes=time(18, 30))
    person, places = PersonFactory(), list(floor.desks[:2])
    start, end = local(day, time(13)), local(day, time(18, 30))

    def refused(moment) -> bool:
        found = waiting.why_not_join(person, places, start, end, moment)
        return bool(found) and found.code == "too_soon"

    assert now < start
    assert around(start - waiting.LAST_CALL, refused) == (False, True, True)


def test_who_is_in_line(db, at, day):
    """Not who begins within the hour, whose account is closed, nor who only touches what came free."""
    at(f"{day - DAY} 12:00")
    floor = make_floor()
    start, end = local(day, time(9)), local(day, time(11))
    one = WaitingRequest.objects.create(
        person=PersonFactory(), kind="meeting_room", start=start, end=end
    )

    def line(start, end, now):
        return waiting.line_for([floor.room], start, end, now).exists()

    early = start - DAY
    assert line(start, end, early)
    assert around(start - waiting.LAST_CALL, lambda now: line(start, end, now)) == (
        True, False, False,
    )  # fmt: skip
    assert around(end, lambda since: line(since, since + DAY, early)) == (True, False, False)
    assert around(start, lambda until: line(until - DAY, until, early)) == (False, False, True)
    User.objects.filter(pk=one.person_id).update(is_active=False)
    assert not line(start, end, early)


def test_an_offer_is_lost_from_its_moment_on(db, at, day):
    until = at(f"{day} 08:00")
    offer = BookingFactory(day=day, status="offered", held_until=until)
    assert offer.is_overdue
    assert not Booking.objects.keeping().exists()
    assert Booking.objects.overdue().exists()
    Booking.objects.update(held_until=until + MOMENT)
    offer.refresh_from_db()
    assert not offer.is_overdue
    assert Booking.objects.keeping().exists()
    assert not Booking.objects.overdue().exists()


def test_an_assignment_that_is_somebody_s_twice_is_listed_once(db, day):
    floor, ada, bea = make_floor(), PersonFactory(), PersonFactory()
    found = assign(
        floor.office, organisation="Studio", people=[ada, bea], starts=day, ends=day + DAY
    )
    found.people.add(ada)
    assert list(Assignment.objects.of(ada)) == [found]
    assert list(Assignment.objects.visible_to(bea)) == [found]
    # Whose it is, and whoever else may use it.
    own = assign(floor.desk, to=ada, people=[bea, PersonFactory()], starts=day, ends=day + DAY)
    assert list(Assignment.objects.of(ada)) == [found, own]
    assert list(Assignment.objects.covering(day)) == [found, own]
    assert not Assignment.objects.covering(day + DAY).exists()
    assert not Assignment.objects.covering(day - DAY).exists()


def test_a_series_is_a_year_at_most_and_not_over(at, day):
    at(f"{day} 00:30")
    room = Space(code="R1", kind="meeting_room")
    hours = {"starts_at": time(9), "ends_at": time(10), "weekdays": frozenset({day.weekday()})}

    def code(first, until, **changes) -> str:
        wish = Wish(space=room, first=first, until=until, **{**hours, **changes})
        found = why_not_wish(wish, timezone.now())
        return found.code if found else ""

    assert code(day, day + 365 * DAY) == ""
    assert code(day, day + 366 * DAY) == "too_long"
    assert code(day, day) == ""
    assert code(day, day - DAY) == "reversed"
    assert code(day - 7 * DAY, day - DAY) == "over"
    assert code(day - 7 * DAY, day) == ""
    assert code(day, day, ends_at=time(9)) == "no_hours"
    assert code(day, day, weekdays=frozenset({(day.weekday() + 1) % 7})) == "no_dates"


def test_the_smallest_room_that_does_is_offered_first(db, at, day):
    at(f"{day - DAY} 08:00")
    floor = make_floor()
    small = SpaceFactory(code="ZZ", kind="meeting_room", capacity=1, zone=floor.room.zone)
    assert floor.room.capacity > small.capacity
    request = WaitingRequest(
        person=PersonFactory(), kind="meeting_room", start=local(day, time(9)),
        end=local(day, time(10)),
    )  # fmt: skip
    for places in ([floor.room, small], [small, floor.room]):
        assert waiting.place_for(request, places) == small


def test_who_waits_for_a_named_place_is_before_those_who_would_get_it(db, at, day):
    """Before me is who would be offered what I wait for: whoever takes any, and who named the same place."""
    at(f"{day - DAY} 08:00")
    floor = make_floor()
    other = SpaceFactory(code="ZZ", kind="meeting_room", zone=floor.room.zone)
    nine, ten = local(day, time(9)), local(day, time(10))
    wishes = [
        (floor.room, "meeting_room", nine), (None, "meeting_room", nine),
        (floor.room, "meeting_room", nine), (other, "meeting_room", nine),
        (None, "fixed_desk", nine), (None, "meeting_room", ten),
    ]  # fmt: skip
    line = [
        WaitingRequest.objects.create(
            person=PersonFactory(), kind=kind, space=space, start=start,
            end=start + timedelta(hours=1), made_at=timezone.now(),
        )
        for space, kind, start in wishes
    ]  # fmt: skip
    assert [each.place for each in waiting.with_place_in_line(line)] == [1, 1, 3, 2, 1, 1]


# -- hours, closures, places in service --------------------------------------------------------------


def test_weekly_hours_hold_from_their_first_day_and_not_on_their_last(db, day):
    make_floor()
    hours = WeeklyHours.objects.filter(kind="meeting_room", weekday=day.weekday())
    for since, until, is_open in [
        (day, None, True), (day + DAY, None, False), (day - DAY, day, False),
        (day - DAY, day + DAY, True),
    ]:  # fmt: skip
        hours.update(valid_from=since, valid_until=until)
        assert bool(Opening.on(day).weekly("meeting_room", day)) == is_open, (since, until)


def test_a_place_serves_from_its_first_day_and_not_on_its_last(db, day):
    floor = make_floor()
    room = floor.room
    for opened, retired, serves in [
        (day, None, True), (day + DAY, None, False), (day - DAY, day, False),
        (day - DAY, day + DAY, True),
    ]:  # fmt: skip
        room.opened_on, room.retired_on = opened, retired
        room.save()
        assert is_in_service(room, day) == serves
        assert Space.objects.in_service_on(day).contains(room) == serves
        assert bool(Opening.on(day).of(room, day)) == serves
        assert Opening.on(day).is_usual(room, day) == serves


def test_a_closure_that_only_touches_closes_nothing(db, day):
    floor = make_floor()
    nine, ten = local(day, time(9)), local(day, time(10))
    ClosureFactory(start=nine, end=ten).spaces.set([floor.room])
    opening = Opening.on(day)
    for start, end, is_closed in [
        (ten, ten + DAY, False), (ten - MOMENT, ten, True), (nine - DAY, nine, False),
        (nine, nine + MOMENT, True),
    ]:  # fmt: skip
        assert bool(opening.hole_in(floor.room, start, end)) == is_closed
        assert opening.hole_in(floor.desk, start, end) is None


def test_a_time_in_steps_has_both_its_ends(day):
    nine, half, ten = (local(day, clock) for clock in (time(9), time(9, 30), time(10)))
    assert list(raster.moments((nine, ten), 30)) == [nine, half, ten]
    assert list(raster.moments((nine + MOMENT, ten - MOMENT), 30)) == [half]
    assert raster.widened((nine + MOMENT, ten - MOMENT), 30) == (nine, ten)
    assert raster.widened((nine, ten), 30) == raster.narrowed((nine, ten), 30) == (nine, ten)
    assert raster.narrowed((nine - MOMENT, ten + MOMENT), 30) == (nine, ten)
    assert raster.in_steps(ten - nine, 30) == ten - nine
    assert raster.in_steps(ten - nine + MOMENT, 30) == ten - nine + timedelta(minutes=30)


def test_a_place_is_in_the_figures_of_a_month_in_which_it_served_a_day(db, at, day):
    month = Month.of(day)
    at(f"{month.next.next.first} 12:00")
    room = make_floor().room
    for opened, retired, is_there in [
        (month.last, None, True), (month.next.first, None, False),
        (month.previous.first, month.first, False), (month.previous.first, month.first + DAY, True),
    ]:  # fmt: skip
        room.opened_on, room.retired_on = opened, retired
        room.save()
        codes = [row.code for row in occupancy(month).rows]
        assert (room.code in codes) == is_there, (opened, retired)


@pytest.mark.parametrize(
    ("came", "left", "used", "estimated"),
    [
        (0, None, 270, 270), (0, 60, 60, 0), (0, 300, 270, 0), (30, None, 240, 240), (-15, 270, 270, 0),
        (60, 60, 0, 0),
    ],
)  # fmt: skip
def test_use_is_from_the_check_in_to_the_check_out_or_the_end(
    db, at, day, came, left, used, estimated
):
    """Minutes after the start of a morning; what was open before it does not count."""
    month = Month.of(day)
    at(f"{month.next.next.first} 12:00")
    floor, start = make_floor(), local(day, time(8, 30))
    BookingFactory(
        space=floor.desk, day=day, status="attended",
        checked_in_at=start + timedelta(minutes=came),
        checked_out_at=None if left is None else start + timedelta(minutes=left),
    )  # fmt: skip
    (row,) = (row for row in occupancy(month).rows if row.code == floor.desk.code)
    assert (row.booked, row.used, row.estimated) == (270, used, estimated)


@pytest.mark.parametrize("clock", [time(0), time(0, 30), time(23, 30)])
def test_what_is_counted_of_a_booking_is_of_the_month_in_which_it_begins(db, at, day, clock):
    month = Month.of(day)
    at(f"{month.next.next.first} 12:00")
    floor = make_floor()
    for on, count in [(month.first, 1), (month.last, 1), (month.next.first, 0)]:
        Booking.objects.all().delete()
        start = local(on, clock)
        BookingFactory(space=floor.room, start=start, end=start + timedelta(minutes=20))
        assert occupancy(month).bookings_due == count, on
    begins = Booking.objects.get().start
    at(f"{begins.astimezone(ROME):%Y-%m-%d %H:%M}")
    assert occupancy(month.next).bookings_due == 1
    Booking.objects.update(start=begins + MOMENT * 1_000_000)
    assert occupancy(month.next).bookings_due == 0


def test_who_waits_is_counted_once_the_time_has_come(db, at, day):
    month = Month.of(day)
    begins = at(f"{day} 09:00")
    WaitingRequest.objects.create(
        person=PersonFactory(), kind="office", start=begins, end=begins + DAY, made_at=begins - DAY
    )
    assert [row.unmet for row in occupancy(month).waiting] == [1]
    WaitingRequest.objects.update(start=begins + MOMENT)
    assert occupancy(month).waiting == ()


# -- people ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_a_closed_account_may_do_nothing(role):
    for is_active in (True, False):
        user = SimpleNamespace(is_authenticated=True, is_active=is_active, role=role, pk=1)
        assert runs_the_place(user) == (is_active and role == Role.STAFF)
        for permission in Permission:
            assert not (allows(user, permission) and not is_active)


def test_an_invitation_opens_for_seven_days(db, at, day):
    now = at(f"{day} 08:00")
    made = Invitation.objects.create(email="a@example.org", role="staff", token_hash="a")
    assert timedelta(days=7) == LASTS
    assert made.expires_at == now + LASTS


def test_members_of_a_month_are_those_of_one_of_its_days(db, at, day):
    month = Month.of(day)
    at(f"{day} 08:00")
    person = PersonFactory(membership=None)
    for starts, ends, counts in [
        (month.last, None, 1),
        (month.next.first, None, 0),
        (month.previous.first, month.first, 0),
        (month.previous.first, month.first + DAY, 1),
    ]:
        Membership.objects.all().delete()
        Membership.objects.create(person=person, starts=starts, ends=ends)
        assert people(month).active_members == counts, (starts, ends)


def test_of_two_memberships_in_a_month_the_later_one_tells_what_somebody_is(db, at, day):
    month = Month.of(day)
    at(f"{month.last} 12:00")
    person = PersonFactory(membership=None)
    # Written in the other order, too.
    for first, later in (("graduate", "researcher"), ("researcher", "graduate")):
        for reverse_order in (False, True):
            Membership.objects.all().delete()
            spans = [(month.first, day, first), (day, None, later)]
            for starts, ends, kind in reversed(spans) if reverse_order else spans:
                application = ApplicationFactory(applicant=person, kind=kind, admitted=True)
                Membership.objects.create(
                    person=person, application=application, starts=starts, ends=ends
                )
            found = {row.kind: row.people for row in people(month).by_kind if row.people}
            assert found == {later: 1}


def test_an_application_is_decided_once_however_often_it_is_written(db, at, day):
    """And received in the month of its first moment in Rome to the last."""
    month = Month.of(day)
    at(f"{month.next.next.first} 12:00")
    application = ApplicationFactory(applicant=PersonFactory(role="applicant"), admitted=True)
    for after in ("admitted", "not_admitted"):
        ApplicationMove.objects.all().delete()
        for at_ in (month.start, month.end - MOMENT, month.end, month.start - MOMENT):
            ApplicationMove.objects.create(
                application=application, before="under_review", after=after, at=at_, reason="Pieno"
            )
        assert getattr(people(month), after) == 1
        ApplicationMove.objects.filter(at__gte=month.start, at__lt=month.end).delete()
        assert getattr(people(month), after) == 0
    for sent, count in [
        (month.start, 1), (month.end - MOMENT, 1), (month.end, 0), (month.start - MOMENT, 0),
    ]:  # fmt: skip
        Application.objects.update(submitted_at=sent)
        assert people(month).applications_received == count, sent


def test_somebody_is_new_in_the_month_of_the_first_membership(db, at, day):
    month = Month.of(day)
    at(f"{month.last} 12:00")
    person = PersonFactory(membership=None)
    for starts, count in [
        (month.first, 1), (month.last, 1), (month.next.first, 0), (month.previous.last, 0),
    ]:  # fmt: skip
        Membership.objects.all().delete()
        Membership.objects.create(person=person, starts=starts, ends=starts + DAY)
        Membership.objects.create(person=person, starts=month.next.last, ends=None)
        assert people(month).new_members == count, starts


# -- events ------------------------------------------------------------------------------------------


def test_an_event_begins_with_its_first_moment(db, at, day):
    begins = at(f"{day} 18:00")
    for start, no in [(begins + MOMENT, ""), (begins, "begun"), (begins - MOMENT, "begun")]:
        event = Event(start=start, end=start + DAY, status="published", capacity=1)
        found = meetings.why_not_register(event)
        assert (found.code if found else "") == no
        assert bool(meetings.why_not_call_off(event)) == bool(no)
        assert bool(meetings.why_not_cancel(Registration(event=event))) == bool(no)


def test_the_last_place_is_given_and_none_after_it(at, day):
    begins = at(f"{day} 08:00") + DAY
    event = Event(start=begins, end=begins + DAY, status="published", capacity=2, taken=1)
    assert meetings.why_not_register(event) is None
    event.taken = 2
    assert meetings.why_not_register(event).code == "full"
    assert meetings.why_not_hold(event) is None
    event.taken = 3
    assert meetings.why_not_hold(event).code == "fewer_than_registered"


@pytest.mark.parametrize("clock", [time(0, 30), time(23, 30)])
def test_presence_is_taken_from_the_day_in_rome_on(at, day, clock):
    event = Event(start=local(day, clock).astimezone(UTC), status="published")
    event.end = event.start + DAY
    registration = Registration(event=event, status="registered")
    at(f"{day - DAY} 23:59")
    assert meetings.why_not_mark(registration).code == "too_early"
    at(f"{day} 00:00")
    assert meetings.why_not_mark(registration) is None


@pytest.mark.parametrize("clock", [time(0), time(0, 30), time(23, 30)])
def test_an_event_is_of_the_month_in_which_it_begins_in_rome(db, at, day, clock):
    at(f"{day} 08:00")
    month = Month.of(day)
    for on, count in [(month.first, 1), (month.last, 1), (month.next.first, 0)]:
        Event.objects.all().delete()
        start = local(on, clock)
        EventFactory(start=start, end=start + timedelta(minutes=20))
        assert len(events(month)) == count, on
    event = Event.objects.get()
    RegistrationFactory(event=event, status="cancelled")
    assert [row.registered for row in events(month.next)] == [0]


# -- money -------------------------------------------------------------------------------------------

CENT = Decimal("0.01")


def cents_around(limit: Decimal, ask) -> tuple:
    return tuple(bool(ask(limit + step)) for step in (-CENT, Decimal(0), CENT))


def test_amounts_up_to_what_is_left_to_the_cent():
    programme = Programme(managed=Decimal(100), allocated=Decimal(40), total=Decimal(100))
    assert cents_around(Decimal(60), lambda amount: money.why_not_plan(programme, amount)) == (
        False, False, True,
    )  # fmt: skip
    line = Line(planned=Decimal(100), engaged=Decimal(40), code="A")
    no = (False, False, True)
    assert cents_around(Decimal(60), lambda amount: money.why_not_engage(line, amount)) == no
    assert cents_around(Decimal(40), lambda amount: money.why_not_lower(line, amount)) == (
        True, False, False,
    )  # fmt: skip
    order = Commitment(amount=Decimal(100), invoiced=Decimal(40), number="7")
    assert cents_around(Decimal(60), lambda amount: money.why_not_invoice(order, amount)) == no
    paper = Document(total=Decimal(100))
    paid = Decimal(30)
    asked = cents_around(Decimal(70), lambda amount: money.why_not_pay(paper, amount, paid=paid))
    assert asked == no


@pytest.mark.parametrize("clock", ["00:30", "12:00", "23:30"])
def test_today_is_no_day_to_come(at, day, clock):
    at(f"{day} {clock}")
    assert today() == day
    assert money.why_not_date(day) is None
    assert money.why_not_date(day + DAY).code == "future_date"


# -- what counts, status by status -------------------------------------------------------------------

#: Of each status of a booking: is it one to come, do its hours count for the week, does its person sit there?
OF_STATUS = {
    "confirmed": (True, True, True),
    "attended": (False, True, True),
    "offered": (False, False, True),
    "no_show": (False, False, False),
    "cancelled": (False, False, False),
    "cancelled_late": (False, False, False),
    "lapsed": (False, False, False),
}


@pytest.mark.parametrize("status", Booking.Status.values)
def test_what_a_person_s_booking_counts_for(db, at, day, status):
    at(f"{day - DAY} 12:00")
    floor, person = make_floor(), PersonFactory()
    held = {"held_until": timezone.now() + DAY} if status == "offered" else {}
    came = {"checked_in_at": timezone.now()} if status == "attended" else {}
    BookingFactory(space=floor.desk, person=person, day=day, status=status, **held, **came)
    start, end = local(day, time(8, 30)), local(day, time(13))
    own = asks.ask_for(person=person, space=floor.desks[2], start=start, end=end).own
    found = (
        own.coming("fixed_desk", timezone.now()) == 1,
        own.time_in_week("fixed_desk", day) == end - start,
        own.other_desk(start, end) is not None,
    )
    assert found == OF_STATUS[status]
    assert own.time_in_week("fixed_desk", day + 7 * DAY) == own.time_in_week("mobile_desk", day)
    assert own.time_in_week("mobile_desk", day) == timedelta()


#: Of each status: minutes booked of a morning, bookings due, missed, cancelled in time, cancelled late.
COUNTED = {
    "confirmed": (270, 1, 0, 0, 0), "attended": (270, 1, 0, 0, 0), "no_show": (60, 1, 1, 0, 0),
    "cancelled": (0, 0, 0, 1, 0), "cancelled_late": (0, 1, 0, 0, 1),
    "offered": (0, 0, 0, 0, 0), "lapsed": (0, 0, 0, 0, 0),
}  # fmt: skip


@pytest.mark.parametrize("status", Booking.Status.values)
def test_how_each_status_of_a_booking_is_counted(db, at, day, status):
    start = local(day, time(8, 30))
    more = {
        "attended": {"checked_in_at": start}, "offered": {"held_until": start},
        "no_show": {"released_at": start + timedelta(hours=1)},
    }  # fmt: skip
    BookingFactory(space=make_floor().desk, day=day, status=status, **more.get(status, {}))
    at(f"{Month.of(day).next.first} 12:00")
    found = occupancy(Month.of(day))
    of_desks = sum(row.booked for row in found.rows)
    counts = (found.bookings_due, found.no_shows, found.cancelled_in_time, found.cancelled_late)
    assert (of_desks, *counts) == COUNTED[status]


#: As what a request is counted once its time has come.
ENDS = {
    "waiting": "unmet", "unserved": "unmet", "offered": "expired", "expired": "expired",
    "served": "served", "declined": "declined", "withdrawn": "",
}  # fmt: skip


@pytest.mark.parametrize("status", WaitingRequest.Status.values)
def test_how_each_status_of_a_request_is_counted(db, at, day, status):
    start = local(day, time(8, 30))
    request = WaitingRequest.objects.create(
        person=PersonFactory(), kind="office", start=start, end=start + timedelta(hours=2),
        made_at=start - DAY,
    )  # fmt: skip
    with suppress(IntegrityError), transaction.atomic():
        WaitingRequest.objects.filter(pk=request.pk).update(status=status)
    if WaitingRequest.objects.get().status != status:
        offer = BookingFactory(day=day, status="offered", held_until=start)
        WaitingRequest.objects.update(status=status, offer=offer)
    at(f"{Month.of(day).next.first} 12:00")
    how = ENDS[status]
    found = [
        {name: getattr(row, name) for name in ("served", "declined", "expired", "unmet") if getattr(row, name)}
        for row in occupancy(Month.of(day)).waiting
    ]  # fmt: skip
    assert found == ([{how: 1}] if how else [])
    for row in occupancy(Month.of(day)).waiting:
        assert (row.asked, row.asked_minutes) == (1, 120)
        assert row.unmet_minutes == (120 if how == "unmet" else 0)


def test_what_is_decided_no_longer_waits_for_the_staff():
    assert set(DECIDED) == {"admitted", "not_admitted", "withdrawn", "waiting"}


def test_of_two_who_came_at_one_moment_the_first_written_comes_first(db, at, day):
    at(f"{day - DAY} 12:00")
    times = {"start": local(day, time(9)), "end": local(day, time(11))}
    line = [
        WaitingRequest.objects.create(
            person=PersonFactory(), kind="meeting_room", made_at=timezone.now(), **times
        )
        for _each in range(3)
    ]
    assert [each.place for each in waiting.with_place_in_line(line)] == [1, 2, 3]
    assert list(WaitingRequest.objects.in_line()) == line


# -- days of the money -------------------------------------------------------------------------------


@pytest.mark.parametrize("on", ["first", "last", "before", "after"])
def test_money_is_of_the_month_of_its_day(db, at, day, on):
    """From the first day to the last, both of them; what came before is in the sums, what comes after in none."""
    month = Month.of(day)
    days = {"first": month.first, "last": month.last, "before": month.previous.last}
    on_day = days.get(on, month.next.first)
    at(f"{month.next.next.first} 12:00")
    line = LineFactory(planned=Decimal(1000))
    CommitmentFactory(line=line, date=on_day, amount=Decimal(300))
    paper = DocumentFactory(line=line, date=on_day, taxable=Decimal(100), vat=0)
    PaymentFactory(document=paper, date=on_day, amount=paper.total)
    InstalmentFactory(date=on_day, amount=Decimal(50))
    found = spending(month)
    in_sums, in_month = int(on != "after"), int(on in ("first", "last"))
    (row,) = found.lines
    assert (row.committed, row.incurred, row.paid) == (300 * in_sums, 100 * in_sums, 100 * in_sums)
    assert row.available == 1000 - 400 * in_sums
    assert (len(found.documents), len(found.payments)) == (in_month, in_month)
    assert [each.paid for each in found.documents] == [100] * in_month
    assert found.instalments_received == 50 * in_sums
    last = found.history[-1]
    assert (last.month, last.incurred, last.paid) == (month, 100 * in_month, 100 * in_month)
    assert (last.cumulative_incurred, last.cumulative_paid) == (100 * in_sums, 100 * in_sums)


def test_what_an_order_takes_is_less_by_what_was_invoiced_on_it_once_it_counts(db, at, day):
    month = Month.of(day)
    at(f"{month.next.next.first} 12:00")
    line = LineFactory(planned=Decimal(1000))
    order = CommitmentFactory(line=line, date=month.last, amount=Decimal(300))
    DocumentFactory(commitment=order, date=month.last, taxable=Decimal(100), vat=0)
    assert [(row.committed, row.available) for row in spending(month).lines] == [(200, 700)]
    Commitment.objects.update(date=month.next.first)
    assert [(row.committed, row.available) for row in spending(month).lines] == [(0, 900)]


@pytest.mark.parametrize("amount", ["-0.001", "0.004", "-0.00", "0"])
def test_what_is_rounded_to_nothing_has_no_minus(amount):
    with override("it"):
        assert written.euro(Decimal(amount)) == "0,00 €"
        assert written.percent(Decimal(amount) / 100) == "0,0\N{NO-BREAK SPACE}%"
        assert written.whole_hours(Decimal(amount)) == "0"


def test_half_a_cent_goes_away_from_nothing():
    with override("it"):
        assert [written.euro(Decimal(each)) for each in ("0.005", "-0.005", "2.675", "1234.994")] == [
            "0,01 €", "-0,01 €", "2,68 €", "1.234,99 €",
        ]  # fmt: skip
        assert [written.whole_hours(each) for each in (29, 30, 89, 90)] == ["0", "1", "1", "2"]


def test_a_month_is_linked_to_the_newest_edition_of_the_one_before(db, at, day):
    at(f"{day} 12:00")
    month = Month.of(day)
    kept = {
        "state": "published",
        "published_at": timezone.now(),
        "sha256": "a" * 64,
        "figures": "{}",
    }
    made = [
        Edition.objects.create(month=each.first, number=1, **kept)
        for each in (month.plus(-2), month.previous, month, month.next)
    ]
    corrected = Edition.objects.create(
        month=month.previous.first, number=2, replaces=made[1], reason="Un refuso", **kept
    )
    assert Edition.objects.last_before(month) == corrected
    assert Edition.objects.last_before(month.plus(-2)) is None
    assert Edition.objects.last_before(month.next.next) == made[3]


# -- accessibility reports ---------------------------------------------------------------------------


@pytest.mark.parametrize("clock", [time(0, 30), time(23, 30)])
def test_an_answer_is_due_on_the_thirtieth_day_in_rome(at, day, clock):
    report = AccessibilityFeedback(sent_at=local(day, clock).astimezone(UTC), status="received")
    assert timedelta(days=30) == ANSWER_WITHIN
    assert report.due == day + ANSWER_WITHIN
    at(f"{report.due} 23:59")
    assert not report.is_overdue
    at(f"{report.due + DAY} 00:00")
    assert report.is_overdue


def test_a_month_is_over_with_its_last_moment_in_rome(at, day):
    month = Month.of(day)
    assert month.end == datetime.combine(month.next.first, time(0), tzinfo=ROME)
    at(f"{month.last} 23:59")
    assert not month.is_over
    at(f"{month.next.first} 00:00")
    assert month.is_over
    assert Month.of(month.end) == month.next
    assert Month.of(month.end - MOMENT) == month
