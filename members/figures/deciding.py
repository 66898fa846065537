"""How long applications waited for the staff's answer. Two queries for a month."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from statistics import median

from django.db.models import Min

from core.month import Month
from members.figures.month import DECIDED, standing_moves
from members.models import Application

Status = Application.Status
BY_THE_STAFF = [status for status in DECIDED if status != Status.WITHDRAWN]
DAY = timedelta(days=1)
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Deciding:
    """Applications received and decided in a month, and the days from the one to the other.

    The mean is `days` through `decided`; `median` has one decimal place, None where nothing was decided. Days are
    elapsed time, those counted too in which the applicant was asked for more.
    """

    received: int
    decided: int
    days: Decimal
    median: Decimal | None


def deciding(month: Month) -> Deciding:
    """What was decided in the month for the first time: admitted, not admitted, put on the list."""
    lengths = [_tenths(first - sent) for sent, first in _decided(month)]
    received = Application.objects.filter(
        submitted_at__gte=month.start, submitted_at__lt=month.end
    ).count()
    return Deciding(
        received=received,
        decided=len(lengths),
        days=sum(lengths, Decimal(0)).quantize(TENTH),
        median=Decimal(median(lengths)).quantize(TENTH) if lengths else None,
    )


def _decided(month: Month):
    moves = standing_moves(month).filter(after__in=BY_THE_STAFF)
    firsts = moves.order_by().values("application").annotate(first=Min("at"))
    return (
        firsts.filter(first__gte=month.start, application__submitted_at__isnull=False)
        .order_by()
        .values_list("application__submitted_at", "first")
    )


def _tenths(length: timedelta) -> Decimal:
    return (Decimal(int(length.total_seconds())) / int(DAY.total_seconds())).quantize(TENTH)
