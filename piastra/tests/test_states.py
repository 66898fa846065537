"""Every status of the portal has its table of moves, and nothing else moves it."""

import ast
from importlib import import_module
from itertools import product
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.utils import timezone

from budget.models import Document
from core.mail import put
from core.models import AccessibilityFeedback, OutgoingMail
from core.moves import CALENDAR, NEW
from core.refusals import Refusal
from events.models import Event, Registration
from events.tests.factories import EventFactory, RegistrationFactory
from members.models import (
    AbuseReport,
    Application,
    Invitation,
    Organisation,
    OrganisationPerson,
    Post,
    RenewalRequest,
)
from members.models.invitations import digest
from members.tests.factories import (
    ApplicationFactory,
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
    ThemeFactory,
)
from piastra.reports.models import Edition
from piastra.state_table import DERIVED, TABLES, table
from spaces.models import Booking, WaitingRequest
from spaces.tests.factories import BookingFactory

HERE = Path(settings.BASE_DIR)
NOW = timezone.now()


def test_the_committed_table_is_the_codes():
    assert (HERE / "docs/states.txt").read_text() == table(), (
        "manage.py state_table > docs/states.txt"
    )


def test_the_command_prints_it(capsys):
    call_command("state_table")
    assert capsys.readouterr().out == table()


#: What is called a status and is no state of the noun: with why.
NO_STATES = {
    (Document, "cup_status"): "written with the document, as the paper says",
    (Document, "cig_status"): "written with the document, as the paper says",
}


def test_every_status_of_a_model_has_its_table():
    columns = {
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.name.endswith(("status", "state")) and getattr(field, "choices", None)
    }
    assert columns == {(each.model, each.field) for each in TABLES} | set(NO_STATES)


@pytest.mark.parametrize("each", TABLES, ids=lambda each: each.model.__name__)
def test_every_state_can_be_reached_and_none_is_made_up(each):
    states = set(each.model._meta.get_field(each.field).choices)
    known = {value for value, _label in states}
    assert {move.after for move in each.moves} == known
    assert {move.before for move in each.moves} <= known | {NEW}
    assert each.between(NEW, each.model._meta.get_field(each.field).default)


@pytest.mark.parametrize("each", [*TABLES, *DERIVED], ids=lambda each: each.model.__name__)
def test_every_verb_of_the_table_is_there(each):
    for move in each.moves:
        assert bool(move.verbs) is (move.who is not CALENDAR)
        for verb in move.verbs:
            module, _dot, name = verb.rpartition(".")
            assert callable(getattr(import_module(module), name)), verb


# -- Every pair of states ------------------------------------------------------------------------------
def application(status):
    return ApplicationFactory(status=status)


def invitation(status):
    times = {"used": {"used_at": NOW}, "open": {}}.get(status, {"revoked_at": NOW})
    studio, manager = OrganisationFactory(), PersonFactory(member=True)
    OrganisationPerson.objects.create(organisation=studio, person=manager, is_manager=True)
    times |= {"organisation": studio, "token_hash": digest("x"), "role": "staff"}
    return Invitation.objects.create(email="ugo@example.org", status=status, **times)


def booking(status):
    return BookingFactory(status=status, checked_in_at=NOW, held_until=NOW)


def waiting(status):
    made = booking("cancelled")
    wanted = {"kind": made.space.kind, "start": made.start, "end": made.end}
    return WaitingRequest.objects.create(person=made.person, status=status, **wanted)


def edition(status):
    said = {"figures": "{}", "sha256": "0" * 64}
    said |= {"published_at": NOW} if status == "published" else {}
    return Edition.objects.create(month="2026-09-01", state=status, **said)


def letter(status):
    made = put(to="anna@example.org", subject="Ciao", text="Testo")
    times = {"next_try_at": None, "sent_at": None, "stopped_at": None}
    name = {"waiting": "next_try_at", "sent": "sent_at"}.get(status, "stopped_at")
    OutgoingMail.objects.filter(pk=made.pk).update(status=status, **times | {name: NOW})
    made.refresh_from_db()
    return made


def feedback(status):
    answered = {"answer": "Fatto.", "answered_at": NOW} if status == "answered" else {}
    return AccessibilityFeedback.objects.create(text="x", status=status, **answered)


def renewal(status):
    membership = MembershipFactory()
    facts = {"person": membership.person, "membership": membership, "reason": "Pieno"}
    return RenewalRequest.objects.create(status=status, **facts)


def post(status):
    reason = "Doppio." if status == "hidden" else ""
    facts = {"person": PersonFactory(member=True), "theme": ThemeFactory(), "title": "Aiuto"}
    return Post.objects.create(kind="offer", text="x", status=status, hidden_reason=reason, **facts)


def abuse(status):
    facts = {"person": PersonFactory(member=True), "post": post("open")}
    return AbuseReport.objects.create(status=status, reason="x", **facts)


WITH = {
    Post: post,
    AbuseReport: abuse,
    RenewalRequest: renewal,
    Application: application,
    Invitation: invitation,
    Booking: booking,
    WaitingRequest: waiting,
    Event: lambda status: EventFactory(status=status),
    Registration: lambda status: RegistrationFactory(status=status),
    Edition: edition,
    OutgoingMail: letter,
    AccessibilityFeedback: feedback,
}
#: The fields that the database wants with a state.
STAMPS = {
    (Application, None): {"submitted_at": NOW},
    (Invitation, "used"): {"used_at": NOW},
    (Invitation, "revoked"): {"revoked_at": NOW},
    (Invitation, "replaced"): {"revoked_at": NOW},
    (Edition, "published"): {"published_at": NOW},
    (Post, "hidden"): {"hidden_reason": "Doppio."},
    (Post, None): {"hidden_reason": ""},
    (OutgoingMail, "sent"): {"sent_at": NOW, "next_try_at": None, "stopped_at": None},
    (OutgoingMail, "failed"): {"stopped_at": NOW, "next_try_at": None},
    (OutgoingMail, "given_up"): {"stopped_at": NOW, "next_try_at": None},
    (OutgoingMail, "waiting"): {"stopped_at": None, "next_try_at": NOW},
    (AccessibilityFeedback, "answered"): {"answered_at": NOW, "answer": "Fatto."},
}
PAIRS = [
    pytest.param(each, before, after, id=f"{each.model.__name__}-{before}-{after}")
    for each in TABLES
    for before, after in product(dict(each.model._meta.get_field(each.field).choices), repeat=2)
]


def who_may(each, before, after, row, staff):
    """One for each kind of people that the table names."""
    owner = getattr(row, each.person) if each.person else None
    found = (None, staff, owner)
    if isinstance(owner, Organisation):
        found = (None, staff, *(row.person for row in owner.people.all()))
    return [
        next(by for by in found if move.who.may(by, getattr(owner, "pk", None)))
        for move in each.between(before, after)
    ]


def stamps_of(model, after):
    return STAMPS.get((model, None), {}) | STAMPS.get((model, after), {})


def stored(each, row):
    return each.model.objects.values_list(each.field, flat=True).get(pk=row.pk)


@pytest.mark.django_db
@pytest.mark.parametrize(("each", "before", "after"), PAIRS)
def test_a_move_of_the_table_is_made_and_every_other_is_refused(
    each, before, after, staff, official
):
    row = WITH[each.model](before)
    stamps, people = stamps_of(each.model, after), who_may(each, before, after, row, staff)
    for stranger in (AnonymousUser(), official):
        if not any(move.who.may(stranger, None) for move in each.between(before, after)):
            with pytest.raises(Refusal):
                each.move(row, after, by=stranger, **stamps)
            assert (stored(each, row), each.state(row)) == (before, before)
    if not people:
        with pytest.raises(Refusal):
            each.move(row, after, by=staff, **stamps)
        assert stored(each, row) == before
        return
    assert each.move(row, after, by=people[0], **stamps) == before
    assert (stored(each, row), each.state(row)) == (after, after)


@pytest.mark.django_db
@pytest.mark.parametrize("each", TABLES, ids=lambda each: each.model.__name__)
def test_what_another_moved_first_is_not_moved_again(each, staff):
    """The row in memory is still where it was: the database decides."""
    move = next(move for move in each.moves if move.before != NEW)
    row = WITH[each.model](move.before)
    (by, *_others) = who_may(each, move.before, move.after, row, staff)
    stamps = stamps_of(each.model, move.after)
    each.move(each.model.objects.get(pk=row.pk), move.after, by=by, **stamps)
    with pytest.raises(Refusal) as refused:
        each.move(row, move.after, by=by, **stamps)
    assert refused.value.code == "moved_already"
    assert each.state(row) == stored(each, row) == move.after


# -- Nothing else --------------------------------------------------------------------------------------
#: Files that may write a state: with why.
WRITERS = {
    "core/moves.py": "the one that moves",
    "piastra/tools/demo/bookings.py": "past bookings of the demo are invented whole, never moved",
    "piastra/tools/demo/events.py": "its past registrations, too",
}
COLUMNS = {"status", "state"}


def sources():
    for app in ("core", "members", "spaces", "events", "budget", "piastra"):
        for path in sorted((HERE / app).rglob("*.py")):
            if not {"tests", "testing", "migrations"} & set(path.parts):
                yield path


def writes_of(tree):
    """Where a state is assigned to a row, updated by a query, or named among the fields to save."""
    return [node.lineno for node in ast.walk(tree) if is_assignment(node) or is_call(node)]


def is_assignment(node):
    targets = getattr(node, "targets", None) or [getattr(node, "target", None)]
    if not isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        return False
    leaves = [leaf for target in targets for leaf in ast.walk(target)]
    return any(isinstance(leaf, ast.Attribute) and leaf.attr in COLUMNS for leaf in leaves)


def is_call(node):
    if not isinstance(node, ast.Call):
        return False
    name = getattr(node.func, "attr", "") or getattr(node.func, "id", "")
    words = {word.arg for word in node.keywords}
    told = {leaf.value for leaf in ast.walk(node) if isinstance(leaf, ast.Constant)}
    return bool(
        (name == "update" and COLUMNS & words)
        or (name in {"save", "bulk_update", "setattr"} and COLUMNS & {*filter(is_text, told)})
    )


def is_text(value):
    return isinstance(value, str)


def test_no_state_is_written_but_by_its_table():
    found = [
        f"{path.relative_to(HERE)}:{line}"
        for path in sources()
        if str(path.relative_to(HERE)) not in WRITERS
        for line in writes_of(ast.parse(path.read_text()))
    ]
    assert found == []


@pytest.mark.parametrize(
    "wrong",
    [
        "booking.status = 'attended'",
        "edition.state, edition.error = 'failed', ''",
        "Booking.objects.filter(pk=1).update(status='lapsed')",
        "booking.save(update_fields=['status'])",
        "setattr(booking, 'status', to)",
    ],
)
def test_the_guard_sees(wrong):
    assert writes_of(ast.parse(wrong)) == [1]
