"""Every constraint that people can meet has its sentence, and whoever meets one reads it."""

import ast
import re
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, OperationalError, connection, transaction

from core import walls
from core.models import ClosedMonth
from core.refusals import Refusal
from spaces.models import Booking, Zone
from spaces.tests.factories import BookingFactory, ZoneFactory

HERE = Path(settings.BASE_DIR)
# Each enters the sentences of its app.
for app in ("members", "spaces", "events", "budget"):
    import_module(f"{app}.rules")

#: Constraints of our tables that no verb can meet, by name or pattern: with why.
NO_VERB_MEETS = {
    r".*_check": "whole numbers from zero up: every form holds them, and nobody subtracts unlocked",
    r"(events|members|spaces)_\w+_(themes|people|spaces|equipment|parts|groups|permissions)_\w+_uniq"
    r"|members_(application_them|organisation_the)\w+_uniq|members_user_user_permis\w+_uniq": (
        "Django's own way to set many"
    ),
    r"(budget_action|members_objective|members_theme)_slug_key": "loaded with the programme, by no verb",
    r".*_status_is_known|role_is_known|organisation_kind_is_known|import_(kind|outcome)_is_known"
    r"|account_change_is_known|invitation_role_is_for_inviting|visibility_is_known|consent_kind_is_known"
    r"|post_kind_is_known|moment_of_outcome\w*_is_known|enterprise_of_outcome_is_known"
    r"|consent_is_withdrawn_after_it_was_given|no_address_is_open_to_everybody": (
        "written from enumerations only"
    ),
    r"one_(installation|mail_server|programme)|mail_server_is_there_or_away": "the portal’s own single rows",
    r"core_outgoingmail_message_id_\w+_uniq|members_invitation_token_hash_key|spaces_feed_token_key": (
        "random, and longer than chance can repeat"
    ),
    r"mail_times_follow_status|answered_report_has_its_answer|sent_application_has_its_time"
    r"|(used|revoked)_invitation_has_its_time|attended_booking_has_a_check_in|offer_is_held_until_a_time"
    r"|edition_published_has_its_date|edition_is_frozen_before_it_is_a_draft": (
        "the fields of a state, written by the verb that moves to it"
    ),
    r"import_is_(begun|checked)_before_it_is_\w+|a_line_is_brought_once": (
        "written by the verbs that bring a file and work on it, once"
    ),
    r"core_closedmonth_month_key": "closed under the month's lock",
    r"(core_accessibilityfeedback|events_event)_request_key_key|events_event_slug_key"
    r"|one_(zone|equipment)_of_each_name\w*": ("looked for and made in one turn (`core.identity`)"),
    r"edition_(month_is_a_first_day|number_begins_at_one|progress_is_a_percentage|does_not_replace_itself)"
    r"|one_file_of_an_edition_and_kind|reports_edition_replaces_id_key": (
        "written by the making of an edition, one worker at a time"
    ),
    r"commitment_is_positive|instalment_is_positive|planned_is_not_negative|commitment_with_its_line": (
        "the forms want amounts above zero, and an order keeps its line"
    ),
    r"plan_lets_book_something|one_rule_of_a_plan_and_kind": "asked by the form, written for every kind at once",
    r"members_renewalrequest_granted_id_key|events_event_booking_id_key"
    r"|spaces_waitingrequest_offer_id_key": ("made with the row that they point to, in one verb"),
    r"one_assessment_for_each_criterion|members_applicationmove_undoes_id_key": (
        "looked for and written under the application's lock"
    ),
    r"abuse_is_of_a_post_or_a_message|outcome_\w+_has_no_words|outcome_told_to_somebody_is_marked": (
        "the one verb that writes the row gives it so"
    ),
    r"members_funderfacts_person_id_key|one_row_of_rules_of_applications": (
        "kept under its person’s lock; its number is always 1"
    ),
    r"feed_is_of_a_person_or_a_place|series_\w+|waiting_ends_after_start|a_day_is_lent_once"
    r"|(closure|outage)_ends_after_start|hours_close_after_opening|weekday_is_a_weekday"
    r"|longest_booking_is_not_shorter_than_the_shortest|space_\w+": (
        "asked by form and rule of one row under its lock, nobody else writes it at that moment"
    ),
}

EVERY = """
    SELECT conname FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
    WHERE contype IN ('c', 'u', 'x') AND relname ~ %(ours)s
    UNION
    SELECT names.relname FROM pg_index
    JOIN pg_class AS tables ON tables.oid = indrelid JOIN pg_class AS names ON names.oid = indexrelid
    WHERE indisunique AND NOT indisprimary AND tables.relname ~ %(ours)s
"""


def constraints() -> set[str]:
    ours = "^(core|members|spaces|events|budget|reports)_"
    with connection.cursor() as cursor:
        cursor.execute(EVERY, {"ours": ours})
        return {name for (name,) in cursor.fetchall()}


def is_met_by_no_verb(name: str) -> bool:
    return any(re.fullmatch(pattern, name) for pattern in NO_VERB_MEETS)


@pytest.mark.django_db
def test_every_constraint_has_its_sentence_or_its_reason():
    found = constraints()
    assert len(found) > 100
    without = {name for name in found if walls.sentence_of(name) is None}
    assert sorted(name for name in without if not is_met_by_no_verb(name)) == []


@pytest.mark.django_db
def test_no_reason_and_no_sentence_outlives_its_constraint():
    found = constraints()
    for pattern in NO_VERB_MEETS:
        assert any(re.fullmatch(pattern, name) for name in found), pattern
    of_others = {walls.DEADLOCK, "unique_verified_email"}
    of_others |= {name for name in walls.WALLS if name.startswith(("account_", "socialaccount_"))}
    assert walls.WALLS.keys() - found == of_others


@pytest.mark.parametrize("name", sorted(walls.WALLS))
def test_each_sentence_is_a_refusal_with_its_code(name):
    refusal = walls.WALLS[name]()
    assert isinstance(refusal, Refusal)
    assert str(refusal.sentence)
    assert refusal.code


def test_a_constraint_is_said_once():
    with pytest.raises(ValueError, match="one_place_for_each_email"):
        walls.register({"one_place_for_each_email": walls.was_overtaken})


# -- Meeting one ---------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_the_apps_word_is_read_and_the_rest_of_the_transaction_stands():
    booking = BookingFactory()
    again = Booking(
        space=booking.space, person=booking.person, start=booking.start, end=booking.end
    )
    ZoneFactory(name="Nord")
    with pytest.raises(Refusal) as refused, walls.explained():
        again.save()
    assert (refused.value.code, Booking.objects.count()) == ("taken", 1)
    assert Zone.objects.filter(name="Nord").exists()


@pytest.mark.django_db
def test_what_knows_more_speaks_first_and_nothing_to_say_is_overtaken():
    ZoneFactory(name="Nord")
    exact = Refusal("Zona.", code="zone")
    for said, code in ((lambda: exact, "zone"), (lambda: None, "overtaken")):
        with pytest.raises(Refusal) as refused, walls.explained({"spaces_zone_name_key": said}):
            Zone.objects.create(name="Nord")
        assert refused.value.code == code


@pytest.mark.django_db
def test_the_models_own_message_needs_no_row():
    with pytest.raises(Refusal) as refused, walls.explained():
        ClosedMonth.objects.create(month="2026-11-02")
    assert refused.value.code == "closed_month_is_a_first_day"
    assert "primo giorno" in str(refused.value.sentence)


@pytest.mark.django_db
def test_what_has_no_sentence_passes():
    with pytest.raises(IntegrityError), walls.explained(), transaction.atomic():
        Zone.objects.create(name="Nord", order=-1)


class Deadlock(Exception):
    pgcode = "40P01"


def fail(times):
    calls = []

    @walls.again_if_deadlocked
    def act():
        calls.append(1)
        if len(calls) <= times:
            raise OperationalError("deadlock detected") from Deadlock()
        return len(calls)

    return act


@pytest.mark.django_db
def test_a_deadlock_is_said_in_words():
    with pytest.raises(Refusal) as refused, walls.explained():
        raise OperationalError("deadlock detected") from Deadlock()
    assert refused.value.code == "overtaken"


@pytest.mark.django_db(transaction=True)
def test_the_loser_of_a_deadlock_begins_again_and_not_for_ever(monkeypatch):
    pauses = []
    monkeypatch.setattr(walls.time, "sleep", pauses.append)
    assert fail(1)() == 2
    assert fail(walls.TURNS - 1)() == walls.TURNS
    assert len(pauses) == walls.TURNS
    assert all(0 < pause < 0.2 for pause in pauses)
    with pytest.raises(OperationalError):
        fail(walls.TURNS)()


@pytest.mark.django_db
def test_inside_a_transaction_it_is_not_begun_again():
    with pytest.raises(OperationalError):
        fail(1)()


# -- Nobody else reads errors or locks ----------------------------------------------------------------------
#: Where the database's errors may be named beside `core/walls.py`: with why.
READERS = {
    "piastra/errors.py": "answers with 503 while there is no database",
    "piastra/doorbell.py": "the broker's error of that name",
    "piastra/management/commands/prepare_database.py": "waits for the server to start",
    "piastra/tools/embedded/prepare.py": "waits for the server to start",
}
ERRORS = {"IntegrityError", "OperationalError", "pgcode", "diag", "constraint_name"}
LOCKERS = {"core/locks.py"}


@cache
def names_in(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text())))
    return {getattr(node, "attr", None) or getattr(node, "id", None) for node in nodes} | {
        alias.name for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names
    }


def sources():
    for app in ("core", "members", "spaces", "events", "budget", "piastra"):
        for path in sorted((HERE / app).rglob("*.py")):
            if not {"tests", "testing", "migrations"} & set(path.parts):
                yield path


def those_with(words: set[str]) -> set[str]:
    return {
        str(path.relative_to(HERE))
        for path in sources()
        if any(word in path.read_text() for word in words) and words & names_in(path)
    }


def test_only_the_walls_read_the_databases_errors():
    assert those_with(ERRORS) - set(READERS) == {"core/walls.py"}


def test_only_one_place_locks():
    assert those_with({"select_for_update"}) == LOCKERS


# -- Whoever may lose to a deadlock begins again ---------------------------------------------------------
#: What takes places or hands them on. It locks who waits for them, in no order with others.
HANDS_ON = {"hand_on", "hand_on_all", "cancel", "clear", "rebook", "book", "cancel_together"}


class Verb:
    """One function of an app's actions: what it calls by name, and what stands above it."""

    def __init__(self, path: Path, node: ast.FunctionDef):
        self.path, self.name = path.relative_to(HERE).as_posix(), node.name
        called = [each.func for each in ast.walk(node) if isinstance(each, ast.Call)]
        self.calls = {getattr(each, "attr", getattr(each, "id", None)) for each in called}
        above = {getattr(each, "attr", getattr(each, "id", None)) for each in node.decorator_list}
        self.begins_again = "again_if_deadlocked" in above
        self.is_one_transaction = "atomic" in above
        #: What others call with a list in hand is a part of their verb.
        self.is_outermost = not (self.name.startswith("_") or node.args.args)


def verbs_of(path: Path) -> list[Verb]:
    tree = ast.parse(path.read_text())
    return [Verb(path, node) for node in tree.body if isinstance(node, ast.FunctionDef)]


def those_that_hand_on(verbs: list[Verb]) -> list[Verb]:
    """Of one file: themselves, or through another of it, unless that one begins again by itself."""
    names = set(HANDS_ON)
    while more := {verb.name for verb in verbs if _hands_on(verb, names, verbs)} - names:
        names |= more
    return [verb for verb in verbs if _hands_on(verb, names, verbs)]


def _hands_on(verb: Verb, names: set[str], verbs: list[Verb]) -> bool:
    if verb.is_one_transaction or not verb.is_outermost:
        return bool(verb.calls & names)
    return bool(verb.calls & (names - {each.name for each in verbs if each.begins_again}))


def test_every_verb_that_hands_places_on_begins_again_after_a_deadlock():
    files = [verbs_of(path) for path in sources() if "/actions" in path.as_posix()]
    handing_on = [verb for verbs in files for verb in those_that_hand_on(verbs)]
    assert len(handing_on) > 20
    outermost = [verb for verb in handing_on if verb.is_outermost]
    assert [f"{verb.path}: {verb.name}" for verb in outermost if not verb.begins_again] == []


def test_booking_begins_again():
    (book,) = [each for each in verbs_of(HERE / "spaces/actions/booking.py") if each.name == "book"]
    assert book.begins_again
