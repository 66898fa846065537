"""The journal takes verbs that an app lists, and nothing that could be about a person."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from core.access import Role
from core.journal import CoreVerb, Verb, record
from core.models import Installation, JournalEntry
from core.testing.journal import empty_journal, triggers_off

THING = Installation(pk=1)


def told(**details):
    record(by=None, verb=CoreVerb.LETTER_GIVEN_UP, on=THING, **details)
    return JournalEntry.objects.latest("pk").details


@pytest.mark.django_db
def test_a_line_says_who_did_what_to_what(staff):
    line = record(by=staff, verb=CoreVerb.LETTER_GIVEN_UP, on=THING)
    found = JournalEntry.objects.get()
    assert found == line
    assert (found.by, found.verb) == (staff, "letter_given_up")
    assert (found.subject, found.subject_id, found.details) == ("core.installation", 1, {})


@pytest.mark.django_db
@pytest.mark.parametrize("nobody", [None, AnonymousUser()])
def test_the_portal_and_visitors_are_nobody(nobody):
    assert record(by=nobody, verb=CoreVerb.FEEDBACK_SENT, on=THING).by_id is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (7, 7),
        (True, True),
        (None, None),
        (Decimal("610.00"), "610.00"),
        (date(2026, 11, 30), "2026-11-30"),
        (datetime(2026, 11, 30, 19, tzinfo=UTC), "2026-11-30T19:00:00+00:00"),
        (Role.STAFF, "staff"),
        ("A01", "A01"),
        ("", ""),
        ("a" * 64, "a" * 64),
        (["A01", 7], ["A01", 7]),
        ({"space": "A01", "days": (date(2026, 11, 30),)}, {"space": "A01", "days": ["2026-11-30"]}),
    ],
)
def test_numbers_dates_amounts_and_codes_are_kept(value, kept):
    assert told(value=value) == {"value": kept}


@pytest.mark.parametrize(
    "value",
    [
        "Ada Bonetti",
        "ada@example.org",
        "Bòscolo",
        "La relatrice è malata.",
        "a" * 65,
        "A01\n",
        0.5,
        {1, 2},
        THING,
        ["A01", "Ada Bonetti"],
        {"was": {"person": "Ada Bonetti"}},
    ],
)
def test_what_could_be_about_a_person_is_no_detail(value):
    with pytest.raises(TypeError):
        record(by=None, verb=CoreVerb.LETTER_GIVEN_UP, on=THING, value=value)


@pytest.mark.parametrize("verb", ["letter_given_up", "gave up on an e-mail", None, Role.STAFF])
def test_a_verb_that_no_app_lists_is_none(verb):
    with pytest.raises(TypeError):
        record(by=None, verb=verb, on=THING)


def test_each_verb_has_a_name_and_a_value_of_its_own():
    verbs = [verb for app in Verb.__subclasses__() for verb in app]
    assert len({verb.value for verb in verbs}) == len(verbs)
    assert all(verb.label and verb.value == verb.value.lower() for verb in verbs)


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def lines() -> list[dict]:
    return list(JournalEntry.objects.order_by("pk").values())


@pytest.fixture
def line(staff):
    return record(by=staff, verb=CoreVerb.LETTER_GIVEN_UP, on=THING, letters=3)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE core_journalentry SET details = '{}'",
        "UPDATE core_journalentry SET by_id = NULL",
        "DELETE FROM core_journalentry",
        "TRUNCATE core_journalentry",
        "TRUNCATE core_journalentry, core_closedmonth RESTART IDENTITY CASCADE",
    ],
)
@pytest.mark.parametrize("session", ["origin", "replica"])
def test_the_database_lets_nobody_change_the_journal(line, sql, session):
    """Not its owner either, nor a session that says that it only replays another database."""
    before = lines()
    refused = pytest.raises(IntegrityError, match="the journal never changes")
    with refused as error, transaction.atomic():
        run(f"SET LOCAL session_replication_role = {session}")
        run(sql)
    name = error.value.__cause__.diag.constraint_name
    assert name == ("journal_is_never_emptied" if "TRUNCATE" in sql else "journal_never_changes")
    assert lines() == before


def test_the_lines_of_somebody_who_is_erased_stay_as_they_are(line, staff):
    before, number = lines(), staff.pk
    staff.delete()
    assert lines() == before
    assert JournalEntry.objects.get().by_id == number


def test_tests_empty_it_and_leave_it_shut(line):
    empty_journal()
    assert lines() == []
    record(by=None, verb=CoreVerb.LETTER_GIVEN_UP, on=THING)
    with pytest.raises(IntegrityError), transaction.atomic():
        JournalEntry.objects.all().delete()


def test_what_fails_while_it_is_open_leaves_it_shut(line):
    with pytest.raises(ZeroDivisionError), triggers_off():
        raise ZeroDivisionError
    with pytest.raises(IntegrityError), transaction.atomic():
        JournalEntry.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_flush_outside_of_tests_is_refused(line, monkeypatch):
    operations = type(connection.ops)
    monkeypatch.setattr(operations, "execute_sql_flush", operations.execute_sql_flush.__wrapped__)
    with pytest.raises(CommandError):
        call_command("flush", interactive=False, verbosity=0)
    assert JournalEntry.objects.count() == 1
