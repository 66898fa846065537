"""What an edition offers on its page: documents, data, and the words for where it stands."""

import json
from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from piastra.reports import actions, italian, making, presenters, printing, tables
from piastra.reports.models import Edition, EditionFile

TONES = {
    Edition.State.REQUESTED: "info",
    Edition.State.RENDERING: "info",
    Edition.State.DRAFT: "wait",
    Edition.State.PUBLISHED: "good",
    Edition.State.FAILED: "bad",
}
SUPERSEDED = "off"
USUAL = timedelta(minutes=1)
"""Longer than an edition usually takes, and than the sweeper takes to ring again."""

TABLES = {name: of for rows in printing.TABLES.values() for name, _words, of in rows}


def standing(edition: Edition) -> dict:
    """Where an edition stands, for every page that shows one: badge, words, and what replaced it.

    The edition comes from `with_successor()`.
    """
    if edition.superseded_by is None:
        return {
            "tone": TONES[edition.state],
            "label": edition.get_state_display(),
            "superseded": None,
        }
    return {
        "tone": SUPERSEDED,
        "label": _("Replaced by edition %(number)s") % {"number": edition.superseded_by},
        "superseded": {
            "number": edition.superseded_by,
            "url": reverse(
                "reports:edition",
                kwargs={"month": edition.period, "number": edition.superseded_by},
            ),
        },
    }


def listed(edition: Edition) -> dict:
    """An edition in a list."""
    return {
        "edition": edition,
        "month": edition.period,
        "standing": standing(edition),
        "files": [document(edition, file) for file in edition.files.all()],
    }


def by_month(editions: Iterable[Edition]) -> list[dict]:
    """The editions in rows: a month's newest one, with those that it replaced folded below it."""
    rows = []
    for row in map(listed, editions):
        if row["standing"]["superseded"] and rows and rows[-1]["month"] == row["month"]:
            rows[-1]["replaced"].append(row)
        else:
            rows.append(row | {"replaced": []})
    return rows


def offer(edition: Edition) -> dict:
    """An edition on its own page."""
    return {
        "standing": standing(edition),
        "step": step(edition),
        "delay": delay(edition),
        "why_not_publish": why_not_publish(edition),
        "error": _(edition.error) if edition.error else "",
        "files": [document(edition, file) for file in edition.files.all()],
        "tables": [
            {
                "label": label,
                "csv": url(edition, "csv", table=name),
                "ods": url(edition, "ods", table=name),
            }
            for name, label in table_labels().items()
        ]
        if edition.sha256
        else [],
        **(presenters.drawn(json.loads(edition.figures)) if edition.sha256 else {}),
    }


def why_not_publish(edition: Edition) -> str:
    """What must be done before a draft can be published; nothing where it can be, and for what is no draft."""
    if edition.state != Edition.State.DRAFT:
        return ""
    refusal = actions.why_not_in_turn(edition)
    return refusal.sentence if refusal else ""


def step(edition: Edition) -> str:
    """What is being done, in words."""
    if edition.state == Edition.State.REQUESTED and making.must_wait(edition):
        return _("Waiting for an earlier month, which comes first")
    return {
        "figures": _("Collecting the month's figures"),
        "occupancy": _("Producing the occupancy document"),
        "spending": _("Producing the spending document"),
    }.get(edition.step, edition.get_state_display())


def delay(edition: Edition) -> str:
    """Why an edition takes longer than usual, and what to do; nothing while it takes what it usually does."""
    if not edition.is_unfinished or timezone.now() - edition.requested_at < USUAL:
        return ""
    if edition.state == Edition.State.RENDERING:
        return _(
            "It is taking longer than usual. Completed steps are kept, and work that has stopped "
            "resumes automatically within a minute. If the bar does not move for a few minutes, "
            "please tell the administrator."
        )
    if making.must_wait(edition):
        return _(
            "It is waiting for an earlier month and will follow automatically. If it takes long, "
            "look in the list at the month being prepared."
        )
    return _(
        "It has not been started yet: the worker is busy or not running. The request is kept, "
        "and the portal calls the worker again every minute. You can call it now; if nothing "
        "happens, please tell the administrator that the worker is not running."
    )


def table_labels() -> dict[str, str]:
    """The tables of data, as one calls them."""
    return {
        "spazi": _("Spaces, with hours"),
        "voci": _("Budget lines"),
        "giustificativi": _("Documents of the month"),
        "pagamenti": _("Payments of the month"),
    }


def document(edition: Edition, file: EditionFile) -> dict:
    """A document to download."""
    return {
        "label": file.get_kind_display(),
        "url": url(edition, f"{file.kind}_pdf"),
        "size": f"{italian.number(Decimal(file.size) / 1000)}\N{NO-BREAK SPACE}kB",
        "sha256": file.sha256,
    }


def url(edition: Edition, name: str, **more) -> str:
    """An address below the edition's."""
    return reverse(
        f"reports:{name}", kwargs={"month": edition.period, "number": edition.number, **more}
    )


def file_name(edition: Edition, kind: str) -> str:
    """The name under which a document is saved."""
    return saved_as(edition, presenters.NAMES[kind], "pdf")


def saved_as(edition: Edition, name: str, suffix: str) -> str:
    """A file's name; that of a replaced edition says so, for a file leaves the page that does."""
    replaced = "" if edition.superseded_by is None else f"-sostituita-dalla-{edition.superseded_by}"
    return f"{name}-{edition.period}-edizione-{edition.number}{replaced}.{suffix}"


def table_file(edition: Edition, name: str, kind: str) -> tuple[bytes, str] | None:
    """A table of an edition as a file of this kind, with its media type; None where there is none of this name."""
    if name not in TABLES or not edition.sha256:
        return None
    media_type, written = tables.FILES[kind]
    return written(TABLES[name](json.loads(edition.figures))), media_type
