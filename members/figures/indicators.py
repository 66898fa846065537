"""The members' part of the objectives' indicators (docs/domain.md): for a month, and since the start."""

from dataclasses import dataclass

from django.db.models import Count, Q

from core.month import Month
from members.figures.collaborations import Collaborations, collaborations
from members.figures.month import members_of
from members.figures.outcomes import Outcomes, outcomes
from members.models import FunderFacts, Theme

YOUTH, SKILLS = "occupazione-giovanile", "idee-e-competenze"
FIRMS, FOOD = "aziende-e-innovatori", "filiera-eco-alimentare"
FOOD_THEME = "filiera-bio"
AgeBand = FunderFacts.AgeBand
UNDER_36 = [AgeBand.TO_24, AgeBand.TO_29, AgeBand.TO_35]


@dataclass(frozen=True)
class Share:
    """So many of so many. Without a `denominator` it is a number by itself."""

    numerator: int
    denominator: int | None = None


@dataclass(frozen=True)
class Indicator:
    """One indicator: of which objective, by its code, where it comes from, in the month and since the start."""

    objective: str
    code: str
    source: str
    month: Share
    since_start: Share


#: Objective, code and source of each, in the order of `_shares`.
INDICATORS = (
    (YOUTH, "members_under_36", "funder_facts"),
    (YOUTH, "in_work_now_not_before", "outcomes"),
    (YOUTH, "enterprises", "outcomes"),
    (SKILLS, "projects_declared", "applications"),
    (SKILLS, "projects_going_on", "outcomes"),
    (FIRMS, "collaborations_between_kinds", "collaborations"),
    (FOOD, "members_of_theme", "profiles"),
    (FOOD, "collaborations_of_theme", "collaborations"),
)


def indicators(month: Month, start: Month) -> tuple[Indicator, ...]:
    """Every indicator, also at 0. `start` is the first month of the programme."""
    of_month, since = _shares(month, month), _shares(month, start)
    return tuple(
        Indicator(*named, month=one, since_start=all_)
        for named, one, all_ in zip(INDICATORS, of_month, since, strict=True)
    )


def _shares(month: Month, since: Month) -> tuple[Share, ...]:
    members = _members(month, since)
    told, made = outcomes(month, since), collaborations(month, since)
    return (
        Share(members["under_36"], members["age_said"]),
        *_of_work(told),
        Share(members["projects"]),
        Share(told.going_on, told.going_on_said),
        Share(made.between_kinds, made.collaborations),
        Share(members["of_theme"], members["all"]),
        Share(_of_theme(made, FOOD_THEME), made.collaborations),
    )


def _of_work(told: Outcomes) -> tuple[Share, Share]:
    return (
        Share(told.in_work_now_not_before, told.work_said),
        Share(told.with_enterprise, told.enterprise_said),
    )


def _of_theme(made: Collaborations, slug: str) -> int:
    return next((row.collaborations for row in made.by_theme if row.slug == slug), 0)


def _members(month: Month, since: Month) -> dict[str, int]:
    """People, each once: all, those who told their age, those under 36, of the theme, with a project declared."""
    age = "person__funder_facts__age_band"
    food = Theme.profiles.through.objects.filter(theme__slug=FOOD_THEME)
    return (
        members_of(month, since)
        .order_by()
        .aggregate(
            all=Count("person", distinct=True),
            age_said=_people(Q(**{f"{age}__in": [*UNDER_36, AgeBand.OVER_35]})),
            under_36=_people(Q(**{f"{age}__in": UNDER_36})),
            of_theme=_people(Q(person__profile__in=food.values("profile"))),
            projects=_people(Q(application__isnull=False)),
        )
    )


def _people(those: Q) -> Count:
    return Count("person", distinct=True, filter=those)
