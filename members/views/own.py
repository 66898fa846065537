"""The applicant's pages: fill in, follow, answer, withdraw. One has one application at a time."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.access import Permission, requires
from core.refusals import Refusal
from members import actions, rules
from members.forms import ApplicationForm, DraftForm, ReasonForm
from members.models import Application

Status = Application.Status


@requires(Permission.FOLLOW_APPLICATION)
def application(request):
    """Where the own application stands; the form for whoever has none to follow."""
    latest = Application.objects.latest_of(request.user)
    may_apply = rules.why_not_apply(request.user, latest) is None
    if may_apply and (latest is None or latest.status == Status.DRAFT):
        return redirect("members:application_form")
    moves = list(latest.moves.all()) if latest else []
    return render(
        request,
        "members/application.html",
        {
            "application": latest,
            "moves": moves,
            "reason": _reason(latest, moves),
            "may_apply": may_apply,
            "closed": Application.CLOSED,
            "open_moves": rules.moves_open_to(request.user, latest) if latest else (),
        },
    )


def _reason(latest, moves) -> str:
    """What the staff wrote with the last move, where the applicant must know it to go on."""
    return moves[-1].reason if moves and rules.needs_reason(latest.status) else ""


@requires(Permission.APPLY)
def application_form(request):
    """Fill in and send; whoever sent one already is shown where it stands."""
    return _fill_in(
        request,
        ApplicationForm,
        actions.submit,
        _("Your application was sent. We have written to you as well."),
    )


@requires(Permission.APPLY)
@require_POST
def application_draft(request):
    """Keep the form as it is, to go on later."""
    return _fill_in(
        request,
        DraftForm,
        actions.save_draft,
        _("Saved. Nobody reads it until you send it."),
    )


def _fill_in(request, form_class, act, done: str):
    latest = Application.objects.latest_of(request.user)
    is_draft = latest is not None and latest.status == Status.DRAFT
    if rules.why_not_apply(request.user, latest):
        if request.method == "POST":
            messages.info(request, rules.ONE_AT_A_TIME)
        return redirect("members:application")
    form = form_class(request.POST or None, instance=latest if is_draft else None)
    if form.is_valid():
        return _tried(request, done, lambda: act(by=request.user, **form.answers))
    return render(request, "members/application_form.html", {"form": form})


def _own(request) -> Application:
    latest = Application.objects.latest_of(request.user)
    if latest is None:
        raise Http404
    return latest


@requires(Permission.APPLY)
def application_answer(request):
    """Answer what the staff asked."""
    latest = _own(request)
    form = ReasonForm(request.POST or None, label=_("Your answer"))
    if form.is_valid():
        return _tried(
            request,
            _("Your answer was sent: the examination goes on."),
            lambda: actions.answer_request(
                by=request.user, application=latest, answer=form.cleaned_data["reason"]
            ),
        )
    if latest.status != Status.INFO_REQUESTED:
        return redirect("members:application")
    asked = latest.moves.last()
    return render(request, "members/application_answer.html", {"form": form, "asked": asked})


@requires(Permission.APPLY)
def application_withdraw(request):
    """Take the application back, after a confirmation."""
    latest = _own(request)
    if request.method == "POST":
        return _tried(
            request,
            _("You have withdrawn your application."),
            lambda: actions.withdraw(by=request.user, application=latest),
        )
    if rules.why_not_move(request.user, latest, Status.WITHDRAWN):
        return redirect("members:application")
    return render(request, "members/application_withdraw.html", {"application": latest})


def _tried(request, done: str, act):
    """Do it, say so or say why not, and show where the application stands."""
    try:
        act()
    except Refusal as refusal:
        messages.info(request, refusal.sentence)
    else:
        messages.success(request, done)
    return redirect("members:application")
