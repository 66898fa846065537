"""Moving a booking: the same guard as for a new one, and what it leaves behind."""

from datetime import date, time, timedelta

import pytest
from django.db import transaction

from core.closing import close
from core.mail import thread_of
from core.models import JournalEntry, OutgoingMail
from core.month import Month
from core.refusals import Refusal
from spaces import actions
from spaces.models import Assignment, Booking, KindRules, WaitingRequest
from spaces.tests.factories import (
    BookingFactory,
    ClosureFactory,
    PersonFactory,
    SpaceFactory,
    local,
    make_floor,
)

TUESDAY = date(2026, 11, 24)
WEDNESDAY = TUESDAY + timedelta(1)
MORNING, AFTERNOON = (time(8, 30), time(13)), (time(13), time(18, 30))
Status = Booking.Status


@pytest.fixture
def floor(db, at):
    at("2026-11-23 09:00")
    return make_floor()


@pytest.fixture
def booking(floor):
    person = PersonFactory(first_name="Marta", last_name="Moretti")
    return BookingFactory(space=floor.desk, person=person, day=WEDNESDAY)


def move(booking, space=None, day=WEDNESDAY, hours=MORNING, by=None):
    return actions.move(
        by=by or booking.person,
        booking=booking,
        space=space or booking.space,
        start=local(day, hours[0]),
        end=local(day, hours[1]),
    )


def refused(*args, **wanted) -> str:
    with pytest.raises(Refusal) as caught:
        move(*args, **wanted)
    return caught.value.code


def test_a_booking_keeps_its_number_in_another_place_and_time(floor, booking, at):
    now = at("2026-11-23 10:00")
    Booking.objects.update(reminded_at=now)
    moved = move(booking, floor.desks[2], TUESDAY + timedelta(3), AFTERNOON)
    assert moved.pk == booking.pk
    moved.refresh_from_db()
    friday = date(2026, 11, 27)
    assert (moved.space, moved.start, moved.end) == (
        floor.desks[2],
        local(friday, time(13)),
        local(friday, time(18, 30)),
    )
    assert (moved.sequence, moved.moved_at, moved.reminded_at) == (1, now, None)
    assert moved.status == Status.CONFIRMED


def test_the_journal_says_from_where_to_where(floor, booking):
    move(booking, floor.desks[2], hours=AFTERNOON)
    line = JournalEntry.objects.get(verb="moved")
    assert (line.by, line.subject_id) == (booking.person, booking.pk)
    assert line.details["was"]["space"] == "A01"
    assert line.details["now"]["space"] == "A03"
    assert line.details["now"]["start"] == "2026-11-25T13:00:00+01:00"


def test_the_letter_says_what_holds_and_what_held(floor, booking):
    move(booking, floor.desks[2], hours=AFTERNOON)
    letter = OutgoingMail.objects.get()
    assert letter.to == booking.person.email
    assert "A03" in letter.text
    assert "A01" in letter.text
    assert "13:00" in letter.text
    assert "08:30" in letter.text


def test_what_it_left_is_free_and_where_it_went_is_taken(floor, booking):
    move(booking, floor.desks[2])
    other = PersonFactory()
    times = {"start": local(WEDNESDAY, MORNING[0]), "end": local(WEDNESDAY, MORNING[1])}
    actions.book(by=other, person=other, space=floor.desk, **times)
    third = PersonFactory()
    with pytest.raises(Refusal) as caught:
        actions.book(by=third, person=third, space=floor.desks[2], **times)
    assert caught.value.code == "taken"


def test_moving_to_where_it_is_changes_nothing(floor, booking):
    first = move(booking, floor.desks[2])
    again = move(first, floor.desks[2])
    assert (again.sequence, OutgoingMail.objects.count()) == (1, 1)
    assert JournalEntry.objects.filter(verb="moved").count() == 1


def test_its_own_time_is_in_nobodys_way(floor, booking):
    assert move(booking, hours=(time(8, 30), time(18, 30))).end == local(WEDNESDAY, time(18, 30))


def test_a_meeting_moves_by_half_an_hour_over_itself_within_its_buffer(floor):
    KindRules.objects.filter(kind="meeting_room").update(buffer_minutes=30)
    meeting = BookingFactory(space=floor.room, day=WEDNESDAY, opens=time(10), closes=time(12))
    assert move(meeting, hours=(time(10, 30), time(12, 30))).start == local(WEDNESDAY, time(10, 30))


def test_its_own_hours_and_number_do_not_count_in_the_quotas(floor, booking):
    KindRules.objects.filter(kind="fixed_desk").update(max_coming=1, max_hours_week=5)
    moved = move(booking, floor.desks[1])
    assert moved.space == floor.desks[1]
    assert refused(moved, hours=AFTERNOON) == "week_is_full"


def test_every_rule_of_booking_holds(floor, booking):
    BookingFactory(space=floor.desks[1], day=WEDNESDAY)
    BookingFactory(space=floor.desks[2], day=WEDNESDAY, afternoon=True, person=booking.person)
    Assignment.objects.create(space=floor.desks[3], person=PersonFactory(), starts=TUESDAY)
    ClosureFactory(start=local(TUESDAY, time(0)), end=local(TUESDAY, time(23)))
    assert refused(booking, floor.desks[1]) == "taken"
    assert refused(booking, hours=AFTERNOON) == "has_another"
    assert refused(booking, floor.desks[3]) == "assigned"
    assert refused(booking, day=TUESDAY) == "closed"
    assert refused(booking, day=date(2026, 12, 8)) == "closed"
    assert refused(booking, day=date(2027, 3, 2)) == "too_far"
    assert refused(booking, day=date(2026, 11, 20)) == "over"
    assert refused(booking, hours=(time(9), time(10))) == "not_a_slot"
    booking.refresh_from_db()
    assert (booking.space, booking.sequence) == (floor.desk, 0)


def test_a_taken_place_names_a_free_one(floor, booking):
    BookingFactory(space=floor.desks[1], day=WEDNESDAY)
    with pytest.raises(Refusal) as caught:
        move(booking, floor.desks[1])
    assert caught.value.instead == floor.desk


def test_the_whole_and_its_parts_keep_out_of_each_other(floor, booking):
    whole = SpaceFactory(room=True, code="TUTTA", zone=floor.room.zone)
    whole.parts.set([floor.room])
    BookingFactory(space=whole, day=WEDNESDAY, opens=time(10), closes=time(11))
    meeting = BookingFactory(space=floor.room, day=WEDNESDAY, opens=time(14), closes=time(15))
    assert refused(meeting, hours=(time(10), time(11))) == "taken"
    assert move(meeting, whole, hours=(time(14), time(16))).space == whole


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (Status.CONFIRMED, None),
        (Status.ATTENDED, "attended"),
        (Status.OFFERED, "offered"),
        (Status.NO_SHOW, "not_held"),
        (Status.CANCELLED, "not_held"),
        (Status.CANCELLED_LATE, "not_held"),
        (Status.LAPSED, "not_held"),
    ],
)
def test_only_what_waits_for_its_person_moves(floor, booking, staff, status, code):
    Booking.objects.update(status=status, checked_in_at=booking.start, held_until=booking.start)
    booking.refresh_from_db()
    if code:
        assert refused(booking, floor.desks[2]) == code
        assert refused(booking, floor.desks[2], by=staff) == code
    else:
        assert move(booking, floor.desks[2]).space == floor.desks[2]


def test_what_is_over_stays(floor, booking, staff, at):
    at("2026-11-25 13:00")
    assert refused(booking, hours=AFTERNOON, by=staff) == "over"


def test_only_the_person_and_the_staff_move_it(floor, booking, staff):
    assert refused(booking, floor.desks[2], by=PersonFactory()) == "not_yours"
    assert move(booking, floor.desks[2], by=staff).sequence == 1


def test_after_the_deadline_only_the_staff_move_it(floor, booking, staff, at):
    at("2026-11-24 20:30")
    moved = move(booking, floor.desks[2])
    at("2026-11-24 20:31")
    with pytest.raises(Refusal) as caught:
        move(moved, floor.desks[3])
    assert caught.value.code == "late"
    assert "martedì 24 novembre 2026 alle 20:30" in caught.value.sentence
    assert move(moved, floor.desks[3], by=staff).sequence == 2


def test_the_staff_read_who_it_is_about(floor, booking, staff):
    BookingFactory(space=floor.desks[1], day=WEDNESDAY, afternoon=True, person=booking.person)
    with pytest.raises(Refusal) as caught:
        move(booking, hours=AFTERNOON, by=staff)
    assert "Marta Moretti" in caught.value.sentence


@pytest.mark.parametrize(
    ("was", "to"), [(WEDNESDAY, date(2026, 12, 2)), (date(2026, 12, 2), WEDNESDAY)]
)
def test_a_closed_month_neither_loses_nor_gains_a_booking(floor, staff, at, was, to):
    booking = BookingFactory(space=floor.desk, day=was)
    with transaction.atomic():
        close(Month.parse("2026-11"), by=staff)
    with pytest.raises(Refusal):
        move(booking, day=to, by=staff)
    booking.refresh_from_db()
    assert booking.start == local(was, time(8, 30))


def test_who_waits_for_the_place_is_offered_what_was_left(floor, booking):
    waiter = PersonFactory()
    WaitingRequest.objects.create(
        person=waiter, kind=floor.desk.kind, space=floor.desk, start=booking.start, end=booking.end
    )
    move(booking, floor.desks[2])
    assert Booking.objects.get(person=waiter).status == Status.OFFERED


def test_across_a_clock_change_the_wall_clock_holds(floor, at):
    at("2026-10-20 09:00")
    booking = BookingFactory(space=floor.desk, day=date(2026, 10, 23))
    moved = move(booking, day=date(2026, 10, 26))
    moved.refresh_from_db()
    assert moved.start.isoformat() == "2026-10-26T07:30:00+00:00"
    assert booking.start.isoformat() == "2026-10-23T08:30:00+02:00"


def test_who_moves_comes_before_who_waits_and_leaves_only_the_rest(floor):
    """Half a day instead of a whole one, of the same desk: the other half goes to who waits."""
    mover, others = PersonFactory(), PersonFactory.create_batch(2)
    day = BookingFactory(space=floor.desk, person=mover, whole_day=True)
    morning, afternoon = BookingFactory.build(), BookingFactory.build(afternoon=True)
    requests = [
        actions.join(
            by=person,
            person=person,
            kind=floor.desk.kind,
            space=floor.desk,
            start=half.start,
            end=half.end,
        )
        for person, half in zip(others, (morning, afternoon), strict=True)
    ]
    actions.move(by=mover, booking=day, space=floor.desk, start=morning.start, end=morning.end)
    for request in requests:
        request.refresh_from_db()
    assert [request.status for request in requests] == ["waiting", "offered"]


def test_who_gets_another_booking_for_the_first_is_told_once(floor, booking, staff):
    wanted = {
        "space": floor.desks[1],
        "start": local(TUESDAY, time(13)),
        "end": local(TUESDAY, time(18, 30)),
    }
    new = actions.rebook(by=staff, booking=booking, person=booking.person, **wanted)
    letter = OutgoingMail.objects.get(to=booking.person.email)
    assert letter.thread == thread_of(new)
    for said in (floor.desks[1].label, "13:00–18:30", floor.desk.label, "08:30–13:00"):
        assert said in letter.text
    other = actions.rebook(by=staff, booking=new, person=PersonFactory(), **wanted)
    assert OutgoingMail.objects.filter(to=booking.person.email).count() == 2
    assert OutgoingMail.objects.get(to=other.person.email).thread == thread_of(other)
