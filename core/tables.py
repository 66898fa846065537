"""Tables: one list of columns, from which a page, a CSV and an OpenDocument sheet are made.

All three are written in the language that is active: words of the heads, decimal mark, dates. A spreadsheet
runs no text as a formula, and a number that is nothing has no minus.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from typing import Any

from django.utils.formats import number_format

from core import ods
from core.words import NONE, day_medium, is_italian, percent_sign

#: What spreadsheets take for the beginning of a formula; the wide ones are those of East Asian keyboards.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: What no spreadsheet and no XML can hold.
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


class Kind(Enum):
    """What a column holds. Values are `None` (nothing), or as each says."""

    TEXT = "text"  # anything, written as it prints
    NUMBER = "number"  # int, Decimal, or text such as "12.50"
    EURO = "euro"  # the same, with two places
    DATE = "date"  # a date, or text such as "2026-10-31"
    SHARE = "share"  # the ratio: 0.5 is 50%


#: Decimal places, where the column says nothing else.
PLACES = {Kind.NUMBER: 0, Kind.EURO: 2, Kind.SHARE: 1}


@dataclass(frozen=True)
class Column:
    """One column. `value` is what it shows of a row: a key of the row, or a function of it."""

    heading: str
    value: str | Callable[[Any], Any]
    kind: Kind = Kind.TEXT
    places: int | None = None

    @property
    def is_number(self) -> bool:
        return self.kind in PLACES

    def of(self, row: Any) -> Any:
        """The row's value, rounded half up: a `str`, a `Decimal`, a `date` or None."""
        value = self.value(row) if callable(self.value) else row[self.value]
        if value is None:
            return None
        if self.is_number:
            return self._rounded(value)
        if self.kind is Kind.DATE:
            return date.fromisoformat(value) if isinstance(value, str) else value
        return CONTROLS.sub("", str(value))

    def _rounded(self, value) -> Decimal:
        if isinstance(value, float):
            raise TypeError("A float has no exact cents: give a Decimal, an int or a str.")
        places = PLACES[self.kind] if self.places is None else self.places
        # A share is kept as its ratio, and is written as a hundred times that.
        exponent = -places - 2 if self.kind is Kind.SHARE else -places
        # Adding nothing takes the minus from what was rounded to nothing.
        return Decimal(value).quantize(Decimal(1).scaleb(exponent), rounding=ROUND_HALF_UP) + 0


@dataclass(frozen=True)
class Cell:
    """A value as a page shows it."""

    text: str
    column: Column

    @property
    def css(self) -> str:
        """Numbers stand at the right; days do not break."""
        if self.column.is_number:
            return "num"
        return "short" if self.column.kind is Kind.DATE else ""


@dataclass(frozen=True)
class Table:
    """Rows under columns. `name` is that of the sheet.

    `sums` stand below the rows on a page, each with its label and its value in the last column; files leave
    sums to whoever opens them.
    """

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[Any]
    sums: tuple[tuple[str, Any], ...] = ()

    @property
    def heads(self) -> list[str]:
        return [str(column.heading) for column in self.columns]

    def shown(self) -> list[list[Cell]]:
        """The cells of a page (`_table.html`)."""
        return [
            [Cell(_on_a_page(column, column.of(row)), column) for column in self.columns]
            for row in self.rows
        ]

    def shown_sums(self) -> list[tuple[str, Cell]]:
        last = replace(self.columns[-1], value=lambda value: value)
        return [(label, Cell(_on_a_page(last, last.of(value)), last)) for label, value in self.sums]

    @property
    def before_sums(self) -> int:
        """How many columns the label of a sum is wide."""
        return len(self.columns) - 1


def to_csv(table: Table) -> bytes:
    """What a spreadsheet of this language opens with a double click. The same rows, the same bytes.

    Italian ones expect semicolons, decimal commas and a byte order mark; dates are ISO, which all read.
    """
    text = io.StringIO()
    delimiter = ";" if is_italian() else ","
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow([_harmless(head) for head in table.heads])
    for row in table.rows:
        writer.writerow([_in_csv(column, column.of(row)) for column in table.columns])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def to_ods(table: Table) -> bytes:
    """An OpenDocument spreadsheet with typed cells: numbers add up, dates sort, text is never run."""
    styles = [_style(column) for column in table.columns]
    columns = list(zip(table.columns, styles, strict=True))
    rows = ([_typed(column, row, style) for column, style in columns] for row in table.rows)
    return ods.written(table.name, table.heads, styles, rows, is_italian=is_italian())


def _typed(column: Column, row: Any, style: ods.Style) -> ods.Cell:
    value = column.of(row)
    return ods.Cell(value, _on_a_page(column, value), style)


def _style(column: Column) -> ods.Style:
    if column.kind is Kind.DATE:
        return ods.Style(ods.DATE)
    if not column.is_number:
        return ods.Style(ods.TEXT)
    kinds = {Kind.NUMBER: ods.NUMBER, Kind.EURO: ods.EURO, Kind.SHARE: ods.SHARE}
    places = PLACES[column.kind] if column.places is None else column.places
    return ods.Style(kinds[column.kind], places)


def _in_csv(column: Column, value: Any) -> str:
    if value is None:
        return ""
    if column.is_number:
        return _figures(column, value, grouped=False)
    return value.isoformat() if column.kind is Kind.DATE else _harmless(value)


def _on_a_page(column: Column, value: Any) -> str:
    if value is None:
        return NONE
    if column.is_number:
        return _figures(column, value, grouped=True)
    return day_medium(value) if column.kind is Kind.DATE else value


def _figures(column: Column, value: Decimal, *, grouped: bool) -> str:
    """The number with its decimal mark; a share with its sign, in a file without the space that none reads."""
    if column.kind is not Kind.SHARE:
        return number_format(value, -value.as_tuple().exponent, force_grouping=grouped)
    value = value.scaleb(2)
    written = number_format(value, -value.as_tuple().exponent, force_grouping=grouped)
    return written + (percent_sign() if grouped else "%")


def _harmless(text: str) -> str:
    """Text that no spreadsheet runs as a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
