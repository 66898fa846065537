"""What a plan opens, and a suspension shuts: by the one table of rules."""

from datetime import date, time

import pytest

from core.refusals import Refusal
from members.models import Membership, Plan, Suspension
from spaces import actions
from spaces.models import Booking, PlanRule
from spaces.tests.factories import BookingFactory, PersonFactory, local

TUESDAY, WEDNESDAY = date(2026, 11, 24), date(2026, 11, 25)


def morning(day=TUESDAY) -> dict:
    return {"start": local(day, time(8, 30)), "end": local(day, time(13))}


@pytest.fixture
def plan(db):
    return Plan.objects.create(name_it="Base", name_en="Basic")


@pytest.fixture
def ada(floor, plan):
    person = PersonFactory()
    Membership.objects.filter(person=person).update(plan=plan)
    return person


def book(person, place, day=TUESDAY, by=None, **more) -> Booking:
    return actions.book(by=by or person, person=person, space=place, **morning(day), **more)


def code(*given, **more) -> str:
    with pytest.raises(Refusal) as refused:
        book(*given, **more)
    return refused.value.code


def test_a_plan_without_rules_opens_all(floor, ada):
    assert book(ada, floor.desk)


def test_a_kind_that_is_not_included_is_refused_and_what_was_booked_stays(floor, ada, plan):
    kept = book(ada, floor.desk)
    PlanRule.objects.create(plan=plan, kind=floor.desk.kind, is_open=False)
    assert code(ada, floor.desk, WEDNESDAY) == "not_in_plan"
    kept.refresh_from_db()
    assert kept.status == Booking.Status.CONFIRMED


def test_the_staff_set_it_aside_with_a_reason(floor, ada, plan):
    PlanRule.objects.create(plan=plan, kind=floor.desk.kind, is_open=False)
    boss = PersonFactory(role="staff", membership=None)
    assert code(ada, floor.desk, by=boss) == "not_in_plan"
    assert book(ada, floor.desk, by=boss, override="Un giorno di prova.")


@pytest.mark.parametrize(
    ("quota", "refusal"),
    [({"max_coming": 1}, "too_many_coming"), ({"max_hours_week": 5}, "week_is_full")],
)
def test_the_quotas_of_a_plan_hold_in_place_of_those_of_all(floor, ada, plan, quota, refusal):
    PlanRule.objects.create(plan=plan, kind=floor.desk.kind, **quota)
    book(ada, floor.desk)
    assert code(ada, floor.desk, WEDNESDAY) == refusal
    other = PersonFactory()
    book(other, floor.desks[1])
    assert book(other, floor.desks[1], WEDNESDAY)


def test_who_has_another_plan_or_none_is_not_concerned(floor, plan):
    PlanRule.objects.create(plan=plan, kind=floor.desk.kind, is_open=False)
    assert book(PersonFactory(), floor.desk)


def test_a_suspended_membership_books_nothing_in_its_days(floor, ada):
    membership = Membership.objects.get(person=ada)
    Suspension.objects.create(
        membership=membership, since=TUESDAY, until=WEDNESDAY, reason="Pausa."
    )
    assert code(ada, floor.desk) == "suspended"
    assert book(ada, floor.desk, WEDNESDAY)


def test_the_pages_say_so(floor, member, read, plan):
    Membership.objects.filter(person=member).update(plan=plan)
    for kind in {place.kind for place in [floor.desk, floor.room, *floor.desks, floor.office]}:
        PlanRule.objects.create(plan=plan, kind=kind, is_open=False)
    page = read("/prenota/2026-11-24/?fascia=mattina")
    assert "Il tuo piano non comprende questi spazi" in page
    assert "/prenota/2026-11-24/mattina/A01/" not in page
    PlanRule.objects.all().delete()
    Suspension.objects.create(
        membership=Membership.objects.get(person=member), since=TUESDAY, reason="Pausa."
    )
    page = read("/prenota/2026-11-24/?fascia=mattina")
    assert "La tua adesione è sospesa in questo giorno" in page


def test_what_waits_is_not_offered_beside_the_plan(floor, ada, plan):
    """The waiting list asks the same table."""
    other = BookingFactory(space=floor.desk, day=TUESDAY)
    BookingFactory(space=floor.desks[1], day=TUESDAY)
    wish = actions.join(by=ada, person=ada, kind=floor.desk.kind, **morning())
    PlanRule.objects.create(plan=plan, kind=floor.desk.kind, is_open=False)
    boss = PersonFactory(role="staff", membership=None)
    actions.cancel(by=boss, booking=other)
    wish.refresh_from_db()
    assert wish.status == "waiting"
