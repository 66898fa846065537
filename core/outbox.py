"""What the staff may do with letters, and the bell that wakes the postman."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core import letters
from core.access import Permission, allows
from core.journal import CoreVerb, record
from core.locks import lock_all, lock_first
from core.models import MailServer, OutgoingMail
from core.refusals import Refusal, ensure
from core.tasks import deliver_mail

Status = OutgoingMail.Status

#: A letter that waits longer than this is told to the staff.
LATE = timedelta(hours=1)


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
        ensure(letters.why_not_move(by, found, Status.WAITING))
        letters.move(found, Status.WAITING, by=by, **AFRESH, waits_since=timezone.now())
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
    letters.LETTER.move_all(chosen, Status.WAITING, by=by, **again, **AFRESH)
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
    ensure(letters.why_not_move(by, found, Status.GIVEN_UP))
    letters.move(found, Status.GIVEN_UP, by=by)
    record(by=by, verb=CoreVerb.LETTER_GIVEN_UP, on=found)
    return found


@transaction.atomic
def give_up_all_to(*, by, addresses: list[str]) -> int:
    """Give up whatever has not left to these addresses of an account that is closed. Returns how many.

    What is being sent at this very moment leaves: no page waits for the mail server.
    """
    mine = Q()
    for address in addresses:
        mine |= Q(to__iexact=address)
    unsent = OutgoingMail.objects.filter(mine, status__in=[Status.WAITING, Status.FAILED])
    held = lock_all(unsent, waits=False) if addresses else []
    for letter in held:
        letters.move(letter, Status.GIVEN_UP, by=None, fault=OutgoingMail.Fault.CLOSED)
        record(by=by, verb=CoreVerb.LETTER_GIVEN_UP, on=letter, code="account_closed")
    return len(held)


def _locked(letter: OutgoingMail) -> OutgoingMail:
    # Who is sending it holds it as long as the mail server likes: no page waits for that.
    found = lock_first(OutgoingMail.objects.filter(pk=letter.pk), waits=False)
    if found is None:
        sentence = _(
            "This e-mail is being sent right now: nothing was changed. Look again shortly."
        )
        raise Refusal(sentence, code="being_sent")
    return found


def _why_not_manage(by) -> Refusal | None:
    return None if allows(by, Permission.MANAGE_LETTERS) else letters.not_yours()


def _ask_server_now() -> None:
    # Where it is held, a round is asking it already.
    server = lock_first(MailServer.objects.filter(failures__gt=0), waits=False)
    if server:
        server.next_try_at = timezone.now()
        server.save(update_fields=["next_try_at"])


def ring() -> None:
    """Wake the postman once this transaction is written."""
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
