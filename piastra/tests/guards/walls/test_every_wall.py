"""The database's own walls, straight by SQL: every constraint that we named, every branch of every trigger.

Each noun has its module; a new wall needs its line there.
"""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models

from budget.tests.factories import CommitmentFactory, DocumentFactory, LineFactory
from piastra.tests.guards.walls import board, editions, events, letters, money, people, places
from piastra.tests.guards.walls.rows import broken_by

pytestmark = pytest.mark.django_db
NOUNS = (letters, people, board, places, events, money, editions)
CHECKS = {name: case for noun in NOUNS for name, case in noun.CHECKS.items()}
PAIRS = {name: pair for noun in NOUNS for name, pair in noun.PAIRS.items()}
TRIGGERS = {name: act for noun in NOUNS for name, act in noun.TRIGGERS.items()}


def constraints() -> dict[str, models.BaseConstraint]:
    """Those of our own models, by name."""
    ours = [
        model
        for model in apps.get_models()
        if not model.__module__.startswith(("django.", "allauth."))
    ]
    return {each.name: each for model in ours for each in model._meta.constraints}


def test_each_constraint_has_its_case():
    assert set(constraints()) == set(CHECKS) | set(PAIRS)


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_a_row_stays_within_its_wall(name, at):
    make, breaking, inside = CHECKS[name]
    row = make()
    rows = type(row)._base_manager.filter(pk=row.pk)
    for change in breaking:
        # Some broken rows meet a second wall too, whose name comes first.
        assert broken_by(lambda change=change: rows.update(**change)), change
    assert name in {broken_by(lambda change=change: rows.update(**change)) for change in breaking}
    for change in inside:
        assert broken_by(lambda change=change: rows.update(**change)) == "", change


@pytest.mark.parametrize("name", sorted(PAIRS))
def test_two_rows_keep_out_of_each_other_s_way(name):
    meeting, apart = PAIRS[name]
    assert broken_by(meeting) == name
    assert broken_by(apart) == ""


CHECKED = [each for each in constraints().values() if isinstance(each, models.CheckConstraint)]


@pytest.mark.parametrize("wall", CHECKED, ids=lambda wall: wall.name)
def test_a_wall_is_never_left_undecided(wall):
    """Where a comparison meets nothing, PostgreSQL decides nothing, and lets the row pass."""
    model = next(each for each in apps.get_models() if wall in each._meta.constraints)
    with connection.schema_editor(collect_sql=True) as editor:
        condition = wall._get_check_sql(model, editor)
    named = [field for field in model._meta.concrete_fields if f'"{field.column}"' in condition]
    columns = ", ".join(f'"{field.column}"' for field in named)
    values = " CROSS JOIN ".join(
        f'({_some(field)}) AS v{n} ("{field.column}")' for n, field in enumerate(named)
    )
    sql = f"SELECT {columns} FROM {values} WHERE ({condition}) IS NULL"
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("%%", "%") if "%" in sql else sql)
        assert cursor.fetchall() == []


def _some(field: models.Field) -> str:
    """Two values of the column, and none where it may be empty."""
    kind = field.db_type(connection)
    there = {
        "date": ("2026-11-24", "2026-11-25"), "time": ("08:00", "09:00"),
        "timestamp with time zone": ("2026-11-24 08:00Z", "2026-11-24 09:00Z"), "boolean": ("t", "f"),
        "jsonb": ("[]", "{}"),
    }.get(kind, ("", "a") if "char" in kind or kind == "text" else ("0", "1"))  # fmt: skip
    rows = [f"('{each}'::{kind})" for each in there] + [f"(NULL::{kind})"] * field.null
    return f"VALUES {', '.join(rows)}"


# -- triggers ----------------------------------------------------------------------------------------


def triggers() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tgname FROM pg_trigger WHERE NOT tgisinternal")
        return {name for (name,) in cursor.fetchall()}


#: Each on ten tables, for each way of writing: `spaces/tests/test_setup.py` takes them one by one.
OF_THE_SETUP = {"setup_is_marked", "setup_is_revised", "setup_is_revised_at_once"}


def test_each_trigger_has_its_case():
    assert triggers() == {*TRIGGERS, *OF_THE_SETUP}


@pytest.mark.parametrize("name", sorted(TRIGGERS))
def test_a_trigger_in_each_of_its_branches(name):
    TRIGGERS[name]()


def test_the_journal_s_triggers_hold_also_for_who_only_replays():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname, tgenabled FROM pg_trigger WHERE tgname LIKE 'journal%%'")
        assert set(cursor.fetchall()) == {
            ("journal_never_changes", "A"),
            ("journal_is_never_emptied", "A"),
        }


def test_a_document_lies_on_the_line_of_its_order():
    paper = DocumentFactory(commitment=CommitmentFactory())
    with pytest.raises(IntegrityError, match="document_is_on_the_line_of_its_order"):
        type(paper).objects.filter(pk=paper.pk).update(line=LineFactory())
