"""How each verb is done: what stands above the apps."""

from datetime import date

from budget.tests.factories import (
    ProgrammeFactory,
)
from core.models import AccessibilityFeedback
from core.month import Month
from piastra.reports.models import Edition
from piastra.reports.tests.conftest import drafted
from piastra.tests.guards.recipes.world import Call, World, recipe


@recipe("piastra.pages.send_feedback")
def _(world):
    given = {"text": "Non vedo", "page": "/", "email": "vis@example.org", "language": "en"}
    return Call(given, writes=("feedback_sent",), tells=("staff", "vis"))


@recipe("piastra.pages.answer_feedback")
def _(world):
    feedback = AccessibilityFeedback.objects.create(
        text="Non vedo", email="vis@example.org", language="en"
    )
    given = {"by": world.staff, "feedback": feedback, "answer": "Ora si vede"}
    return Call(given, writes=("feedback_answered",), tells=("vis",))


def edition(world: World) -> Edition:
    """October's draft; its figures are real, its files only stand for PDFs."""
    ProgrammeFactory(starts_on=date(2026, 10, 1))
    return drafted(Month(2026, 10), world.staff)


@recipe("piastra.reports.request_edition")
def _(world):
    ProgrammeFactory(starts_on=date(2026, 10, 1))
    given = {"by": world.staff, "month": Month(2026, 10)}
    return Call(given, writes=("edition_requested",))


@recipe("piastra.reports.prepare_again")
def _(world):
    given = {"by": world.staff, "edition": edition(world)}
    return Call(given, writes=("edition_requested_again",))


@recipe("piastra.reports.note_download")
def _(world):
    given = {"by": world.staff, "edition": edition(world), "file": "spazi.csv"}
    return Call(given, writes=("edition_downloaded",))


@recipe("piastra.reports.publish")
def _(world):
    return Call({"by": world.staff, "edition": edition(world)}, writes=("edition_published",))
