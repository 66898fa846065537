"""The queue of applications: its filters, its totals, how long each waits."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from core.clock import day_of, today
from core.names import matching
from members.models import Application, ApplicationMove
from members.rules.applying import answer_by

Status = Application.Status
#: What an address says for the reader's own applications, and for those that nobody looks after.
MINE, NOBODYS = "mie", "di-nessuno"


#: The number of an application, as its receipt says it: 2026/0012.
NUMBER = re.compile(r"(?P<year>\d{4})/0*(?P<number>\d{1,9})")


@dataclass(frozen=True)
class Shelf:
    """One filter of the queue: its word in the address, its label, the states on it."""

    word: str
    label: str
    states: tuple[str, ...]


SHELVES = [
    Shelf("da-decidere", gettext_lazy("To decide"), tuple(Application.TO_DECIDE)),
    Shelf("integrazioni", gettext_lazy("More information requested"), (Status.INFO_REQUESTED,)),
    Shelf("in-attesa", gettext_lazy("Waiting for a place"), (Status.WAITING,)),
    Shelf("ammesse", pgettext_lazy("applications", "Admitted"), (Status.ADMITTED,)),
    Shelf("non-ammesse", pgettext_lazy("applications", "Not admitted"), (Status.NOT_ADMITTED,)),
    Shelf("ritirate", pgettext_lazy("applications", "Withdrawn"), (Status.WITHDRAWN,)),
]
#: In these nobody waits for the staff any more: the last ones come first.
BY_THE_LAST = frozenset(Application.CLOSED)


def shelf_of(word: str) -> Shelf:
    """The filter that an address names; an unknown word names what is to decide."""
    return next((shelf for shelf in SHELVES if shelf.word == word), SHELVES[0])


def found(seen: QuerySet[Application], asked: dict[str, str], reader) -> QuerySet[Application]:
    """Those of the applications that somebody looks for: by words, kind, theme and who looks after them."""
    rows = _called(seen, asked["chi"])
    if asked["tipo"]:
        rows = rows.filter(kind=asked["tipo"])
    if asked["tema"]:
        # Joined, an application would count as often as it has themes.
        rows = rows.filter(
            pk__in=Application.objects.filter(themes__slug=asked["tema"]).values("pk")
        )
    return _of(rows, asked["assegnata"], reader)


def _called(seen: QuerySet[Application], words: str) -> QuerySet[Application]:
    """Those with these words in the name of the person or the organisation, or the one with this number."""
    if number := NUMBER.fullmatch(words.strip()):
        return seen.filter(year=number["year"], number=number["number"])
    names = ("applicant__first_name", "applicant__last_name", "organisation")
    return matching(seen, words, *names)


def _of(rows: QuerySet[Application], whose: str, reader) -> QuerySet[Application]:
    if not whose:
        return rows
    if whose == NOBODYS:
        return rows.filter(assignee=None)
    return rows.filter(assignee=reader.pk if whose == MINE else int(whose))


def shelved(rows: QuerySet[Application]) -> list[tuple[Shelf, int]]:
    """Each filter by state, with how many of the applications are there."""
    counts = dict(rows.order_by().values_list("status").annotate(Count("pk")))
    return [(one, sum(counts.get(state, 0) for state in one.states)) for one in SHELVES]


def on_shelf(rows: QuerySet[Application], shelf: Shelf) -> QuerySet[Application]:
    """Those on it: who has waited longest first, of the closed ones who was decided last."""
    by_age = "-submitted_at" if set(shelf.states) <= BY_THE_LAST else "submitted_at"
    rows = rows.filter(status__in=shelf.states).select_related("applicant", "assignee", "call")
    return rows.prefetch_related("themes", "moves").order_by(by_age, "pk")


@dataclass(frozen=True)
class Row:
    """One application of the queue, with how long it has waited and by when an answer is due, in words."""

    application: Application
    waiting: str
    due: str


def row_of(application: Application) -> Row:
    """Its row today; a closed one waits for nothing."""
    due = due_of(application, application.moves.all())
    return Row(application, waiting_words(application, today()), due)


def due_of(application: Application, moves: Iterable[ApplicationMove]) -> str:
    """How many days are left today; `moves` are all of the application's, oldest first."""
    return due_words(application.status, answer_by(application, moves, today()), today())


def due_words(status: str, last: date | None, now: date) -> str:
    """How many days are left until the last one for an answer (`last`); nothing where none was promised."""
    if last is None:
        return ""
    if status == Status.INFO_REQUESTED:
        return _("The days for an answer do not run")
    days = (last - now).days
    if days < 0:
        late = ngettext("%(days)s day late", "%(days)s days late", -days)
        return late % {"days": -days}
    if days == 0:
        return _("Last day for an answer: today")
    left = ngettext("%(days)s day left", "%(days)s days left", days)
    return left % {"days": days}


def waiting_words(application: Application, now: date) -> str:
    """For how long it has waited, counted in days of the calendar in Rome."""
    days = (now - day_of(application.submitted_at)).days
    if days < 1:
        return _("Sent today")
    sentence = ngettext("Waiting for %(days)s day", "Waiting for %(days)s days", days)
    return sentence % {"days": days}
