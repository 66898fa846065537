"""Emptying the journal of a test database, as only the owner of its table can.

A test that commits leaves its lines behind, and the journal's triggers let nobody take them away. So they are
switched off for that moment, in the transaction that empties the table: whatever else asks finds them in force.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps

from django.db import connection, transaction

from core.models import JournalEntry

TRIGGERS = ["journal_never_changes", "journal_is_never_emptied"]


@contextmanager
def triggers_off() -> Iterator[None]:
    """Let the table's owner change the journal in this block, which is one transaction."""
    with transaction.atomic():
        _each_trigger("DISABLE")
        yield
        _each_trigger("ENABLE ALWAYS")


def _each_trigger(what: str) -> None:
    with connection.cursor() as cursor:
        for name in TRIGGERS:
            cursor.execute(f"ALTER TABLE {JournalEntry._meta.db_table} {what} TRIGGER {name}")


def empty_journal() -> None:
    """For tests that race again and again, and count the lines of each time."""
    with triggers_off():
        JournalEntry.objects.all().delete()


def emptying_the_journal_too(flush: Callable) -> Callable:
    """Django's own way to empty the database after a test that committed, with the journal's table in it."""

    @wraps(flush)
    def flushing(operations, sql_list) -> None:
        with triggers_off():
            flush(operations, sql_list)

    return flushing
