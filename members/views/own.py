"""The applicant's pages: fill in, follow, answer, withdraw. One has one application at a time."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Permission, requires
from core.pages import button_on, confirm_page, form_page
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
        _("Your application has been sent. We have written to you as well."),
    )


@requires(Permission.APPLY)
@button_on("members:application_form")
def application_draft(request):
    """Keep the form as it is, to go on later."""
    return _fill_in(
        request,
        DraftForm,
        actions.save_draft,
        _("Saved. Nobody can read it until you send it."),
    )


def _fill_in(request, form_class, act, done: str):
    latest = Application.objects.latest_of(request.user)
    is_draft = latest is not None and latest.status == Status.DRAFT
    if rules.why_not_apply(request.user, latest):
        if request.method == "POST":
            messages.info(request, rules.ONE_AT_A_TIME)
        return redirect("members:application")
    return form_page(
        request,
        form_class(request.POST or None, instance=latest if is_draft else None),
        partial(act, by=request.user),
        heading=_("Membership application"),
        lead=_(
            "It takes five minutes. The staff read it and write to you; you can follow its "
            "progress here."
        ),
        done=done,
        refused=messages.INFO,
        back=reverse("members:application"),
    )


def _own(request) -> Application:
    latest = Application.objects.latest_of(request.user)
    if latest is None:
        raise Http404
    return latest


@requires(Permission.APPLY)
def application_answer(request):
    """Answer what the staff asked."""
    latest = _own(request)
    label, button = _("Your answer"), _("Send the answer")
    form = ReasonForm(request.POST or None, label=label, button=button)
    if latest.status != Status.INFO_REQUESTED and not form.is_valid():
        return redirect("members:application")
    return form_page(
        request,
        form,
        lambda reason: actions.answer_request(by=request.user, application=latest, answer=reason),
        heading=_("Answer the request"),
        lead=_("As soon as you answer, the review continues."),
        keep=_("Not now"),
        done=_("Your answer has been sent: the review continues."),
        template="members/application_answer.html",
        asked=latest.moves.last(),
        **_around(),
    )


@requires(Permission.APPLY)
def application_withdraw(request):
    """Take the application back, after a confirmation."""
    latest = _own(request)
    if request.method != "POST" and rules.why_not_move(request.user, latest, Status.WITHDRAWN):
        return redirect("members:application")
    return confirm_page(
        request,
        partial(actions.withdraw, by=request.user, application=latest),
        title=_("Withdraw the application"),
        heading=_("Do you want to withdraw your application?"),
        lead=_("The staff will stop reviewing it. You can send another one whenever you like."),
        button=_("Withdraw the application"),
        css="btn-danger",
        keep=_("No, go back"),
        done=_("You have withdrawn your application."),
        **_around(),
    )


def _around() -> dict:
    """Where both pages stand, and how a no is told: the application's own page says what holds now."""
    own = reverse("members:application")
    return {
        "refused": messages.INFO,
        "back": own,
        "parent": _("My application"),
        "parent_url": own,
    }
