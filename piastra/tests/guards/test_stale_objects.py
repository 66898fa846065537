"""Every verb on an object that another session moved first: the database decides, not what was read before."""

import copy
import re
from contextlib import nullcontext, suppress
from datetime import timedelta

import pytest
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from budget.models import Document, DocumentFile, Line
from core.models import JournalEntry, OutgoingMail
from core.refusals import Refusal
from members.models import (
    ApplicationDocument,
    ApplicationNote,
    Call,
    Collaboration,
    Conversation,
    Criterion,
    DataExport,
    Import,
    Membership,
    Message,
    Organisation,
    OutcomeQuestion,
    RefusalReason,
    Suspension,
    Theme,
    User,
)
from piastra.tests.guards import verbs
from piastra.tests.guards.recipes import RECIPES
from piastra.tests.guards.recipes.world import MONDAY
from piastra.tests.guards.state import anew, apart, changed, rows, with_its_number
from spaces.models import Assignment, Closure, OutOfService, Space, Zone

#: Each verb several times over: not after each change, but before each merge.
pytestmark = pytest.mark.slow
VERBS = verbs.found()
#: Who acts, and what one chooses of: their own status is read where they sign in.
NOT_ACTED_ON = {"by", "of", "person", "kind", "action", "themes", "objective", "zone", "space"}


def acted_on(call) -> str:
    """The argument that the verb acts on, if there is one."""
    found = [
        name
        for name, value in call.given.items()
        if isinstance(value, models.Model) and name not in NOT_ACTED_ON
    ]
    return found[0] if found else ""


# -- another status ----------------------------------------------------------------------------------


def statuses(row) -> list[dict]:
    """Each other state that the row could have been brought to, with the times that belong to it."""
    name = "state" if hasattr(type(row), "State") else "status"
    if isinstance(row, Space | Zone | User) or not hasattr(row, name):
        return moves(row)
    now = timezone.now()
    times = {
        "checked_in_at": now,
        "held_until": now + timedelta(hours=1),
        "cancelled_at": now,
        "released_at": now,
        "submitted_at": now,
        "sent_at": now,
        "stopped_at": now,
        "next_try_at": now,
        "answered_at": now,
        "answer": "Ecco",
        "published_at": now,
        "figures": "{}",
        "sha256": "a" * 64,
        "offer": None,
    }
    known = {field.name for field in row._meta.concrete_fields}
    values = [
        value for value in type(row)._meta.get_field(name).choices if value[0] != getattr(row, name)
    ]
    return [
        {"": name, name: value, **{key: at for key, at in times.items() if key in known}}
        for value, _label in values
    ]


def moves(row) -> list[dict]:
    """What another session may have done to a row that has no status."""
    yesterday = timezone.now() - timedelta(days=1)
    begun = {"checked_at": yesterday, "begun_at": yesterday}
    known = {
        Assignment: [{"ends": MONDAY}, {"starts": MONDAY + timedelta(days=9), "ends": None}],
        OutOfService: [{"end": yesterday}],
        Closure: [{"end": yesterday}],
        Space: [{"retired_on": MONDAY}, {"opened_on": MONDAY - timedelta(days=1)}],
        Line: [{"planned": 1}, {"planned": 9000}],
        Document: [{"total": 1}],
        DocumentFile: [],  # nothing of it ever changes
        Call: [{"places": 1}, {"closes": MONDAY + timedelta(days=90)}],
        Criterion: [{"most": 1}],
        ApplicationNote: [],  # the same
        RefusalReason: [{"is_offered": False}],
        Theme: [],  # the same
        ApplicationDocument: [],  # the same
        Organisation: [{"name": "Altra"}, {"is_listed": True}],
        Membership: [{"ends": MONDAY}, {"ends": MONDAY + timedelta(days=90)}, {"ends": None}],
        Suspension: [{"until": MONDAY}, {"until": MONDAY + timedelta(days=90)}],
        Import: [begun, begun | {"done_at": yesterday}],
        Conversation: [{"author_said_at": yesterday}, {"answerer_said_at": yesterday}],
        Message: [{"hidden_reason": "Spam"}],
        Collaboration: [{"unmade_at": yesterday, "unmade_reason": "Errore"}],
        OutcomeQuestion: [{"answered_at": yesterday}, {"declined_at": yesterday}],
        DataExport: [{"file": ""}, {"failed_at": yesterday}],
    }
    assert type(row) in known, f"say in `moves` what may happen meanwhile to a {type(row).__name__}"
    return known[type(row)]


def bring(row, change: dict) -> bool:
    """Write the change past the verbs, with no more of its times than the database lets stand."""
    change = dict(change)
    name = change.pop("", None)
    fixed = {name: change.pop(name)} if name else change
    extras = change if name else {}
    tries = [fixed] + [fixed | {key: value} for key, value in extras.items()]
    tries += [
        fixed | {"sha256": "a" * 64, "figures": "{}"},
        fixed | {"published_at": extras.get("published_at")},
        fixed | {"answered_at": extras.get("answered_at"), "answer": "Ecco"},
        fixed | {"next_try_at": extras.get("next_try_at"), "stopped_at": None, "sent_at": None},
        fixed
        | {"sent_at": extras.get("sent_at"), "stopped_at": None, "next_try_at": None},
        fixed | {"next_try_at": None, "sent_at": None, "stopped_at": extras.get("stopped_at")},
    ]  # fmt: skip
    rows_ = type(row)._base_manager.filter(pk=row.pk)
    known = {field.name for field in row._meta.concrete_fields}
    for values in tries:
        if not set(values) <= known:
            continue
        try:
            with transaction.atomic():
                rows_.update(**values)
            return True
        except IntegrityError:
            continue
    return False


class Undo(Exception):
    """Takes back what was tried."""


def tried(verb, given: dict, row) -> dict:
    """What the verb does, or says, with these arguments; all of it is taken back."""
    lines, letters = last(JournalEntry), last(OutgoingMail)
    found = {}
    try:
        with transaction.atomic():
            try:
                with transaction.atomic():
                    answer = verb(**given)
                if hasattr(answer, "close"):
                    answer.close()
            except Refusal as refusal:
                found["refused"] = (refusal.code, str(refusal.sentence))
            except Exception as error:  # noqa: BLE001 -- whatever it is, both ways must end in it
                found["broken"] = type(error).__name__
            found["lines"] = list(
                JournalEntry.objects.filter(pk__gt=lines)
                .order_by("pk")
                .values_list("verb", flat=True)
            )
            found["letters"] = list(
                OutgoingMail.objects.filter(pk__gt=letters)
                .order_by("pk")
                .values_list("to", "subject")
            )
            found["row"] = plain(row)
            raise Undo
    except Undo:
        return found


def last(model) -> int:
    return model.objects.order_by("pk").values_list("pk", flat=True).last() or 0


def plain(row) -> dict | None:
    """The row's own values as they are in the database."""
    # Where a file lies is chance.
    own = [
        field.name
        for field in row._meta.concrete_fields
        if not (field.is_relation or isinstance(field, models.FileField))
    ]
    return type(row)._base_manager.filter(pk=row.pk).values(*own).first()


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(VERBS))
def test_it_decides_on_what_the_database_says(name, world, outside):
    call = RECIPES[name](world)
    argument = acted_on(call)
    if not argument:
        return
    row = call.given[argument]
    for change in statuses(row):
        stale = apart(call.given)
        try:
            with transaction.atomic():
                if bring(row, change):
                    fresh = tried(VERBS[name], anew(call.given), row)
                    assert tried(VERBS[name], stale, row) == fresh, change
                raise Undo
        except Undo:
            continue


# -- the same again ----------------------------------------------------------------------------------

#: Verbs that do as much the second time, each with the reason.
AS_OFTEN_AS_ASKED = {
    "piastra.reports.note_download": "each download is a line",
    "core.send_again": "the second time the server is asked once more",
    "members.save_draft": "a draft is kept as often as its writer likes",
    "members.open_document": "each opening is logged",
    "members.open_export": "each taking is logged",
    "members.bring_file": "a file may be brought again: its rows are then found there already",
    "members.change_post": "a post is saved anew",
    "members.invite_person": "a new link replaces the one before",
    "members.take_in": "whom it names gets a new link, which replaces the one before",
    "members.set_application_rules": "rules are set anew",
    "members.invite": "a new link replaces the one before",
    "members.keep_profile": "a profile is saved as often as its owner likes",
    "spaces.set_hours": "hours are set anew",
    "spaces.set_rules": "rules are set anew",
    "spaces.change_place": "a place is saved anew",
    "spaces.change_zone": "a zone is saved anew",
    "events.change": "an event is saved anew",
    "budget.change_programme": "the programme is saved anew",
    "budget.change_line": "a line is saved anew",
    "budget.attach_file": "a document may have the same file twice",
    "budget.open_file": "each opening is logged",
}


#: Who says so answers the second time as the first; others may refuse.
SAYS_TWICE = re.compile(r"[Tt]wice (is once|changes nothing)|same again finds|Published twice")


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(set(VERBS) - set(AS_OFTEN_AS_ASKED)))
def test_twice_is_once(name, world, outside):
    call = RECIPES[name](world)
    again = apart(call.given)
    answer = VERBS[name](**apart(call.given))
    before, files = rows(), outside.files
    given = with_its_number(VERBS[name], again, answer)
    with nullcontext() if SAYS_TWICE.search(VERBS[name].__doc__ or "") else suppress(Refusal):
        VERBS[name](**given)
    assert (changed(before), outside.files) == (set(), files)


# -- another field -----------------------------------------------------------------------------------

#: Fields of words that another session may have written meanwhile; a verb writes none that it was not given.
WORDS = (models.CharField, models.TextField)
#: Words that a verb writes by itself, or that stand for something else.
ITS_OWN = {
    "cancel_reason", "error", "fault", "text", "html", "retire_reason", "step", "figures", "sha256",
    "previous_sha256", "answer", "hidden_reason", "unmade_reason",
}  # fmt: skip


#: Verbs that only open a file, and the one whose answer has the request's only words: why not, or none.
NO_WORDS_STAY = {"budget.open_file", "members.open_document", "members.erase_person"}


def bystanders(row, given: dict) -> dict[str, str]:
    """Words of the row that are none of the verb's business, each with others."""
    fields = [
        field
        for field in row._meta.concrete_fields
        if type(field) in WORDS and not (field.choices or field.unique)
    ]
    free = [field for field in fields if field.name not in {*given, *ITS_OWN}]
    return {field.name: "nel frattempo"[: field.max_length] for field in free}


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(VERBS))
def test_what_another_wrote_meanwhile_stays(name, world, outside):
    call = RECIPES[name](world)
    row = call.given.get(acted_on(call) or "space")
    words = bystanders(row, call.given) if isinstance(row, models.Model) else {}
    if not words or name in NO_WORDS_STAY:
        return
    stale = apart(call.given)
    type(row)._base_manager.filter(pk=row.pk).update(**words)
    VERBS[name](**stale)
    assert type(row)._base_manager.filter(pk=row.pk).values(*words).first() in (None, words)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["spaces.change_end", "spaces.end_now", "spaces.lend", "spaces.take_back", "spaces.reopen",
             "spaces.change_people"],
)  # fmt: skip
def test_what_was_taken_away_meanwhile_is_said_or_done_already(name, world):
    """The rows that the portal deletes: assignments and what shuts a place."""
    call = RECIPES[name](world)
    row, given = call.given[acted_on(call)], apart(call.given)
    copy.copy(row).delete()
    before = rows()
    with suppress(Refusal):
        VERBS[name](**given)
    assert changed(before) == set()
