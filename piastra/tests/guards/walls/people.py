"""People, applications, invitations and memberships: their walls."""

from collections.abc import Callable
from datetime import timedelta

from django.db import models
from django.utils import timezone

from core.access import Role
from core.models import Text
from members.models import (
    VISIBILITIES,
    AccountChange,
    ApplicationRules,
    Consent,
    Import,
    ImportRow,
    Invitation,
    Membership,
    MembershipNotice,
    Organisation,
    OrganisationPerson,
    Plan,
    Profile,
    RenewalRequest,
    Suspension,
    User,
)
from members.tests.factories import (
    ApplicationFactory,
    AssessmentFactory,
    CallFactory,
    ConsentFactory,
    CriterionFactory,
    OrganisationFactory,
    ProfileFactory,
    RefusalReasonFactory,
)
from piastra.tests.guards.walls.rows import DAY, NOW, Case, Pair
from spaces.models import PlanRule
from spaces.tests.factories import MembershipFactory, PersonFactory

#: When a call that opened on `DAY` is over.
LATER = DAY + timedelta(days=60)


def invitation(email="a@example.org", **fields) -> Invitation:
    return Invitation.objects.create(
        **{"email": email, "role": "staff", "token_hash": f"{Invitation.objects.count()}"} | fields
    )


def person() -> models.Model:
    return PersonFactory(membership=None)


def brought() -> Import:
    return Import.objects.create(kind="members", name="a.csv")


def belonging(**fields) -> OrganisationPerson:
    usual = {"person": PersonFactory()} if "person" not in fields else {}
    return OrganisationPerson.objects.create(organisation=OrganisationFactory(), **usual | fields)


def later():
    return timezone.now() + timedelta(days=1)


def account_change() -> AccountChange:
    person = PersonFactory()
    return AccountChange.objects.create(person=person, by=None, kind="name", reason="Accento")


def membership() -> Membership:
    return MembershipFactory(person=person(), starts=DAY)


def suspension(of=None, **fields) -> Suspension:
    given = {"membership": of or membership(), "since": DAY, "reason": "Pausa"}
    return Suspension.objects.create(**given | fields)


def renewal(of=None, **fields) -> RenewalRequest:
    of = of or membership()
    return RenewalRequest.objects.create(person=of.person, membership=of, **fields)


def notice(of, **fields) -> MembershipNotice:
    return MembershipNotice.objects.create(
        membership=of, **{"ends": DAY, "days_before": 7} | fields
    )


def plan(number: int = 1) -> Plan:
    return Plan.objects.get_or_create(name_it=f"Piano {number}", name_en=f"Plan {number}")[0]


def rule(kind: str) -> PlanRule:
    return PlanRule.objects.create(plan=plan(), kind=kind)


def text(version: int) -> Text:
    return Text.objects.create(key="a", language="it", version=version, body="Ciao")


CHECKS: dict[str, Case] = {
    "application_status_is_known": (ApplicationFactory, [{"status": "else"}], [{"status": "draft"}]),
    "sent_application_has_its_time": (
        lambda: ApplicationFactory(submitted=True), [{"submitted_at": None}], [{"submitted_at": NOW}],
    ),
    "refusing_or_asking_needs_a_reason": (
        lambda: ApplicationFactory(not_admitted=True).moves.last(),
        [{"reason": ""}, {"after": "info_requested", "reason": ""}],
        [{"after": "info_requested"}, {"after": "admitted", "reason": ""}],
    ),
    "call_closes_after_it_opens": (
        lambda: CallFactory(opens=DAY), [{"closes": DAY}], [{"closes": DAY + timedelta(days=1)}],
    ),
    "call_has_a_place_or_says_none": (
        CallFactory, [{"places": 0}], [{"places": None}, {"places": 1}],
    ),
    "criterion_gives_some_points": (
        CriterionFactory, [{"most": 0}, {"most": 101}], [{"most": 1}, {"most": 100}],
    ),
    "one_row_of_rules_of_applications": (
        lambda: ApplicationRules.objects.create(pk=1), [{"id": 2}], [{"answer_days": 9}],
    ),
    "account_change_is_known": (account_change, [{"kind": "else"}], [{"kind": "closed"}]),
    "account_change_has_its_reason": (account_change, [{"reason": ""}], [{"reason": "Sì"}]),
    "visibility_is_known": (
        ProfileFactory,
        [{each: "world"} for each in VISIBILITIES],
        [{each: "coworkers"} for each in VISIBILITIES],
    ),
    "no_address_is_open_to_everybody": (
        ProfileFactory, [{"email_visibility": "everybody"}], [{"email_visibility": "coworkers"}],
    ),
    "consent_kind_is_known": (ConsentFactory, [{"kind": "all"}], [{"kind": "photos"}]),
    "consent_is_withdrawn_after_it_was_given": (
        lambda: ConsentFactory(given_at=NOW),
        [{"withdrawn_at": NOW - timedelta(seconds=1)}],
        [{"withdrawn_at": NOW}, {"withdrawn_at": None}],
    ),
    "invitation_status_is_known": (invitation, [{"status": "else"}], [{"status": "open"}]),
    "invitation_role_is_for_inviting": (
        invitation, [{"role": "applicant"}], [{"role": "official"}, {"role": "member"}],
    ),
    "used_invitation_has_its_time": (
        invitation, [{"used_at": NOW}, {"status": "used"}], [{"status": "used", "used_at": NOW}],
    ),
    "revoked_invitation_has_its_time": (
        invitation,
        [{"revoked_at": NOW}, {"status": "revoked"}, {"status": "replaced"}],
        [{"status": "revoked", "revoked_at": NOW}, {"status": "replaced", "revoked_at": NOW}],
    ),
    "organisation_has_a_name": (OrganisationFactory, [{"name": ""}], [{"name": "A"}]),
    "organisation_kind_is_known": (
        OrganisationFactory, [{"kind": "else"}], [{"kind": each} for each in Organisation.Kind.values],
    ),
    "nobody_leaves_an_organisation_before_coming": (
        lambda: belonging(starts=DAY),
        [{"ends": DAY - timedelta(days=1)}],
        [{"ends": DAY}, {"ends": None}],
    ),
    "import_kind_is_known": (brought, [{"kind": "else"}], [{"kind": "bookings"}]),
    "import_is_checked_before_it_is_begun": (
        brought, [{"begun_at": NOW}], [{"begun_at": NOW, "checked_at": NOW}],
    ),
    "import_is_begun_before_it_is_done": (
        brought,
        [{"done_at": NOW}],
        [{"done_at": NOW, "begun_at": NOW, "checked_at": NOW}, {"checked_at": NOW}],
    ),
    "import_outcome_is_known": (
        lambda: ImportRow.objects.create(brought=brought(), number=2),
        [{"outcome": "else"}],
        [{"outcome": "made"}, {"outcome": ""}],
    ),
    "role_is_known": (PersonFactory, [{"role": "else"}], [{"role": each} for each in Role.values]),
    "membership_ends_after_its_start": (
        lambda: MembershipFactory(starts=DAY),
        [{"ends": DAY}, {"ends": DAY - timedelta(days=1)}],
        [{"ends": DAY + timedelta(days=1)}, {"ends": None}],
    ),
    "suspension_ends_after_its_start": (
        suspension,
        [{"until": DAY}, {"until": DAY - timedelta(days=1)}],
        [{"until": DAY + timedelta(days=1)}, {"until": None}],
    ),
    "renewal_status_is_known": (renewal, [{"status": "else"}], [{"status": "withdrawn"}]),
    "refused_renewal_has_its_reason": (
        renewal, [{"status": "refused"}], [{"status": "refused", "reason": "Pieno"}],
    ),
    "plan_lets_book_something": (
        lambda: PlanRule.objects.create(plan=plan(), kind="office"),
        [{"max_coming": 0}],
        [{"max_coming": 1}, {"max_coming": None}],
    ),
}  # fmt: skip
#: Walls between two rows.
PAIRS: dict[str, Pair] = {
    "one_account_for_each_email": (
        lambda: [PersonFactory(email=each) for each in ("a@example.org", "A@example.org")],
        lambda: [PersonFactory(email=each) for each in ("a@example.org", "b@example.org")],
    ),
    "one_open_application_for_each_person": (
        lambda: [ApplicationFactory(applicant=who, waiting=True) for who in [person()] * 2],
        lambda: [
            ApplicationFactory(applicant=who, **{state: True})
            for who in [person()]
            for state in ("admitted", "not_admitted", "withdrawn", "submitted")
        ],
    ),
    "one_call_at_a_time": (
        lambda: [CallFactory(opens=DAY), CallFactory(opens=DAY + timedelta(days=29))],
        lambda: [CallFactory(opens=DAY), CallFactory(opens=DAY + timedelta(days=30))],
    ),
    "one_criterion_of_each_name": (
        lambda: [CriterionFactory(call=call, name_it="Idea") for call in [CallFactory()] * 2],
        lambda: [
            CriterionFactory(call=call, name_it=name)
            for call, name in [(CallFactory(opens=DAY), "Idea"), (CallFactory(opens=LATER), "Idea")]
        ],
    ),
    "one_assessment_for_each_criterion": (
        lambda: [
            AssessmentFactory(application=one, criterion=criterion)
            for one, criterion in [(ApplicationFactory(), CriterionFactory())] * 2
        ],
        lambda: [AssessmentFactory(criterion=each) for each in [CriterionFactory()] * 2],
    ),
    "one_refusal_reason_of_each_name": (
        lambda: [RefusalReasonFactory(name_it=name) for name in ("Pieno", "Pieno")],
        lambda: [RefusalReasonFactory(name_it=name) for name in ("Pieno", "Vuoto")],
    ),
    "one_application_for_each_number": (
        lambda: [ApplicationFactory(submitted=True, year=2026, number=1) for _turn in range(2)],
        lambda: [
            ApplicationFactory(submitted=True, year=year, number=number)
            for year, number in [(2026, 1), (2026, 2), (2027, 1), (None, None), (None, None)]
        ],
    ),
    "one_person_for_each_address_of_an_application": (
        lambda: [
            application.people.create(first_name="A", last_name="B", email=email)
            for application in [ApplicationFactory()]
            for email in ("a@example.org", "A@example.org")
        ],
        lambda: [
            ApplicationFactory().people.create(first_name="A", last_name="B", email="a@example.org")
            for _turn in range(2)
        ],
    ),
    "one_open_invitation_for_each_address": (
        lambda: [invitation("é@example.org"), invitation("E\u0301@example.org")],
        lambda: [invitation(), invitation(status="used", used_at=NOW)],
    ),
    "one_organisation_of_each_name": (
        lambda: [OrganisationFactory(name=name) for name in ("Caffè  d’Orzo", "caffe d'orzo")],
        lambda: [OrganisationFactory(name=name) for name in ("Caffè d’Orzo", "Caffè dOrzo 2")],
    ),
    "one_organisation_of_each_tax_code": (
        lambda: [OrganisationFactory(name=name, tax_code="1") for name in "AB"],
        lambda: [
            OrganisationFactory(name=name, tax_code=code)
            for name, code in (("C", "1"), ("D", "2"), ("E", ""), ("F", ""))
        ],
    ),
    "once_in_an_organisation_at_a_time": (
        lambda: [belonging(person=who, starts=DAY) for who in [person()] * 2],
        lambda: [
            belonging(person=who, starts=since, ends=until)
            for who in [person()]
            for since, until in [
                (DAY, DAY), (DAY, DAY + timedelta(days=1)), (DAY + timedelta(days=1), None),
            ]
        ],
    ),
    "a_line_is_brought_once": (
        lambda: [ImportRow.objects.create(brought=file, number=2) for file in [brought()] * 2],
        lambda: [ImportRow.objects.create(brought=brought(), number=2) for _each in range(2)],
    ),
    "one_consent_in_force_of_each_kind": (
        lambda: [Consent.objects.create(person=who, kind="photos") for who in [person()] * 2],
        lambda: [
            Consent.objects.create(person=who, kind=kind, withdrawn_at=until)
            for who in [person()]
            for kind, until in [("photos", later()), ("photos", None), ("directory", None)]
        ],
    ),
    "one_membership_at_a_time": (
        lambda: [MembershipFactory(person=who, starts=DAY) for who in [person()] * 2],
        lambda: [
            MembershipFactory(person=who, starts=since, ends=until)
            for who in [person()]
            for since, until in [(DAY, DAY + timedelta(days=1)), (DAY + timedelta(days=1), None)]
        ],
    ),
    "one_suspension_at_a_time": (
        lambda: [suspension(of) for of in [membership()] * 2],
        lambda: [
            suspension(of, since=since, until=until)
            for of in [membership()]
            for since, until in [(DAY, DAY + timedelta(days=1)), (DAY + timedelta(days=1), None)]
        ],
    ),
    "one_open_renewal_for_each_person": (
        lambda: [renewal(of) for of in [membership()] * 2],
        lambda: [renewal(of, status=each) for of in [membership()] for each in ("withdrawn", "asked")],
    ),
    "one_notice_of_each_kind": (
        lambda: [notice(of) for of in [membership()] * 2],
        lambda: [notice(of, days_before=each) for of in [membership()] for each in (7, 30)],
    ),
    "one_rule_of_a_plan_and_kind": (
        lambda: [rule("office"), rule("office")], lambda: [rule("office"), rule("desk")],
    ),
    "one_text_of_each_version": (lambda: [text(1), text(1)], lambda: [text(1), text(2)]),
}  # fmt: skip


def words_are_kept() -> None:
    """Whatever writes a profile: new, changed, closed again."""
    profile = ProfileFactory(headline="Mulini", headline_visibility="coworkers")
    kept = Profile.objects.filter(pk=profile.pk)
    assert "mulin" in kept.get().words_of_coworkers
    assert kept.get().words_of_everybody is None
    kept.update(headline="Segherie", headline_visibility="everybody")
    assert "mulin" not in kept.get().words_of_coworkers
    assert "segher" in kept.get().words_of_everybody
    kept.update(headline_visibility="nobody")
    assert kept.get().words_of_coworkers is None


def a_name_is_kept() -> None:
    """Another name, and another thing of the same person."""
    profile = ProfileFactory(headline_visibility="everybody")
    people, kept = User.objects.filter(pk=profile.person_id), Profile.objects.filter(pk=profile.pk)
    people.update(last_name="Zanetti")
    assert "zanett" in kept.get().words_of_everybody
    people.update(language="en")
    assert "zanett" in kept.get().words_of_everybody


def an_organisations_name_is_kept() -> None:
    """Its other name finds those who say that they are of it."""
    studio = OrganisationFactory(name="Mulini")
    profile = ProfileFactory(organisation=studio, organisation_visibility="everybody")
    kept = Profile.objects.filter(pk=profile.pk)
    assert "mulin" in kept.get().words_of_everybody
    Organisation.objects.filter(pk=studio.pk).update(name="Segherie")
    assert "segher" in kept.get().words_of_everybody
    Organisation.objects.filter(pk=studio.pk).update(website="https://example.org/")
    assert "segher" in kept.get().words_of_everybody


TRIGGERS: dict[str, Callable] = {
    "profile_words_of_organisation": an_organisations_name_is_kept,
    "profile_words": words_are_kept,
    "profile_words_of_name": a_name_is_kept,
}
