"""The database of a test run is a copy of a migrated one, made anew when a migration changes."""

from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from core.testing import database


@pytest.mark.django_db
def test_the_copy_is_migrated_to_the_end():
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


@pytest.mark.django_db
def test_the_original_stays_on_the_server_and_is_another_database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database")
        names = {name for (name,) in cursor.fetchall()}
    originals = {name for name in names if name.endswith(database.fingerprint())}
    assert len(originals) == 1
    assert connection.settings_dict["NAME"] not in originals


@pytest.fixture
def migrations(tmp_path, monkeypatch):
    """The folder of migrations of an app that is the only one."""
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "0001_initial.py").write_text("one")
    app = SimpleNamespace(name="app", path=str(tmp_path))
    monkeypatch.setattr(apps, "get_app_configs", lambda: [app])
    return folder


@pytest.mark.parametrize(
    ("file", "text"),
    [("0001_initial.py", "another"), ("0002_more.py", ""), ("0001_initial.py", "")],
)
def test_any_change_of_a_migration_asks_for_another_original(migrations, file, text):
    before = database.fingerprint()
    assert database.fingerprint() == before
    (migrations / file).write_text(text)
    assert database.fingerprint() != before


def test_a_migration_under_another_name_does_too(migrations):
    before = database.fingerprint()
    (migrations / "0001_initial.py").rename(migrations / "0001_first.py")
    assert database.fingerprint() != before
