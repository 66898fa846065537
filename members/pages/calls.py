"""What the staff see of calls."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, Sum
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from core.clock import today
from members.models import Application, Call
from members.pages.accounts import Badge

Status = Application.Status


def badge(call: Call, day: date) -> Badge:
    """How a call is on this day."""
    if day < call.opens:
        return Badge(_("To come"), "info")
    return Badge(_("Open"), "good") if day < call.closes else Badge(_("Closed"), "off")


def rows() -> list[tuple[Call, Badge]]:
    """Each call with its badge; `sent` on it is how many applications belong to it."""
    counted = Call.objects.annotate(sent=Count("applications")).order_by("-opens", "-pk")
    return [(each, badge(each, today())) for each in counted]


@dataclass(frozen=True)
class Ranked:
    """One application of a call in its place: `None` where nobody has given it points."""

    place: int | None
    application: Application
    points: int | None


@dataclass(frozen=True)
class CallPage:
    """One call as the staff see it."""

    call: Call

    @property
    def badge(self) -> Badge:
        return badge(self.call, today())

    @cached_property
    def criteria(self) -> list:
        """The lines of the grid; `is_used` says whether somebody has points by it."""
        used = Count("assessments")
        return list(self.call.criteria.annotate(used=used).order_by("order", "pk"))

    @property
    def most_points(self) -> int:
        return sum(each.most for each in self.criteria)

    @cached_property
    def ranking(self) -> list[Ranked]:
        """Who applied, by points; in the order of sending where there are none."""
        return ranking(self.call)

    @property
    def admitted(self) -> int:
        return sum(each.application.status == Status.ADMITTED for each in self.ranking)


def ranking(call: Call) -> list[Ranked]:
    """The applications of a call that were not taken back, the most points first; equal points share a place."""
    sent = call.applications.exclude(Q(status=Status.WITHDRAWN) | Q(status=Status.DRAFT))
    rows = sent.select_related("applicant").annotate(points=Sum("assessments__points"))
    ordered = sorted(rows, key=lambda each: (_rank(call, each), each.submitted_at, each.pk))
    placed: list[Ranked] = []
    for number, each in enumerate(ordered, 1):
        points = each.points if call.is_assessed else None
        shares = placed and points is not None and placed[-1].points == points
        place = None if points is None else placed[-1].place if shares else number
        placed.append(Ranked(place, each, points))
    return placed


def _rank(call: Call, application: Application) -> int:
    return -application.points if call.is_assessed and application.points is not None else 1
