"""Hours of every space and of each kind; rates come from sums, never from a mean of rates."""

from decimal import Decimal

from piastra.reports import italian
from piastra.reports.presenters import words


def target_spaces(occupancy: dict) -> list[dict]:
    """Desks and offices: what the programme promises to fill."""
    kinds = {kind["kind"] for kind in occupancy["kinds"] if kind["in_target"]}
    return [space for space in occupancy["spaces"] if space["kind"] in kinds]


def totals(spaces: list[dict]) -> dict:
    """Sums of minutes; rates come from these, never from a mean of rates."""
    return {
        key: sum(space[key] for space in spaces)
        for key in ("available", "booked", "used", "estimated")
    }


def grouped(occupancy: dict) -> list[dict]:
    """The spaces kind by kind, each kind with its rows and its sum."""
    return [
        {
            "label": plural(kind),
            "in_target": kind["in_target"],
            "rows": [space_row(space) for space in spaces],
            "total": totals_row(plural(kind), spaces),
        }
        for kind in occupancy["kinds"]
        if (spaces := [s for s in occupancy["spaces"] if s["kind"] == kind["kind"]])
    ]


def plural(kind: dict) -> str:
    """A kind's name for many."""
    return words.PLACES[kind["kind"]]


def space_row(space: dict) -> dict:
    """One space, at 0% too."""
    name = "" if space["name"] == space["code"] else space["name"]
    return numbers(space) | {"code": space["code"], "name": name, "zone": space["zone"]}


def totals_row(label: str, spaces: list[dict]) -> dict:
    """A sum over spaces."""
    return numbers(totals(spaces)) | {"label": label, "count": len(spaces)}


def numbers(entry: dict) -> dict:
    """The figures of a row, written."""
    occupied = italian.ratio(entry["booked"], entry["available"])
    return {
        **{key: tenths(entry[key]) for key in ("available", "booked", "used", "estimated")},
        "rate": italian.percent(occupied),
        "width": width(occupied),
        "use": italian.share(entry["used"], entry["available"]),
    }


def tenths(minutes: int) -> str:
    """Hours with one decimal, so that a column's commas stand in line."""
    return italian.number(Decimal(minutes) / 60, 1)


def width(value: Decimal | None) -> str:
    """Length of a small bar as a percentage for CSS: with a point, whatever the language."""
    return f"{float(value or 0) * 100:.2f}"
