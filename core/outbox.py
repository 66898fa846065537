"""The moves of a letter in the outbox, and what the staff may do with one.

A letter waits, then it is sent or fails; the staff send it again or give it up. Only the postman says that one
was sent or has failed (`core.postman`).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.access import Permission, allows
from core.journal import CoreVerb, record
from core.locks import lock_all, lock_first
from core.models import MailServer, OutgoingMail
from core.moves import NEW, PORTAL, Move, Moves, anybody, holder_of
from core.refusals import Refusal, ensure

Status = OutgoingMail.Status
KEEPER = holder_of(Permission.MANAGE_LETTERS)
AGAIN, ROUND = ("core.outbox.send_again", "core.outbox.send_all_again"), ("core.postman.deliver",)
LETTER = Moves(
    OutgoingMail,
    Move(NEW, Status.WAITING, ("core.mail.put",), anybody("whoever does what it tells of")),
    Move(Status.WAITING, Status.SENT, ROUND, PORTAL),
    Move(Status.WAITING, Status.FAILED, ROUND, PORTAL),
    Move(Status.WAITING, Status.GIVEN_UP, ("core.outbox.give_up",), KEEPER),
    Move(Status.FAILED, Status.WAITING, AGAIN, KEEPER),
    Move(Status.FAILED, Status.GIVEN_UP, ("core.outbox.give_up",), KEEPER),
)

#: A letter that waits longer than this is told to the staff.
LATE = timedelta(hours=1)


def why_not_move(user, letter: OutgoingMail, to: str) -> Refusal | None:
    """Why this person may not bring this letter to that state now; None if they may."""
    refusal = LETTER.why_not(letter, to, by=user, overtaken=partial(_too_late, letter))
    return _not_yours() if refusal and refusal.code == "not_yours" else refusal


def _too_late(letter: OutgoingMail) -> Refusal:
    return Refusal(TOO_LATE[letter.status], code=f"is_{letter.status}")


def _not_yours() -> Refusal:
    return Refusal(_("Only the staff look after letters: nothing was changed."), code="staff")


TOO_LATE = {
    Status.WAITING: _("This letter is waiting already: nothing was changed."),
    Status.SENT: _("This letter has left meanwhile: nothing was changed."),
    Status.FAILED: _("This letter has failed already: nothing was changed."),
    Status.GIVEN_UP: _("This letter was given up and is not sent any more: nothing was changed."),
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


@transaction.atomic
def send_again(*, by, letter: OutgoingMail) -> OutgoingMail:
    """Try it now, from the start: its three days begin anew, and the server is asked at once.

    Raises `Refusal` when it was sent or given up, or is just being sent.
    """
    found = _locked(letter)
    if found.status == Status.WAITING:
        ensure(_why_not_manage(by))
        found.next_try_at = timezone.now()
        found.save(update_fields=["next_try_at"])
    else:
        ensure(why_not_move(by, found, Status.WAITING))
        move(found, Status.WAITING, by=by, **AFRESH, waits_since=timezone.now())
    record(by=by, verb=CoreVerb.LETTER_SENT_AGAIN, on=found)
    _ask_server_now()
    ring()
    return found


#: More failed letters than this are sent again in several goes: one request must not hold them all.
MOST_AGAIN = 500


@transaction.atomic
def send_all_again(*, by) -> int:
    """Try the failed letters from the start, those that were written first before others, at most `MOST_AGAIN`.

    Returns how many. Raises `Refusal` for others than the staff.
    """
    ensure(_why_not_manage(by))
    failed = OutgoingMail.objects.filter(status=Status.FAILED).order_by("id")[:MOST_AGAIN]
    chosen = lock_all(failed.only("status"), waits=False)
    if not chosen:
        return 0
    now = timezone.now()
    again = {"stopped_at": None, "next_try_at": now, "waits_since": now}
    LETTER.move_all(chosen, Status.WAITING, by=by, **again, **AFRESH)
    _ask_server_now()
    server, _new = MailServer.objects.get_or_create(pk=1)
    record(by=by, verb=CoreVerb.LETTERS_SENT_AGAIN, on=server, letters=len(chosen))
    ring()
    return len(chosen)


AFRESH = {"tries": 0, "put_off_since": None, "broken_off": 0, "fault": "", "error": ""}


@transaction.atomic
def give_up(*, by, letter: OutgoingMail) -> OutgoingMail:
    """Never send it. Twice is once. Raises `Refusal` when it has left, or is just being sent."""
    found = _locked(letter)
    if found.status == Status.GIVEN_UP:
        return found
    ensure(why_not_move(by, found, Status.GIVEN_UP))
    move(found, Status.GIVEN_UP, by=by)
    record(by=by, verb=CoreVerb.LETTER_GIVEN_UP, on=found)
    return found


def _locked(letter: OutgoingMail) -> OutgoingMail:
    # Who is sending it holds it as long as the mail server likes: no page waits for that.
    found = lock_first(OutgoingMail.objects.filter(pk=letter.pk), waits=False)
    if found is None:
        sentence = _("This letter is being sent just now: nothing was changed. Look again soon.")
        raise Refusal(sentence, code="being_sent")
    return found


def _why_not_manage(by) -> Refusal | None:
    return None if allows(by, Permission.MANAGE_LETTERS) else _not_yours()


def _ask_server_now() -> None:
    # Where it is held, a round is asking it already.
    server = lock_first(MailServer.objects.filter(failures__gt=0), waits=False)
    if server:
        server.next_try_at = timezone.now()
        server.save(update_fields=["next_try_at"])


def ring() -> None:
    """Wake the postman once this transaction is written."""
    from core.tasks import deliver_mail

    # Where the broker can't be reached only the bell is lost: the row waits for the next round.
    transaction.on_commit(deliver_mail.delay, robust=True)


@dataclass(frozen=True)
class Trouble:
    """What the staff should know: letters that wait longer than an hour, and letters that failed."""

    late: int
    failed: int

    def __bool__(self):
        return bool(self.late or self.failed)


def trouble(now: datetime | None = None) -> Trouble:
    """One query, whatever the outbox holds."""
    late = Q(status=Status.WAITING, waits_since__lt=(now or timezone.now()) - LATE)
    failed = Q(status=Status.FAILED)
    open_letters = OutgoingMail.objects.filter(status__in=[Status.WAITING, Status.FAILED])
    counts = open_letters.aggregate(
        late=Count("pk", filter=late), failed=Count("pk", filter=failed)
    )
    return Trouble(**counts)
