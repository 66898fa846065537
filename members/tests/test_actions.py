"""The verbs without HTTP: what they write, what they refuse."""

import pytest

from core.access import Role
from core.clock import today
from core.models import JournalEntry, OutgoingMail
from core.refusals import Refusal
from members import actions, privacy
from members.models import VISIBILITIES, Application, ApplicationMove, Membership, Profile
from members.tests.factories import ApplicationFactory, MembershipFactory, ThemeFactory

Status = Application.Status
NOT_UNDER_REVIEW = [status for status in Status.values if status != "under_review"]


@pytest.fixture
def answers(db):
    return {
        "kind": "organisation",
        "organisation": "Cooperativa Prova",
        "legal_form": "Cooperativa",
        "tax_number": "00743110157",
        "own_role": "Presidente",
        "is_of_age": True,
        "days_a_week": 2,
        "privacy_seen": True,
        "phone": "0342 000000",
        "idea": "Vorrei lavorare qui.",
        "themes": [ThemeFactory(slug="mobilita"), ThemeFactory(slug="energia")],
    }


def journal():
    return list(JournalEntry.objects.order_by("id").values_list("verb", flat=True))


def moves(application):
    return list(application.moves.values_list("before", "after", "reason"))


def test_submitting_writes_the_answers_the_move_and_a_letter(applicant, answers):
    application = actions.submit(by=applicant, **answers)
    application.refresh_from_db()
    assert application.status == Status.SUBMITTED
    assert application.organisation == "Cooperativa Prova"
    assert application.privacy_version == privacy.VERSION
    assert application.privacy_seen_at is not None
    assert set(application.themes.all()) == set(answers["themes"])
    assert moves(application) == [("draft", "submitted", "")]
    assert application.moves.get().by == applicant
    assert journal() == ["application_submitted"]
    assert OutgoingMail.objects.get().subject == "Abbiamo ricevuto la tua domanda"


def test_a_draft_is_the_one_that_is_sent(applicant, answers):
    draft = ApplicationFactory(applicant=applicant)
    assert actions.submit(by=applicant, **answers) == draft


def test_submitting_twice_keeps_the_first(applicant, answers):
    first = actions.submit(by=applicant, **answers)
    with pytest.raises(Refusal) as refused:
        actions.submit(by=applicant, **{**answers, "idea": "Altro."})
    assert refused.value.code == "one_application"
    assert Application.objects.get() == first
    assert OutgoingMail.objects.count() == 1


def test_after_a_no_one_may_apply_again(applicant, answers):
    ApplicationFactory(applicant=applicant, not_admitted=True)
    assert actions.submit(by=applicant, **answers).status == Status.SUBMITTED


def test_asking_and_answering_go_round(applicant, staff):
    application = ApplicationFactory(applicant=applicant, submitted=True)
    actions.take_up(by=staff, application=application)
    actions.ask_for_more(by=staff, application=application, reason="Quale progetto?")
    actions.answer_request(by=applicant, application=application, answer="Case passive.")
    assert moves(application)[1:] == [
        ("submitted", "under_review", ""),
        ("under_review", "info_requested", "Quale progetto?"),
        ("info_requested", "under_review", "Case passive."),
    ]
    subjects = list(OutgoingMail.objects.order_by("pk").values_list("subject", flat=True))
    assert subjects == [
        "Abbiamo cominciato a esaminare la tua domanda",
        "Ci serve ancora qualcosa per la tua domanda",
        # To who looks after it.
        "Chiara Conti ha risposto alla tua richiesta",
    ]
    to_applicant = OutgoingMail.objects.filter(to=applicant.email)
    assert "Quale progetto?" in to_applicant.last().text
    assert OutgoingMail.objects.last().to == staff.email


def test_admitting_makes_a_member_from_today_with_a_hidden_profile(applicant, staff):
    themes = [ThemeFactory(), ThemeFactory()]
    application = ApplicationFactory(
        applicant=applicant, under_review=True, themes=themes, organisation="Studio Prova"
    )
    actions.admit(by=staff, application=application)
    applicant.refresh_from_db()
    assert applicant.role == Role.MEMBER
    membership = Membership.objects.get()
    assert (membership.person, membership.application) == (applicant, application)
    assert (membership.starts, membership.ends) == (today(), None)
    profile = Profile.objects.get(person=applicant)
    assert set(profile.themes.all()) == set(themes)
    assert str(profile.organisation) == "Studio Prova"
    assert {getattr(profile, name) for name in VISIBILITIES} == {"nobody"}
    told = OutgoingMail.objects.order_by("pk").values_list("to", flat=True)
    assert list(told) == [applicant.email] * 2


@pytest.mark.parametrize("moment", ["2026-01-31 23:30", "2026-03-29 01:59", "2026-10-25 02:30"])
def test_a_membership_begins_on_the_day_in_rome(moment, at, applicant, staff):
    application = ApplicationFactory(applicant=applicant, under_review=True)
    day = at(moment).date()
    actions.admit(by=staff, application=application)
    assert Membership.objects.get().starts == day


def test_who_waited_is_admitted_when_there_is_a_place(applicant, staff):
    application = ApplicationFactory(applicant=applicant, under_review=True)
    actions.let_wait(by=staff, application=application)
    applicant.refresh_from_db()
    assert applicant.role == Role.APPLICANT
    assert not Membership.objects.exists()
    actions.admit(by=staff, application=application)
    assert Membership.objects.get().person == applicant


def test_a_member_is_not_admitted_twice(applicant, staff):
    application = ApplicationFactory(applicant=applicant, under_review=True)
    MembershipFactory(person=applicant)
    with pytest.raises(Refusal) as refused:
        actions.admit(by=staff, application=application)
    assert refused.value.code == "member_already"
    application.refresh_from_db()
    assert application.status == Status.UNDER_REVIEW


@pytest.mark.parametrize("reason", ["", "   "])
@pytest.mark.parametrize("act", [actions.refuse, actions.ask_for_more])
def test_a_no_or_a_request_without_a_reason_is_refused(act, reason, applicant, staff):
    application = ApplicationFactory(applicant=applicant, under_review=True)
    with pytest.raises(Refusal) as refused:
        act(by=staff, application=application, reason=reason)
    assert refused.value.code == "no_reason"
    application.refresh_from_db()
    assert application.status == Status.UNDER_REVIEW
    assert OutgoingMail.objects.count() == 0


def test_the_letter_is_in_the_persons_language(applicant, staff):
    applicant.language = "en"
    applicant.save()
    application = ApplicationFactory(applicant=applicant, under_review=True)
    actions.refuse(by=staff, application=application, reason="No place for workshops.")
    letter = OutgoingMail.objects.get()
    assert letter.subject == "Your application was not accepted"
    assert "Hello Chiara," in letter.text
    assert "No place for workshops." in letter.text


@pytest.mark.parametrize("status", [s for s in NOT_UNDER_REVIEW if s != "waiting"])
def test_only_what_is_under_review_or_waits_is_admitted(status, applicant, staff):
    application = ApplicationFactory(applicant=applicant, status=status)
    before = ApplicationMove.objects.count()
    with pytest.raises(Refusal) as refused:
        actions.admit(by=staff, application=application)
    assert refused.value.code == "moved_already"
    assert ApplicationMove.objects.count() == before
    assert not Membership.objects.exists()


def test_the_second_to_decide_is_told_who_decided(at, applicant, staff, make_person):
    at("2026-10-05 09:10")
    application = ApplicationFactory(applicant=applicant, under_review=True)
    actions.refuse(by=staff, application=application, reason="Fuori tema.")
    with pytest.raises(Refusal) as refused:
        actions.admit(by=make_person(Role.STAFF), application=application)
    assert refused.value.sentence == (
        "Sara Salvi ha portato questa domanda allo stato «Non accolta» il 5 ottobre 2026 alle 09:10. "
        "Ora non è cambiato nulla."
    )


def test_the_applicant_is_not_told_which_of_the_staff(applicant, staff):
    application = ApplicationFactory(applicant=applicant, under_review=True)
    actions.refuse(by=staff, application=application, reason="Fuori tema.")
    with pytest.raises(Refusal) as refused:
        actions.withdraw(by=applicant, application=application)
    assert "Salvi" not in refused.value.sentence


def test_keeping_a_profile_writes_it_and_journals_what_is_shown(member):
    theme = ThemeFactory()
    profile = actions.keep_profile(
        by=member,
        themes=[theme],
        headline="Case passive",
        is_listed=True,
        bio_visibility="coworkers",
    )
    assert list(profile.themes.all()) == [theme]
    entry = JournalEntry.objects.get(verb="profile_kept")
    assert entry.details == {**dict.fromkeys(VISIBILITIES, "nobody"), "bio_visibility": "coworkers"}
    assert JournalEntry.objects.get(verb="consent_given").by == member


def test_choosing_the_same_language_again_writes_nothing(member):
    actions.choose_language(by=member, language="en")
    actions.choose_language(by=member, language="en")
    member.refresh_from_db()
    assert member.language == "en"
    assert journal() == ["language_chosen"]


def test_a_language_that_the_portal_does_not_speak_is_refused(member):
    with pytest.raises(Refusal):
        actions.choose_language(by=member, language="fr")


def test_a_language_that_the_portal_does_not_speak_is_refused_in_words(member):
    with pytest.raises(Refusal) as refused:
        actions.choose_language(by=member, language="fr")
    assert (refused.value.code, refused.value.sentence) == (
        "unknown_language",
        "fr non è una lingua del portale.",
    )
