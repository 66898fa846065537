"""Occupancy month by month beside the ramp-up target of the programme."""

from decimal import Decimal

from piastra.reports import italian
from piastra.reports.charts import svg

LEFT, RIGHT, TOP, BOTTOM, HEIGHT = 38, 642, 36, 322, 352


def chart(months: list[dict], current: str) -> str:
    """Draw the ramp-up.

    `months`: of {"month", "number", "target" (0 to 1), "rate" (0 to 1, or None: not
    reached or no hours)}, in order; `current` is the month of the report ("2026-10").
    """
    width = (RIGHT - LEFT) / len(months)
    spots = [{**month, "x": LEFT + width * (place + 0.5)} for place, month in enumerate(months)]
    return svg.drawing(
        title(months, current),
        HEIGHT,
        highlight(spots, current, width),
        axis(spots, current),
        target(spots),
        actual(spots),
        label(spots, current),
        legend(),
    )


def title(months: list[dict], current: str) -> str:
    """The chart in one sentence, for whoever does not see it."""
    now = next(month for month in months if month["month"] == current)
    reached = "nessuna ora disponibile" if now["rate"] is None else italian.percent(now["rate"])
    return (
        f"Tasso di occupazione mensile e obiettivo di avvio a regime. "
        f"{italian.month_name(current).capitalize()}: {reached}, obiettivo {italian.percent(now['target'])}."
    )


def height_of(rate: Decimal | float) -> float:
    """Where a rate lies on the paper."""
    return BOTTOM - float(rate) * (BOTTOM - TOP)


def highlight(spots: list[dict], current: str, width: float) -> str:
    """A pale column behind the month of the report."""
    x = next(spot["x"] for spot in spots if spot["month"] == current)
    return svg.box(x - width / 2, TOP - 8, width, BOTTOM - TOP + 36, fill=svg.PALE)


def axis(spots: list[dict], current: str) -> str:
    """Lines at every 20%, months below with their number in the programme."""
    levels = "".join(level(step / 5) for step in range(6))
    names = "".join(name(spot, spot["month"] == current) for spot in spots)
    return levels + svg.line(LEFT, BOTTOM, RIGHT, BOTTOM, stroke=svg.INK, width=1.2) + names


def level(rate: float) -> str:
    """One horizontal line and its percentage."""
    y = height_of(rate)
    rule = svg.line(LEFT, y, RIGHT, y) if rate else ""
    return rule + svg.words(
        LEFT - 7, y + 3.2, f"{italian.number(rate * 100)}{italian.NBSP}%", anchor="end"
    )


def name(spot: dict, bold: bool) -> str:
    """A month's name over its number in the programme."""
    weight, fill = (600, svg.INK) if bold else (None, svg.QUIET)
    short = italian.short_month(spot["month"])
    return svg.words(
        spot["x"], BOTTOM + 13, short, anchor="middle", weight=weight, fill=fill
    ) + svg.words(
        spot["x"], BOTTOM + 26, f"{spot['number']}º", size=8.4, anchor="middle", fill=svg.QUIET
    )


def target(spots: list[dict]) -> str:
    """The dashed line of what the programme promises."""
    points = [(spot["x"], height_of(spot["target"])) for spot in spots]
    return svg.polyline(points, stroke=svg.QUIET, width=1.5, dash="5 3")


def actual(spots: list[dict]) -> str:
    """What was really occupied: a line with a mark for each month, paler below."""
    known = [spot for spot in spots if spot["rate"] is not None]
    points = [(spot["x"], height_of(spot["rate"])) for spot in known]
    marks = "".join(
        svg.dot(x, y, radius=3.6, fill=svg.WHITE, stroke=svg.BLUE) for x, y in points[:-1]
    )
    last = "".join(svg.dot(x, y, radius=5, fill=svg.BLUE) for x, y in points[-1:])
    return svg.polyline(points, stroke=svg.BLUE, width=2.6) + marks + last


def label(spots: list[dict], current: str) -> str:
    """The month's own percentage, on the side of its point that the target leaves free."""
    spot = next(spot for spot in spots if spot["month"] == current)
    if spot["rate"] is None:
        return ""
    above = spot["rate"] >= spot["target"] or spot["rate"] < 0.12
    y = height_of(spot["rate"]) + (-11 if above else 21)
    return svg.words(
        spot["x"],
        y,
        italian.percent(spot["rate"]),
        size=12,
        fill=svg.DEEP,
        weight=700,
        anchor="middle",
    )


def legend() -> str:
    """Which line is which."""
    y = 9
    return (
        svg.line(LEFT, y, LEFT + 22, y, stroke=svg.BLUE, width=2.6)
        + svg.dot(LEFT + 11, y, radius=3.6, fill=svg.WHITE, stroke=svg.BLUE)
        + svg.words(LEFT + 29, y + 3.4, "Tasso di occupazione", fill=svg.BODY)
        + svg.line(LEFT + 150, y, LEFT + 172, y, stroke=svg.QUIET, width=1.5, dash="5 3")
        + svg.words(LEFT + 179, y + 3.4, "Obiettivo di avvio a regime", fill=svg.BODY)
    )
