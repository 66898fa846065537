"""Spending since the programme began: incurred and paid, against the managed ceiling."""

from collections.abc import Callable
from decimal import Decimal

from piastra.reports import italian, measure
from piastra.reports.charts import svg

LEFT, RIGHT, TOP, BOTTOM, HEIGHT = 62, 642, 34, 204, 230


def chart(months: list[dict], ceiling: Decimal, current: str) -> str:
    """Draw the cumulative spending.

    `months`: of {"month", "incurred", "paid"} (cumulative Decimals, or None for a month
    still to come); `ceiling` is the managed amount; `current` the month of the report.
    """
    levels = svg.ticks(max([ceiling, *(m["incurred"] for m in months if m["incurred"])]))
    width = (RIGHT - LEFT) / len(months)

    def height_of(amount: Decimal | float) -> float:
        # Credit notes can bring a sum below zero: the table has it, a bar has no height then.
        return BOTTOM - max(float(amount), 0) / levels[-1] * (BOTTOM - TOP)

    bars = "".join(
        bar(month, LEFT + width * place, width, height_of, month["month"] == current)
        for place, month in enumerate(months)
    )
    return svg.drawing(
        title(months, ceiling, current),
        HEIGHT,
        "".join(level(amount, height_of, levels[-1]) for amount in levels),
        limit(ceiling, height_of),
        bars,
        svg.line(LEFT, BOTTOM, RIGHT, BOTTOM, stroke=svg.INK, width=1.2),
        legend(),
    )


def title(months: list[dict], ceiling: Decimal, current: str) -> str:
    """The chart in one sentence."""
    now = next(month for month in months if month["month"] == current)
    return (
        f"Spesa cumulata dall’avvio del programma. A fine {italian.month_name(current)}: "
        f"sostenuti {italian.euro(now['incurred'])}, pagati {italian.euro(now['paid'])}, "
        f"tetto gestito {italian.euro(ceiling)}."
    )


def level(amount: float, height_of: Callable, top: float) -> str:
    """One horizontal line and its amount."""
    y = height_of(amount)
    rule = svg.line(LEFT, y, RIGHT, y) if amount else ""
    return rule + svg.words(LEFT - 7, y + 3.2, italian.rounded_euro(amount, top), anchor="end")


def bar(month: dict, x: float, width: float, height_of: Callable, current: bool) -> str:
    """One month: what was incurred, with what was paid upon it, and the month's name."""
    centre, half = x + width / 2, min(width * 0.34, 26)
    weight, fill = (600, svg.INK) if current else (None, svg.QUIET)
    name = svg.words(
        centre,
        BOTTOM + 14,
        italian.short_month(month["month"]),
        anchor="middle",
        weight=weight,
        fill=fill,
    )
    if month["incurred"] is None:
        return name
    incurred, paid = height_of(month["incurred"]), height_of(month["paid"])
    if current:
        name += told(centre, incurred - 6, italian.euro(month["incurred"], 0))
    return (
        svg.hatched(
            centre - half,
            incurred,
            2 * half,
            BOTTOM - incurred,
            stroke=svg.STEEL,
            border=svg.BLUE if current else svg.STEEL,
        )
        + svg.box(
            centre - half, paid, 2 * half, BOTTOM - paid, fill=svg.BLUE if current else svg.STEEL
        )
        + name
    )


def told(centre: float, y: float, words: str) -> str:
    """The month's sum above its bar: within the drawing, and not crossed by a line."""
    half = measure.width(words, 10.4) / 2 + 2
    x = min(centre, RIGHT - half)
    return svg.box(x - half, y - 9, 2 * half, 11, fill=svg.WHITE) + svg.words(
        x, y, words, size=10.4, anchor="middle", weight=600, fill=svg.DEEP
    )


def limit(ceiling: Decimal, height_of: Callable) -> str:
    """The dashed line that spending can never pass."""
    y = height_of(ceiling)
    return svg.line(LEFT, y, RIGHT, y, stroke=svg.INK, width=1.6, dash="6 3")


def legend() -> str:
    """Which mark is which."""
    x, y = LEFT, 9
    return (
        svg.box(x, y - 5, 14, 11, fill=svg.BLUE)
        + svg.words(x + 20, y + 4, "Pagato (quietanzato)", fill=svg.BODY)
        + svg.hatched(x + 134, y - 5, 14, 11, stroke=svg.BLUE, border=svg.BLUE)
        + svg.words(x + 154, y + 4, "Sostenuto, da pagare", fill=svg.BODY)
        + svg.line(x + 272, y + 0.5, x + 294, y + 0.5, stroke=svg.INK, width=1.6, dash="6 3")
        + svg.words(x + 301, y + 4, "Tetto gestito", fill=svg.BODY)
    )
