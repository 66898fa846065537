"""The database of a test run: a copy of one that was migrated before, as long as no migration changes.

Each process of a run has its own copy. The original stays on the server under a name made of what it was made of.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.db import connection

#: The first half of the advisory lock under which the original is made; the second is nothing.
LOCK = 1111
ORIGINAL = "migrated"


@contextmanager
def copied() -> Iterator[None]:
    """Work on a fresh copy for as long as the block lasts."""
    outside = connection.settings_dict["NAME"]
    name = connection.creation._get_test_db_name()
    original = f"{ORIGINAL}_{outside}_{fingerprint()}"
    _make(original)
    with _server() as cursor:
        # Not by force: another run of the same tests may be at work there, and this one is not to begin.
        _execute(cursor, "DROP DATABASE IF EXISTS {}", name)
        _execute(cursor, "CREATE DATABASE {} TEMPLATE {}", name, original)
        # What a test commits need not outlive the machine: nobody waits for the disk.
        _execute(cursor, "ALTER DATABASE {} SET synchronous_commit = off", name)
    _work_on(name)
    try:
        yield
    finally:
        _work_on(outside)
        with _server() as cursor:
            _execute(cursor, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def fingerprint() -> str:
    """Of every migration of every app, those of packages included."""
    total = hashlib.sha256()
    for app in sorted(apps.get_app_configs(), key=lambda each: each.name):
        for file in sorted(Path(app.path, "migrations").glob("*.py")):
            total.update(file.name.encode() + file.read_bytes())
    return total.hexdigest()[:12]


def _make(original: str) -> None:
    """Migrate the original, unless it is there; those of other migrations go."""
    with _server() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, 0)", [LOCK])
        there = _originals(cursor)
        if original not in there:
            _migrate(cursor, original)
        for old in there - {original}:
            _execute(cursor, "DROP DATABASE IF EXISTS {} WITH (FORCE)", old)


def _migrate(cursor, original: str) -> None:
    """Under another name, until it is complete."""
    outside, half = connection.settings_dict["NAME"], f"{original}_half"
    _execute(cursor, "DROP DATABASE IF EXISTS {} WITH (FORCE)", half)
    test = connection.settings_dict["TEST"]
    usual, test["NAME"] = test["NAME"], half
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    finally:
        test["NAME"] = usual
        _work_on(outside)
    _execute(cursor, "ALTER DATABASE {} RENAME TO {}", half, original)


def _originals(cursor) -> set[str]:
    prefix = f"{ORIGINAL}_{connection.settings_dict['NAME']}_"
    cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
    return {name for (name,) in cursor.fetchall() if not name.endswith("_half")}


def _work_on(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


@contextmanager
def _server() -> Iterator:
    """A connection of its own, to no database in particular, outside of any transaction."""
    with connection.creation._nodb_cursor() as cursor:
        yield cursor


def _execute(cursor, statement: str, *names: str) -> None:
    quoted = [connection.ops.quote_name(name) for name in names]
    cursor.execute(statement.format(*quoted))
