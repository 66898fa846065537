"""Emptying the database after a test that committed: of what it filled, and of nothing else.

Django's way gives each table and each index a new file, whether there was a row or not, then writes content types
and permissions anew. A test leaves rows in some twenty tables, mostly few.
"""

from collections.abc import Callable
from functools import wraps

from django.db import connection

from core.testing.journal import triggers_off

#: Rows of one table. Where there are more, new files are quicker, and leave no room of deleted rows behind.
MANY = 1000
#: The same after each migration; no test writes there.
KEPT = {"django_content_type", "auth_permission"}


def emptying_what_was_filled(flush: Callable) -> Callable:
    """Django's `_fixture_teardown` of a test that commits, asked only where ours may not or should not do it."""

    @wraps(flush)
    def tear_down(test) -> None:
        if not is_emptied():
            flush(test)

    return tear_down


def is_emptied() -> bool:
    """Delete every row but the kept ones; False, and nothing done, where Django had better do it.

    Like Django's it waits for those who are still writing: a page that was asked for at the test's end.
    """
    tables = _tables()
    with triggers_off(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser')")
        if cursor.fetchone() != ("on",):
            return False
        cursor.execute(f"LOCK TABLE {', '.join(tables)} IN SHARE ROW EXCLUSIVE MODE")
        counts = _counts(cursor, tables)
        if max(counts) > MANY:
            return False
        # Each table is emptied whole: no row can point at one that has gone, and none is asked about.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in (table for table, rows in zip(tables, counts, strict=True) if rows):
            cursor.execute(f"DELETE FROM {table}")
    return True


def _tables() -> list[str]:
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return [connection.ops.quote_name(name) for name in sorted(set(names) - KEPT)]


def _counts(cursor, tables: list[str]) -> tuple[int, ...]:
    """Rows of each table, or one more than many."""
    each = (
        f"(SELECT count(*) FROM (SELECT 1 FROM {table} LIMIT {MANY + 1}) AS found)"
        for table in tables
    )
    cursor.execute(f"SELECT {', '.join(each)}")
    return cursor.fetchone()
