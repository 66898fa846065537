"""Every way in which a membership ends or rests, and all that is held: given back, told, handed on once."""

from datetime import date, time, timedelta

import pytest
import time_machine

from core.access import Role
from core.models import JournalEntry, OutgoingMail
from members import tasks
from members.actions import memberships
from members.models import Membership
from members.signals import asking
from spaces import actions
from spaces.actions.series import book_series
from spaces.models import Assignment, Booking, WaitingRequest
from spaces.schedule.series import Wish
from spaces.tests.factories import BookingFactory, PersonFactory, assign, local

#: Monday 23 November is today; the membership's first day without is Thursday the 3rd of December.
TUESDAYS = [date(2026, 11, 24), date(2026, 12, 1), date(2026, 12, 8), date(2026, 12, 15)]
END = date(2026, 12, 3)
IN_TIME, LATER = date(2026, 12, 1), date(2026, 12, 15)
WHY = "Il progetto è finito."


@pytest.fixture
def boss(floor):
    return PersonFactory(role=Role.STAFF, membership=None)


@pytest.fixture
def ada(floor):
    return PersonFactory(email="ada@example.org", language="en")


@pytest.fixture
def bea(floor):
    return PersonFactory(email="bea@example.org", language="it")


def membership_of(person) -> Membership:
    return Membership.objects.get(person=person)


def morning(day: date) -> dict:
    return {"start": local(day, time(8, 30)), "end": local(day, time(13))}


# -- The ways ----------------------------------------------------------------------------------------
def set_end(boss, person):
    memberships.end(by=boss, membership=membership_of(person), ends=END, reason=WHY)


def brought_forward(boss, person):
    Membership.objects.filter(person=person).update(ends=date(2027, 6, 1))
    set_end(boss, person)


def reached(boss, person):
    """The calendar's: nobody has given anything back before, as after an import."""
    Membership.objects.filter(person=person).update(ends=END)
    with time_machine.travel(local(END, time(0, 10)), tick=False):
        assert tasks.close_memberships() == 1


def missed_night(boss, person):
    Membership.objects.filter(person=person).update(ends=END)
    with time_machine.travel(local(END + timedelta(days=3), time(0, 10)), tick=False):
        assert (tasks.close_memberships(), tasks.close_memberships()) == (1, 0)


def suspended(boss, person):
    membership = membership_of(person)
    memberships.suspend(by=boss, membership=membership, since=END, until=None, reason=WHY)


WAYS = [set_end, brought_forward, reached, missed_night, suspended]


# -- What is held ------------------------------------------------------------------------------------
def booking(floor, person, day):
    return BookingFactory(space=floor.desk, person=person, day=day)


def series(floor, person, day):
    wish = Wish(
        space=floor.desk, weekdays=frozenset({day.weekday()}), first=day, until=day, slot="mattina"
    )
    return book_series(by=person, person=person, wish=wish).bookings.get()


def offer(floor, person, day):
    held = BookingFactory(
        space=floor.desk, person=person, day=day, status="offered",
        held_until=local(day, time(8)),
    )  # fmt: skip
    WaitingRequest.objects.create(
        person=person, kind="fixed_desk", status="offered", offer=held, **morning(day)
    )
    return held


HELD = [booking, series, offer]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("held", HELD)
def test_what_is_held_after_the_end_goes_once_and_what_is_before_it_stays(
    floor, boss, ada, bea, way, held
):
    before, after = held(floor, ada, IN_TIME), held(floor, ada, LATER)
    for day in (IN_TIME, LATER):
        BookingFactory(space=floor.desks[1], day=day)
        WaitingRequest.objects.create(person=bea, kind="fixed_desk", **morning(day))
    OutgoingMail.objects.all().delete()
    kept = before.status
    way(boss, ada)
    before.refresh_from_db()
    after.refresh_from_db()
    # An offer of the 1st is over by itself when the calendar comes later.
    assert before.status == kept
    assert after.status in (Booking.Status.CANCELLED, Booking.Status.LAPSED)
    waits = dict(WaitingRequest.objects.filter(person=bea).values_list("start", "status"))
    assert waits[morning(LATER)["start"]] == "offered"
    assert waits[morning(IN_TIME)["start"]] == "waiting"
    # Bea is offered the place once, in Italian; Ada reads of all of it once, in English.
    (to_bea,) = OutgoingMail.objects.filter(to=bea.email)
    assert "15 dicembre" in to_bea.text
    (to_ada,) = OutgoingMail.objects.filter(to=ada.email)
    assert "15 December 2026" in to_ada.text
    assert "1 December 2026" not in to_ada.text.replace("15 December", "")


@pytest.mark.parametrize("way", WAYS)
def test_whoever_waits_leaves_the_line_for_days_that_are_lost(floor, boss, ada, way):
    requests = [
        WaitingRequest.objects.create(person=ada, kind="fixed_desk", **morning(day))
        for day in (IN_TIME, LATER)
    ]
    way(boss, ada)
    for request in requests:
        request.refresh_from_db()
    assert [request.status for request in requests] == ["waiting", "withdrawn"]


@pytest.mark.parametrize(
    ("way", "ends"), [(set_end, END), (brought_forward, END), (reached, END), (suspended, None)]
)
def test_an_assigned_place_ends_with_the_membership_and_rests_with_none(
    floor, boss, ada, way, ends
):
    own = assign(floor.office, to=ada)
    way(boss, ada)
    own.refresh_from_db()
    assert own.ends == ends
    assert OutgoingMail.objects.filter(to=ada.email).count() == 1


def test_an_organisation_keeps_its_place_and_its_people_until_the_day(floor, boss, ada, bea):
    shared = assign(floor.desks[0], organisation="Verde srl", people=[ada, bea])
    set_end(boss, ada)
    assert set(shared.people.all()) == {ada, bea}
    with time_machine.travel(local(END, time(0, 10)), tick=False):
        tasks.close_memberships()
    assert set(shared.people.all()) == {bea}
    assert Assignment.objects.get(pk=shared.pk).ends is None


def test_a_series_with_a_line_behind_it_is_handed_on_once_for_each_date(floor, boss, ada, bea):
    wish = Wish(
        space=floor.desk,
        weekdays=frozenset({1}),
        first=TUESDAYS[0],
        until=TUESDAYS[-1],
        slot="mattina",
    )
    made = book_series(by=ada, person=ada, wish=wish)
    for day in TUESDAYS:
        if made.bookings.filter(start=morning(day)["start"]).exists():
            BookingFactory(space=floor.desks[1], day=day)
            WaitingRequest.objects.create(person=bea, kind="fixed_desk", **morning(day))
    lost = made.bookings.filter(start__gte=local(END, time(0))).count()
    assert lost >= 1
    OutgoingMail.objects.all().delete()
    set_end(boss, ada)
    set_again = [tasks.close_memberships(), tasks.close_memberships()]
    assert set_again == [0, 0]
    offers = Booking.objects.filter(person=bea, status="offered")
    assert offers.count() == lost == OutgoingMail.objects.filter(to=bea.email).count()
    assert OutgoingMail.objects.filter(to=ada.email).count() == 1


def test_who_is_checked_in_stays_and_what_is_over_stays(floor, boss, ada):
    over = BookingFactory(
        space=floor.desk, person=ada, day=date(2026, 11, 20), status="attended",
        checked_in_at=local(date(2026, 11, 20), time(8, 40)),
    )  # fmt: skip
    memberships.end(by=boss, membership=membership_of(ada), ends=date(2026, 11, 23), reason=WHY)
    over.refresh_from_db()
    assert over.status == Booking.Status.ATTENDED


def test_what_the_staff_booked_in_spite_of_the_end_stays(floor, boss, ada):
    set_end(boss, ada)
    spite = actions.book(
        by=boss, person=ada, space=floor.desk, override="Consegna del lavoro.", **morning(LATER)
    )
    with time_machine.travel(local(END, time(0, 10)), tick=False):
        tasks.close_memberships()
    membership = membership_of(ada)
    spite.refresh_from_db()
    assert (membership.ends, spite.status) == (END, Booking.Status.CONFIRMED)


def test_a_renewal_that_follows_keeps_everything_and_says_nothing(floor, boss, ada):
    Membership.objects.filter(person=ada).update(ends=END)
    memberships.renew(by=boss, membership=membership_of(ada), ends=date(2027, 12, 3))
    later = booking(floor, ada, LATER)
    with time_machine.travel(local(END, time(0, 10)), tick=False):
        assert tasks.close_memberships() == 1
    later.refresh_from_db()
    assert later.status == Booking.Status.CONFIRMED
    assert not OutgoingMail.objects.filter(to=ada.email).exists()


def test_a_suspension_takes_only_its_own_days(floor, boss, ada):
    days = [date(2026, 12, 1), date(2026, 12, 10), date(2026, 12, 17)]
    made = [booking(floor, ada, day) for day in days]
    since, until = date(2026, 12, 9), date(2026, 12, 16)
    memberships.suspend(
        by=boss, membership=membership_of(ada), since=since, until=until, reason=WHY
    )
    for each in made:
        each.refresh_from_db()
    assert [each.status for each in made] == ["confirmed", "cancelled", "confirmed"]


def test_what_is_shown_beforehand_is_what_is_given_back(floor, boss, ada):
    booking(floor, ada, LATER)
    before = memberships.standing_of(ada)
    Membership.objects.filter(person=ada).update(ends=END)
    after = memberships.standing_of(ada)
    Membership.objects.filter(person=ada).update(ends=None)
    shown = [
        each for _by, held in asking.send(type(ada), person=ada, standing=after) for each in held
    ]
    assert (len(shown), before.is_open) == (1, True)


def test_the_journal_says_who_ended_it_and_that_the_calendar_did(floor, boss, ada):
    set_end(boss, ada)
    with time_machine.travel(local(END, time(0, 10)), tick=False):
        tasks.close_memberships()
    lines = JournalEntry.objects.filter(verb__in=["membership_end_set", "membership_over"])
    assert [(line.verb, line.by_id) for line in lines.order_by("pk")] == [
        ("membership_end_set", boss.pk),
        ("membership_over", None),
    ]
