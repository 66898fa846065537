"""People, applications, invitations and memberships: their walls."""

from collections.abc import Callable
from datetime import timedelta

from django.db import models
from django.utils import timezone

from core.access import Role
from members.models import VISIBILITIES, AccountChange, Consent, Invitation, Profile, User
from members.tests.factories import ApplicationFactory, ConsentFactory, ProfileFactory
from piastra.tests.guards.walls.rows import DAY, NOW, Case, Pair
from spaces.tests.factories import MembershipFactory, PersonFactory


def invitation(email="a@example.org", **fields) -> Invitation:
    return Invitation.objects.create(
        **{"email": email, "role": "staff", "token_hash": f"{Invitation.objects.count()}"} | fields
    )


def person() -> models.Model:
    return PersonFactory(membership=None)


def later():
    return timezone.now() + timedelta(days=1)


def account_change() -> AccountChange:
    person = PersonFactory()
    return AccountChange.objects.create(person=person, by=None, kind="name", reason="Accento")


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
    "role_is_known": (PersonFactory, [{"role": "else"}], [{"role": each} for each in Role.values]),
    "membership_ends_after_its_start": (
        lambda: MembershipFactory(starts=DAY),
        [{"ends": DAY}, {"ends": DAY - timedelta(days=1)}],
        [{"ends": DAY + timedelta(days=1)}, {"ends": None}],
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
    "one_open_invitation_for_each_address": (
        lambda: [invitation("é@example.org"), invitation("E\u0301@example.org")],
        lambda: [invitation(), invitation(status="used", used_at=NOW)],
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


TRIGGERS: dict[str, Callable] = {
    "profile_words": words_are_kept,
    "profile_words_of_name": a_name_is_kept,
}
