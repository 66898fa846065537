"""Frozen lists have an order of their own: neither the rows' place on the disk nor the plan of a query shows."""

from datetime import date, datetime
from random import Random

import pytest
from django.apps import apps
from django.db import connection

from budget.tests.factories import (
    CommitmentFactory,
    DocumentFactory,
    LineFactory,
    PaymentFactory,
    SupplierFactory,
)
from core.clock import ROME
from events.tests.factories import EventFactory, RegistrationFactory
from members.tests.factories import ApplicationFactory, MembershipFactory, ProfileFactory
from members.tests.factories import ThemeFactory as MemberThemeFactory
from piastra.reports import actions, assemble, frozen, making
from piastra.reports.models import Edition
from piastra.reports.tests.conftest import OCTOBER, SEPTEMBER, drafted

pytestmark = pytest.mark.django_db

READ = ("budget", "events", "members", "spaces")


@pytest.fixture
def crowded(programme):
    """Many rows that only their last tie-breaker tells apart: events, documents and payments of one moment."""
    themes = [
        MemberThemeFactory(slug=f"tema-{name}", order=1, name_it=name, name_en=name)
        for name in "gceafbd"
    ]
    start = datetime(2026, 10, 15, 18, tzinfo=ROME)
    for turn in range(8):
        event = EventFactory(
            start=start,
            end=start.replace(hour=20),
            title="Serata",
            capacity=10 + turn,
            themes=themes,
        )
        RegistrationFactory.create_batch(turn, event=event)
        member = MembershipFactory(
            starts=date(2026, 9, 1), application=ApplicationFactory(admitted=True)
        )
        ProfileFactory(person=member.person, themes=themes[: turn + 1])
        line = LineFactory(code=f"Z{8 - turn}", action=line_of(programme).action)
        spend(line, turn)
    return programme


def line_of(programme):
    return programme.lines.order_by("code").first()


def spend(line, turn):
    """An order, a document and two payments, all of one day."""
    supplier = SupplierFactory()
    order = CommitmentFactory(line=line, supplier=supplier, date=date(2026, 10, 8), amount="100.00")
    document = DocumentFactory(
        commitment=order, supplier=supplier, date=date(2026, 10, 8), taxable=f"{10 + turn}.00"
    )
    for amount in ("2.00", "3.00"):
        PaymentFactory(document=document, date=date(2026, 10, 9), amount=amount)


def rewrite(chance):
    """Write each row again where it is: PostgreSQL puts it at the end of its table."""
    with connection.cursor() as cursor:
        for model in tables():
            keys = list(model.objects.values_list("pk", flat=True))
            chance.shuffle(keys)
            table, column = model._meta.db_table, model._meta.pk.column
            for key in keys:
                cursor.execute(
                    f'UPDATE "{table}" SET "{column}" = "{column}" WHERE "{column}" = %s', [key]
                )


def tables():
    """Every table that the figures may read, the links between others too."""
    return [
        model
        for app in READ
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    ]


def plan_otherwise(*switches):
    """Let PostgreSQL group, join and read in other ways than it would.

    What is switched off counts as so costly that it would compile the plan first, for seconds.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off")
        for switch in switches:
            cursor.execute(f"SET LOCAL enable_{switch} = off")


def letters():
    return frozen.canonical(
        assemble.figures(OCTOBER, edition={"number": 1, "replaces": None}, previous_sha256="")
    )


def test_rewritten_rows_give_the_same_letters(crowded):
    first, chance = letters(), Random(8)
    for _turn in range(3):
        rewrite(chance)
        assert letters() == first


@pytest.mark.parametrize(
    "switches",
    [
        ("hashagg", "hashjoin"),
        ("sort", "mergejoin"),
        ("seqscan", "nestloop"),
        ("indexscan", "bitmapscan", "indexonlyscan"),
    ],
)
def test_other_plans_give_the_same_letters(crowded, switches):
    first = letters()
    rewrite(Random(3))
    plan_otherwise(*switches)
    assert letters() == first


def test_an_untouched_draft_stays_current_and_is_published(crowded, staff):
    actions.publish(edition=drafted(SEPTEMBER, staff), by=staff)
    draft = drafted(OCTOBER, staff)
    rewrite(Random(5))
    plan_otherwise("hashagg", "indexscan")
    assert making.is_current(Edition.objects.get(pk=draft.pk))
    assert actions.publish(edition=draft, by=staff).is_published
