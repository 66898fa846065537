"""Make an edition: collect and freeze its figures, then its two PDFs, step by step.

Each step is committed when it is done, so progress is seen while the work goes on and a worker
that is killed loses one step at most: whoever comes next skips what is there.
"""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_noop

from piastra.reports import assemble, frozen, pdf, presenters, printing, rules
from piastra.reports.models import Edition, EditionFile

log = logging.getLogger(__name__)

LOCKS = 2026
"""The first half of our advisory locks; the second is the edition's id."""

MOST_TRIES = 3
"""How often the work is begun. What kills its worker each time, as want of memory does, would do it for ever."""

KILLED = gettext_noop(
    "The preparation was started three times and stopped before the end each time. Nothing is "
    "lost: prepare it again; if it happens again, please tell the administrator."
)

UNEXPECTED = {
    "figures": gettext_noop(
        "The month's figures could not be collected: an unexpected error, which was recorded, "
        "stopped the preparation. Nothing is lost: prepare it again; if it happens again, please "
        "tell the administrator the month and this sentence."
    ),
    "occupancy": gettext_noop(
        "The occupancy document could not be produced: an unexpected error, which was recorded, "
        "stopped the preparation. The data of the month are as they were, and the spending "
        "document was not started. Prepare it again; if it happens again, please tell the "
        "administrator the month and this sentence."
    ),
    "spending": gettext_noop(
        "The spending document could not be produced: an unexpected error, which was recorded, "
        "stopped the preparation. The data of the month are as they were. Prepare it again; if "
        "it happens again, please tell the administrator the month and this sentence."
    ),
}
"""What an error that nobody foresaw stopped, by the step at which it came."""


def make(edition_id: int) -> bool:
    """Bring an edition to a draft, or to a failure with its sentence; True if we worked on it.

    Nothing happens where it is made already, where somebody is at it, or where an earlier
    month waits to be made: the chain of hashes goes month by month.
    """
    with only_one(edition_id) as ours:
        edition = Edition.objects.filter(pk=edition_id).first()
        if not ours or edition is None or not edition.is_unfinished or must_wait(edition):
            return False
        attempt(edition)
        return True


@contextmanager
def only_one(edition_id: int) -> Iterator[bool]:
    """Hold a lock of the database's session: it falls with a killed worker, whatever happened."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCKS, edition_id])
        held = cursor.fetchone()[0]
    try:
        yield held
    finally:
        if held:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCKS, edition_id])


def must_wait(edition: Edition) -> bool:
    """Whether an earlier month is still in the making."""
    return Edition.objects.unfinished().filter(month__lt=edition.month).exists()


def attempt(edition: Edition) -> None:
    """Try once more, and end with a draft or with a sentence; only a killed worker leaves neither."""
    if edition.tries >= MOST_TRIES:
        log.error("edition %s was begun %s times and never ended", edition.pk, edition.tries)
        return fail(edition, KILLED)
    try:
        work(edition)
    except pdf.CannotRender as error:
        fail(edition, str(error))
    except Exception:
        log.exception("edition %s was not made, at %s", edition.pk, edition.step)
        fail(edition, UNEXPECTED.get(edition.step, UNEXPECTED["figures"]))


def work(edition: Edition) -> None:
    """The steps, each skipped if done. The try is counted first: afterwards may be too late."""
    begun = {"progress": 5, "step": "figures", "tries": edition.tries + 1}
    if edition.state == Edition.State.REQUESTED:
        rules.EDITION.move(edition, Edition.State.RENDERING, by=None, **begun)
    else:
        change(edition, **begun)
    if not edition.sha256:
        freeze(edition)
    for kind, progress in zip(printing.KINDS, (40, 70), strict=True):
        advance(edition, progress, kind)
        if not edition.files.filter(kind=kind).exists():
            print_file(edition, kind)
    rules.EDITION.move(edition, Edition.State.DRAFT, by=None, progress=100, step="")


def advance(edition: Edition, progress: int, step: str, **changes) -> None:
    """Say how far we are; seen at once by whoever looks."""
    change(edition, progress=progress, step=step, **changes)


def change(edition: Edition, **values) -> None:
    """Write a few columns, in a statement of its own."""
    for name, value in values.items():
        setattr(edition, name, value)
    Edition.objects.filter(pk=edition.pk).update(**values)


def fail(edition: Edition, sentence: str) -> None:
    """Stop, with a sentence for the staff."""
    said = {"error": sentence, "progress": 0, "step": ""}
    rules.EDITION.move(edition, Edition.State.FAILED, by=None, **said)


def freeze(edition: Edition) -> None:
    """Collect the figures and freeze them: from here on nobody reads the database for them."""
    previous = Edition.objects.frozen().last_before(edition.period)
    letters = frozen.canonical(collected(edition, previous))
    change(
        edition,
        figures=letters,
        sha256=frozen.sha256(letters),
        previous_sha256=previous.sha256 if previous else "",
    )


def collected(edition: Edition, previous: Edition | None) -> dict:
    """The figures of an edition's month as they are now, in one snapshot of the database."""
    with snapshot():
        return assemble.figures(
            edition.period,
            edition={"number": edition.number, "replaces": replaced(edition)},
            previous_sha256=previous.sha256 if previous else "",
            known=published_ramp_up(),
        )


def replaced(edition: Edition) -> dict | None:
    """What a correction says of the edition before it."""
    if edition.replaces is None:
        return None
    return {
        "number": edition.replaces.number,
        "sha256": edition.replaces.sha256,
        "reason": edition.reason,
    }


@contextmanager
def snapshot() -> Iterator[None]:
    """A transaction in which every query sees the same moment."""
    alone = not connection.in_atomic_block
    with transaction.atomic():
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def published_ramp_up() -> dict[str, dict]:
    """What the newest published editions say of their own month's ramp-up."""
    known = {}
    published = Edition.objects.filter(state=Edition.State.PUBLISHED).order_by("month", "number")
    for letters in published.values_list("figures", flat=True):
        entry = presenters.this_month(json.loads(letters))
        known[entry["month"]] = entry
    return known


def print_file(edition: Edition, kind: str) -> None:
    """Render one PDF and keep it."""
    content = printing.document(kind, edition.figures)
    digest = frozen.digest(content)
    name = f"{presenters.NAMES[kind]}-{edition.period}.pdf"
    with transaction.atomic():
        made = EditionFile(edition=edition, kind=kind, sha256=digest, size=len(content))
        made.store(name, content)


MAY_MOVE_ON = {
    "occupancy": {"themes"},
    "people": {"by_theme"},
    "spending": {"warnings"},
}
"""What may be otherwise when a draft is published: profiles keep no history of themes, warnings are for now."""

OF_THE_DRAFT = {"edition", "previous_sha256", "collected_at"}
"""What belongs to the draft and not to its month; the chain has a question of its own (`chain_refusal`)."""


def is_current(edition: Edition) -> bool:
    """Whether the month's figures, collected now, would be those that were frozen."""
    previous = Edition.objects.frozen().last_before(edition.period)
    now = json.loads(frozen.canonical(collected(edition, previous)))
    return compared(now) == compared(json.loads(edition.figures))


def compared(figures: dict) -> dict:
    """What must still be so when a draft is published: all that it says of its month, and of the months before."""
    return {
        part: _still(figures[part], MAY_MOVE_ON.get(part, set()))
        for part in figures.keys() - OF_THE_DRAFT
    }


def _still(value: Any, moving_on: set[str]) -> Any:
    if not moving_on:
        return value
    return {key: each for key, each in value.items() if key not in moving_on}
