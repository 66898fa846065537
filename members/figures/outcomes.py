"""What became of people, of those who answered: each person once, by the last answer. Four queries for a span."""

from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from core.month import Month
from members.models import Outcome


@dataclass(frozen=True)
class Outcomes:
    """People who answered in a span of time, and what; each number beside how many answered that question."""

    answered: int
    told: int
    work_said: int
    in_work: int
    in_work_now_not_before: int
    enterprise_said: int
    with_enterprise: int
    founded: int
    joined: int
    going_on_said: int
    going_on: int


def outcomes(month: Month, since: Month | None = None) -> Outcomes:
    """The answers of the month, or of all months since another one, those told to the staff among them."""
    found = Outcome.objects.filter(at__gte=(since or month).start, at__lt=month.end)
    # Whoever was erased is somebody still: each such row for itself.
    found = found.annotate(who=Coalesce(F("person"), -F("pk"))).order_by()
    everybody = found.aggregate(
        answered=Count("who", distinct=True),
        told=Count("who", distinct=True, filter=Q(is_told=True)),
    )
    work = _last(found.filter(in_work__isnull=False)).aggregate(
        work_said=Count("pk"),
        in_work_now_not_before=Count("pk", filter=Q(in_work=True, was_in_work=False)),
        # The last: behind it the name is the sum's, not the column's.
        in_work=Count("pk", filter=Q(in_work=True)),
    )
    enterprise = _of_enterprises(found)
    going_on = _last(found.filter(goes_on__isnull=False)).aggregate(
        going_on_said=Count("pk"), going_on=Count("pk", filter=Q(goes_on=True))
    )
    return Outcomes(**everybody, **work, **enterprise, **going_on)


def _last(found: QuerySet[Outcome]) -> QuerySet[Outcome]:
    """Each person's last of these."""
    after = Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk"))
    return found.filter(~Exists(found.filter(after, person=OuterRef("person"))))


def _of_enterprises(found: QuerySet[Outcome]) -> dict[str, int]:
    """Whoever has founded one has, whatever they say later."""
    return found.aggregate(
        enterprise_said=Count("who", distinct=True, filter=~Q(enterprise="")),
        with_enterprise=Count("who", distinct=True, filter=Q(enterprise__in=Outcome.ENTERPRISES)),
        founded=Count("who", distinct=True, filter=Q(enterprise=Outcome.Enterprise.FOUNDED)),
        joined=Count("who", distinct=True, filter=Q(enterprise=Outcome.Enterprise.JOINED)),
    )
