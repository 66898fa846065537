"""Places that are somebody's: assigned, prolonged, ended, lent."""

from datetime import date, time

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from core.closing import close
from core.models import JournalEntry, OutgoingMail
from core.month import Month
from core.refusals import Refusal
from spaces import actions
from spaces.actions import assignments
from spaces.actions.clearing import InTheWay
from spaces.models import Assignment, Booking, LentDay
from spaces.tests.factories import (
    CLOSES,
    OPENS,
    BookingFactory,
    PersonFactory,
    local,
    organisation_named,
)

MONDAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)
WEDNESDAY = date(2026, 11, 25)
NEXT_MONDAY = date(2026, 11, 30)
PERIOD = {"starts": MONDAY, "ends": NEXT_MONDAY}


@pytest.fixture
def holder(floor):
    return PersonFactory(first_name="Anna", last_name="Moro")


@pytest.fixture
def given(floor, staff, holder):
    """The first desk is the holder's until Sunday."""
    return assignments.assign(by=staff, space=floor.desk, person=holder, **PERIOD)


def take(space, person, day=TUESDAY):
    when = {"start": local(day, OPENS), "end": local(day, CLOSES)}
    return actions.book(by=person, person=person, space=space, **when)


def code_of(action, **wanted):
    with pytest.raises(Refusal) as refused:
        action(**wanted)
    return refused.value.code


def test_nobody_else_books_it_and_the_holder_does(given, holder, floor):
    with pytest.raises(Refusal) as refused:
        take(floor.desk, PersonFactory())
    assert refused.value.code == "assigned"
    take(floor.desk, holder)
    take(floor.desk, PersonFactory(), NEXT_MONDAY)
    letter = OutgoingMail.objects.filter(to=holder.email).earliest("pk")
    assert "Postazione fissa A01" in letter.text
    assert "23 novembre 2026" in letter.text
    assert "29 novembre 2026" in letter.text
    assert letter.html


def test_the_people_of_an_organisation_use_it(floor, staff):
    one, other = PersonFactory.create_batch(2)
    wanted = {
        "organisation": organisation_named("Cooperativa Adda"),
        "people": [one, other],
    } | PERIOD
    assignments.assign(by=staff, space=floor.office, **wanted)
    take(floor.office, other)
    with pytest.raises(Refusal):
        take(floor.office, PersonFactory(), WEDNESDAY)
    assert OutgoingMail.objects.filter(subject__contains="Ufficio").count() == 2


def test_the_same_twice_is_one(given, floor, staff, holder):
    again = assignments.assign(by=staff, space=floor.desk, person=holder, **PERIOD)
    assert again == given
    assert JournalEntry.objects.filter(verb="assigned").count() == 1


@pytest.mark.parametrize(
    ("which", "more", "code"),
    [
        ("room", {}, "kind"),
        ("mobile", {}, "kind"),
        ("desk", {"ends": MONDAY}, "reversed"),
        ("desk", {"starts": date(2024, 1, 1)}, "not_in_service"),
    ],
)
def test_what_cannot_be_assigned(floor, staff, holder, which, more, code):
    place = {"room": floor.room, "mobile": floor.desks[3], "desk": floor.desk}[which]
    wanted = {"by": staff, "space": place, "person": holder} | PERIOD | more
    assert code_of(assignments.assign, **wanted) == code
    assert not Assignment.objects.exists()


def test_two_never_have_one_place(given, floor, staff):
    wanted = {"by": staff, "space": floor.desk, "person": PersonFactory()}
    with pytest.raises(Refusal) as refused:
        assignments.assign(**wanted, starts=TUESDAY)
    assert refused.value.code == "assigned"
    assert "Anna Moro" in refused.value.sentence
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.create(
            space=floor.desk, organisation=organisation_named("Altri"), starts=TUESDAY
        )
    later = assignments.assign(**wanted, starts=NEXT_MONDAY)
    end = {"by": staff, "assignment": given, "ends": date(2026, 12, 1)}
    assert code_of(assignments.change_end, **end) == "assigned"
    assert later.ends is None


def test_bookings_of_others_are_shown_then_cancelled_and_told(floor, staff, holder):
    mine = BookingFactory(space=floor.desk, person=holder, day=TUESDAY)
    other = BookingFactory(space=floor.desk, day=WEDNESDAY)
    BookingFactory(space=floor.desk, day=date(2026, 12, 1))
    wanted = {"by": staff, "space": floor.desk, "person": holder} | PERIOD
    with pytest.raises(InTheWay) as refused:
        assignments.assign(**wanted)
    assert refused.value.bookings == [other]
    assert not Assignment.objects.exists()
    assignments.assign(**wanted, agreed=frozenset({other.pk}))
    other.refresh_from_db()
    mine.refresh_from_db()
    assert other.status == Booking.Status.CANCELLED
    assert mine.status == Booking.Status.CONFIRMED
    assert Booking.objects.holding().count() == 2
    assert OutgoingMail.objects.filter(to=other.person.email).count() == 1


def test_who_was_there_stays_and_the_assignment_begins_later(floor, staff, holder, at):
    at("2026-11-25 09:00")
    BookingFactory(space=floor.desk, day=TUESDAY, attended=True)
    wanted = {"by": staff, "space": floor.desk, "person": holder}
    assert code_of(assignments.assign, **wanted, **PERIOD) == "used"
    assignments.assign(**wanted, starts=WEDNESDAY)


def test_an_absence_is_not_taken_back_once_the_place_is_anothers(floor, staff, holder, at):
    booking = BookingFactory(space=floor.desk, day=MONDAY, no_show=True)
    assignments.assign(by=staff, space=floor.desk, person=holder, **PERIOD)
    assert code_of(actions.unmark, by=staff, booking=booking) == "taken"
    booking.refresh_from_db()
    assert booking.status == Booking.Status.NO_SHOW


def test_a_closed_month_keeps_its_figures(floor, staff, holder):
    given = assignments.assign(
        by=staff, space=floor.desk, person=holder, starts=date(2026, 10, 12), ends=WEDNESDAY
    )
    with transaction.atomic():
        close(Month.parse("2026-10"), by=staff)
    wanted = {"by": staff, "space": floor.desks[1], "person": holder}
    assert code_of(assignments.assign, **wanted, starts=date(2026, 10, 20)) == "closed_month"
    end = {"by": staff, "assignment": given}
    assert code_of(assignments.change_end, **end, ends=date(2026, 10, 20)) == "closed_month"
    assert code_of(assignments.change_end, **end, ends=date(2026, 10, 12)) == "reversed"
    assignments.change_end(**end, ends=TUESDAY)


def test_prolonged_and_ended_earlier(given, floor, staff, holder):
    other = BookingFactory(space=floor.desk, day=NEXT_MONDAY)
    wanted = {"by": staff, "assignment": given, "ends": None}
    with pytest.raises(InTheWay):
        assignments.change_end(**wanted)
    assignments.change_end(**wanted, agreed=frozenset({other.pk}))
    assert Assignment.objects.get().ends is None
    assignments.lend(by=holder, assignment=given, days=[TUESDAY, WEDNESDAY])
    assignments.change_end(by=staff, assignment=given, ends=WEDNESDAY)
    assert [lent.day for lent in LentDay.objects.all()] == [TUESDAY]
    take(floor.desk, PersonFactory(), WEDNESDAY)
    assert OutgoingMail.objects.filter(to=holder.email).count() == 3


def test_ended_now_it_is_everybodys_today(given, floor, staff, holder, at):
    at("2026-11-25 07:00")
    for _again in range(2):
        assignments.end_now(by=staff, assignment=given)
    assert Assignment.objects.get().ends == WEDNESDAY
    take(floor.desk, PersonFactory(), WEDNESDAY)
    letters = OutgoingMail.objects.filter(to=holder.email)
    assert letters.count() == 2
    assert "25 novembre 2026" in letters.latest("pk").text


def test_one_that_begins_today_is_taken_away(given, staff, floor):
    for _again in range(2):
        assignments.end_now(by=staff, assignment=given)
    assert not Assignment.objects.exists()
    take(floor.desk, PersonFactory())


def test_a_lent_day_is_everybodys_until_it_is_taken_back(given, floor, holder):
    lend = {"by": holder, "assignment": given}
    assert assignments.lend(**lend, days=[TUESDAY]) == [TUESDAY]
    assert assignments.lend(**lend, days=[TUESDAY]) == []
    booking = take(floor.desk, PersonFactory())
    assert code_of(assignments.take_back, **lend, day=TUESDAY) == "booked"
    actions.cancel(by=booking.person, booking=booking)
    for _again in range(2):
        assignments.take_back(**lend, day=TUESDAY)
    assert not LentDay.objects.exists()
    with pytest.raises(Refusal):
        take(floor.desk, PersonFactory())


def test_the_holders_own_booking_does_not_keep_a_day_lent(given, floor, holder):
    take(floor.desk, holder)
    assignments.lend(by=holder, assignment=given, days=[TUESDAY])
    assignments.take_back(by=holder, assignment=given, day=TUESDAY)
    assert not LentDay.objects.exists()


@pytest.mark.parametrize(
    ("days", "code"),
    [
        ([], "days"),
        ([date(2026, 11, 20)], "over"),
        ([NEXT_MONDAY], "outside"),
        ([date(2026, 11, 28), date(2026, 11, 29)], "closed"),
        ([TUESDAY, date(2028, 11, 24)], "days"),
    ],
)
def test_what_cannot_be_lent(given, holder, days, code):
    assert code_of(assignments.lend, by=holder, assignment=given, days=days) == code
    assert not LentDay.objects.exists()


def test_days_that_are_over_or_closed_do_not_move(given, holder, staff, at):
    assignments.lend(by=holder, assignment=given, days=[MONDAY, TUESDAY])
    at("2026-11-25 09:00")
    lend = {"by": holder, "assignment": given}
    assert code_of(assignments.take_back, **lend, day=TUESDAY) == "over"
    with transaction.atomic():
        close(Month.parse("2026-11"), by=staff)
    assert code_of(assignments.lend, **lend, days=[date(2026, 11, 26)]) == "closed_month"


def test_only_its_people_and_the_staff_lend_it(given, staff):
    stranger = PersonFactory()
    wanted = {"assignment": given, "days": [TUESDAY]}
    assert code_of(assignments.lend, by=stranger, **wanted) == "not_yours"
    assert code_of(assignments.take_back, by=stranger, assignment=given, day=TUESDAY) == "not_yours"
    assert assignments.lend(by=staff, **wanted) == [TUESDAY]


def test_closed_days_among_lent_ones_are_left_out(given, holder):
    days = [date(2026, 11, day) for day in (26, 27, 28, 29)]
    assert assignments.lend(by=holder, assignment=given, days=days) == days[:2]


def test_whoever_waits_is_offered_the_lent_day(given, floor, holder):
    waiting = PersonFactory()
    when = {"start": local(TUESDAY, OPENS), "end": local(TUESDAY, time(18, 30))}
    BookingFactory(space=floor.desk, person=holder, day=WEDNESDAY)
    for desk in floor.desks[1:]:
        BookingFactory(space=desk, whole_day=True, day=TUESDAY)
    actions.join(by=waiting, person=waiting, kind="fixed_desk", **when)
    assignments.lend(by=holder, assignment=given, days=[TUESDAY])
    offer = Booking.objects.get(person=waiting)
    assert (offer.status, offer.space) == (Booking.Status.OFFERED, floor.desk)
    back = {"by": holder, "assignment": given, "day": TUESDAY}
    assert code_of(assignments.take_back, **back) == "booked"


def test_a_longer_assignment_comes_before_who_waits_for_the_place(given, floor, staff):
    """Its new days are claimed first: what a cancelled booking frees on them is nobody's to have."""
    booking = take(floor.desk, PersonFactory(), NEXT_MONDAY)
    person = PersonFactory()
    when = {"start": booking.start, "end": booking.end}
    request = actions.join(by=person, person=person, kind="fixed_desk", space=floor.desk, **when)
    wanted = {"by": staff, "assignment": given, "ends": date(2026, 12, 7)}
    assignments.change_end(**wanted, agreed=frozenset({booking.pk}))
    request.refresh_from_db()
    booking.refresh_from_db()
    assert (booking.status, request.status) == ("cancelled", "waiting")


def test_what_an_assignment_gives_up_goes_to_who_waits_and_the_rest_stays(given, floor, staff):
    person = PersonFactory()
    requests = [
        actions.join(
            by=person,
            person=person,
            kind="fixed_desk",
            space=floor.desk,
            start=local(day, OPENS),
            end=local(day, CLOSES),
        )
        for day in (TUESDAY, date(2026, 11, 27))
    ]
    assignments.change_end(by=staff, assignment=given, ends=WEDNESDAY)
    for request in requests:
        request.refresh_from_db()
    assert [request.status for request in requests] == ["waiting", "offered"]


def test_the_reason_is_said_in_the_language_of_whoever_reads_it(floor, staff, holder):
    other = BookingFactory(space=floor.desk, day=WEDNESDAY, person__language="en")
    wanted = {"by": staff, "space": floor.desk, "person": holder, "agreed": frozenset({other.pk})}
    with override("it"):
        assignments.assign(**wanted, **PERIOD)
    other.refresh_from_db()
    assert other.cancel_reason.startswith("from ")
    letter = OutgoingMail.objects.get(to=other.person.email)
    assert other.cancel_reason in letter.text
    assert "assegnato" not in letter.text
