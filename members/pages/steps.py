"""The pages of the application's form: which there are, where one is, and what is still missing."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.refusals import Refusal
from members import rules
from members.models import Application, ApplicationRules, DocumentKind
from members.models.questions import MINUTES, Answer, Step, answers_of, asked_of
from members.rules import applying

STEPS = list(Step)
PAGES = {
    Step.PRIVACY: "members:application_privacy",
    Step.ABOUT: "members:application_about",
    Step.PROJECT: "members:application_project",
    Step.SPACE: "members:application_space",
    Step.DOCUMENTS: "members:application_documents",
    Step.SUMMARY: "members:application_summary",
}
#: Behind an address: the summary comes next, whatever page this is.
BACK_TO_SUMMARY = "da=riepilogo"


@dataclass(frozen=True)
class Stepper:
    """Where one is among the pages."""

    here: Step

    @property
    def number(self) -> int:
        return STEPS.index(self.here) + 1

    @property
    def count(self) -> int:
        return len(STEPS)

    @property
    def rows(self) -> list[tuple[str, str]]:
        """Each page with its mark: `confirmed`, `active`, or nothing."""
        marks = {-1: "confirmed", 0: "active", 1: ""}
        here = self.number - 1
        return [
            (step.label, marks[(place > here) - (place < here)]) for place, step in enumerate(STEPS)
        ]

    @property
    def words(self) -> str:
        """`Step 3 of 6, about 4 minutes left`"""
        minutes = sum(MINUTES[step] for step in STEPS[self.number - 1 :])
        sentence = ngettext(
            "Step %(number)s of %(count)s, about a minute left",
            "Step %(number)s of %(count)s, about %(minutes)s minutes left",
            minutes,
        )
        return sentence % {"number": self.number, "count": self.count, "minutes": minutes}

    @property
    def next_url(self) -> str:
        return reverse(PAGES[STEPS[min(self.number, self.count - 1)]])

    @property
    def previous_url(self) -> str:
        return reverse(PAGES[STEPS[self.number - 2]]) if self.number > 1 else ""


@dataclass(frozen=True)
class Lack:
    """Something without which the application can't be sent, and the page where it is put right."""

    words: str
    url: str


@dataclass(frozen=True)
class Section:
    """One page's answers, as the summary shows them."""

    step: Step
    answers: list[Answer]

    @property
    def url(self) -> str:
        return change_url(self.step)


def change_url(step: Step) -> str:
    """Where the answers of a page are changed; from there one comes back to the summary."""
    return f"{reverse(PAGES[step])}?{BACK_TO_SUMMARY}"


def sections(answers: Iterable[Answer]) -> list[Section]:
    found = list(answers)
    rows = [Section(step, [a for a in found if a.question.step == step]) for step in STEPS]
    return [section for section in rows if section.answers]


def lacks(draft: Application, answers: Iterable[Answer]) -> list[Lack]:
    """What is missing, in the order of the pages."""
    found = [
        Lack(each.question.label, f"{change_url(each.question.step)}#{each.question.anchor}")
        for each in applying.missing(draft, answers)
    ]
    documents = [
        Lack(DocumentKind(kind).label, change_url(Step.DOCUMENTS))
        for kind in draft.lacking_documents(ApplicationRules.current())
    ]
    return found + documents


def draft_of(person) -> tuple[Application, Refusal | None]:
    """The person's draft, or the one that would begin now, not saved; and why there can't be any."""
    latest = Application.objects.latest_of(person)
    is_member = person.memberships.unended().exists()
    refusal = rules.why_not_apply(person, latest, is_member=is_member)
    if latest is not None and latest.status != Application.Status.DRAFT:
        latest = latest.again()
    return latest or Application(applicant=person), refusal


def go_on_url(draft: Application | None) -> str:
    """The first page that lacks something; the summary when none does."""
    if draft is None:
        return reverse(PAGES[Step.PRIVACY])
    lacking = applying.missing(draft, answers_of(draft))
    step = lacking[0].question.step if lacking else Step.SUMMARY
    return reverse(PAGES[step])


def asked_by_kind() -> list[tuple[str, str, str]]:
    """For each kind of applicant what must be there and what may be, in words, before anybody begins."""
    return [
        (str(label), _listed(kind, needed=True), _listed(kind, needed=False))
        for kind, label in Application.Kind.choices
    ]


def _listed(kind: str, *, needed: bool) -> str:
    named = (str(q.label) for q in asked_of(kind) if q.is_needed is needed and q.name != "kind")
    return ", ".join(named) or _("nothing")
