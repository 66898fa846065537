"""Numbers about people for a month. Sums only, never a person; small groups are hidden where they are shown.

Applications are counted by the moves that were written, so a past month's numbers do not change when an
application moves on. Themes are those of the profiles as they are now: profiles keep no history.
"""

from dataclasses import dataclass

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.utils.translation import gettext as _

from core.month import Month
from members.models import Application, ApplicationMove, Membership, Theme

Status = Application.Status
# After one of these the staff have nothing more to examine.
DECIDED = [*Application.CLOSED, Status.WAITING]


@dataclass(frozen=True)
class KindRow:
    """One of the five kinds and how many members of the month applied as such. `kind` "" is: not known."""

    kind: str
    label: str
    people: int


@dataclass(frozen=True)
class ThemeRow:
    """One theme and how many members of the month have it in their profile; a person may have several."""

    slug: str
    name: str
    people: int


@dataclass(frozen=True)
class People:
    """A month in people. `pending`: sent and not yet decided when the month ended, or by now."""

    active_members: int
    new_members: int
    applications_received: int
    admitted: int
    not_admitted: int
    pending: int
    by_kind: tuple[KindRow, ...]
    by_theme: tuple[ThemeRow, ...]


def people(month: Month) -> People:
    """The people of a month: members on at least one of its days, and what became of the applications."""
    kinds = _kinds_of_members(month)
    decisions = _decisions(month)
    return People(
        active_members=len(kinds),
        new_members=_new_members(month),
        applications_received=_received(month),
        admitted=decisions["admitted"],
        not_admitted=decisions["not_admitted"],
        pending=_pending(month),
        by_kind=_by_kind(kinds),
        by_theme=_by_theme(month),
    )


def members_of(month: Month, since: Month | None = None):
    """Memberships that hold on at least one day of the month, or of those since another one."""
    reaches_into = Q(ends__isnull=True) | Q(ends__gt=(since or month).first)
    return Membership.objects.filter(reaches_into, starts__lt=month.next.first)


def _kinds_of_members(month: Month) -> dict[int, str]:
    """Each active person's kind; of two memberships in one month the later one tells."""
    rows = members_of(month).order_by("starts", "pk").values_list("person", "application__kind")
    return {person: kind or "" for person, kind in rows}


def _new_members(month: Month) -> int:
    firsts = Membership.objects.order_by().values("person").annotate(first=Min("starts"))
    return firsts.filter(first__gte=month.first, first__lt=month.next.first).count()


def _received(month: Month) -> int:
    return Application.objects.filter(
        submitted_at__gte=month.start, submitted_at__lt=month.end
    ).count()


def standing_moves(month: Month):
    """The moves until the month's end, but for decisions that were undone by then: what is undone later counts."""
    undone = Q(undone_by__isnull=False, undone_by__at__lt=month.end)
    return ApplicationMove.objects.filter(at__lt=month.end).exclude(undone)


def _decisions(month: Month) -> dict[str, int]:
    moves = standing_moves(month).filter(at__gte=month.start)
    return moves.aggregate(
        admitted=Count("application", filter=Q(after=Status.ADMITTED), distinct=True),
        not_admitted=Count("application", filter=Q(after=Status.NOT_ADMITTED), distinct=True),
    )


def _pending(month: Month) -> int:
    decided = standing_moves(month).filter(application=OuterRef("pk"), after__in=DECIDED)
    return Application.objects.filter(~Exists(decided), submitted_at__lt=month.end).count()


def _by_kind(kinds: dict[int, str]) -> tuple[KindRow, ...]:
    counted = list(kinds.values())
    rows = [
        KindRow(kind, str(label), counted.count(kind)) for kind, label in Application.Kind.choices
    ]
    if "" in counted:
        rows.append(KindRow("", _("Not known"), counted.count("")))
    return tuple(rows)


def _by_theme(month: Month) -> tuple[ThemeRow, ...]:
    members = members_of(month).values("person")
    of_members = Count("profiles", filter=Q(profiles__person__in=members), distinct=True)
    themes = Theme.objects.annotate(people=of_members).order_by("order", "slug")
    return tuple(ThemeRow(theme.slug, theme.name, theme.people) for theme in themes)
