"""Questions about what somebody waits for, and what is offered to them (docs/domain.md, Waiting list)."""

from django.utils.translation import gettext as _

from core.refusals import Refusal
from core.words import clock
from spaces.models import WaitingRequest
from spaces.rules.cancelling import may_give_back

Status = WaitingRequest.Status


def why_not_decide(user, request: WaitingRequest) -> Refusal | None:
    """Only the person, or the staff for the person, decide on a request."""
    if may_give_back(user, request):
        return None
    sentence = _("This request is not yours: only the person who made it can decide.")
    return Refusal(sentence, code="not_yours")


def why_not_accept(request: WaitingRequest) -> Refusal | None:
    """Why the offer can't be accepted now; None when it can."""
    if request.status == Status.WAITING:
        sentence = _("No place has been offered to you yet: you are still on the waiting list.")
        return Refusal(sentence, code="waiting")
    if request.status == Status.OFFERED and not request.is_overdue:
        return None
    if request.status in (Status.OFFERED, Status.EXPIRED):
        sentence = _("We held the place for you until %(hour)s: it is no longer held for you.")
        hour = clock(request.offer.held_until) if request.offer else ""
        return Refusal(sentence % {"hour": hour}, code="expired")
    return ended(request)


def why_not_decline(request: WaitingRequest) -> Refusal | None:
    """Why there is nothing to decline; None also when it was declined, or has ended without a place."""
    if request.status == Status.WAITING:
        return why_not_accept(request)
    return ended(request) if request.status == Status.SERVED else None


def why_not_withdraw(request: WaitingRequest, *, knew_of_offer: bool) -> Refusal | None:
    """Why the person does not leave the line: a place was accepted, or is offered since the page was read."""
    if request.status == Status.SERVED:
        return ended(request)
    if request.status != Status.OFFERED or knew_of_offer or request.is_overdue:
        return None
    sentence = _("A place has just been offered to you: accept or decline it.")
    return Refusal(sentence, code="offered")


def ended(request: WaitingRequest) -> Refusal:
    """What to say of a request that has ended."""
    if request.status == Status.SERVED:
        sentence = _("You have accepted this place: cancel the booking if you do not need it.")
    else:
        sentence = _("This request has ended: you can ask for the place again.")
    return Refusal(sentence, code="ended")
