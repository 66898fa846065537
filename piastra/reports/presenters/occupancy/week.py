"""The map of weekdays and hours in words and as a table.

A slot ("fascia") is a cell of the map: a weekday and a clock hour, with all such hours of the month. Rates are
compared as they are printed.
"""

from decimal import Decimal

from piastra.reports import italian
from piastra.reports.charts import heat
from piastra.reports.presenters.occupancy.ramp_up import rate, whole_hours

NEXT_TO_NOTHING = "meno di 0,1"
"""How is told what is not zero and would be printed so."""


def told(entry: dict) -> Decimal:
    """The rate in per cent as it is printed; of an entry that has one."""
    return italian.printed(rate(entry))


def open_cells(occupancy: dict) -> list[dict]:
    """Slots in which something was open, the busiest first, then in the week's order."""
    cells = [cell for cell in occupancy["heat"] if cell["available"]]
    return sorted(cells, key=lambda c: (-told(c), c["weekday"], c["hour"]))


def slot(cell: dict) -> str:
    """ "il martedì fra le 10 e le 11"."""
    return f"{italian.the_weekday(cell['weekday'])} {italian.between(cell['hour'])}"


def tied(cells: list[dict], chosen: dict) -> list[dict]:
    """The slots with the same printed rate as the chosen one, in the week's order."""
    same = [cell for cell in cells if told(cell) == told(chosen)]
    return sorted(same, key=lambda c: (c["weekday"], c["hour"]))


def extreme(cells: list[dict], chosen: dict, word: str) -> str:
    """Which slots are the most or least occupied ones: "la fascia più occupata è …"."""
    same, written = tied(cells, chosen), italian.percent(rate(chosen))
    if len(same) == 1:
        return f"la fascia {word} occupata è {slot(chosen)} ({written})"
    return (
        f"le fasce {word} occupate sono {len(same)}, ognuna {italian.to_the(written)}: la prima della "
        f"settimana è {slot(same[0])}"
    )


def is_even(cells: list[dict]) -> bool:
    """Whether all slots have the same printed rate: then none is the busiest."""
    return len(tied(cells, cells[0])) == len(cells) > 1


def busiest(occupancy: dict) -> str:
    """Which slot of the week was taken most; nothing where none was."""
    cells = open_cells(occupancy)
    if not cells or not told(cells[0]):
        return ""
    if is_even(cells):
        written = italian.the(italian.percent(rate(cells[0])))
        return f"In ogni fascia della settimana l’occupazione è la stessa, {written}."
    return f"{italian.capital(extreme(cells, cells[0], 'più'))}."


def heat_title(figures: dict) -> str:
    """The map in one sentence or two."""
    words = busiest(figures["occupancy"])
    return (
        f"Tasso di occupazione di postazioni e uffici per giorno della settimana e ora, "
        f"{italian.month_name(figures['month'])}.{' ' if words else ''}{words}"
    )


def heat_words(occupancy: dict) -> str:
    """The sentences above the map."""
    cells = open_cells(occupancy)
    if not cells:
        return "Nel mese postazioni e uffici non hanno avuto ore di apertura."
    if not any(cell["booked"] for cell in cells):
        return "Nel mese postazioni e uffici non hanno avuto ore prenotate."
    peak = occupancy["peak"]
    if not peak or not peak["at"]:
        return "Nel mese nessuna postazione risulta usata."
    return f"{peak_words(peak)} {mean_words(occupancy['mean_daily_peak'])}".strip()


def peak_words(peak: dict) -> str:
    """When most desks were in use. Others may have been as full: the figures have the first one."""
    when = italian.local(peak["at"])
    in_use = italian.counted(peak["in_use"], "postazione in uso", "postazioni in uso")
    return (
        f"L’ora più affollata, o la prima fra più ore uguali, è stata "
        f"{italian.WEEKDAYS[when.weekday()]} {italian.long_date(when.date())} "
        f"{italian.between(when.hour)}, con {in_use} su {italian.number(peak['available'])}."
    )


def mean_words(mean: str) -> str:
    """How many desks were in use in the fullest hour of each day."""
    if mean is None:
        return ""
    written = italian.number(mean, 1)
    if written == "0,0" and Decimal(mean):
        written = NEXT_TO_NOTHING
    return f"In media, nell’ora più piena di ogni giorno di apertura erano in uso {written} postazioni."


def heat_table(cells: list[dict]) -> dict:
    """Hours booked over hours available of each cell of the map: days beside each other, which have the room."""
    known = {(c["weekday"], c["hour"]): c for c in cells if c["available"]}
    days = sorted({day for day, _ in known})
    return {
        "days": [italian.WEEKDAYS[day] for day in days],
        "rows": [
            {
                "label": f"{start}–{start + 1}",
                "cells": [fraction(known.get((day, start))) for day in days],
            }
            for start in heat.hours_between(known)
        ],
    }


def fraction(cell: dict | None) -> str:
    """ "63/80"; a dash where closed."""
    if cell is None:
        return italian.DASH
    return f"{whole_hours(cell['booked'])}/{whole_hours(cell['available'])}"
