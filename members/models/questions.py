"""What an application asks: one table says which kind of applicant is asked what, and what must be there."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.words import day_medium
from members.models.applications import Application

Kind = Application.Kind


class Step(models.TextChoices):
    """The pages of the form, in their order; the value is the last word of the page's address."""

    PRIVACY = "informativa", _("Privacy notice")
    ABOUT = "su-di-te", _("About you")
    PROJECT = "progetto", _("Your project")
    SPACE = "spazio", _("How you will use the space")
    DOCUMENTS = "documenti", _("Documents")
    SUMMARY = "riepilogo", _("Check and send")


#: Minutes that each page takes somebody who has not thought about the answers before.
MINUTES = {
    Step.PRIVACY: 1,
    Step.ABOUT: 2,
    Step.PROJECT: 4,
    Step.SPACE: 1,
    Step.DOCUMENTS: 1,
    Step.SUMMARY: 1,
}


@dataclass(frozen=True)
class Question:
    """One answer of an application: its field, its page, whether it must be there, whom it concerns."""

    # No kinds: it concerns all of them.

    name: str
    step: Step
    is_needed: bool = False
    kinds: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return LABELS.get(self.name) or str(Application._meta.get_field(self.name).verbose_name)

    @property
    def anchor(self) -> str:
        """The field's place on its page."""
        name = {"privacy_seen_at": "privacy_seen"}.get(self.name, self.name)
        return f"div_id_{name}"

    def concerns(self, kind: str) -> bool:
        return not self.kinds or kind in self.kinds


NEEDED = True
QUESTIONS = (
    Question("privacy_seen_at", Step.PRIVACY, NEEDED),
    Question("kind", Step.PRIVACY, NEEDED),
    Question("is_of_age", Step.ABOUT, NEEDED),
    Question("phone", Step.ABOUT),
    Question("school", Step.ABOUT, NEEDED, (Kind.STUDENT,)),
    Question("course", Step.ABOUT, False, (Kind.STUDENT,)),
    Question("degree", Step.ABOUT, NEEDED, (Kind.GRADUATE,)),
    Question("degree_year", Step.ABOUT, NEEDED, (Kind.GRADUATE,)),
    Question("institution", Step.ABOUT, NEEDED, (Kind.RESEARCHER,)),
    Question("research_field", Step.ABOUT, False, (Kind.RESEARCHER,)),
    Question("enterprise", Step.ABOUT, NEEDED, (Kind.ENTREPRENEUR,)),
    Question("founded_year", Step.ABOUT, False, (Kind.ENTREPRENEUR,)),
    Question("organisation", Step.ABOUT, NEEDED, (Kind.ORGANISATION,)),
    Question("legal_form", Step.ABOUT, NEEDED, (Kind.ORGANISATION,)),
    Question("tax_number", Step.ABOUT, NEEDED, (Kind.ORGANISATION,)),
    Question("own_role", Step.ABOUT, NEEDED, (Kind.ORGANISATION,)),
    Question("people", Step.ABOUT, False, (Kind.ORGANISATION,)),
    Question("themes", Step.PROJECT, NEEDED),
    Question("idea", Step.PROJECT, NEEDED),
    Question("objective", Step.PROJECT),
    Question("offers", Step.PROJECT),
    Question("looks_for", Step.PROJECT),
    Question("days_a_week", Step.SPACE, NEEDED),
    Question("place_wanted", Step.SPACE),
    Question("wanted_from", Step.SPACE),
)
LABELS = {
    "privacy_seen_at": _("Privacy notice"),
    "people": _("People who would come along"),
}


def asked_of(kind: str, step: str = "") -> list[Question]:
    """What this kind of applicant is asked, on one page or on all of them."""
    asked = (question for question in QUESTIONS if question.concerns(kind))
    return [question for question in asked if step in ("", question.step)]


@dataclass(frozen=True)
class Answer:
    """What was answered to a question, in words; empty where nothing was."""

    question: Question
    words: str

    @property
    def is_missing(self) -> bool:
        return self.question.is_needed and not self.words


def answers_of(application: Application) -> list[Answer]:
    """What was asked of the applicant with what was answered, in the language of the moment.

    What was answered under another kind is told too: nothing that was sent is hidden.
    """
    found = (Answer(question, _words(application, question.name)) for question in QUESTIONS)
    return [each for each in found if each.words or each.question.concerns(application.kind)]


def _words(application: Application, name: str) -> str:
    if name in SAID:
        return SAID[name](application)
    value = getattr(application, name)
    if isinstance(value, models.Manager):
        return "\n".join(_lines(value.all()))
    return "" if value is None else str(value)


def _lines(rows) -> Iterator[str]:
    return (f"{row}, {row.email}" if hasattr(row, "email") else str(row) for row in rows)


def _privacy(application: Application) -> str:
    if not application.privacy_seen_at:
        return ""
    seen = {"version": application.privacy_version, "day": day_medium(application.privacy_seen_at)}
    return _("Version %(version)s, read on %(day)s") % seen


#: How what is no text is said.
SAID = {
    "privacy_seen_at": _privacy,
    "kind": lambda one: str(one.get_kind_display()),
    "is_of_age": lambda one: str(_("I am old enough to apply")) if one.is_of_age else "",
    "place_wanted": lambda one: str(one.get_place_wanted_display()),
    "wanted_from": lambda one: day_medium(one.wanted_from),
}
