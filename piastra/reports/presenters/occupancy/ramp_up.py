"""The ramp-up month by month: what its chart shows, and the table with the hours behind each percentage."""

from collections.abc import Callable
from decimal import Decimal

from piastra.reports import italian
from piastra.reports.presenters import frame


def rate(entry: dict) -> Decimal | None:
    """Booked over available of a frozen entry, or None."""
    return italian.ratio(entry["booked"], entry["available"]) if entry["available"] else None


def ramp_points(figures: dict) -> list[dict]:
    """The ramp-up as the chart wants it."""
    return [
        {**entry, "target": Decimal(entry["target"]), "rate": rate(entry)}
        for entry in year_shown(figures)
    ]


def year_shown(figures: dict) -> list[dict]:
    """Twelve months of the ramp-up, the report's among them: a page holds no more, the data have them all."""
    entries = figures["ramp_up"]
    place = entries.index(frame.this_month(figures))
    end = min(max(place + 1, 12), len(entries))
    return entries[max(end - 12, 0) : end]


def ramp_words(figures: dict) -> str:
    """From which month on the ramp-up is shown: the start, or as far back as there is room."""
    shown = year_shown(figures)
    if shown[0] == figures["ramp_up"][0]:
        return "dall’avvio del programma"
    return frame.months_words(shown)


def ramp_table(figures: dict) -> dict:
    """The ramp-up as a table: with the hours behind each percentage."""
    entries = year_shown(figures)

    def row(label: str, cell: Callable) -> dict:
        return {"label": label, "cells": [cell(entry) for entry in entries]}

    return {
        "months": [italian.short_month(entry["month"]) for entry in entries],
        "rows": [
            row("Ore prenotate", lambda e: whole_hours(e["booked"])),
            row("Ore disponibili", lambda e: whole_hours(e["available"])),
            row("Tasso, %", lambda e: tenth(rate(e))),
            row(
                "Obiettivo, %", lambda e: without_sign(italian.whole_percent(Decimal(e["target"])))
            ),
        ],
    }


def whole_hours(minutes: int) -> str:
    """Hours without decimals, for narrow tables; a dash for a month to come."""
    return italian.DASH if minutes is None else italian.number(Decimal(minutes) / 60)


def tenth(value: Decimal | None) -> str:
    """A percentage without its sign, for narrow tables."""
    return italian.DASH if value is None else italian.number(value * 100, 1)


def without_sign(written: str) -> str:
    """ "16,7" of "16,7 %": the column's head has the sign."""
    return written.removesuffix(f"{italian.NBSP}%")
