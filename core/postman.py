"""The postman's round: what waits in the outbox leaves in order, each letter once, over one connection.

Whoever sends holds the row of the mail server for the time of one letter: two workers never send at once. A letter
is written down as sent after the server took it; a worker that dies between the two sends that one letter again,
with the same Message-ID.
"""

import logging
import time
from contextlib import suppress
from datetime import datetime, timedelta
from email.utils import format_datetime
from enum import Enum, auto
from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.message import sanitize_address
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.timezone import localtime

from core import smtp, verdicts
from core.letters import move
from core.locks import lock_all, lock_first
from core.models import MailServer, OutgoingMail
from core.verdicts import Kind, Verdict

log = logging.getLogger(__name__)

Status, Fault = OutgoingMail.Status, OutgoingMail.Fault

#: A letter that the server puts off is tried this long, with pauses that double from the first to the longest.
KEPT_UP = timedelta(days=3)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=6)
#: The same for a server that is away; it is asked as long as letters wait.
FIRST_ABSENCE, LONGEST_ABSENCE = timedelta(minutes=1), timedelta(minutes=15)
#: So many addresses refused by a rule with no letter leaving between them: the rule is about the portal.
ENOUGH = 3
LONGEST_ROUND = 300  # seconds; a slow server must not hold a worker for hours


#: After these the state of the conversation is unknown.
STOPS = {Kind.AWAY, Kind.UNCLEAR}


class Turn(Enum):
    """How one turn of a round ended."""

    GO_ON = auto()
    NOTHING_DUE = auto()
    STOP = auto()


def deliver(most: int) -> int:
    """Send up to `most` letters that are due. Returns how many left. Safe beside itself."""
    # Outside of the transactions below: who comes second must find the row, not wait for it.
    MailServer.objects.get_or_create(pk=1)
    tour, until = Round(), time.monotonic() + LONGEST_ROUND
    try:
        for _turn in range(most):
            if not tour.goes_on() or time.monotonic() > until:
                break
    finally:
        tour.connection.close()
    return tour.sent


def due(now: datetime):
    """Letters to be tried now, the oldest first."""
    return OutgoingMail.objects.filter(status=Status.WAITING, next_try_at__lte=now)


class Round:
    """One round. `suspects` are letters at which it stood still, while it is open whose fault that was.

    `in_doubt` says that a letter was refused by a rule and none has left since.
    """

    def __init__(self):
        self.connection, self.sent, self.in_doubt = Connection(), 0, False
        self.suspects: dict[int, Verdict] = {}

    def goes_on(self) -> bool:
        turn = self.turn()
        # A letter written while we held the server found nobody to ring for: look once more after letting go.
        return turn == Turn.GO_ON or (turn == Turn.NOTHING_DUE and due(timezone.now()).exists())

    @transaction.atomic
    def turn(self) -> Turn:
        """Try one letter."""
        server, now = _held_server(), timezone.now()
        if server is None or (server.failures and server.next_try_at > now):
            return Turn.STOP
        letter = self._next(now)
        if letter is None:
            return self._nothing_left(server, now)
        return self._take(server, letter, self.connection.send(letter), now)

    def _next(self, now) -> OutgoingMail | None:
        free = due(now)
        if self.suspects or self.in_doubt:
            # Does another letter pass? Those at which fewest rounds ended are asked first.
            free = free.exclude(pk__in=self.suspects).order_by("broken_off", "id")
        return lock_first(free, waits=False)

    def _nothing_left(self, server, now) -> Turn:
        if self.suspects:
            verdict = list(self.suspects.values())[-1]
            _is_away(server, verdict.fault, verdict.words, now)
            return Turn.STOP
        if (
            self.in_doubt and server.fault == MailServer.Fault.BY_RULE
        ):  # Nothing has shown otherwise.
            _is_away(server, server.fault, server.error, now)
            _back_in_line(now)
            return Turn.STOP
        return Turn.NOTHING_DUE

    def _take(self, server, letter, verdict: Verdict, now) -> Turn:
        if verdict.kind != Kind.SENT:
            log.warning("letter %s did not leave: %s %s", letter.pk, verdict.fault, verdict.words)
        if verdict.kind == Kind.AWAY:
            _is_away(server, verdict.fault, verdict.words, now)
            return Turn.STOP
        if _shows_the_server(server, verdict):
            _is_there(server)
        if verdict.kind in {Kind.UNCLEAR, Kind.BY_RULE}:
            return self._whose(server, letter, verdict, now)
        self._write(letter, verdict, now)
        return Turn.GO_ON

    def _whose(self, server, letter, verdict, now) -> Turn:
        """The letter's own fault, or the server's? Others show it."""
        if letter.fault in ITS_OWN:  # Shown before, while others passed.
            _put_off(letter, letter.fault, verdict.words, now)
            return Turn.GO_ON
        if verdict.kind == Kind.BY_RULE:
            return self._against_a_rule(server, letter, verdict, now)
        return self._stood_still(server, letter, verdict, now)

    def _stood_still(self, server, letter, verdict, now) -> Turn:
        """Once is a bad moment. Again at the same letter: another one shows whether it is the letter's fault."""
        letter.broken_off += 1
        letter.error = verdict.words
        letter.save(update_fields=["broken_off", "error"])
        self.suspects[letter.pk] = verdict
        if letter.broken_off > 1 and len(self.suspects) == 1:
            return Turn.GO_ON
        _is_away(server, verdict.fault, verdict.words, now)
        return Turn.STOP

    def _against_a_rule(self, server, letter, verdict, now) -> Turn:
        """It is put off, others go on. Several in a row, and none that left between them: it is the server's."""
        _put_off(letter, verdict.fault, verdict.words, now)
        self.in_doubt = True
        if _refused_in_a_row().values("to").distinct().count() < ENOUGH:
            return Turn.GO_ON
        _is_away(server, MailServer.Fault.BY_RULE, verdict.words, now)
        _back_in_line(now)
        return Turn.STOP

    def _write(self, letter, verdict, now) -> None:
        if verdict.kind == Kind.SENT:
            move(letter, Status.SENT, by=None, fault="", error="")
            self.sent += 1
            self._others_pass(now)
        elif verdict.kind == Kind.REFUSED:
            said = {"tries": letter.tries + 1, "fault": verdict.fault, "error": verdict.words}
            move(letter, Status.FAILED, by=None, **said)
        else:
            _put_off(letter, verdict.fault, verdict.words, now)

    def _others_pass(self, now) -> None:
        """What was in doubt is the letters' own."""
        suspects = OutgoingMail.objects.filter(pk__in=self.suspects, status=Status.WAITING)
        for letter in lock_all(suspects, waits=False):
            broke = self.suspects[letter.pk].fault == MailServer.Fault.BREAKS_OFF
            _put_off(letter, Fault.BREAKS_OFF if broke else Fault.ALONE, letter.error, now)
        _refused_in_a_row().update(fault=Fault.ALONE)
        self.suspects, self.in_doubt = {}, False


#: Faults that other letters have shown to be this one's.
ITS_OWN = {Fault.BREAKS_OFF, Fault.ALONE}


def _refused_in_a_row():
    """Letters refused by a rule since the last one that left: then these become `Fault.ALONE`."""
    return OutgoingMail.objects.filter(status=Status.WAITING, fault=Fault.BY_RULE)


def _back_in_line(now) -> None:
    """The rule is about the portal: those refused by it keep their place, and their three days have not begun."""
    _refused_in_a_row().update(
        next_try_at=now,
        tries=0,
        put_off_since=None,
        broken_off=F("broken_off") + 1,
        fault="",
        error="",
    )


def _shows_the_server(server: MailServer, verdict: Verdict) -> bool:
    """Whether this answer is one of a server that is there."""
    if (
        verdict.kind == Kind.UNCLEAR or verdict.fault == Fault.BAD_ADDRESS
    ):  # Nobody was asked for that.
        return False
    # One that refuses everybody may still know an address that does not exist.
    return verdict.kind == Kind.SENT or server.fault != MailServer.Fault.BY_RULE


def _held_server() -> MailServer | None:
    """The one mail server, held until the transaction ends; None while somebody else sends."""
    return lock_first(MailServer.objects.all(), waits=False)


def _is_away(server: MailServer, fault: str, words: str, now) -> None:
    server.failures += 1
    server.away_since = server.away_since or now
    server.next_try_at = now + pause(server.failures, FIRST_ABSENCE, LONGEST_ABSENCE)
    server.fault, server.error = fault, words
    server.save()


def _is_there(server: MailServer) -> None:
    if server.failures:
        server.failures, server.away_since, server.next_try_at = 0, None, None
        server.fault = server.error = ""
        server.save()


def _put_off(letter: OutgoingMail, fault: str, words: str, now) -> None:
    """Try it again later; after three days of that, no more."""
    letter.tries += 1
    letter.put_off_since = letter.put_off_since or now
    last = letter.put_off_since + KEPT_UP
    if now >= last:
        counted = {"tries": letter.tries, "put_off_since": letter.put_off_since}
        move(letter, Status.FAILED, by=None, fault=Fault.THREE_DAYS, error=words, **counted)
        return
    letter.next_try_at = min(now + pause(letter.tries, FIRST_PAUSE, LONGEST_PAUSE), last)
    letter.fault, letter.error = fault, words
    letter.save()


def pause(turn: int, first: timedelta, longest: timedelta) -> timedelta:
    """How long to wait after the `turn`-th failure (from 1): each time twice as long, up to the longest."""
    return min(first * 2 ** min(turn - 1, 16), longest)


class Connection:
    """The connection to the mail server, opened for the first letter of a round and kept for the others."""

    def __init__(self):
        self.backend, self.is_used = None, False

    def send(self, letter: OutgoingMail) -> Verdict:
        """Hand one letter over, and say what became of it. Raises nothing."""
        no_address = address_fault(letter.to)
        if no_address:
            return no_address
        was_used = self.is_used
        verdict = self._try(letter)
        if was_used and verdict.kind in STOPS:
            # Servers end a conversation that has lasted: a fresh one tells whether it is more than that.
            verdict = self._try(letter)
        return verdict

    def _try(self, letter) -> Verdict:
        try:
            self._open()
        except Exception as error:  # Whatever it is, it happened before any letter was named.
            self._drop()
            return verdicts.of_opening(error)
        try:
            self.backend.send_messages([message_of(letter)])
        except Exception as error:  # One letter that can't be sent must not hold up the others.
            return self._after(error)
        self.is_used = True
        return verdicts.SENT

    def _after(self, error: Exception) -> Verdict:
        verdict = verdicts.of_sending(error)
        self.is_used = isinstance(error, SMTPRecipientsRefused) and verdict.kind not in STOPS
        # After a refused address the conversation goes on; after anything else its state is unknown.
        if not self.is_used:
            self._drop()
        return verdict

    def _open(self) -> None:
        # Other backends keep nothing open, and one that writes files writes one for each connection.
        if isinstance(self.backend, smtp.EmailBackend):
            return
        self.backend = get_connection()
        if isinstance(self.backend, smtp.EmailBackend):
            self.backend.open()

    def close(self) -> None:
        """End the round politely, if there is still somebody to say goodbye to."""
        if self.is_used and self.backend is not None:
            with suppress(OSError):
                self.backend.close()
        self._drop()

    def _drop(self) -> None:
        if isinstance(self.backend, smtp.EmailBackend):
            self.backend.hang_up()
        self.backend, self.is_used = None, False


def address_fault(to: str) -> Verdict | None:
    """What is wrong with an address, where no server needs to be asked; None if nothing is."""
    try:
        is_one = bool(sanitize_address(to, "utf-8")) and "@" in to
        words = ""
    except Exception as error:  # The parser of addresses fails on some of them in ways of its own.
        is_one, words = False, verdicts.words_of(error)
    return None if is_one else Verdict(Kind.REFUSED, Fault.BAD_ADDRESS, words)


def message_of(letter: OutgoingMail) -> EmailMultiAlternatives:
    """The letter with its headers. Servers report to the bounce address, people answer to the staff."""
    message = EmailMultiAlternatives(
        letter.subject,
        letter.text,
        from_email=settings.BOUNCE_EMAIL,
        to=[letter.to],
        reply_to=[settings.STAFF_EMAIL] if settings.STAFF_EMAIL else None,
        headers=_headers(letter),
    )
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    return message


def _headers(letter: OutgoingMail) -> dict[str, str]:
    headers = {
        "From": settings.DEFAULT_FROM_EMAIL,
        "Date": format_datetime(localtime(letter.made_at)),
        "Message-ID": letter.message_id,
        # Nobody reads what a holiday's automatic answer would tell us.
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
    }
    if letter.thread:
        headers |= {"In-Reply-To": letter.thread, "References": letter.thread}
    return headers
