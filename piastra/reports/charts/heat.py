"""Occupancy by weekday and hour, in seven steps of blue."""

from collections.abc import Iterable
from decimal import Decimal

from piastra.reports import italian
from piastra.reports.charts import svg

LEFT, RIGHT, TOP, ROW = 68, 584, 22, 34
GAP = 2

STEPS = (
    (Decimal("0.15"), "#F3F7FB", svg.BODY),
    (Decimal("0.30"), "#D6E6F5", svg.BODY),
    (Decimal("0.45"), "#A9CBEB", svg.BODY),
    (Decimal("0.60"), "#6FA8DC", svg.INK),
    (Decimal("0.75"), "#2A74BA", svg.WHITE),
    (Decimal("0.90"), "#0A559C", svg.WHITE),
    (Decimal("1.00"), "#00305E", svg.WHITE),
)
"""Upper end of each step (the last one included), its colour, the colour of its text."""


def chart(cells: list[dict], caption: str) -> str:
    """Draw the map; `cells` of {"weekday", "hour", "available", "booked"} in minutes."""
    grid = {(cell["weekday"], cell["hour"]): cell for cell in cells if cell["available"]}
    days = sorted({weekday for weekday, _ in grid})
    hours = hours_between(grid)
    width = (RIGHT - LEFT) / max(len(hours), 1)
    bottom = TOP + ROW * len(days)
    return svg.drawing(
        caption,
        bottom + 62,
        heads(hours, width),
        "".join(row(grid, day, TOP + ROW * place, hours, width) for place, day in enumerate(days)),
        foot(grid, days, hours, bottom, width),
        legend(bottom + 46),
    )


def hours_between(grid: dict) -> list[int]:
    """Every hour from the first to the last open one, so that the columns are even."""
    open_hours = {hour for _, hour in grid}
    return list(range(min(open_hours), max(open_hours) + 1)) if open_hours else []


def rate_of(cells: Iterable[dict]) -> Decimal | None:
    """Booked over available of some cells together: sums, never a mean of percentages."""
    cells = list(cells)
    return italian.ratio(
        sum(cell["booked"] for cell in cells), sum(cell["available"] for cell in cells)
    )


def step_of(rate: Decimal) -> tuple[str, str]:
    """The colour of a rate and of the figure upon it: of the rate as it is printed there."""
    written = italian.printed(rate)
    return next((fill, ink) for top, fill, ink in STEPS if written < top * 100 or top == 1)


def heads(hours: list[int], width: float) -> str:
    """The hours, above."""
    # Open day and night there is room for each hour's beginning only.
    whole = width > 30
    names = "".join(
        svg.words(
            LEFT + width * (place + 0.5),
            12,
            f"{hour}–{hour + 1}" if whole else f"{hour}",
            anchor="middle",
        )
        for place, hour in enumerate(hours)
    )
    return names + svg.words(svg.WIDTH, 12, "Tasso", weight=600, fill=svg.INK, anchor="end")


def row(grid: dict, day: int, y: float, hours: list[int], width: float) -> str:
    """One weekday: its cells, and the rate of the whole day."""
    cells = "".join(
        cell(grid.get((day, hour)), LEFT + width * place, y, width)
        for place, hour in enumerate(hours)
    )
    whole = rate_of(value for (weekday, _), value in grid.items() if weekday == day)
    return (
        svg.words(0, y + ROW / 2 + 3.5, italian.WEEKDAYS[day], size=10.4, fill=svg.BODY)
        + cells
        + total(svg.WIDTH, y + ROW / 2 + 3.5, italian.percent(whole), "end")
    )


def cell(value: dict | None, x: float, y: float, width: float) -> str:
    """One hour of one weekday; hatched where the space is never open then."""
    place = (x + GAP / 2, y + GAP / 2, width - GAP, ROW - GAP)
    if value is None:
        return svg.hatched(*place, stroke="#C9D3DE", fill="#FAFBFD", step=5, weight=0.9)
    rate = rate_of([value])
    fill, ink = step_of(rate)
    figure = svg.words(
        x + width / 2, y + ROW / 2 + 3.5, italian.number(rate * 100, 1), fill=ink, size=min(10, width / 2.6),
        weight=600 if italian.printed(rate) >= 75 else None, anchor="middle",
    )  # fmt: skip
    return svg.box(*place, fill=fill, radius=2) + figure


def total(x: float, y: float, text: str, anchor: str | None = "middle") -> str:
    """A rate of a whole row or column."""
    return svg.words(x, y, text, size=9.8, fill=svg.INK, weight=600, anchor=anchor)


def foot(grid: dict, days: list[int], hours: list[int], bottom: int, width: float) -> str:
    """The rate of each hour over all days, under a rule."""
    columns = "".join(
        total(
            LEFT + width * (place + 0.5),
            bottom + 17,
            whole(rate_of(grid[day, hour] for day in days if (day, hour) in grid)),
        )
        for place, hour in enumerate(hours)
    )
    return (
        svg.line(LEFT, bottom + 2, svg.WIDTH, bottom + 2, stroke=svg.INK, width=1)
        + total(0, bottom + 17, "Tasso", None)
        + columns
        + total(svg.WIDTH, bottom + 17, italian.percent(rate_of(grid.values())), "end")
    )


def whole(rate: Decimal) -> str:
    """A rate with one decimal, a dash where there is none."""
    return italian.DASH if rate is None else italian.number(rate * 100, 1)


def legend(y: float) -> str:
    """The seven steps and the hatching."""
    lower, x, keys = Decimal(0), LEFT, svg.words(0, y, "Legenda")
    for top, fill, _ in STEPS:
        name = f"{round(lower * 100)}–{round(top * 100)}{italian.NBSP}%"
        keys += svg.box(x + 0.5, y - 8.5, 13, 10, fill=fill, stroke="#A9B8C8")
        keys += svg.words(x + 18, y, name, size=9.2)
        x += 70 if round(top * 100) < 90 else 76
        lower = top
    keys += svg.hatched(x + 0.5, y - 8.5, 13, 10, stroke="#A9B8C8", border="#A9B8C8", weight=0.9)
    return keys + svg.words(x + 18, y, "chiuso", size=9.2)
