"""Locks are taken in one order, and only on the rows that are meant."""

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core import locks
from core.models import OutgoingMail

pytestmark = pytest.mark.django_db


def sql_of(act):
    with (
        transaction.atomic(),
        CaptureQueriesContext(
            connection,
        ) as queries,
    ):
        act()
    return [query["sql"] for query in queries if "FOR " in query["sql"]]


def people():
    return get_user_model().objects.all()


@pytest.mark.parametrize(
    "act",
    [
        lambda: locks.lock_all(people()),
        lambda: locks.lock_all(people(), waits=False),
        lambda: locks.lock_first(people()),
        lambda: list(locks.for_update(OutgoingMail.objects.order_by("-made_at", "pk"))),
    ],
)
def test_rows_are_locked_in_order(act):
    (sql,) = sql_of(act)
    assert " ORDER BY " in sql


def test_people_are_ordered_by_number_and_not_by_name(make_person):
    found = [make_person("member", last_name=name) for name in ("Zeta", "Alfa", "Mori")]
    with transaction.atomic():
        assert locks.lock_all(people()) == found


def test_who_only_refers_to_the_row_does_not_wait_unless_it_is_to_go(staff):
    (sql,) = sql_of(lambda: locks.lock(people(), staff.pk))
    assert "FOR NO KEY UPDATE OF" in sql
    (sql,) = sql_of(lambda: locks.lock_first(people(), deletes=True))
    assert "FOR UPDATE OF" in sql
    (sql,) = sql_of(lambda: locks.lock_all(people(), waits=False))
    assert sql.endswith("SKIP LOCKED")


def test_one_that_is_gone(staff):
    with transaction.atomic():
        assert locks.lock_first(people().filter(pk=0)) is None
        with pytest.raises(get_user_model().DoesNotExist):
            locks.lock(people(), 0)
