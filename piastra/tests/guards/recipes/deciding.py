"""How each verb is done: what the staff do beside applications, and undoing."""

from datetime import timedelta

from core.access import Role
from core.clock import local_midnight
from members.models import ApplicationNote
from members.tests.factories import (
    ApplicationFactory,
    CallFactory,
    CriterionFactory,
    MembershipFactory,
    RefusalReasonFactory,
)
from piastra.tests.guards.recipes.world import MONDAY, Call, recipe
from spaces.tests.factories import PersonFactory

NAMES = {"name_it": "Nome", "name_en": "Name"}
DAYS = {"opens": MONDAY, "closes": MONDAY + timedelta(days=30)}


@recipe("members.undo")
def _(world):
    """An admission, whose membership began in the month."""
    world.applicant.role = Role.MEMBER
    world.applicant.save()
    application = ApplicationFactory(applicant=world.applicant, admitted=True)
    MembershipFactory(person=world.applicant, application=application, starts=MONDAY)
    seen = application.moves.last().pk
    given = {"by": world.staff, "application": application, "seen": seen, "reason": "Riletta"}
    return Call(given, dated=(MONDAY,), writes=("decision_undone",), tells=("chi",))


@recipe("members.assign")
def _(world):
    """To a colleague who reads English."""
    colleague = PersonFactory(
        role=Role.STAFF, membership=None, email="col@example.org", language="en"
    )
    application = ApplicationFactory(applicant=world.applicant, under_review=True)
    given = {"by": world.staff, "application": application, "to": colleague, "seen": None}
    return Call(given, writes=("application_assigned",), tells=("col",))


@recipe("members.note_application")
def _(world):
    application = ApplicationFactory(applicant=world.applicant, under_review=True)
    given = {"by": world.staff, "application": application, "words": "Sembra serio"}
    return Call(given, writes=("application_noted",))


@recipe("members.remove_application_note")
def _(world):
    application = ApplicationFactory(applicant=world.applicant, under_review=True)
    note = ApplicationNote.objects.create(application=application, by=world.staff, words="Serio")
    return Call({"by": world.staff, "note": note}, writes=("application_note_removed",))


@recipe("members.assess")
def _(world):
    criterion = CriterionFactory()
    application = ApplicationFactory(
        applicant=world.applicant, under_review=True, call=criterion.call
    )
    given = {"points": {criterion.pk: 7}, "words": {}, "seen": ""}
    given |= {"by": world.staff, "application": application}
    return Call(given, writes=("application_assessed",))


@recipe("members.open_call")
def _(world):
    return Call({"by": world.staff, **DAYS, **NAMES}, writes=("call_opened",))


@recipe("members.change_call")
def _(world):
    given = {"by": world.staff, "call": CallFactory(), **DAYS, **NAMES}
    return Call(given, writes=("call_changed",))


@recipe("members.remove_call")
def _(world):
    return Call({"by": world.staff, "call": CallFactory()}, writes=("call_removed",))


@recipe("members.tell_drafts")
def _(world):
    call = CallFactory(over=True, name_it="Avviso", name_en="Autumn call")
    ApplicationFactory(applicant=world.applicant, made_at=local_midnight(call.opens))
    return Call({"call": call}, writes=("call_drafts_told",), tells=("chi",))


@recipe("members.add_criterion")
def _(world):
    given = {"by": world.staff, "call": CallFactory(), **NAMES, "most": 9}
    return Call(given, writes=("criterion_added",))


@recipe("members.change_criterion")
def _(world):
    given = {"by": world.staff, "criterion": CriterionFactory(), **NAMES, "most": 9}
    return Call(given, writes=("criterion_changed",))


@recipe("members.remove_criterion")
def _(world):
    given = {"by": world.staff, "criterion": CriterionFactory()}
    return Call(given, writes=("criterion_removed",))


@recipe("members.add_refusal_reason")
def _(world):
    return Call({"by": world.staff, **NAMES}, writes=("refusal_reason_added",))


@recipe("members.change_refusal_reason")
def _(world):
    given = {"by": world.staff, "refusal": RefusalReasonFactory(), **NAMES}
    return Call(given, writes=("refusal_reason_changed",))
