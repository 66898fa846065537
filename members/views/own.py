"""The applicant's pages: fill in, follow, answer, withdraw. One has one application at a time."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Permission, requires
from core.pages import confirm_page
from members import actions, rules
from members.models import Application, ApplicationMove
from members.pages import steps
from members.rules import applying

Status = Application.Status


@requires(Permission.FOLLOW_APPLICATION)
def application(request):
    """Where the own application stands; whoever has none to follow comes to the form."""
    latest = Application.objects.latest_of(request.user)
    is_member = request.user.memberships.unended().exists()
    may_apply = rules.why_not_apply(request.user, latest, is_member=is_member) is None
    if may_apply and (latest is None or latest.status == Status.DRAFT):
        return redirect(steps.go_on_url(latest))
    moves = (
        list(
            latest.moves.select_related("refusal", "undone_by").prefetch_related("documents__looks")
        )
        if latest
        else []
    )
    return render(
        request,
        "members/application.html",
        {
            "application": latest,
            "moves": moves,
            "reason": _reason(latest, moves),
            "last_day": applying.last_day(latest, moves) if latest else None,
            "may_apply": may_apply,
            "closed": Application.CLOSED,
            "open_moves": rules.moves_open_to(request.user, latest) if latest else (),
        },
    )


def _moves(application: Application) -> list[ApplicationMove]:
    """Its history, with what its page shows of each move."""
    moves = application.moves.select_related("refusal", "undone_by")
    return list(moves.prefetch_related("documents__looks"))


def _reason(latest, moves) -> str:
    """What the staff wrote with the last move, where the applicant must know it to go on."""
    return moves[-1].reason if moves and rules.needs_reason(latest.status) else ""


def _own(request) -> Application:
    latest = Application.objects.latest_of(request.user)
    if latest is None:
        raise Http404
    return latest


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


@requires(Permission.FOLLOW_APPLICATION)
def application_receipt(request, pk):
    """What was sent, with its number, date and the last day for an answer; to print or to keep."""
    own = Application.objects.filter(applicant=request.user, submitted_at__isnull=False)
    found = get_object_or_404(own, pk=pk)
    return render(
        request,
        "members/application_receipt.html",
        {"application": found, "last_day": applying.last_day(found, found.moves.all())},
    )
