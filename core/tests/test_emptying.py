"""After a test that committed the database is as empty as Django would leave it, and as well guarded."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import IntegrityError, connection

from core.models import Installation, JournalEntry
from core.testing import emptying

pytestmark = pytest.mark.django_db(transaction=True)


def rows() -> dict[str, int]:
    """How many there are in each table."""
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with connection.cursor() as cursor:
        found = {}
        for name in names:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")
            (found[name],) = cursor.fetchone()
    return found


@pytest.fixture
def filled(member, client_of):
    """A person, a session, a line of the journal."""
    client_of(member)
    Installation.objects.create()
    JournalEntry.objects.create(verb="nothing", subject="core.installation", by=member)


def test_nothing_is_left_but_what_a_migration_writes(filled):
    before = rows()
    assert before["core_journalentry"] == before["members_session"] == 1
    assert emptying.is_emptied()
    ours = rows()
    call_command("flush", interactive=False, verbosity=0)
    assert ours == rows()
    assert ContentType.objects.exists()


def test_the_journal_is_closed_again(filled, staff):
    assert emptying.is_emptied()
    line = JournalEntry.objects.create(verb="nothing", subject="core.installation")
    with pytest.raises(IntegrityError, match="the journal never changes"):
        JournalEntry.objects.filter(pk=line.pk).update(verb="something")


def test_many_rows_are_left_to_django(filled, monkeypatch):
    monkeypatch.setattr(emptying, "MANY", 0)
    before = rows()
    assert not emptying.is_emptied()
    assert rows() == before
