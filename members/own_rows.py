"""What the models of members hold of people, and those of the packages at the door; see `core.personal`."""

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.db.models import Case, CharField, F, JSONField, Q, TextField, Value, When
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from core.personal import (
    ERASED,
    NOWHERE,
    Fate,
    Held,
    Whom,
    by_address,
    by_person,
    by_words,
    either,
    hold,
    stands_apart,
    unnamed,
)
from members import models as people

GONE, EMPTIED, KEPT = Fate.GONE, Fate.EMPTIED, Fate.KEPT
DOOR = _("To let you in, and nobody else.")
BOARD = _("So that coworkers find help and give it.")
APPLYING = _("To decide on your application.")
SUMS = _(
    "The public money behind the programme has to be accounted for: how many applied and were members is counted. "
    "What you wrote goes, the dates stay without you."
)
STAFF = _("What the staff noted for each other, to look after you.")
PROFILE = _(
    "So that coworkers find each other, as far as you open it. The themes alone stay counted, without you."
)


def _only_where_needed(**needing) -> Case:
    """Nothing, but for a dash where the database asks for a reason."""
    needs = When(**needing, then=Value(ERASED))
    return Case(needs, default=Value(""), output_field=TextField())


def _brought(whom: Whom) -> Q:
    """Rows with one of the person's addresses as the address of whom they are about."""
    found = Q(pk__in=[])
    for address in whom.addresses:
        found |= Q(cells__email__iexact=address)
    return found


def _drafts(whom: Whom) -> Q:
    return Q(applicant=whom.pk, status=people.Application.Status.DRAFT)


def _sent(whom: Whom) -> Q:
    return Q(applicant=whom.pk) & ~_drafts(whom)


def _numbered(before: str, after: str = "") -> Concat:
    number = Cast(F("pk"), CharField())
    return Concat(Value(before), number, Value(after), output_field=CharField())


ANSWERS = (
    *("phone", "school", "course", "degree", "institution", "research_field", "enterprise"),
    *("organisation", "legal_form", "tax_number", "own_role", "idea", "offers", "looks_for"),
)
SAID = ("made_at", "submitted_at", "kind", "status", *ANSWERS, "wanted_from", "days_a_week")
VISIBILITIES = tuple(f"{name}_visibility" for name in people.FIELDS)

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
        emptied={"reason": _only_where_needed(after__in=["not_admitted", "info_requested"])},
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
    Held(
        people.Profile,
        _("Profile"),
        PROFILE,
        by_person("person"),
        EMPTIED,
        ("headline", "bio", "offers", "looks_for", "links", "photo", "photo_alt", *VISIBILITIES),
        emptied=dict.fromkeys(("headline", "bio", "offers", "looks_for", "photo", "photo_alt"), "")
        | dict.fromkeys(("organisation", "photo_width", "photo_height"))
        | dict.fromkeys(VISIBILITIES, people.Visibility.NOBODY)
        | {"links": []},
    ),
    Held(
        people.Consent,
        _("Consents"),
        _("To show what you agreed to, and when."),
        by_person("person"),
        GONE,
        ("kind", "version", "given_at", "withdrawn_at"),
    ),
    Held(
        people.Suspension,
        _("Suspensions of a membership"),
        SUMS,
        by_person("membership__person"),
        EMPTIED,
        ("since", "until", "reason"),
        emptied={"reason": ERASED},
    ),
    Held(
        people.RenewalRequest,
        _("Renewals"),
        SUMS,
        by_person("person"),
        EMPTIED,
        ("asked_at", "status", "decided_at", "reason"),
        emptied={"reason": _only_where_needed(status="refused")},
    ),
    Held(
        people.AbuseReport,
        _("What you reported on the board"),
        BOARD,
        by_person("person"),
        GONE,
        ("made_at", "reason", "status", "answer"),
    ),
    Held(
        people.Collaboration,
        _("Collaborations from the board"),
        SUMS,
        by_person("conversation__post__person", "conversation__answerer"),
        EMPTIED,
        ("confirmed_at", "theme"),
        emptied={"unmade_reason": _only_where_needed(unmade_at__isnull=False)},
        harmless=("author_organisation_kind", "answerer_organisation_kind"),
    ),
    Held(
        people.Message,
        _("Messages on the board"),
        BOARD,
        by_person("person"),
        GONE,
        ("at", "text"),
    ),
    Held(
        people.Conversation,
        _("Conversations about posts on the board"),
        BOARD,
        by_person("answerer", "post__person"),
        GONE,
        ("made_at",),
    ),
    Held(
        people.Post,
        _("Posts on the board"),
        BOARD,
        by_person("person"),
        GONE,
        ("made_at", "kind", "title", "text", "expires", "status", "hidden_reason"),
    ),
    Held(
        people.Outcome,
        _("What became of you"),
        _(
            "To count what the programme brought. The answers stay as numbers, without you and your words."
        ),
        by_person("person"),
        EMPTIED,
        ("at", "moment", "in_work", "was_in_work", "enterprise", "goes_on", "words"),
        emptied={"words": "", "person": None},
    ),
    Held(
        people.OutcomeQuestion,
        _("Letters that asked what became of you"),
        SUMS,
        by_person("membership__person"),
        KEPT,
        ("asked_at", "moment", "answered_at", "declined_at"),
    ),
    Held(
        people.MembershipNotice,
        _("Reminders of a membership’s end"),
        SUMS,
        by_person("membership__person"),
        KEPT,
        ("at", "ends", "days_before"),
    ),
    Held(
        people.Membership,
        _("Memberships"),
        SUMS,
        by_person("person"),
        KEPT,
        ("starts", "ends"),
    ),
    Held(
        people.PersonNote,
        _("Notes of the staff about you"),
        STAFF,
        by_person("person"),
        GONE,
        ("at", "text"),
    ),
    Held(
        people.OrganisationPerson,
        _("Organisations you belong to"),
        _("To know for whom a manager books and invites."),
        by_person("person"),
        GONE,
        ("organisation", "is_manager", "starts", "ends"),
    ),
    Held(
        people.Invitation,
        _("Invitations"),
        _("To let in whoever was invited."),
        by_address("email"),
        GONE,
        ("made_at", "email", "first_name", "last_name", "role", "status"),
    ),
    Held(
        people.ImportRow,
        _("Rows of imported tables"),
        _("To show the staff what came of a table that they brought."),
        _brought,
        GONE,
        ("number", "words", "cells"),
    ),
    Held(
        people.ImportRow,
        _("Rows of imported tables that name you"),
        _("To show the staff what came of a table that they brought."),
        by_words("words", "cells"),
        EMPTIED,
        emptied={"words": unnamed("words"), "cells": unnamed("cells", JSONField())},
        harmless=("outcome",),
    ),
    Held(
        people.AccountChange,
        _("Changes of the account"),
        _("To show who changed your account, and why."),
        by_person("person"),
        GONE,
        ("at", "kind", "before", "after", "reason"),
    ),
    Held(
        people.DataExport,
        _("Copies of your data"),
        _("To hand them to you; each is thrown away after some days."),
        by_person("person"),
        GONE,
        ("asked_at", "made_at"),
    ),
    Held(
        people.ErasureRequest,
        _("Requests to be erased"),
        _("To show that the law was kept: dates, and the number of the account that is nobody’s."),
        by_person("person"),
        EMPTIED,
        ("asked_at", "due", "status", "reason"),
        emptied={"reason": _only_where_needed(status="refused")},
    ),
    Held(
        people.Session,
        _("Where you are signed in"),
        DOOR,
        by_person("person"),
        GONE,
        ("begun_at", "used_at", "device"),
    ),
    Held(Authenticator, _("Second factors"), DOOR, by_person("user"), GONE, ("type", "created_at")),
    Held(SocialToken, _("Keys of a public identity"), DOOR, by_person("account__user"), GONE),
    Held(
        SocialAccount,
        _("Public identity linked to the account"),
        DOOR,
        by_person("user"),
        GONE,
        ("provider", "uid", "date_joined", "extra_data"),
    ),
    Held(
        EmailConfirmation,
        _("Addresses to confirm"),
        DOOR,
        by_person("email_address__user"),
        GONE,
        ("created", "sent"),
    ),
    Held(
        EmailAddress,
        _("E-mail addresses"),
        DOOR,
        by_person("user"),
        GONE,
        ("email", "verified", "primary"),
    ),
    Held(
        people.User,
        _("Account"),
        _("To know who you are. Erased, it is nobody’s, and holds together the sums that stay."),
        by_person("pk"),
        EMPTIED,
        ("first_name", "last_name", "email", "role", "language", "date_joined", "last_login"),
        emptied={
            "first_name": "Persona cancellata",
            "last_name": _numbered("n. "),
            "email": _numbered("persona-cancellata-", f"@{NOWHERE}"),
            # What no password matches, as Django writes it.
            "password": "!",
            "last_login": None,
            "is_active": False,
            "is_superuser": False,
        },
    ),
)
COMMON = "the same for all: nothing of one person"
ABOVE = "goes with the row that it joins, or joins numbers alone"
stands_apart(
    {
        "members.Application_themes": ABOVE,
        "members.Profile_themes": ABOVE,
        "members.Organisation_themes": ABOVE,
        "members.User_groups": "the portal uses none: roles say it",
        "members.User_user_permissions": "the portal uses none: roles say it",
        "auth.Permission": COMMON,
        "auth.Group_permissions": COMMON,
        "auth.Group": COMMON,
        "contenttypes.ContentType": COMMON,
        "sessions.Session": "unused: sessions are members.Session",
        "socialaccount.SocialApp": "the portal's own key at an identity provider",
        "members.ApplicationRules": COMMON,
        "members.Call": COMMON,
        "members.Criterion": COMMON,
        "members.DocumentLook": "who of the staff opened a document: goes with it",
        "members.Import": "the name of the staff's file; its rows are members.ImportRow",
        "members.Organisation": "of an organisation; its people are members.OrganisationPerson",
        "members.Plan": COMMON,
        "members.RefusalReason": COMMON,
        "members.Theme": COMMON,
        "members.Objective": COMMON,
    }
)
