"""What applications hold of people."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.personal import (
    Fate,
    Held,
    Whom,
    by_address,
    by_person,
    either,
    hold,
)
from members import models as people
from members.own_rows.why import STAFF, SUMS, only_where_needed

GONE, EMPTIED, KEPT = Fate.GONE, Fate.EMPTIED, Fate.KEPT
APPLYING = _("To decide on your application.")
ANSWERS = (
    *("phone", "school", "course", "degree", "institution", "research_field", "enterprise"),
    *("organisation", "legal_form", "tax_number", "own_role", "idea", "offers", "looks_for"),
)
SAID = ("made_at", "submitted_at", "kind", "status", *ANSWERS, "wanted_from", "days_a_week")


def _drafts(whom: Whom) -> Q:
    return Q(applicant=whom.pk, status=people.Application.Status.DRAFT)


def _sent(whom: Whom) -> Q:
    return Q(applicant=whom.pk) & ~_drafts(whom)


hold(
    Held(
        people.ApplicationDocument,
        _("Documents of applications"),
        APPLYING,
        either(by_person("application__applicant"), by_person("uploaded_by")),
        GONE,
        ("uploaded_at", "name", "kind", "file", "size"),
    ),
    Held(
        people.ApplicationNote,
        _("Notes of the staff on applications"),
        STAFF,
        by_person("application__applicant"),
        GONE,
        ("at", "words"),
    ),
    Held(
        people.Assessment,
        _("Points given to applications"),
        SUMS,
        by_person("application__applicant"),
        EMPTIED,
        ("at", "points", "words"),
        emptied={"words": ""},
    ),
    Held(
        people.ApplicationPerson,
        _("People named by an organisation’s application"),
        APPLYING,
        by_person("application__applicant"),
        GONE,
        ("first_name", "last_name", "email"),
    ),
    Held(
        people.ApplicationPerson,
        _("Where an organisation’s application names you"),
        APPLYING,
        by_address("email"),
        GONE,
        ("first_name", "last_name", "email"),
    ),
    Held(
        people.ApplicationMove,
        _("History of applications"),
        SUMS,
        by_person("application__applicant"),
        EMPTIED,
        ("at", "before", "after", "reason"),
        emptied={"reason": only_where_needed(after__in=["not_admitted", "info_requested"])},
    ),
    Held(people.Application, _("Drafts of applications"), APPLYING, _drafts, GONE, SAID),
    Held(
        people.Application,
        _("Applications"),
        SUMS,
        _sent,
        EMPTIED,
        SAID,
        emptied=dict.fromkeys(ANSWERS, "")
        | dict.fromkeys(("degree_year", "founded_year", "wanted_from", "days_a_week")),
        harmless=("privacy_version",),
    ),
    Held(
        people.FunderFacts,
        _("Facts for the funder"),
        _("Only if you told them: for sums in which nobody can be known."),
        by_person("person"),
        GONE,
        ("gender", "age_band", "employment", "education", "municipality", "changed_at"),
    ),
)
