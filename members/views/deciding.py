"""The staff's decisions on an application, each on a page of its own. What was decided meanwhile is told there."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from core.access import Permission, requires
from core.pages import button_on, carry_out, confirm_page, form_page, sent
from members import actions
from members.forms.deciding import AdmitForm, AnswerForm, AskForm, RefuseForm, UndoForm
from members.models import Application
from members.pages import decisions
from members.pages.applications import Desk, what_undoing_gives_back
from members.pages.decisions import Decision
from members.views.desk import around, found_one, page_of


@requires(Permission.DECIDE_APPLICATIONS)
@button_on("members:application_page", "pk")
def application_take_up(request, pk):
    """Begin the review of what was sent, and look after it."""
    found = found_one(request, pk)
    return carry_out(
        request,
        partial(actions.take_up, by=request.user, application=found),
        done=_("You have started the review."),
        refused=messages.WARNING,
        back=page_of(found),
    )


@requires(Permission.DECIDE_APPLICATIONS)
def application_ask(request, pk):
    """Ask the applicant for what is missing."""
    return _decide(request, found_one(request, pk), decisions.ASK, AskForm(sent(request)))


@requires(Permission.DECIDE_APPLICATIONS)
def application_answer_by_phone(request, pk):
    """Write down what the applicant answered by phone."""
    return _decide(request, found_one(request, pk), decisions.ANSWER, AnswerForm(sent(request)))


@requires(Permission.DECIDE_APPLICATIONS)
def application_admit(request, pk):
    """Admit, from a day, until a day, by a plan."""
    return _decide(request, found_one(request, pk), decisions.ADMIT, AdmitForm(sent(request)))


@requires(Permission.DECIDE_APPLICATIONS)
def application_let_wait(request, pk):
    """Admit once there is a place."""
    return _decide(request, found_one(request, pk), decisions.LET_WAIT)


@requires(Permission.DECIDE_APPLICATIONS)
def application_refuse(request, pk):
    """Refuse, with a reason of the list and in words."""
    return _decide(request, found_one(request, pk), decisions.REFUSE, RefuseForm(sent(request)))


@requires(Permission.DECIDE_APPLICATIONS)
def application_undo(request, pk):
    """Take back a decision within a day; what the applicant gives back for it is named first."""
    found = found_one(request, pk)
    shown = Desk(found, request.user)
    if request.method != "POST" and not shown.undone_until:
        return redirect(page_of(found))
    form = UndoForm(sent(request), initial={"seen": shown.last_move and shown.last_move.pk})
    return _ask(request, found, decisions.UNDO, form, held=what_undoing_gives_back(found))


def _decide(request, found: Application, decision: Decision, form=None):
    """Ask; sending takes the decision. What can't be decided any more leads to the page that says what was."""
    if request.method != "POST" and not decision.may_be_taken(request.user, found):
        return redirect(page_of(found))
    return _ask(request, found, decision, form)


def _ask(request, found: Application, decision: Decision, form=None, **page):
    """The page of a decision. A refusal stands in the form, and what was written stays in it."""
    verb = partial(decision.act, by=request.user, application=found)
    page |= _words_of(decision, found)
    if form is None:
        page |= {"button": decision.button, "refused": messages.WARNING}
        return confirm_page(request, verb, **page)
    return form_page(request, form, verb, **page)


def _words_of(decision: Decision, found: Application) -> dict:
    """What all pages of decisions show around their buttons."""
    return {
        "heading": decision.heading,
        "lead": decision.lead,
        "css": decision.css,
        "keep": _("No, go back"),
        "done": decision.done,
        "template": "members/decision.html",
        "application": found,
        **around(found),
    }
