"""People of a month: sums that a later day does not change."""

from datetime import date, datetime

import pytest

from core.clock import ROME
from core.month import Month
from members import actions
from members.figures import people
from members.tests.factories import (
    ApplicationFactory,
    MembershipFactory,
    PersonFactory,
    ProfileFactory,
    ThemeFactory,
)

OCTOBER = Month(2026, 10)
pytestmark = pytest.mark.django_db


def membership(starts, ends=None, **fields):
    return MembershipFactory(starts=starts, ends=ends, **fields)


def test_a_member_counts_in_each_month_with_at_least_one_of_the_days():
    membership(date(2026, 9, 15))
    membership(date(2026, 10, 31))
    membership(date(2026, 9, 1), date(2026, 10, 1))
    membership(date(2026, 9, 1), date(2026, 10, 2))
    membership(date(2026, 11, 1))
    figures = people(OCTOBER)
    assert figures.active_members == 3
    assert figures.new_members == 1


def test_one_person_with_two_memberships_is_one_and_not_new_again():
    person = PersonFactory(member=True)
    membership(date(2026, 9, 1), date(2026, 10, 5), person=person)
    membership(date(2026, 10, 10), person=person)
    figures = people(OCTOBER)
    assert (figures.active_members, figures.new_members) == (1, 0)


def test_members_by_kind_and_theme_with_every_row():
    energy, food = ThemeFactory(slug="energia"), ThemeFactory(slug="cibo")
    application = ApplicationFactory(admitted=True, kind="student", themes=[energy])
    membership(date(2026, 10, 1), person=application.applicant, application=application)
    ProfileFactory(person=application.applicant, themes=[energy])
    unknown = membership(date(2026, 10, 1))
    ProfileFactory(person=unknown.person, themes=[energy])
    ProfileFactory(themes=[food])
    figures = people(OCTOBER)
    assert {row.kind: row.people for row in figures.by_kind} == {
        "student": 1,
        "graduate": 0,
        "researcher": 0,
        "entrepreneur": 0,
        "organisation": 0,
        "": 1,
    }
    assert {row.slug: row.people for row in figures.by_theme} == {"energia": 2, "cibo": 0}


def test_applications_are_counted_by_their_moves(at, staff):
    at("2026-10-20 10:00")
    moment = datetime(2026, 10, 3, 10, tzinfo=ROME)
    first = ApplicationFactory(under_review=True, submitted_at=moment)
    second = ApplicationFactory(under_review=True, submitted_at=moment)
    ApplicationFactory(submitted=True, submitted_at=datetime(2026, 9, 30, 23, 59, tzinfo=ROME))
    ApplicationFactory()
    actions.admit(by=staff, application=first)
    at("2026-10-31 23:59")
    actions.refuse(by=staff, application=second, reason="Fuori tema.")
    at("2026-11-20 10:00")
    october = people(OCTOBER)
    assert october.applications_received == 2
    assert (october.admitted, october.not_admitted) == (1, 1)
    assert october.pending == 1
    assert people(Month(2026, 9)).pending == 1


def test_a_decision_that_was_undone_counts_until_then_only(at, staff):
    """Undone in the same month it never was; undone in the next one, the month stays as it was."""
    at("2026-10-20 10:00")
    early, late = ApplicationFactory.create_batch(2, under_review=True)
    undo(early, "refuse", staff, reason="Fuori tema.")
    at("2026-10-31 20:00")
    actions.refuse(by=staff, application=late, reason="Fuori tema.")
    before = people(OCTOBER)
    assert (before.not_admitted, before.pending) == (1, 1)
    at("2026-11-01 10:00")
    seen = late.moves.last().pk
    actions.undo(by=staff, application=late, seen=seen, reason="Riletta.")
    assert people(OCTOBER) == before
    november = people(OCTOBER.next)
    assert (november.not_admitted, november.pending) == (0, 2)


def undo(application, verb, staff, **words):
    getattr(actions, verb)(by=staff, application=application, **words)
    seen = application.moves.last().pk
    actions.undo(by=staff, application=application, seen=seen, reason="Riletta.")


def test_an_empty_month_has_every_row_at_zero():
    figures = people(OCTOBER)
    assert figures.active_members == figures.pending == 0
    assert [row.people for row in figures.by_kind] == [0] * 5
    assert figures.by_theme == ()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(rows, queries_of):
    for _row in range(rows):
        application = ApplicationFactory(admitted=True)
        membership(date(2026, 10, 1), person=application.applicant, application=application)
    assert queries_of(lambda: people(OCTOBER)) == 6
