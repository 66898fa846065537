"""One line for each thing done, in the transaction that does it.

The journal says who did what to which object, and when, by numbers, dates, amounts and codes. Names, addresses
and what people write stay on the objects themselves: whoever is erased there leaves the journal as it is. It is
read by people, never by the portal: what a page or a rule must know has a column of its own.
"""

import logging
import re
from datetime import date
from decimal import Decimal
from functools import partial

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from core.models import JournalEntry
from core.requests import request_id

log = logging.getLogger(__name__)

#: What a text in the details may be: a code, a number, a date, a hash. No sentence and no address fits.
CODE = re.compile(r"[A-Za-z0-9_.:+/-]{0,64}")


class Verb(models.TextChoices):
    """What was done, in the past tense; the label is what follows "somebody …".

    Each app lists its own below its models. A value belongs to one app alone and is kept for ever: lines that
    were written stay as they are.
    """


class CoreVerb(Verb):
    """What is done to letters, to texts and to accessibility reports."""

    LETTER_SENT_AGAIN = "letter_sent_again", _("sent an e-mail again")
    LETTERS_SENT_AGAIN = "letters_sent_again", _("sent the failed e-mails again")
    LETTER_GIVEN_UP = "letter_given_up", _("gave up on an e-mail")
    FEEDBACK_SENT = "feedback_sent", _("reported an accessibility problem")
    TEXT_WRITTEN = "text_written", _("wrote a new version of a text")
    FEEDBACK_ANSWERED = "feedback_answered", _("answered an accessibility report")


def record(*, by, verb: Verb, on, **details) -> JournalEntry:
    """Write that `by` (a user, or None for the portal itself) did `verb` to the object `on`.

    `details` are numbers, dates, amounts, codes, and lists or tables of them. Raises `TypeError` for anything
    else: a sentence, an address, a verb that no app lists.
    """
    if not isinstance(verb, Verb):
        raise TypeError(f"{verb!r} is no verb of the journal: list it in the app's Verb")
    line = JournalEntry.objects.create(
        by=by if by is not None and by.is_authenticated else None,
        verb=verb.value,
        subject=on._meta.label_lower,
        subject_id=on.pk,
        details=_plain(details),
    )
    if request_id.get():
        transaction.on_commit(partial(_log, line))
    return line


def said(verb: str) -> str:
    """What follows "somebody …" for a stored verb, in the language of the moment; itself where no app has it."""
    found = (each.label for app in Verb.__subclasses__() for each in app if each.value == verb)
    return str(next(found, verb))


def _log(line: JournalEntry) -> None:
    """What a request or a task did, found again by its id. A command may do thousands of things: not those."""
    facts = {"journal": line.pk, "by": line.by_id, "on": f"{line.subject} {line.subject_id}"}
    log.info("%s", line.verb, extra={"facts": facts})


def _plain(value):
    """The value as JSON has it."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str) and CODE.fullmatch(value):
        return str(value)
    raise TypeError(
        f"{type(value).__name__} is nothing that the journal keeps: ids, dates, amounts, codes"
    )
