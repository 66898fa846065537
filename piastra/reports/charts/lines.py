"""Budget lines side by side: paid, incurred, committed, available."""

from decimal import Decimal

from piastra.reports import italian
from piastra.reports.charts import svg

LEFT, RIGHT, TOP, BAR = 214, 576, 34, 20
MAX_ROW = 46


def chart(lines, *, caption, row=MAX_ROW):
    """Draw one bar a line.

    `lines`: of {"code", "name", "planned", "paid", "due" (incurred, still to pay),
    "committed", "available"} as Decimals; `row` is the height that each line gets.
    """
    levels = svg.ticks(max([line["planned"] for line in lines], default=0), wanted=4)
    bottom = TOP + row * len(lines)

    def width_of(amount):
        return float(amount) / levels[-1] * (RIGHT - LEFT)

    return svg.drawing(
        caption,
        bottom + 22,
        "".join(grid(amount, width_of, bottom) for amount in levels),
        "".join(
            bar(line, TOP + row * place + row / 2, width_of) for place, line in enumerate(lines)
        ),
        svg.line(LEFT, TOP - 4, LEFT, bottom, stroke=svg.INK, width=1.2),
        legend(),
    )


def grid(amount, width_of, bottom):
    """One vertical line and its amount below."""
    x = LEFT + width_of(amount)
    return svg.line(x, TOP - 4, x, bottom) + svg.words(
        x, bottom + 15, italian.thousands(Decimal(amount)), anchor="middle"
    )


def bar(line, middle, width_of):
    """A line's name and amount, its four lengths, and the share that is paid."""
    y = middle - BAR / 2
    paid, due, committed = (width_of(line[key]) for key in ("paid", "due", "committed"))
    share = italian.share(line["paid"], line["planned"])
    return (
        svg.words(0, middle - 1.5, line["code"], size=10, fill=svg.BLUE, weight=700)
        + svg.words(26, middle - 1.5, shortened(line["name"]), size=10, fill=svg.INK, weight=600)
        + svg.words(26, middle + 11, f"preventivo {italian.euro(line['planned'])}", size=9.2)
        + svg.box(LEFT, y, width_of(line["planned"]), BAR, fill="#EEF2F7")
        + svg.box(LEFT, y, paid, BAR, fill=svg.BLUE)
        + svg.hatched(LEFT + paid, y, due, BAR, stroke=svg.BLUE)
        + svg.box(LEFT + paid + due, y, committed, BAR, fill="#A9CBEB")
        + svg.box(LEFT, y, width_of(line["planned"]), BAR, fill="none", stroke="#5F7A96")
        + svg.words(svg.WIDTH, middle + 4, share, size=11, fill=svg.INK, weight=600, anchor="end")
    )


def shortened(name, limit=34):
    """A name that fits the column, cut between words; the table beside the figure has it whole."""
    if len(name) <= limit:
        return name
    return name[:limit].rsplit(" ", 1)[0].rstrip(" (,;–-") + "…"


def legend():
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
