"""The staff's pages about applications: the queue, one application, the decisions."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Permission, requires
from core.pages import button_on, carry_out, confirm_page, form_page
from members import actions
from members.forms import ReasonForm
from members.models import Application
from members.pages import decisions
from members.pages.decisions import Decision
from members.pages.queue import SHELVES, shelf_of

ON_A_PAGE = 20


@requires(Permission.DECIDE_APPLICATIONS)
def applications(request):
    """The queue, by state; who has waited longest comes first. An unknown filter shows what is to decide."""
    seen = Application.objects.visible_to(request.user)
    counts = dict(seen.order_by().values_list("status").annotate(Count("pk")))
    shelf = shelf_of(request.GET.get("stato", ""))
    # The open ones by who has waited longest, the closed ones by who was decided last.
    by_age = "-submitted_at" if set(shelf.states) <= set(Application.CLOSED) else "submitted_at"
    rows = seen.filter(status__in=shelf.states).select_related("applicant")
    rows = rows.prefetch_related("themes").order_by(by_age, "pk")
    return render(
        request,
        "members/applications.html",
        {
            "shelf": shelf,
            "shelves": [
                (one, sum(counts.get(state, 0) for state in one.states)) for one in SHELVES
            ],
            "page": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page")),
        },
    )


def _found(request, pk) -> Application:
    seen = Application.objects.visible_to(request.user).select_related("applicant")
    return get_object_or_404(seen, pk=pk)


@requires(Permission.DECIDE_APPLICATIONS)
def application_page(request, pk):
    """One application, its history, and what may be done with it now."""
    found = _found(request, pk)
    return render(
        request,
        "members/application_page.html",
        {
            "application": found,
            "moves": found.moves.select_related("by").order_by("-at", "-pk"),
            "open_moves": decisions.open_moves(request.user, found),
        },
    )


@requires(Permission.DECIDE_APPLICATIONS)
@button_on("members:application_page", "pk")
def application_take_up(request, pk):
    found = _found(request, pk)
    return carry_out(
        request,
        partial(actions.take_up, by=request.user, application=found),
        done=_("You have started the review."),
        refused=messages.WARNING,
        back=_page_of(found),
    )


@requires(Permission.DECIDE_APPLICATIONS)
def application_ask(request, pk):
    return _decide(request, pk, decisions.ASK)


@requires(Permission.DECIDE_APPLICATIONS)
def application_admit(request, pk):
    return _decide(request, pk, decisions.ADMIT)


@requires(Permission.DECIDE_APPLICATIONS)
def application_let_wait(request, pk):
    return _decide(request, pk, decisions.LET_WAIT)


@requires(Permission.DECIDE_APPLICATIONS)
def application_refuse(request, pk):
    return _decide(request, pk, decisions.REFUSE)


def _decide(request, pk: int, decision: Decision):
    """Ask, with the reason where one is needed; sending takes the decision. What was decided meanwhile is told."""
    found = _found(request, pk)
    if request.method != "POST" and not decision.may_be_taken(request.user, found):
        return redirect("members:application_page", pk)
    verb = partial(decision.act, by=request.user, application=found)
    page = _words_of(decision, found)
    if not decision.reason:
        return confirm_page(request, verb, **page, button=decision.button)
    form = ReasonForm(
        request.POST or None,
        label=decision.reason,
        button=decision.button,
        help_text=_("The applicant will see this."),
    )
    return form_page(request, form, verb, **page)


def _words_of(decision: Decision, found: Application) -> dict:
    """What both pages of a decision show around its button."""
    return {
        "heading": decision.heading,
        "lead": decision.lead,
        "kicker": found.applicant,
        "css": decision.css,
        "keep": _("No, go back"),
        "done": decision.done,
        "refused": messages.WARNING,
        "back": _page_of(found),
        "template": "members/decision.html",
        "parent": found.applicant,
        "parent_url": _page_of(found),
        "application": found,
    }


def _page_of(found: Application) -> str:
    return reverse("members:application_page", args=[found.pk])
