"""Column widths of a table whose numbers and codes must never be cut or printed over.

A table has its usual widths as long as everything fits. Larger amounts take room from the columns of text,
which wrap; where that is not enough, the whole table is set smaller.
"""

from collections.abc import Iterable
from math import ceil

from piastra.reports import measure

PAGE = 170
"""Width of the text block in millimetres."""

MILLIMETRE = 72 / 25.4
PADDING = 2.6
"""Millimetres left free between a column's text and the next."""

SIZES = ((8.5, ""), (7.6, "smaller"), (6.8, "small-print"), (5.8, "tiny"))
"""Points of a table's text, and the class that sets them."""

CODE = 8
"""As many letters of a code stand on one line; the longest ones take a second line."""


class Columns:
    """The widths of one table. `usual` are millimetres that make PAGE; `heads` the words above.

    `rows` are the texts of each row that must stay whole: one for each column, None where it may wrap.
    `margins` are millimetres that other things in a cell need, as a small bar beside its number.
    """

    def __init__(
        self,
        usual: tuple,
        rows: list,
        *,
        heads: tuple,
        margins: tuple = (),
        sizes: tuple = SIZES,
        padding: float = PADDING,
    ):
        self.usual, self.sizes, self.padding = usual, sizes, padding
        self.margins = [*margins, *[0] * (len(usual) - len(margins))]
        self.widest = [widest(column) for column in turned(rows, len(usual))]
        self.heads = [max(head.split(), key=len) for head in heads]
        self.css, self.widths = self.fitted()

    def fitted(self) -> tuple[str, list[float]]:
        """The largest size in which everything has its place."""
        tried = ((css, self.needs(size)) for size, css in self.sizes)
        css, needs = next((fit for fit in tried if sum(fit[1]) <= PAGE), self.smallest())
        return css, shared(needs, self.usual)

    def smallest(self) -> tuple[str, list[float]]:
        """The last size: there is none below it."""
        size, css = self.sizes[-1]
        return css, self.needs(size)

    def needs(self, size: float) -> list[float]:
        """Millimetres that each column can't do without."""
        return [self.need(place, size) for place in range(len(self.usual))]

    def need(self, place: int, size: float) -> float:
        """Millimetres of one column: its widest text that stays whole, or as little as text wraps in."""
        text = max(self.widest[place] or 0, measure.width(self.heads[place], 0.95))
        least = text * size / MILLIMETRE + self.padding + self.margins[place]
        return max(least, 0.62 * self.usual[place]) if self.widest[place] is None else least

    @property
    def styles(self) -> list[str]:
        """For each column what its `style` says."""
        return [f"width: {width:.2f}mm" for width in self.widths]


def code(text: str) -> str:
    """What of a code must stand on one line."""
    return text[:CODE]


def fit(texts: Iterable[str], room: float) -> bool:
    """Whether rows of these texts are surely shorter than a page, so that they may be kept on one.

    `room` are the millimetres in which a text wraps. A table that is kept whole and is not shorter would
    leave its heading alone on a page and its caption on the next.
    """
    return sum(ROW + LINE * lines_of(text, room - PADDING) for text in texts) <= MOST


MOST, ROW, LINE = 190, 2.4, 4.4
"""Millimetres: of a page beside headings, of a row's margins, of a line."""


def lines_of(text: str, room: float) -> int:
    """The lines that a text takes, rather more than fewer: words that don't fit leave a gap."""
    return ceil(1.15 * measure.width(text, SIZES[0][0]) / MILLIMETRE / room)


def turned(rows: list, count: int) -> list:
    """Rows as columns; no rows, empty columns."""
    return list(zip(*rows, strict=True)) or [[""]] * count


def widest(texts: list[str] | tuple) -> float | None:
    """The width of the widest text for a size of one; None in a column that wraps."""
    if any(text is None for text in texts):
        return None
    return max(measure.width(text, 1) for text in texts)


def shared(needs: list[float], usual: tuple) -> list[float]:
    """What is left is given to those who have less than usual, in proportion."""
    lacks = [max(have - need, 0) for have, need in zip(usual, needs, strict=True)]
    part = (PAGE - sum(needs)) / (sum(lacks) or 1)
    return [need + lack * part for need, lack in zip(needs, lacks, strict=True)]
