"""Tables that people bring as CSV: in which letters, with which mark between columns, under which heads.

A row is read as text, and nothing in it is run: a formula and HTML are words like others.
"""

import csv
import io
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, time

from django.utils.translation import gettext as _

from core.clock import YEARS
from core.names import folded
from core.refusals import Refusal

#: Bytes, rows and letters of a cell that are read.
LARGEST, MOST_ROWS, LONGEST_CELL = 5 * 1024 * 1024, 20_000, 2000
#: UTF-8 with its mark or without; else what older spreadsheets of Windows write.
ENCODINGS = ("utf-8-sig", "windows-1252")
MARKS = ";,\t"
DAY = re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})", re.ASCII)
ISO_DAY = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})", re.ASCII)
HOUR = re.compile(r"(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)", re.ASCII)


@dataclass(frozen=True)
class Head:
    """One column: its name in the rows, all heads under which it may stand, whether every row needs it."""

    name: str
    heads: tuple[str, ...]
    sample: str
    is_needed: bool = False
    help: str = ""


@dataclass(frozen=True)
class Row:
    """One row: the number of its line, the head being 1, and its cells by the column's name."""

    number: int
    cells: Mapping[str, str]


def read(content: bytes, heads: tuple[Head, ...]) -> list[Row]:
    """The rows under these heads, in whatever order the columns stand; empty rows are left out.

    Raises `Refusal` for what is no such table: it says what was expected.
    """
    if len(content) > LARGEST:
        raise Refusal(_("The file is larger than 5 MB: split it."), code="large_file")
    lines = _lines(_text(content))
    first = next(((number, cells) for number, cells in lines if any(cells)), None)
    if first is None:
        raise Refusal(_("The file is empty: choose another."), code="empty_file")
    columns = _columns(first[1], heads)
    rows = [
        Row(number, dict(_named(cells, columns)))
        for number, cells in lines
        if number > first[0] and any(cells)
    ]
    if not rows:
        raise Refusal(_("The file has headings and no rows: choose another."), code="no_rows")
    if len(rows) > MOST_ROWS:
        sentence = _("The file has more than %(number)s rows: split it.")
        raise Refusal(sentence % {"number": MOST_ROWS}, code="many_rows")
    return rows


def _text(content: bytes) -> str:
    if b"\0" not in content:
        for encoding in ENCODINGS:
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                continue
    sentence = _(
        "This is not a CSV file: save the sheet as CSV (UTF-8) from the spreadsheet, and choose it."
    )
    raise Refusal(sentence, code="no_csv")


def _lines(text: str) -> list[tuple[int, list[str]]]:
    head = next((line for line in text.splitlines() if line.strip()), "")
    mark = max(MARKS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        return [
            (reader.line_num, [cell.strip()[:LONGEST_CELL] for cell in line]) for line in reader
        ]
    except csv.Error:
        sentence = _("Line %(number)s of the file can’t be read: check its quotation marks.")
        raise Refusal(sentence % {"number": reader.line_num}, code="bad_line") from None


def _columns(cells: list[str], heads: tuple[Head, ...]) -> dict[int, str]:
    """Which column of the file holds which of ours; those that are none of ours are passed over."""
    known = {folded(word): head.name for head in heads for word in (head.name, *head.heads)}
    found = {
        place: known[folded(cell)] for place, cell in enumerate(cells) if folded(cell) in known
    }
    missing = [
        head.heads[0] for head in heads if head.is_needed and head.name not in found.values()
    ]
    if missing:
        sentence = _("These columns are missing: %(columns)s. Nothing was read.")
        raise Refusal(sentence % {"columns": ", ".join(missing)}, code="missing_columns")
    return found


def _named(cells: list[str], columns: dict[int, str]):
    for place, name in columns.items():
        yield name, cells[place] if place < len(cells) else ""


def day(text: str) -> date | None:
    """A date as people write it, 31/12/2026 or 2026-12-31; None for an empty cell. Raises `Refusal`."""
    if not text:
        return None
    found = DAY.fullmatch(text) or ISO_DAY.fullmatch(text)
    if found and int(found["year"]) in YEARS:
        with suppress(ValueError):
            return date(int(found["year"]), int(found["month"]), int(found["day"]))
    sentence = _("“%(text)s” is not a date: write it like 31/12/2026 or 2026-12-31.")
    raise Refusal(sentence % {"text": text[:40]}, code="no_date")


def hour(text: str) -> time:
    """A time of the day, 9:00 or 09.00. Raises `Refusal`."""
    if found := HOUR.fullmatch(text):
        return time(int(found["hour"]), int(found["minute"]))
    sentence = _("“%(text)s” is not a time: write it like 09:00.")
    raise Refusal(sentence % {"text": text[:40]}, code="no_time")


YES, NO = {"si", "yes", "x", "1", "vero", "true"}, {"", "no", "0", "falso", "false"}


def is_yes(text: str) -> bool:
    """Whether a cell says yes; an empty one says no. Raises `Refusal`."""
    word = folded(text)
    if word in YES | NO:
        return word in YES
    sentence = _("“%(text)s” is neither yes nor no.")
    raise Refusal(sentence % {"text": text[:40]}, code="no_answer")
