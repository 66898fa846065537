"""The moves of a letter in the outbox, and what the staff may do with one.

A letter waits, then it is sent or fails; the staff send it again or give it up. Only the postman says that one
was sent or has failed (`core.postman`).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.access import Permission, allows
from core.journal import CoreVerb, record
from core.models import MailServer, OutgoingMail
from core.refusals import Refusal

Status = OutgoingMail.Status
POSTMAN = "postman"

# Every move that a letter may make, and who makes it: the postman, or whoever has the permission.
MOVES: dict[tuple[str, str], str] = {
    (Status.WAITING, Status.SENT): POSTMAN,
    (Status.WAITING, Status.FAILED): POSTMAN,
    (Status.WAITING, Status.GIVEN_UP): Permission.MANAGE_LETTERS,
    (Status.FAILED, Status.WAITING): Permission.MANAGE_LETTERS,
    (Status.FAILED, Status.GIVEN_UP): Permission.MANAGE_LETTERS,
}

#: A letter that waits longer than this is told to the staff.
LATE = timedelta(hours=1)


def why_not_move(user, letter: OutgoingMail, to: str) -> Refusal | None:
    """Why this person may not bring this letter to that state now; None if they may."""
    who = MOVES.get((letter.status, to))
    if who is None:
        return Refusal(TOO_LATE[letter.status], code=f"is_{letter.status}")
    return _not_yours() if who == POSTMAN or not allows(user, who) else None


def _not_yours() -> Refusal:
    return Refusal(_("Only the staff look after letters: nothing was changed."), code="staff")


TOO_LATE = {
    Status.WAITING: _("This letter is waiting already: nothing was changed."),
    Status.SENT: _("This letter has left meanwhile: nothing was changed."),
    Status.FAILED: _("This letter has failed already: nothing was changed."),
    Status.GIVEN_UP: _("This letter was given up and is not sent any more: nothing was changed."),
}


def move(letter: OutgoingMail, to: str, **said) -> OutgoingMail:
    """Bring a locked letter to another state with the times that belong to it; `said` are fields to set besides.

    One that is sent or given up loses what it says; to whom, about what and when stay.

    Raises `ValueError` for a move that is not in `MOVES`.
    """
    if (letter.status, to) not in MOVES:
        raise ValueError(f"letter {letter.pk}: no move from {letter.status} to {to}")
    now = timezone.now()
    letter.status = to
    letter.next_try_at = now if to == Status.WAITING else None
    letter.sent_at = now if to == Status.SENT else None
    letter.stopped_at = now if to in {Status.FAILED, Status.GIVEN_UP} else None
    if to in {Status.SENT, Status.GIVEN_UP}:
        # Nobody needs them any more, and some hold links that open an account.
        letter.text = letter.html = ""
    for field, value in said.items():
        setattr(letter, field, value)
    letter.save()
    return letter


@transaction.atomic
def send_again(*, by, letter: OutgoingMail) -> OutgoingMail:
    """Try it now, from the start: its three days begin anew, and the server is asked at once.

    Raises `Refusal` when it was sent or given up, or is just being sent.
    """
    found = _locked(letter)
    if found.status == Status.WAITING:
        _ensure_staff(by)
        found.next_try_at = timezone.now()
        found.save(update_fields=["next_try_at"])
    else:
        _ensure(by, found, Status.WAITING)
        move(found, Status.WAITING, **AFRESH, waits_since=timezone.now())
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
    _ensure_staff(by)
    failed = OutgoingMail.objects.filter(status=Status.FAILED).order_by("id")[:MOST_AGAIN]
    chosen = list(failed.select_for_update(skip_locked=True).values_list("pk", flat=True))
    if not chosen:
        return 0
    now = timezone.now()
    again = {"status": Status.WAITING, "stopped_at": None, "next_try_at": now, "waits_since": now}
    OutgoingMail.objects.filter(pk__in=chosen).update(**again, **AFRESH)
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
    _ensure(by, found, Status.GIVEN_UP)
    move(found, Status.GIVEN_UP)
    record(by=by, verb=CoreVerb.LETTER_GIVEN_UP, on=found)
    return found


def _locked(letter: OutgoingMail) -> OutgoingMail:
    # Who is sending it holds it as long as the mail server likes: no page waits for that.
    found = OutgoingMail.objects.select_for_update(skip_locked=True).filter(pk=letter.pk).first()
    if found is None:
        sentence = _("This letter is being sent just now: nothing was changed. Look again soon.")
        raise Refusal(sentence, code="being_sent")
    return found


def _ensure(by, letter: OutgoingMail, to: str) -> None:
    refusal = why_not_move(by, letter, to)
    if refusal:
        raise refusal


def _ensure_staff(by) -> None:
    if not allows(by, Permission.MANAGE_LETTERS):
        raise _not_yours()


def _ask_server_now() -> None:
    # Where it is held, a round is asking it already.
    server = MailServer.objects.select_for_update(skip_locked=True).filter(failures__gt=0).first()
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
