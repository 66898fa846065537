"""Questions that the database is asked too, because it must choose among many rows: both give the same answer."""

from datetime import date, time, timedelta
from decimal import Decimal
from itertools import product

import pytest

from budget import figures as money
from budget.models import Document, Payment
from budget.tests.factories import DocumentFactory, LineFactory, PaymentFactory
from core.month import Month
from core.refusals import Refusal
from events.figures import events
from events.models import CANCEL_LINK, Event
from events.tests.factories import EventFactory
from piastra.pages.views import RECEIPT
from spaces import rules, tasks
from spaces.availability import asks
from spaces.models import Booking, KindRules
from spaces.tests.factories import BookingFactory, PersonFactory, local, make_floor

pytestmark = pytest.mark.django_db
MOMENT, MINUTE, DAY = timedelta(microseconds=1), timedelta(minutes=1), timedelta(days=1)
TUESDAY = date(2026, 11, 24)
AROUND = (-MOMENT, timedelta(), MOMENT)


# -- places that the portal gives back ---------------------------------------------------------------


def test_the_round_finds_those_whom_the_rule_gives_back(at):
    """Made and moved around the cut-off, midnight and the grace; a check-in taken back; the staff's own."""
    floor, person = make_floor(), PersonFactory()
    KindRules.objects.update(grace_minutes=30, cutoff_minutes=120)
    start = local(TUESDAY, time(8, 30))
    now = at("2026-11-24 09:00")
    settled = [start - timedelta(hours=2), local(TUESDAY, time(0)), start - 7 * DAY, start, now]
    undone = [None, now - 30 * MINUTE, now]
    for made, moved, undone_at in product(settled, [None, *settled[:2]], undone):
        for step in AROUND:
            Booking.objects.all().delete()
            booking = BookingFactory(
                space=floor.desk, person=person, day=TUESDAY, made_at=made + step,
                moved_at=moved and moved + step, undone_at=undone_at and undone_at + step,
            )  # fmt: skip
            assert (tasks._due(now) == [booking]) == _given_back(booking, now), (
                made, moved, undone_at, step,
            )  # fmt: skip


@pytest.mark.parametrize("step", AROUND)
@pytest.mark.parametrize("role", ["member", "staff"])
@pytest.mark.parametrize("status", ["confirmed", "attended", "offered", "cancelled", "no_show"])
def test_and_in_no_other_state_than_it(at, role, status, step):
    floor = make_floor()
    KindRules.objects.update(grace_minutes=30)
    now = at("2026-11-24 09:00")
    more = {"offered": {"held_until": now + DAY}, "attended": {"checked_in_at": now}}
    booking = BookingFactory(
        space=floor.desk, day=TUESDAY, status=status, made_at=now - 7 * DAY,
        person=PersonFactory(role=role), start=now - 30 * MINUTE + step, **more.get(status, {}),
    )  # fmt: skip
    assert (tasks._due(now) == [booking]) == _given_back(booking, now)


def _given_back(booking: Booking, now) -> bool:
    return rules.why_not_release(booking, asks.rules_of(booking.space.kind), now) is None


# -- events ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", AROUND)
def test_an_event_is_upcoming_until_it_is_over_and_held_from_then_on(at, step):
    now = at("2026-11-24 20:00")
    event = EventFactory(start=now - timedelta(hours=2), end=now + step)
    assert Event.objects.upcoming().exists() == (not event.is_over) == (step > timedelta())
    assert Event.objects.held().exists() == event.is_over
    read = Event.objects.listed(drafts=True, theme=None, skipped=0, size=10)
    assert [each.part for each in read] == ["held" if event.is_over else "upcoming"]
    Event.objects.update(status="cancelled")
    assert not Event.objects.upcoming().exists()
    assert not Event.objects.held().exists()


def test_events_of_a_month_come_in_the_order_in_which_they_begin(at):
    now = at("2026-11-24 20:00")
    for days, title in ((3, "terza"), (1, "prima"), (2, "seconda")):
        start = now + days * DAY
        EventFactory(start=start, end=start + DAY / 24, title=title)
    assert [row.title for row in events(Month.of(now))] == ["prima", "seconda", "terza"]


@pytest.mark.parametrize(("link", "lasts"), [(CANCEL_LINK, timedelta(days=180)), (RECEIPT, None)])
def test_a_link_opens_as_long_as_it_says(at, link, lasts):
    sent = at("2026-01-24 20:00")
    token = link.token(7)
    assert link.lasts == lasts
    at(f"{sent + (lasts or 3650 * DAY) - MINUTE:%Y-%m-%d %H:%M}")
    assert link.read(token) == 7
    if lasts:
        at(f"{sent + lasts + 2 * timedelta(hours=1):%Y-%m-%d %H:%M}")
        with pytest.raises(Refusal):
            link.read(token)


# -- documents to look at ----------------------------------------------------------------------------


def test_the_register_finds_those_of_which_there_is_something_to_say(at):
    at("2026-11-24 12:00")
    line = LineFactory(planned=Decimal(100_000))
    methods = [Payment.Method.TRANSFER, Payment.Method.CASH, Payment.Method.F24]
    for cup, cig, share, withheld, paid, method, odd in product(
        ("present", "missing"), ("not_due", "missing"), (0, 100), (0, 20), (0, 102, 122), methods,
        (0, Decimal("0.01")),
    ):  # fmt: skip
        paper = DocumentFactory(
            line=line, cup_status=cup, cig_status=cig, share=share, withheld=withheld,
            taxable=100, vat=22, total=122 + odd,
        )  # fmt: skip
        if paid:
            PaymentFactory(document=paper, amount=paid, method=method)
    every = Document.objects.with_paid()
    found = set(every.with_warnings().values_list("pk", flat=True))
    wanted = {paper.pk for paper in every if money.warnings(paper)}
    assert found == wanted
    assert 0 < len(found) < every.count()
