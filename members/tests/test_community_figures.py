"""Numbers of the community: decisions, facts for the funder, collaborations, outcomes, indicators."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from core.clock import ROME
from core.month import Month
from members import actions
from members import figures as found
from members.models import Application, Collaboration, FunderFacts, Outcome
from members.tests.factories import (
    ApplicationFactory,
    MembershipFactory,
    ObjectiveFactory,
    PersonFactory,
    ProfileFactory,
    ThemeFactory,
)

OCTOBER, START = Month(2026, 10), Month(2026, 1)
pytestmark = pytest.mark.django_db


def moment(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=ROME)


def outcome(day: str, person=None, **told) -> Outcome:
    return Outcome.objects.create(person=person, moment="leaving", at=moment(day), **told)


def collaboration(day: str, theme, **fields) -> Collaboration:
    return Collaboration.objects.create(theme=theme, confirmed_at=moment(day), **fields)


def test_days_to_decide_by_the_first_decision_that_stands(at, staff):
    sent = moment("2026-09-30 10:00")
    at("2026-10-01 10:00")
    for day in ("2026-10-01 10:00", "2026-10-03 10:00", "2026-10-10 22:00"):
        at(day)
        application = ApplicationFactory(under_review=True, submitted_at=sent)
        actions.let_wait(by=staff, application=application)
    at("2026-10-31 23:59")
    actions.admit(by=staff, application=application)
    undone = ApplicationFactory(under_review=True, submitted_at=sent)
    actions.refuse(by=staff, application=undone, reason="Fuori tema.")
    seen = undone.moves.last().pk
    actions.undo(by=staff, application=undone, seen=seen, reason="Riletta.")
    gone = ApplicationFactory(submitted=True, submitted_at=sent)
    actions.withdraw(by=gone.applicant, application=gone)
    told = found.deciding(OCTOBER)
    assert (told.received, told.decided) == (0, 3)
    assert (told.days, told.median) == (Decimal("14.5"), Decimal("3.0"))
    nothing = found.deciding(OCTOBER.next)
    assert (nothing.decided, nothing.days, nothing.median) == (0, 0, None)


def test_facts_have_every_answer_and_count_whoever_said_nothing():
    told = {"gender": "woman", "age_band": "to_24", "municipality": "Sondrio"}
    spans = [("2026-09-01", None), ("2026-10-05", None), ("2026-10-05", "2026-10-20")]
    spans += [("2026-08-01", "2026-10-01"), ("2026-11-01", None), ("2026-09-01", "2026-11-01")]
    people = [
        MembershipFactory(
            starts=date.fromisoformat(first), ends=end and date.fromisoformat(end)
        ).person
        for first, end in spans
    ]
    FunderFacts.objects.create(person=people[0], **told)
    FunderFacts.objects.create(person=people[1], gender="unsaid", municipality="  SONDRIO ")
    FunderFacts.objects.create(person=people[4], gender="man")
    facts = found.facts(OCTOBER)
    assert (facts.members, facts.begun, facts.ended) == (4, 2, 2)
    by = {(row.question, row.answer): row.people for row in facts.rows}
    assert by["gender", "woman"] == 1
    assert by["gender", "man"] == by["gender", "other"] == 0
    assert by["gender", "unsaid"] == 3
    assert by["municipality", "sondrio"] == 2
    assert by["municipality", "unsaid"] == 2
    for name in ("gender", "age_band", "employment", "education", "municipality"):
        assert sum(row.people for row in facts.rows if row.question == name) == facts.members


def test_a_membership_that_goes_on_in_another_neither_begins_nor_ends():
    person = PersonFactory(member=True)
    MembershipFactory(person=person, starts=date(2026, 9, 1), ends=date(2026, 10, 15))
    MembershipFactory(person=person, starts=date(2026, 10, 15))
    facts = found.facts(OCTOBER)
    assert (facts.members, facts.begun, facts.ended) == (1, 0, 0)


def test_collaborations_by_theme_and_objective_at_the_edges_of_the_month(staff):
    food, energy = ThemeFactory(slug="filiera-bio"), ThemeFactory(slug="energia")
    objective = ObjectiveFactory(slug="filiera-eco-alimentare")
    one = {"author_kind": "organisation", "author_organisation_kind": "enterprise"}
    collaboration("2026-09-30 23:59", energy)
    collaboration("2026-10-01 00:00", food, objective=objective, **one)
    collaboration("2026-10-31 23:59", food)
    collaboration("2026-11-01 00:00", energy)
    collaboration(
        "2026-10-10 10:00", food, unmade_at=moment("2026-10-11 10:00"), unmade_reason="No"
    )
    told = found.collaborations(OCTOBER)
    assert (told.collaborations, told.between_kinds) == (2, 1)
    assert {row.slug: row.collaborations for row in told.by_theme} == {
        "filiera-bio": 2, "energia": 0,
    }  # fmt: skip
    assert [row.collaborations for row in told.by_objective] == [1]
    assert found.collaborations(OCTOBER, START).collaborations == 3


def test_outcomes_count_each_person_once_by_the_last_answer_to_each_question():
    anna, piero = PersonFactory(member=True), PersonFactory(member=True)
    outcome("2026-05-01 10:00", anna, in_work=False, was_in_work=False, enterprise="founded")
    outcome("2026-10-01 00:00", anna, in_work=True, was_in_work=False, enterprise="no")
    outcome("2026-10-31 23:59", anna, goes_on=True, is_told=True)
    outcome("2026-10-15 10:00", piero, in_work=True, was_in_work=True)
    outcome("2026-11-01 00:00", piero, in_work=False)
    outcome("2026-10-02 10:00", None, in_work=True, was_in_work=False)
    told = found.outcomes(OCTOBER)
    assert (told.answered, told.told) == (3, 1)
    assert (told.work_said, told.in_work, told.in_work_now_not_before) == (3, 3, 2)
    assert (told.enterprise_said, told.with_enterprise) == (1, 0)
    assert (told.going_on_said, told.going_on) == (1, 1)
    since = found.outcomes(OCTOBER, START)
    assert (since.founded, since.with_enterprise, since.enterprise_said) == (1, 1, 1)
    assert (since.in_work_now_not_before, since.work_said) == (2, 3)


def test_indicators_of_the_month_and_since_the_start():
    food = ThemeFactory(slug="filiera-bio")
    early = MembershipFactory(starts=date(2026, 2, 1), ends=date(2026, 4, 1)).person
    now = MembershipFactory(starts=date(2026, 10, 3)).person
    FunderFacts.objects.create(person=early, age_band="over_35")
    FunderFacts.objects.create(person=now, age_band="to_29")
    ProfileFactory(person=now, themes=[food])
    outcome("2026-04-02 10:00", early, in_work=True, was_in_work=False, enterprise="joined")
    collaboration("2026-10-10 10:00", food)
    told = {each.code: (each.month, each.since_start) for each in found.indicators(OCTOBER, START)}
    share = found.Share
    assert told == {
        "members_under_36": (share(1, 1), share(1, 2)),
        "in_work_now_not_before": (share(0, 0), share(1, 1)),
        "enterprises": (share(0, 0), share(1, 1)),
        "projects_declared": (share(0), share(0)),
        "projects_going_on": (share(0, 0), share(0, 0)),
        "collaborations_between_kinds": (share(0, 1), share(0, 1)),
        "members_of_theme": (share(1, 1), share(1, 2)),
        "collaborations_of_theme": (share(1, 1), share(1, 1)),
    }


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(rows, queries_of):
    for row in range(rows):
        application = ApplicationFactory(admitted=True)
        person = application.applicant
        MembershipFactory(starts=date(2026, 10, 1), person=person, application=application)
        FunderFacts.objects.create(person=person, municipality=f"Comune {row}")
        outcome(f"202{4 + row % 3}-10-10 10:00", person, in_work=True)
        collaboration(f"202{4 + row % 3}-10-10 10:00", ThemeFactory())
    Application.objects.update(submitted_at=moment("2026-10-02 10:00"))

    def all_of_them():
        found.deciding(OCTOBER)
        found.facts(OCTOBER)
        found.collaborations(OCTOBER)
        found.outcomes(OCTOBER)
        found.indicators(OCTOBER, START)

    assert queries_of(all_of_them) == 29
