"""What memberships, organisations and imports hold of people."""

from django.db.models import JSONField, Q
from django.utils.translation import gettext_lazy as _

from core.personal import (
    ERASED,
    Fate,
    Held,
    Whom,
    by_address,
    by_person,
    by_words,
    hold,
    unnamed,
)
from members import models as people
from members.own_rows.why import STAFF, SUMS, only_where_needed

GONE, EMPTIED, KEPT = Fate.GONE, Fate.EMPTIED, Fate.KEPT


def _brought(whom: Whom) -> Q:
    """Rows with one of the person's addresses as the address of whom they are about."""
    found = Q(pk__in=[])
    for address in whom.addresses:
        found |= Q(cells__email__iexact=address)
    return found


hold(
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
        emptied={"reason": only_where_needed(status="refused")},
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
)
