"""Ask for editions and publish them: the verbs of the reports."""

from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import closing, journal
from core.locks import lock
from core.month import Month
from core.refusals import Refusal, ensure
from core.walls import explained
from piastra.reports import assemble, bell, making, rules
from piastra.reports.models import Edition, Verb


@transaction.atomic
def request_edition(*, month: Month, by, reason: str = "") -> Edition:
    """Ask for a month's reports; asked twice, the first answer is given again, and the worker is woken again.

    A published month needs a `reason`: then a new edition that corrects it is begun.
    Raises Refusal for a month that is not over or was before the programme, and for a published
    one without a reason.
    """
    ensure(rules.why_not_request(month, since=assemble.first_month()))
    latest = Edition.objects.of(month).order_by("-number").first()
    if latest is None:
        return begin(month, by=by)
    latest = locked(latest)
    if latest.state == Edition.State.FAILED:
        return begin_again(latest, by=by)
    if not latest.is_published:
        return ring_again(latest)
    ensure(rules.why_not_correct(reason))
    return begin(month, by=by, number=latest.number + 1, replaces=latest, reason=reason)


def begin(month: Month, *, by, **fields) -> Edition:
    """A new row, and the bell for it; the other's row, where two ask at the same moment."""
    try:
        with explained():
            edition = Edition.objects.create(month=month.first, requested_by=by, **fields)
    except Refusal:
        return Edition.objects.of(month).order_by("-number").first()
    journal.record(
        by=by, verb=Verb.EDITION_REQUESTED, on=edition, month=str(month), number=edition.number
    )
    bell.ring(edition)
    return edition


def begin_again(edition: Edition, *, by, **changes) -> Edition:
    """The same row from the start; figures that were frozen stay, files that were made too."""
    afresh = {"error": "", "progress": 0, "step": "", "tries": 0}
    asked = {"requested_at": timezone.now(), "requested_by": by}
    rules.EDITION.move(edition, Edition.State.REQUESTED, by=by, **afresh, **asked, **changes)
    journal.record(by=by, verb=Verb.EDITION_REQUESTED_AGAIN, on=edition, month=str(edition.period))
    bell.ring(edition)
    return edition


def ring_again(edition: Edition) -> Edition:
    """The edition; if it waits, the worker is woken, whose first bell may have been lost."""
    if edition.is_unfinished:
        bell.ring(edition)
    return edition


@transaction.atomic
def prepare_again(*, edition: Edition, by) -> Edition:
    """Collect a draft's figures anew, as after a correction of the month's data."""
    edition = locked(edition)
    ensure(rules.why_not_prepare(edition))
    if edition.is_unfinished:
        return ring_again(edition)
    discard_files(edition)
    return begin_again(edition, by=by, figures="", sha256="", previous_sha256="")


def discard_files(edition: Edition) -> None:
    """Forget a draft's documents; the stored files go when this is committed, not before."""
    for file in edition.files.all():
        transaction.on_commit(partial(file.file.storage.delete, file.file.name))
    edition.files.all().delete()


@transaction.atomic
def publish(*, edition: Edition, by) -> Edition:
    """Publish a draft for good, and close its month. Published twice, nothing happens the second time.

    Raises Refusal where it is no draft, where an earlier month must come first, or where the
    month's data changed after the draft was made.
    """
    edition = locked(edition)
    if edition.is_published:
        return edition
    ensure(rules.why_not_publish(edition))
    ensure(why_not_in_turn(edition))
    # Closed first: whoever was writing in the month is done, and is counted by the check.
    closing.close(edition.period, by=by)
    ensure(None if making.is_current(edition) else rules.is_stale())
    said = {"published_at": timezone.now(), "published_by": by}
    rules.EDITION.move(edition, Edition.State.PUBLISHED, by=by, **said)
    journal.record(
        by=by,
        verb=Verb.EDITION_PUBLISHED,
        on=edition,
        month=str(edition.period),
        sha256=edition.sha256,
    )
    return edition


@transaction.atomic
def note_download(*, edition: Edition, by, file: str) -> None:
    """Write who took which file of an edition: `file` is its kind and ending, `occupazione.pdf`."""
    verb, month = Verb.EDITION_DOWNLOADED, str(edition.period)
    journal.record(by=by, verb=verb, on=edition, month=month, number=edition.number, code=file)


def locked(edition: Edition) -> Edition:
    """The edition's row, held until the transaction ends."""
    return lock(Edition.objects.all(), edition.pk)


def why_not_in_turn(edition: Edition) -> Refusal | None:
    """Why a draft can't be published before something else is done; None if its turn has come.

    Each month carries the hash of the one published before it.
    """
    published = Edition.objects.filter(state=Edition.State.PUBLISHED)
    previous = published.last_before(edition.period)
    if edition.previous_sha256 == (previous.sha256 if previous else ""):
        return None
    unpublished = Edition.objects.exclude(state=Edition.State.PUBLISHED)
    waiting = unpublished.last_before(edition.period)
    if waiting and (
        previous is None or waiting.month > previous.month or _is_link(waiting, edition)
    ):
        return Refusal(
            _("Publish %(month)s first: months are published in order. This draft is kept.")
            % {"month": waiting.period.label},
            code="not_its_turn",
        )
    return Refusal(
        _(
            "An earlier month was published after this draft was made. Prepare the draft again, "
            "so that it refers to that edition, then publish it."
        ),
        code="chain",
    )


def _is_link(earlier: Edition, edition: Edition) -> bool:
    """Whether the draft of an earlier month is the one to which this one refers."""
    return bool(earlier.sha256) and earlier.sha256 == edition.previous_sha256
