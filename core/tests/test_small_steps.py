"""Small steps of the mechanisms that others rely on: which lock, which order, which fields, which month."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core import closing, locks
from core.access import Permission, should_have_second_factor, who_may
from core.models import ClosedMonth
from core.month import Month
from core.refusals import Refusal


def test_an_order_that_was_said_is_kept():
    assert locks.for_update(ClosedMonth.objects.order_by("-month")).query.order_by == ("-month",)
    assert locks.for_update(ClosedMonth.objects.order_by()).query.order_by == ("pk",)


@pytest.mark.django_db
@pytest.mark.parametrize("lock", [locks.lock_all, locks.lock_first])
def test_who_deletes_holds_back_also_who_would_refer_to_the_row(lock):
    for deletes in (False, True):
        with (
            transaction.atomic(),
            CaptureQueriesContext(
                connection,
            ) as asked,
        ):
            lock(ClosedMonth.objects.all(), deletes=deletes)
        assert ("NO KEY" not in asked[-1]["sql"]) is deletes


@pytest.mark.django_db
def test_the_first_month_is_asked_even_where_it_is_the_only_one(at, staff):
    at("2026-11-03 10:00")
    closing.close(Month(2026, 10), by=staff)
    with pytest.raises(Refusal, match="Ottobre 2026"):
        closing.ensure_open_since(date(2026, 10, 5), date(2026, 10, 9))
    closing.ensure_open_since(date(2026, 9, 5), date(2026, 9, 30))


def test_a_visitor_needs_no_second_factor():
    assert should_have_second_factor(AnonymousUser()) is False
    passing = SimpleNamespace(is_authenticated=False, role="staff")
    assert should_have_second_factor(passing) is False


@pytest.mark.django_db
def test_a_closed_account_is_not_among_who_may(staff):
    assert staff in who_may(Permission.SEE_ROSTER)
    type(staff).objects.filter(pk=staff.pk).update(is_active=False)
    assert staff not in who_may(Permission.SEE_ROSTER)
