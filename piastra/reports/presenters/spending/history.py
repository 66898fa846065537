"""The spending month by month, for its chart and its table."""

from decimal import Decimal

from core.month import Month
from piastra.reports import italian
from piastra.reports.presenters import frame


def history_points(figures: dict) -> list[dict]:
    """Months of the programme: those to come are empty, so that the way ahead is seen."""
    known = last_year(figures)
    points = [
        {
            "month": entry["month"],
            "incurred": Decimal(entry["cumulative_incurred"]),
            "paid": Decimal(entry["cumulative_paid"]),
        }
        for entry in known
    ]
    following = Month.parse(known[-1]["month"])
    while len(points) < min(duration(figures), 12):
        following = following.next
        points.append({"month": str(following), "incurred": None, "paid": None})
    return points


def last_year(figures: dict) -> list[dict]:
    """The last twelve months of the spending; the data have them all."""
    return figures["spending"]["history"][-12:]


def history_words(figures: dict) -> str:
    """Which months are shown, where they are not all."""
    shown = last_year(figures)
    whole = len(shown) == len(figures["spending"]["history"])
    return "" if whole else f" {frame.months_words(shown)}"


def duration(figures: dict) -> int:
    """Months of fitting out and of ramp-up."""
    return figures["programme"]["setup_months"] + figures["programme"]["ramp_up_months"]


def history_table(entries: list[dict]) -> list[dict]:
    """The months in rows, with the month's own amounts and the sums so far."""
    return [
        {
            "month": italian.month_name(entry["month"]),
            "incurred": italian.number(entry["incurred"], 2),
            "paid": italian.number(entry["paid"], 2),
            "cumulative_incurred": italian.number(entry["cumulative_incurred"], 2),
            "cumulative_paid": italian.number(entry["cumulative_paid"], 2),
        }
        for entry in entries
    ]
