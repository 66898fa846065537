"""The staff's pages about applications: the queue, one application, the decisions."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from core.access import Permission, requires
from core.refusals import Refusal
from members import actions, rules
from members.forms import ReasonForm
from members.models import Application

Status = Application.Status
ON_A_PAGE = 20


@dataclass(frozen=True)
class Shelf:
    """One filter of the queue: its word in the address, its label, the states on it."""

    word: str
    label: str
    states: tuple[str, ...]


SHELVES = [
    Shelf("da-decidere", gettext_lazy("To decide"), tuple(Application.TO_DECIDE)),
    Shelf("integrazioni", gettext_lazy("More information requested"), (Status.INFO_REQUESTED,)),
    Shelf("in-attesa", gettext_lazy("Waiting for a place"), (Status.WAITING,)),
    Shelf("ammesse", pgettext_lazy("applications", "Admitted"), (Status.ADMITTED,)),
    Shelf("non-ammesse", pgettext_lazy("applications", "Not admitted"), (Status.NOT_ADMITTED,)),
    Shelf("ritirate", pgettext_lazy("applications", "Withdrawn"), (Status.WITHDRAWN,)),
]


@requires(Permission.DECIDE_APPLICATIONS)
def applications(request):
    """The queue, by state; who has waited longest comes first. An unknown filter shows what is to decide."""
    seen = Application.objects.visible_to(request.user)
    counts = dict(seen.order_by().values_list("status").annotate(Count("pk")))
    chosen = request.GET.get("stato", "")
    shelf = next((shelf for shelf in SHELVES if shelf.word == chosen), SHELVES[0])
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
            "open_moves": rules.moves_open_to(request.user, found),
        },
    )


@requires(Permission.DECIDE_APPLICATIONS)
@require_POST
def application_take_up(request, pk):
    found = _found(request, pk)
    return _tried(request, found, _("You have begun to examine it."), actions.take_up)


@dataclass(frozen=True)
class Decision:
    """One decision's page: its words, and the action that it takes."""

    to: str
    heading: str
    lead: str
    button: str
    done: str
    act: Callable
    css: str = "btn-primary"
    reason: str = ""

    def form(self, data=None) -> ReasonForm | None:
        """The form of the reason, where one is asked for."""
        if not self.reason:
            return None
        help_text = _("The applicant will read this.")
        return ReasonForm(data, label=self.reason, help_text=help_text)


ASK = Decision(
    to=Status.INFO_REQUESTED,
    heading=gettext_lazy("Ask for more information"),
    lead=gettext_lazy("The examination stops until the applicant answers."),
    reason=gettext_lazy("What is missing"),
    button=gettext_lazy("Send the request"),
    done=gettext_lazy("The request was sent."),
    act=actions.ask_for_more,
)
ADMIT = Decision(
    to=Status.ADMITTED,
    heading=gettext_lazy("Admit"),
    lead=gettext_lazy(
        "The membership begins today: the person can book at once, and gets a letter."
    ),
    button=gettext_lazy("Admit this person"),
    done=gettext_lazy("Admitted: the membership begins today."),
    act=actions.admit,
)
LET_WAIT = Decision(
    to=Status.WAITING,
    heading=gettext_lazy("Accept, waiting for a place"),
    lead=gettext_lazy("The person is told that no place is left, and waits. You admit them when there is one."),
    button=gettext_lazy("Put on the waiting list"),
    done=gettext_lazy("Accepted: the person waits for a place."),
    act=actions.let_wait,
)  # fmt: skip
REFUSE = Decision(
    to=Status.NOT_ADMITTED,
    heading=gettext_lazy("Do not admit"),
    lead=gettext_lazy("The person is told, with your reason, and may send another application."),
    reason=gettext_lazy("Reason"),
    button=gettext_lazy("Do not admit this person"),
    done=gettext_lazy("Not admitted: the person was told why."),
    act=actions.refuse,
    css="btn-danger",
)


@requires(Permission.DECIDE_APPLICATIONS)
def application_ask(request, pk):
    return _decide(request, pk, ASK)


@requires(Permission.DECIDE_APPLICATIONS)
def application_admit(request, pk):
    return _decide(request, pk, ADMIT)


@requires(Permission.DECIDE_APPLICATIONS)
def application_let_wait(request, pk):
    return _decide(request, pk, LET_WAIT)


@requires(Permission.DECIDE_APPLICATIONS)
def application_refuse(request, pk):
    return _decide(request, pk, REFUSE)


def _decide(request, pk, decision: Decision):
    """The decision's form; sending it takes the decision. What was decided meanwhile is told."""
    found = _found(request, pk)
    form = decision.form(request.POST or None)
    if request.method == "POST" and (form is None or form.is_valid()):
        told = form.cleaned_data if form else {}
        return _tried(request, found, decision.done, decision.act, **told)
    if rules.why_not_move(request.user, found, decision.to):
        return redirect("members:application_page", pk)
    return render(
        request,
        "members/decision.html",
        {"application": found, "decision": decision, "form": form},
    )


def _tried(request, found: Application, done: str, act: Callable, **told):
    """Do it, say so or say why not, and show the application."""
    try:
        act(by=request.user, application=found, **told)
    except Refusal as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, done)
    return redirect("members:application_page", found.pk)
