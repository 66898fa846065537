"""The few shapes that the charts are made of. Every text is escaped here."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from html import escape

from django.utils.safestring import SafeString

WIDTH = 642

INK = "#17324D"
BODY = "#22303E"
QUIET = "#455A70"
BLUE = "#0066CC"
DEEP = "#003D7A"
PALE = "#EAF1F9"
RULE = "#D5DEE8"
STEEL = "#8FB8E3"
WHITE = "#FFFFFF"

SIZE = 9.6
"""Chart text: 7.2 points."""


def coordinate(value: float) -> str:
    """A number for an attribute: two decimals at most, always with a point."""
    return f"{round(float(value), 2):.10g}"


def drawing(title: str, height: float, *shapes) -> str:
    """A whole chart; `title` says in words what the picture shows."""
    return SafeString(
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {WIDTH} '
        f'{coordinate(height)}" width="{WIDTH}" height="{coordinate(height)}" '
        "font-family=\"'Titillium Web', sans-serif\">"
        f"<title>{escape(title)}</title>{''.join(shapes)}</svg>"
    )


def element(name: str, **attributes) -> str:
    """An empty element; underscores become dashes, None is left out."""
    pairs = (
        f' {key.replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{''.join(pairs)}/>"


def words(
    x: float,
    y: float,
    text: str,
    *,
    size: float = SIZE,
    fill: str = QUIET,
    weight: int | None = None,
    anchor: str | None = None,
) -> str:
    """A line of text whose baseline is at y."""
    weight = f' font-weight="{weight}"' if weight else ""
    anchor = f' text-anchor="{anchor}"' if anchor else ""
    return (
        f'<text x="{coordinate(x)}" y="{coordinate(y)}" font-size="{coordinate(size)}" '
        f'fill="{fill}"{weight}{anchor}>{escape(str(text))}</text>'
    )


def box(
    x: float,
    y: float,
    width: float,
    height: float,
    *,
    fill: str,
    stroke: str | None = None,
    radius: float | None = None,
) -> str:
    """A rectangle; none at all where it would have no size."""
    if width <= 0 or height <= 0:
        return ""
    return element(
        "rect",
        x=coordinate(x),
        y=coordinate(y),
        width=coordinate(width),
        height=coordinate(height),
        fill=fill,
        stroke=stroke,
        rx=radius,
        stroke_width=stroke and "0.8",
    )


def line(
    x1: float,
    y1: float,
    x2: float,
    y2: float,
    *,
    stroke: str = RULE,
    width: float = 0.8,
    dash: str | None = None,
) -> str:
    """A straight line."""
    return element(
        "line",
        x1=coordinate(x1),
        y1=coordinate(y1),
        x2=coordinate(x2),
        y2=coordinate(y2),
        stroke=stroke,
        stroke_width=coordinate(width),
        stroke_dasharray=dash,
    )


def polyline(
    points: Iterable[tuple[float, float]], *, stroke: str, width: float = 2, dash: str | None = None
) -> str:
    """An open line through the points."""
    if len(points) < 2:
        return ""
    return element(
        "polyline",
        points=joined(points),
        fill="none",
        stroke=stroke,
        stroke_width=coordinate(width),
        stroke_linejoin="round",
        stroke_dasharray=dash,
    )


def joined(points: Iterable[tuple[float, float]]) -> str:
    """Points as the attribute wants them."""
    return " ".join(f"{coordinate(x)},{coordinate(y)}" for x, y in points)


def dot(x: float, y: float, *, radius: float, fill: str, stroke: str | None = None) -> str:
    """A round mark."""
    return element(
        "circle",
        cx=coordinate(x),
        cy=coordinate(y),
        r=coordinate(radius),
        fill=fill,
        stroke=stroke,
        stroke_width=stroke and "2",
    )


def hatched(
    x: float,
    y: float,
    width: float,
    height: float,
    *,
    stroke: str,
    fill: str = WHITE,
    border: str | None = None,
    step: int = 4,
    weight: float = 1.3,
) -> str:
    """A box filled with slanted lines, so that colour is never the only sign.

    The lines are cut here instead of by a pattern or a clip, which would need ids that
    are unique in the page and which readers of PDF draw differently.
    """
    if width <= 0 or height <= 0:
        return ""
    strokes = "".join(
        line(*ends, stroke=stroke, width=weight) for ends in slants(x, y, width, height, step)
    )
    return (
        box(x, y, width, height, fill=fill)
        + strokes
        + box(x, y, width, height, fill="none", stroke=border)
    )


def slants(x: float, y: float, width: float, height: float, step: int) -> Iterator:
    """Ends of the 45 degree lines that fill a box."""
    offset = step / 2
    while offset < width + height:
        left, right = max(0, offset - height), min(width, offset)
        yield x + left, y + offset - left, x + right, y + offset - right
        offset += step


def ticks(top: Decimal | int, wanted: int = 5) -> list[float]:
    """Round numbers from 0 to at least `top`, about `wanted` steps."""
    top = float(top) or 1.0
    size = 1.0
    while size * wanted * 10 <= top:
        size *= 10
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10, 20) if size * factor * wanted >= top)
    count = next(n for n in range(1, 100) if n * step >= top)
    return [step * n for n in range(count + 1)]
