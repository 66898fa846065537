"""People, applications, invitations and memberships: their walls."""

from collections.abc import Callable
from datetime import timedelta

from django.db import models

from core.access import Role
from members.models import (
    AccountChange,
    Import,
    ImportRow,
    Invitation,
    Organisation,
    OrganisationPerson,
)
from members.tests.factories import ApplicationFactory, OrganisationFactory
from piastra.tests.guards.walls.rows import DAY, NOW, Case, Pair
from spaces.tests.factories import MembershipFactory, PersonFactory


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
    "one_membership_at_a_time": (
        lambda: [MembershipFactory(person=who, starts=DAY) for who in [person()] * 2],
        lambda: [
            MembershipFactory(person=who, starts=since, ends=until)
            for who in [person()]
            for since, until in [(DAY, DAY + timedelta(days=1)), (DAY + timedelta(days=1), None)]
        ],
    ),
}  # fmt: skip
TRIGGERS: dict[str, Callable] = {}
