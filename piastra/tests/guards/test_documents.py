"""What the documents and the files beside them say, to the last figure: as `documents.txt` and its parts say.

The month is invented and frozen (`piastra/reports/tests/sample.py`): no database, no PDF. `KEPT=write` writes
the file anew where a change is meant. Of the other months only the lines that October has not are kept.
"""

import hashlib
import json
import re
from html import unescape
from types import SimpleNamespace

import pytest

from budget.models import Programme
from core.month import Month
from piastra.reports import assemble, frozen, printing, tables
from piastra.reports.tests.sample import october, of_schema_1, spending
from piastra.tests.guards.kept import Kept

DOCUMENTS = Kept("documents.txt")


def lines_of(html: str) -> list[str]:
    """The document's words, a line for each row, paragraph, heading; what is drawn stays by its numbers."""
    body = html[html.index("<body") :]
    body = re.sub(r"<style.*?</style>|data:[^\"']+", "", body, flags=re.DOTALL)
    body = re.sub(r"\s+", " ", body)
    # Lengths of bars and the text of pictures count as words: they say figures, too.
    body = re.sub(r"<(?:rect|line|circle|path|polyline|polygon)\b[^>]*>", "", body)
    body = re.sub(r"</(?:tr|p|h\d|li|dd|figcaption|caption|div|text|title|desc)>", "\n", body)
    text = unescape(re.sub(r"<[^>]+>", " ", body)).replace("\u00a0", "~")
    lines = (re.sub(r" +", " ", line).strip() for line in text.split("\n"))
    return [line for line in lines if line]


def said(kind: str, figures: dict) -> list[str]:
    return lines_of(printing.page(kind, frozen.canonical(figures)))


def few() -> dict:
    """The same month with its small groups hidden, and nobody at its events."""
    figures = october()
    figures["people"] = figures["people"] | {
        "active_members": None, "new_members": None, "applications_received": None,
        "admitted": None, "not_admitted": None, "pending": 0,
    }  # fmt: skip
    figures["occupancy"]["people"] = None
    figures["events"] = [
        event | {"registered": None, "attended": 0 if place else None}
        for place, event in enumerate(figures["events"])
    ]
    return figures


def still() -> dict:
    """A month in which nothing was booked, nobody came, nothing was spent, after another one."""
    figures = zeroed(october(month="2026-11"))
    figures["ramp_up"] = october()["ramp_up"]
    figures["programme"] = october()["programme"] | {"cup": "E91B18000000001", "cig": "Z12"}
    figures["edition"] = {
        "number": 2, "replaces": {"number": 1, "sha256": "7a" * 32, "reason": "Un refuso"},
    }  # fmt: skip
    last = spending()["history"][-1] | {"month": "2026-11", "incurred": "0.00", "paid": "0.00"}
    nothing = {"documents": [], "payments": [], "warnings": []}
    figures["spending"] = spending() | nothing | {"history": [*spending()["history"], last]}
    return figures


def zeroed(value):
    """Every count nothing."""
    if isinstance(value, dict):
        return {key: zeroed(each) if key not in COUNTED_BY else each for key, each in value.items()}
    if isinstance(value, list):
        return [zeroed(each) for each in value]
    return 0 if type(value) is int else value


COUNTED_BY = {"weekday", "hour", "number", "setup_months", "ramp_up_months", "in_target", "demo"}


def over() -> dict:
    """A month in which more was promised than the lines have, and credit notes exceed the invoices."""
    figures = october()
    for line in figures["spending"]["lines"]:
        line["available"], line["committed"] = "-12.005", "99999.995"
    figures["spending"]["lines"][0] |= {"incurred": "10.00", "paid": "20.00"}
    figures["programme"] = figures["programme"] | {"managed": "0.00"}
    return figures


MONTHS = {
    "October": october, "few": few, "nothing": still, "more than there is": over,
    "before days were counted": lambda: of_schema_1(october()),
}  # fmt: skip


@pytest.mark.parametrize("kind", printing.KINDS)
@pytest.mark.parametrize("month", MONTHS)
def test_a_document_says_what_is_kept(kind, month):
    lines = said(kind, MONTHS[month]())
    usual = set() if month == "October" else set(said(kind, october()))
    DOCUMENTS.is_as_kept(f"{kind}, {month}", [line for line in lines if line not in usual])


@pytest.mark.parametrize("table", ["occupancy", "documents", "payments", "lines"])
def test_a_file_has_the_cells_that_are_kept(table):
    text = tables.csv_of(getattr(tables, table)(october())).decode("utf-8-sig")
    DOCUMENTS.is_as_kept(f"{table}.csv", text.splitlines())


def test_the_figures_are_written_in_one_way_and_known_by_it():
    letters = frozen.canonical({"b": 1, "a": "è", "c": None})
    assert letters == '{"a":"è","b":1,"c":null}'
    assert frozen.sha256("è") == hashlib.sha256(b"\xc3\xa8").hexdigest()
    assert json.loads(letters) == {"a": "è", "b": 1, "c": None}


@pytest.mark.parametrize(
    ("number", "setup", "ramp", "target"),
    [
        (1, 2, 10, "0.0000"), (2, 2, 10, "0.0000"), (3, 2, 10, "0.1000"), (11, 2, 10, "0.9000"),
        (12, 2, 10, "1.0000"), (13, 2, 10, "1.0000"), (1, 0, 0, "1.0000"), (2, 2, 0, "0.0000"),
        (3, 2, 0, "1.0000"), (1, 0, 3, "0.3333"), (2, 0, 3, "0.6667"),
    ],
)  # fmt: skip
def test_the_target_grows_from_the_end_of_the_fitting_out_to_the_end_of_the_ramp_up(
    number, setup, ramp, target
):
    programme = Programme(setup_months=setup, ramp_up_months=ramp)
    assert str(assemble.target(number, programme)) == target


def test_only_months_before_are_taken_as_they_were_published():
    """A correction counts its own month anew; months to come have no hours."""
    month = Month(2026, 10)
    known = {
        str(each): {"available": 1, "booked": 1} for each in (month.previous, month, month.next)
    }
    now = SimpleNamespace(of=lambda *_kinds: SimpleNamespace(available=60, booked=30))

    def hours(entry: Month) -> tuple:
        found = assemble.hours(entry, month, now, known)
        return found["available"], found["booked"]

    assert hours(month.previous) == (1, 1)
    assert hours(month) == (60, 30)
    assert hours(month.next) == (None, None)
