"""The account of the portal's processes reads and writes, and switches off nothing that the database promises."""

import psycopg2
import pytest
from django.core.management import CommandError
from django.db import OperationalError, connection, connections

from core.journal import CoreVerb, record
from core.models import Installation, JournalEntry
from piastra.management.commands import prepare_database
from piastra.portal_account import grant

ACCOUNT = "piastra_portal_of_a_test"
PASSWORD = "it's a 'new' $one % with: every/thing@"


@pytest.fixture
def as_portal(transactional_db):
    """Run SQL as the portal's own account."""
    grant(ACCOUNT, PASSWORD)
    at = connection.settings_dict
    portal = psycopg2.connect(
        dbname=at["NAME"], user=ACCOUNT, password=PASSWORD, host=at["HOST"], port=at["PORT"] or None
    )
    portal.autocommit = True

    def run(sql):
        with portal.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else cursor.rowcount

    yield run
    portal.close()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP OWNED BY {ACCOUNT}")
        cursor.execute(f"DROP ROLE {ACCOUNT}")


def triggers():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2"
        )
        return cursor.fetchall()


def test_it_reads_and_writes_every_table(as_portal):
    for table in connection.introspection.table_names():
        as_portal(f'SELECT 1 FROM "{table}" LIMIT 1')
        as_portal(f'DELETE FROM "{table}" WHERE false')
    made = as_portal(
        "INSERT INTO core_installation (id, is_demo, made_at) VALUES (1, false, now())"
        " ON CONFLICT (id) DO UPDATE SET made_at = now()"
    )
    assert made == 1


def test_its_changes_of_places_give_the_setup_a_revision(as_portal):
    (before,) = as_portal("SELECT revision FROM spaces_setup")
    assert as_portal("INSERT INTO spaces_zone (name, \"order\") VALUES ('Soppalco', 1)") == 1
    assert as_portal("SELECT revision FROM spaces_setup") != [before]


def test_it_switches_off_no_trigger(as_portal):
    found = triggers()
    assert found
    for table, name in found:
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            as_portal(f"ALTER TABLE {table} DISABLE TRIGGER {name}")


@pytest.mark.parametrize(
    "attack",
    [
        "TRUNCATE core_journalentry",
        "DROP TABLE core_journalentry",
        "ALTER TABLE budget_line DROP COLUMN planned",
        "CREATE TABLE mine (id int)",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "SET session_replication_role = replica",
        f"ALTER ROLE {ACCOUNT} SUPERUSER",
        f"GRANT pg_write_all_data TO {ACCOUNT}",
    ],
)
def test_it_changes_nothing_of_the_database_itself(as_portal, attack):
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        as_portal(attack)


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE core_journalentry SET details = '{}'",
        "UPDATE core_journalentry SET by_id = NULL",
        "DELETE FROM core_journalentry",
        "INSERT INTO core_journalentry SELECT * FROM core_journalentry"
        " ON CONFLICT (id) DO UPDATE SET verb = 'x'",
        "MERGE INTO core_journalentry USING core_installation ON true WHEN MATCHED THEN DELETE",
    ],
)
def test_it_changes_no_line_of_the_journal(as_portal, attack):
    Installation.objects.get_or_create(pk=1)
    record(by=None, verb=CoreVerb.LETTER_GIVEN_UP, on=Installation.objects.get())
    before = list(JournalEntry.objects.values())
    with pytest.raises(psycopg2.errors.CheckViolation, match="the journal never changes"):
        as_portal(attack)
    assert list(JournalEntry.objects.values()) == before


def test_another_password_holds_from_the_next_start_on(as_portal):
    grant(ACCOUNT, "another")
    at = connection.settings_dict
    psycopg2.connect(
        dbname=at["NAME"],
        user=ACCOUNT,
        password="another",
        host=at["HOST"],
        port=at["PORT"] or None,
    ).close()


def test_a_volume_that_cannot_be_written_is_named(tmp_path):
    taken = tmp_path / "media"
    taken.write_text("a file where a folder should be")
    with pytest.raises(CommandError, match="can't be written") as refused:
        prepare_database.require_writable(taken)
    assert "Nothing was started" in str(refused.value)


def test_a_password_that_postgresql_does_not_know_is_said_with_what_to_do(monkeypatch):
    def refuse():
        raise OperationalError('FATAL:  password authentication failed for user "piastra"')

    monkeypatch.setattr(connections["default"], "ensure_connection", refuse)
    with pytest.raises(CommandError, match="deploy/new-database-password"):
        prepare_database.Command()._wait()


def test_a_database_that_starts_slowly_is_waited_for(monkeypatch):
    answers = iter([OperationalError("connection refused"), OperationalError("starting up"), None])

    def ask():
        if (error := next(answers)) is not None:
            raise error

    monkeypatch.setattr(connections["default"], "ensure_connection", ask)
    monkeypatch.setattr(prepare_database.time, "sleep", lambda seconds: None)
    prepare_database.Command()._wait()
    assert next(answers, "all asked") == "all asked"
