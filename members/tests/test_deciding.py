"""The staff's verbs without HTTP: undoing, answers by phone, dates and plans, assigning, notes."""

from datetime import timedelta

import pytest

from core.access import Role
from core.clock import today
from core.models import JournalEntry, OutgoingMail
from core.refusals import Refusal
from members import actions
from members.actions import desk
from members.models import Application, ApplicationNote, Membership, Plan
from members.pages.applications import Desk
from members.rules import deciding as rules
from members.tests.factories import (
    ApplicationFactory,
    MembershipFactory,
    PersonFactory,
    RefusalReasonFactory,
)

Status = Application.Status
REASON = "Abbiamo letto la domanda sbagliata."


@pytest.fixture
def colleague(make_person):
    return make_person("staff", first_name="Carlo", last_name="Colli")


@pytest.fixture
def under_review(applicant):
    return ApplicationFactory(applicant=applicant, under_review=True)


def code_of(verb, **given) -> str:
    with pytest.raises(Refusal) as refused:
        verb(**given)
    return refused.value.code


def last_of(application) -> int:
    return application.moves.last().pk


def decided(verb: str, application, by):
    """The application after one of the three decisions."""
    words = {"reason": "Fuori tema."} if verb == "refuse" else {}
    return getattr(actions, verb)(by=by, application=application, **words)


# -- undoing -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("verb", ["admit", "let_wait", "refuse"])
def test_each_decision_is_undone_visibly_and_told(verb, under_review, staff, colleague, applicant):
    decision = decided(verb, under_review, staff).moves.last()
    undone = actions.undo(
        by=colleague, application=under_review, seen=decision.pk, reason=f" {REASON} "
    )
    undone.refresh_from_db()
    assert (undone.status, undone.decided_at) == (Status.UNDER_REVIEW, None)
    move = undone.moves.last()
    assert (move.undoes, move.by, move.reason) == (decision, colleague, REASON)
    decision.refresh_from_db()
    assert decision.undone_by == move
    letter = OutgoingMail.objects.last()
    assert letter.to == applicant.email
    assert decision.get_after_display() in letter.text
    assert REASON in letter.text
    assert JournalEntry.objects.filter(verb="decision_undone").count() == 1


def test_an_undone_admission_leaves_no_membership_and_the_role_as_it_was(
    under_review, staff, applicant
):
    actions.admit(by=staff, application=under_review)
    actions.undo(by=staff, application=under_review, seen=last_of(under_review), reason=REASON)
    applicant.refresh_from_db()
    assert applicant.role == Role.APPLICANT
    assert not Membership.objects.exists()
    actions.admit(by=staff, application=under_review)
    assert Membership.objects.get().application == under_review


@pytest.mark.parametrize("role", [Role.STAFF, Role.OFFICIAL])
def test_who_became_something_else_meanwhile_stays_that(role, under_review, staff, applicant):
    actions.admit(by=staff, application=under_review)
    applicant.refresh_from_db()
    applicant.role = role
    applicant.save()
    actions.undo(by=staff, application=under_review, seen=last_of(under_review), reason=REASON)
    applicant.refresh_from_db()
    assert applicant.role == role


def test_who_was_a_coworker_before_keeps_the_role_and_the_old_membership(
    under_review, staff, applicant
):
    applicant.role = Role.MEMBER
    applicant.save()
    old = MembershipFactory(person=applicant, starts=today() - timedelta(days=90), ended=True)
    actions.admit(by=staff, application=under_review)
    actions.undo(by=staff, application=under_review, seen=last_of(under_review), reason=REASON)
    applicant.refresh_from_db()
    assert applicant.role == Role.MEMBER
    assert list(Membership.objects.all()) == [old]


@pytest.mark.parametrize(
    ("moment", "is_undone"),
    [
        ("2026-10-06 09:09", True),
        ("2026-10-06 09:10", True),
        ("2026-10-06 09:11", False),
    ],
)
def test_a_decision_is_undone_within_24_hours_only(moment, is_undone, at, staff, applicant):
    at("2026-10-05 09:10")
    under_review = ApplicationFactory(applicant=applicant, under_review=True)
    actions.let_wait(by=staff, application=under_review)
    at(moment)
    under_review.refresh_from_db()
    assert bool(Desk(under_review, staff).undone_until) is is_undone
    given = {"by": staff, "application": under_review, "reason": REASON}
    given["seen"] = last_of(under_review)
    if is_undone:
        assert actions.undo(**given).status == Status.UNDER_REVIEW
    else:
        assert code_of(actions.undo, **given) == "too_late"


def test_24_hours_are_24_also_when_the_clocks_change(at, staff, applicant):
    """The day to the morning of 25 October has 25 hours."""
    at("2026-10-24 10:00")
    under_review = ApplicationFactory(applicant=applicant, under_review=True)
    actions.let_wait(by=staff, application=under_review)
    at("2026-10-25 09:30")
    given = {"by": staff, "application": under_review, "reason": REASON}
    assert code_of(actions.undo, **given, seen=last_of(under_review)) == "too_late"


def test_undoing_what_another_moved_meanwhile_is_refused_and_says_who(
    at, applicant, staff, colleague
):
    at("2026-10-05 09:10")
    under_review = ApplicationFactory(applicant=applicant, under_review=True)
    actions.let_wait(by=staff, application=under_review)
    seen = last_of(under_review)
    actions.admit(by=colleague, application=under_review)
    with pytest.raises(Refusal) as refused:
        actions.undo(by=staff, application=under_review, seen=seen, reason=REASON)
    assert refused.value.sentence.startswith("Carlo Colli ha portato questa domanda")
    under_review.refresh_from_db()
    assert under_review.status == Status.ADMITTED


def test_undoing_twice_is_refused(under_review, staff):
    actions.let_wait(by=staff, application=under_review)
    given = {"by": staff, "application": under_review, "seen": last_of(under_review)}
    actions.undo(**given, reason=REASON)
    assert code_of(actions.undo, **given, reason=REASON) == "moved_already"


def test_a_no_is_not_undone_once_the_person_applies_again(under_review, staff, applicant):
    actions.refuse(by=staff, application=under_review, reason="Fuori tema.")
    ApplicationFactory(applicant=applicant)
    given = {"by": staff, "application": under_review, "seen": last_of(under_review)}
    assert code_of(actions.undo, **given, reason=REASON) == "applies_again"


@pytest.mark.parametrize("reason", ["", "  "])
def test_undoing_wants_a_reason(reason, under_review, staff):
    actions.let_wait(by=staff, application=under_review)
    given = {"by": staff, "application": under_review, "seen": last_of(under_review)}
    assert code_of(actions.undo, **given, reason=reason) == "no_reason"


@pytest.mark.parametrize("status", [s for s in Status.values if s not in rules.DECIDED])
def test_what_is_undecided_is_not_undone(status, staff):
    application = ApplicationFactory(status=status)
    last = application.moves.last()
    given = {"by": staff, "application": application, "seen": last and last.pk}
    assert code_of(actions.undo, **given, reason=REASON) in {"undecided", "moved_already"}


@pytest.mark.parametrize("role", [Role.APPLICANT, Role.MEMBER, Role.OFFICIAL])
def test_nobody_but_the_staff_undoes(role, make_person, under_review, staff):
    actions.let_wait(by=staff, application=under_review)
    given = {"application": under_review, "seen": last_of(under_review), "reason": REASON}
    assert code_of(actions.undo, by=make_person(role), **given) == "not_yours"


# -- one verb is not another ---------------------------------------------------------------------------
@pytest.mark.parametrize("status", [s for s in Status.values if s != "submitted"])
def test_taking_up_never_undoes_nor_answers(status, staff):
    """These lead to "under review" as well, by other verbs."""
    application = ApplicationFactory(status=status)
    code = code_of(actions.take_up, by=staff, application=application)
    assert code == "moved_already"
    application.refresh_from_db()
    assert application.status == status


# -- answers by phone ----------------------------------------------------------------------------------
def test_an_answer_by_phone_is_marked_and_told(staff, applicant):
    application = ApplicationFactory(applicant=applicant, info_requested=True)
    actions.write_answer(by=staff, application=application, answer="Il progetto è di due persone.")
    move = application.moves.last()
    assert (move.by_phone, move.by, move.after) == (True, staff, "under_review")
    assert "Il progetto è di due persone." in OutgoingMail.objects.get().text


def test_an_answer_by_phone_after_the_applicant_s_own_is_refused(staff, applicant):
    application = ApplicationFactory(applicant=applicant, info_requested=True)
    actions.answer_request(by=applicant, application=application, answer="Eccolo.")
    given = {"by": staff, "application": application}
    assert code_of(actions.write_answer, **given, answer="Altro.") == "moved_already"
    assert code_of(actions.write_answer, **given, answer=" ") == "no_answer"


# -- admitting with dates and a plan -------------------------------------------------------------------
def test_a_membership_has_the_days_and_the_plan_that_were_chosen(
    at, under_review, staff, applicant
):
    at("2026-10-05 09:10")
    plan = Plan.objects.create(name_it="Part-time", name_en="Part time")
    starts, ends = today() + timedelta(days=7), today() + timedelta(days=372)
    actions.admit(by=staff, application=under_review, starts=starts, ends=ends, plan=plan)
    membership = Membership.objects.get()
    assert (membership.starts, membership.ends, membership.plan) == (starts, ends, plan)
    letter = OutgoingMail.objects.get(subject__contains="accolta").text
    assert "dal 12 ottobre 2026" in letter
    assert "fino all’11 ottobre 2027" in letter
    assert "Part-time" in letter


@pytest.mark.parametrize(
    ("starts", "ends", "code"), [(-1, None, "past"), (0, 0, "reversed"), (3, 1, "reversed")]
)
def test_days_that_are_none_admit_nobody(starts, ends, code, under_review, staff):
    days = {"starts": today() + timedelta(days=starts)}
    days["ends"] = None if ends is None else today() + timedelta(days=ends)
    assert code_of(actions.admit, by=staff, application=under_review, **days) == code
    under_review.refresh_from_db()
    assert under_review.status == Status.UNDER_REVIEW
    assert not Membership.objects.exists()


# -- refusing by a reason of the list ------------------------------------------------------------------
def test_the_chosen_reason_is_kept_and_read_in_the_reader_s_language(
    under_review, staff, applicant
):
    applicant.language = "en"
    applicant.save()
    reason = RefusalReasonFactory(name_it="Fuori dai temi", name_en="Not among the themes")
    actions.refuse(by=staff, application=under_review, reason="See the list.", refusal=reason)
    assert under_review.moves.last().refusal == reason
    text = OutgoingMail.objects.get().text
    assert "Not among the themes" in text
    assert "Fuori dai temi" not in text


# -- assigning -----------------------------------------------------------------------------------------
def test_who_takes_it_up_has_it_unless_somebody_has_it_already(staff, colleague):
    free = ApplicationFactory(submitted=True)
    assert actions.take_up(by=staff, application=free).assignee == staff
    given = ApplicationFactory(submitted=True, assignee=colleague)
    assert actions.take_up(by=staff, application=given).assignee == colleague


def test_a_colleague_is_told_in_the_own_language_and_oneself_is_not(under_review, staff, colleague):
    colleague.language = "en"
    colleague.save()
    desk.assign(by=staff, application=under_review, to=staff, seen=None)
    assert OutgoingMail.objects.count() == 0
    desk.assign(by=staff, application=under_review, to=colleague, seen=staff.pk)
    letter = OutgoingMail.objects.get()
    assert letter.to == colleague.email
    assert "Sara Salvi has assigned the application of" in letter.text
    assert JournalEntry.objects.filter(verb="application_assigned").count() == 2


def test_assigning_what_a_colleague_took_meanwhile_is_refused(under_review, staff, colleague):
    desk.assign(by=colleague, application=under_review, to=colleague, seen=None)
    with pytest.raises(Refusal) as refused:
        desk.assign(by=staff, application=under_review, to=staff, seen=None)
    assert refused.value.sentence == (
        "Di questa domanda ora si occupa Carlo Colli. Non è cambiato nulla: riguardala."
    )


@pytest.mark.parametrize("role", [Role.APPLICANT, Role.MEMBER, Role.OFFICIAL])
def test_nothing_is_assigned_to_or_by_anybody_else(role, under_review, staff, make_person):
    person = make_person(role)
    given = {"application": under_review, "seen": None}
    assert code_of(desk.assign, by=staff, to=person, **given) == "not_staff"
    assert code_of(desk.assign, by=person, to=staff, **given) == "not_yours"


@pytest.mark.parametrize("status", Status.values)
def test_what_is_closed_is_assigned_to_nobody(status, staff):
    application = ApplicationFactory(status=status)
    refusal = rules.why_not_assign(application, staff, seen=None)
    is_over = status in {"draft", *Application.CLOSED}
    assert (refusal is not None) is is_over


# -- notes ---------------------------------------------------------------------------------------------
def test_a_note_is_kept_for_the_staff_and_its_words_are_not_in_the_journal(under_review, staff):
    note = desk.note_application(by=staff, application=under_review, words=" Sembra serio. ")
    assert (note.words, note.by) == ("Sembra serio.", staff)
    entry = JournalEntry.objects.get()
    assert (entry.verb, entry.details) == ("application_noted", {"note": note.pk})
    assert OutgoingMail.objects.count() == 0


def test_only_who_wrote_a_note_removes_it_and_twice_is_once(under_review, staff, colleague):
    note = desk.note_application(by=staff, application=under_review, words="Sembra serio.")
    assert code_of(desk.remove_application_note, by=colleague, note=note) == "not_yours"
    for _turn in range(2):
        desk.remove_application_note(by=staff, note=note)
    assert not ApplicationNote.objects.exists()
    assert JournalEntry.objects.filter(verb="application_note_removed").count() == 1


@pytest.mark.parametrize("words", ["", "  "])
def test_an_empty_note_is_none(words, under_review, staff):
    assert code_of(desk.note_application, by=staff, application=under_review, words=words)


def test_a_stranger_writes_no_note(under_review):
    given = {"by": PersonFactory(), "application": under_review, "words": "Ciao"}
    assert code_of(desk.note_application, **given) == "not_yours"
