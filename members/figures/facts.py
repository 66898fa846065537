"""What the members of a month told for the funder, as it is now: these facts keep no history. Four queries."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from core.month import Month
from core.names import folded
from members.figures.month import members_of
from members.models import FunderFacts, Membership

#: The questions with a list of answers, in the order of the form.
QUESTIONS = {
    "gender": FunderFacts.Gender,
    "age_band": FunderFacts.AgeBand,
    "employment": FunderFacts.Employment,
    "education": FunderFacts.Education,
}
UNSAID = "unsaid"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class FactRow:
    """One answer to one question and how many members gave it; `unsaid` is also whoever left it out."""

    question: str
    answer: str
    label: str
    people: int


@dataclass(frozen=True)
class Facts:
    """The members of a month and what they told. `begun`: were none before it; `ended`: are none after it."""

    members: int
    begun: int
    ended: int
    rows: tuple[FactRow, ...]


def facts(month: Month) -> Facts:
    """Every answer of every list has its row, also at 0; municipalities by the number of people, then by name."""
    people = set(members_of(month).order_by().values_list("person", flat=True))
    begun, ended = _flows(month, people)
    told = list(
        FunderFacts.objects.filter(person__in=members_of(month).order_by().values("person"))
        .order_by("pk")
        .values(*QUESTIONS, "municipality")
    )
    rows = [row for name in QUESTIONS for row in _of_list(name, told, len(people))]
    return Facts(
        members=len(people),
        begun=begun,
        ended=ended,
        rows=(*rows, *_of_places(told, len(people))),
    )


def _flows(month: Month, people: set[int]) -> tuple[int, int]:
    """How many of these were no members on the last day before the month, and how many are none right after it."""
    before = _members_on(month.first - ONE_DAY)
    after = _members_on(month.next.first)
    return len(people - before), len(people - after)


def _members_on(day: date) -> set[int]:
    return set(Membership.objects.covering(day).order_by().values_list("person", flat=True))


def _of_list(name: str, told: list[dict], people: int) -> list[FactRow]:
    counted = Counter(row[name] or UNSAID for row in told)
    counted[UNSAID] += people - len(told)
    return [
        FactRow(name, value, str(label), counted[value]) for value, label in QUESTIONS[name].choices
    ]


def _of_places(told: list[dict], people: int) -> list[FactRow]:
    said = sorted(row["municipality"].strip() for row in told if row["municipality"].strip())
    counted = Counter(folded(place) for place in said)
    labels = {folded(place): place for place in reversed(said)}
    order = sorted(counted, key=lambda place: (-counted[place], place))
    rows = [FactRow("municipality", place, labels[place], counted[place]) for place in order]
    return [*rows, FactRow("municipality", UNSAID, "", people - len(said))]
