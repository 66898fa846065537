"""Budget lines side by side: paid, incurred, committed, available."""

from collections.abc import Callable
from decimal import Decimal

from piastra.reports import italian, measure
from piastra.reports.charts import svg

LEFT, RIGHT, TOP, BAR = 214, 576, 34, 20
MOST_ROW, LEAST_ROW, ROWS = 46, 28, 340
INDENT, GAP = 26, 6


def chart(lines: list[dict], *, caption: str) -> str:
    """Draw one bar a line.

    `lines`: of {"code", "name", "planned", "paid", "due" (incurred, still to pay),
    "committed", "available"} as Decimals; the more they are, the less height each has.
    """
    row = max(LEAST_ROW, min(MOST_ROW, ROWS // max(len(lines), 1)))
    levels = svg.ticks(max(map(reach, lines), default=0), wanted=4)
    bottom = TOP + row * len(lines)

    def width_of(amount: Decimal | float) -> float:
        # Credit notes can leave an amount below zero: the table has it, a bar has no length then.
        return max(float(amount), 0) / levels[-1] * (RIGHT - LEFT)

    return svg.drawing(
        caption,
        bottom + 22,
        "".join(grid(amount, width_of, bottom, levels[-1]) for amount in levels),
        "".join(
            bar(line, TOP + row * place + row / 2, width_of) for place, line in enumerate(lines)
        ),
        svg.line(LEFT, TOP - 4, LEFT, bottom, stroke=svg.INK, width=1.2),
        legend(),
    )


def reach(line: dict) -> Decimal:
    """How far to the right a line's bar goes."""
    parts = (max(line[key], 0) for key in ("paid", "due", "committed"))
    return max(line["planned"], sum(parts))


def grid(amount: float, width_of: Callable, bottom: int, top: float) -> str:
    """One vertical line and its amount below."""
    x = LEFT + width_of(amount)
    return svg.line(x, TOP - 4, x, bottom) + svg.words(
        x, bottom + 15, italian.rounded_euro(amount, top), anchor="middle"
    )


def bar(line: dict, middle: float, width_of: Callable) -> str:
    """A line's name and amount, its four lengths, and the share that is paid."""
    y = middle - BAR / 2
    paid, due, committed = (width_of(line[key]) for key in ("paid", "due", "committed"))
    return (
        names(line, middle)
        + svg.box(LEFT, y, width_of(line["planned"]), BAR, fill="#EEF2F7")
        + svg.box(LEFT, y, paid, BAR, fill=svg.BLUE)
        + svg.hatched(LEFT + paid, y, due, BAR, stroke=svg.BLUE)
        + svg.box(LEFT + paid + due, y, committed, BAR, fill="#A9CBEB")
        + svg.box(LEFT, y, width_of(line["planned"]), BAR, fill="none", stroke="#5F7A96")
        + share(line, middle)
    )


def names(line: dict, middle: float) -> str:
    """Code, name and planned amount, as much as there is room for; the table beside has them whole."""
    code = measure.shortened(line["code"], 10, LEFT / 2)
    x = max(INDENT, measure.width(code, 10) + GAP)
    name = measure.shortened(line["name"], 10, LEFT - GAP - x)
    planned = f"preventivo {italian.euro(line['planned'])}"
    return (
        svg.words(0, middle - 1.5, code, size=10, fill=svg.BLUE, weight=600)
        + svg.words(x, middle - 1.5, name, size=10, fill=svg.INK, weight=600)
        + svg.words(INDENT, middle + 11, planned, size=9.2)
    )


def share(line: dict, middle: float) -> str:
    """The share that is paid; one without sense of proportion is only in the table."""
    written = italian.share(line["paid"], line["planned"])
    if measure.width(written, 11) > svg.WIDTH - RIGHT - GAP:
        written = italian.DASH
    return svg.words(
        svg.WIDTH, middle + 4, written, size=11, fill=svg.INK, weight=600, anchor="end"
    )


def legend() -> str:
    """Which mark is which."""
    y = 9
    return (
        svg.box(LEFT, y - 5, 14, 11, fill=svg.BLUE)
        + svg.words(LEFT + 19, y + 4, "Pagato", fill=svg.BODY)
        + svg.hatched(LEFT + 62, y - 5, 14, 11, stroke=svg.BLUE, border=svg.BLUE)
        + svg.words(LEFT + 81, y + 4, "Sostenuto, da pagare", fill=svg.BODY)
        + svg.box(LEFT + 184, y - 5, 14, 11, fill="#A9CBEB", stroke="#5F7A96")
        + svg.words(LEFT + 203, y + 4, "Obbligazioni assunte", fill=svg.BODY)
        + svg.box(LEFT + 304, y - 5, 14, 11, fill="#EEF2F7", stroke="#5F7A96")
        + svg.words(LEFT + 323, y + 4, "Disponibile", fill=svg.BODY)
        + svg.words(svg.WIDTH, y + 4, "Pagato", anchor="end")
    )
