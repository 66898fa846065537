"""A letter's states: which moves there are, who may make them, and the one function that makes them.

A letter waits, then it is sent or fails; the staff send it again or give it up (`core.outbox`). Only the postman
says that one was sent or has failed (`core.postman`).
"""

from functools import partial

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.access import Permission
from core.models import OutgoingMail
from core.moves import NEW, PORTAL, Move, Moves, anybody, holder_of
from core.refusals import Refusal

Status = OutgoingMail.Status
KEEPER = holder_of(Permission.MANAGE_LETTERS)
AGAIN, ROUND = ("core.outbox.send_again", "core.outbox.send_all_again"), ("core.postman.deliver",)
LETTER = Moves(
    OutgoingMail,
    Move(NEW, Status.WAITING, ("core.mail.put",), anybody("whoever does what it tells of")),
    Move(Status.WAITING, Status.SENT, ROUND, PORTAL),
    Move(Status.WAITING, Status.FAILED, ROUND, PORTAL),
    Move(Status.WAITING, Status.GIVEN_UP, ("core.outbox.give_up",), KEEPER),
    Move(Status.WAITING, Status.GIVEN_UP, ("core.outbox.give_up_all_to",), PORTAL),
    Move(Status.FAILED, Status.GIVEN_UP, ("core.outbox.give_up_all_to",), PORTAL),
    Move(Status.FAILED, Status.WAITING, AGAIN, KEEPER),
    Move(Status.FAILED, Status.GIVEN_UP, ("core.outbox.give_up",), KEEPER),
)


def why_not_move(user, letter: OutgoingMail, to: str) -> Refusal | None:
    """Why this person may not bring this letter to that state now; None if they may."""
    refusal = LETTER.why_not(letter, to, by=user, overtaken=partial(_too_late, letter))
    return not_yours() if refusal and refusal.code == "not_yours" else refusal


def _too_late(letter: OutgoingMail) -> Refusal:
    return Refusal(TOO_LATE[letter.status], code=f"is_{letter.status}")


def not_yours() -> Refusal:
    """The no for everybody but the staff."""
    return Refusal(_("Only staff can manage e-mails: nothing was changed."), code="staff")


TOO_LATE = {
    Status.WAITING: _("This e-mail is already waiting: nothing was changed."),
    Status.SENT: _("This e-mail has been sent in the meantime: nothing was changed."),
    Status.FAILED: _("This e-mail has already failed: nothing was changed."),
    Status.GIVEN_UP: _("This e-mail was given up and is not sent any more: nothing was changed."),
}


def move(letter: OutgoingMail, to: str, *, by, **said) -> OutgoingMail:
    """Bring a locked letter to another state with the times that belong to it; `said` are fields to set besides.

    `by` is None for the postman. One that is sent or given up loses what it says; to whom, about what and when
    stay. Raises `Refusal` for a move that is not in `LETTER`.
    """
    now = timezone.now()
    times = {
        "next_try_at": now if to == Status.WAITING else None,
        "sent_at": now if to == Status.SENT else None,
        "stopped_at": now if to in {Status.FAILED, Status.GIVEN_UP} else None,
    }
    # Nobody needs them any more, and some hold links that open an account.
    words = {"text": "", "html": ""} if to in {Status.SENT, Status.GIVEN_UP} else {}
    overtaken = partial(_too_late, letter)
    LETTER.move(letter, to, by=by, overtaken=overtaken, **times, **words, **said)
    return letter
