"""The budget lines: their bars, their rows, and what their chart leaves out."""

from decimal import Decimal

from piastra.reports import italian
from piastra.reports.presenters.spending.sums import KEYS, due, totals

MOST_BARS = 12
"""As many bars as the first page holds."""


def bars(rows: list[dict]) -> list[dict]:
    """The budget lines as the chart wants them: where they are many, the smaller ones in one bar."""
    chosen, others = drawn(rows)
    found = [bar(line["code"], line["name"], line) for line in chosen]
    if others:
        found.append(bar("", f"Altre {italian.number(len(others))} voci", totals(others)))
    return found


def drawn(rows: list[dict]) -> tuple:
    """The lines with a bar of their own, in the plan's order, and those without."""
    if len(rows) <= MOST_BARS:
        return rows, []
    by_amount = sorted(
        range(len(rows)), key=lambda place: (-Decimal(rows[place]["planned"]), place)
    )
    largest = set(by_amount[: MOST_BARS - 1])
    return (
        [row for place, row in enumerate(rows) if place in largest],
        [row for place, row in enumerate(rows) if place not in largest],
    )


def bar(code: str, name: str, line: dict) -> dict:
    """One bar."""
    amounts = {key: Decimal(line[key]) for key in KEYS}
    return amounts | {"code": code, "name": name, "due": due(line)}


def chart_words(rows: list[dict]) -> str:
    """What the chart leaves out, for its caption."""
    chosen, others = drawn(rows)
    if not others:
        return ""
    count = italian.number(len(others))
    which = f"Le {len(chosen)} voci di maggior preventivo e, insieme, le altre {count}"
    if is_tied(chosen, others):
        which = f"{len(chosen)} voci e, insieme, le altre {count}, nessuna di preventivo maggiore"
    return f". {which}: una per una sono nella tabella 1"


def is_tied(chosen: list[dict], others: list[dict]) -> bool:
    """Whether a line without a bar plans as much as one that has it: then those with a bar aren't the largest."""
    return min(Decimal(row["planned"]) for row in chosen) == max(
        Decimal(row["planned"]) for row in others
    )


def lines_title(figures: dict, sums: dict) -> str:
    """The chart in one sentence."""
    return (
        f"Voci di spesa a fine {italian.month_name(figures['month'])}: pagati "
        f"{italian.euro(sums['paid'])}, sostenuti e da pagare {italian.euro(due(sums))}, obbligazioni "
        f"assunte {italian.euro(sums['committed'])}, disponibili {italian.euro(sums['available'])}."
    )


def written_line(line: dict) -> dict:
    """A budget line, written."""
    amounts = {key: italian.number(line[key], 2) for key in KEYS}
    share = italian.share(line["paid"], line["planned"])
    return line | amounts | {"share": share, "due": italian.number(due(line), 2)}
