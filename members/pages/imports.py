"""What the pages of imports show."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.sheets import Head
from members.actions.imports import SHEETS
from members.models import Import, ImportRow
from members.pages.accounts import Badge

#: How the outcome of a row is coloured.
TONES = {
    ImportRow.Outcome.MADE: "good",
    ImportRow.Outcome.THERE: "off",
    ImportRow.Outcome.REFUSED: "bad",
}


@dataclass(frozen=True)
class Sample:
    """How a file of one kind looks."""

    label: str
    heads: tuple[Head, ...]

    @property
    def text(self) -> str:
        """Two lines, as they stand in a file."""
        rows = (
            ";".join(head.heads[0] for head in self.heads),
            ";".join(h.sample for h in self.heads),
        )
        return "\n".join(rows)

    @property
    def needed(self) -> str:
        return ", ".join(head.heads[0] for head in self.heads if head.is_needed)


def samples() -> list[Sample]:
    """One of each kind that some app can write."""
    return [Sample(kind.label, SHEETS[kind].heads) for kind in Import.Kind if kind in SHEETS]


def badge(brought: Import) -> Badge:
    """How far it is, in a word."""
    if brought.done_at:
        return Badge(_("Imported"), "good")
    if brought.begun_at:
        return Badge(_("Being imported"), "wait")
    if brought.checked_at:
        return Badge(_("Checked, not imported"), "wait")
    return Badge(_("Being checked"), "wait")


@dataclass(frozen=True)
class Progress:
    """How many rows came to what, and how many are still to do."""

    made: int
    there: int
    refused: int
    left: int

    @property
    def rows(self) -> int:
        return self.made + self.there + self.refused + self.left

    @property
    def percent(self) -> int:
        return 100 * (self.rows - self.left) // self.rows if self.rows else 100


def progress(brought: Import) -> Progress:
    """One statement, whatever the number of rows."""
    counts = brought.counts()
    return Progress(*(counts.get(each, 0) for each in ("made", "there", "refused", "")))


def first_cell(row: ImportRow) -> str:
    """By what the row is known, as long as its cells are kept."""
    return next((row.cells[name] for name in ("email", "name") if row.cells.get(name)), "")
