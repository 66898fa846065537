"""What stands out in the month, computed from the figures that it names; never an opinion."""

from decimal import Decimal

from piastra.reports import italian
from piastra.reports.presenters.occupancy.week import (
    NEXT_TO_NOTHING,
    extreme,
    is_even,
    open_cells,
    told,
)

BUSY = Decimal("0.75")


MOST_CODES = 12
"""As many places are named in a sentence; of more only the number is told."""


def remarks(occupancy: dict) -> list[str]:
    """What stands out, computed; never an opinion."""
    found = [busy_slots(occupancy), without_bookings(occupancy), estimated_use(occupancy)]
    return [sentence for sentence in found if sentence]


def busy_slots(occupancy: dict) -> str:
    """How many slots pass three quarters, and which is the freest."""
    cells = open_cells(occupancy)
    if not cells:
        return ""
    limit = italian.percent(BUSY, 0)
    busy = sum(told(cell) >= italian.printed(BUSY) for cell in cells)
    if len(cells) == 1:
        return f"L’unica fascia della mappa {'' if busy else 'non '}raggiunge {italian.the(limit)} di occupazione."
    freest = "" if is_even(cells) else f"; {extreme(cells, cells[-1], 'meno')}"
    return f"L’occupazione {reaches(busy, len(cells), italian.the(limit))}{freest}."


def reaches(busy: int, count: int, limit: str) -> str:
    """ "raggiunge il 75 % in 12 delle 59 fasce (un giorno e un’ora) della mappa"."""
    slots = f"{count} fasce (un giorno e un’ora) della mappa"
    if not busy:
        return f"non raggiunge {limit} in nessuna delle {slots}"
    if busy == count:
        return f"raggiunge {limit} in tutte le {slots}"
    return f"raggiunge {limit} in {'una' if busy == 1 else busy} delle {slots}"


def without_bookings(occupancy: dict) -> str:
    """Places that were open and have 0,0 booked hours in the table, by code as long as they are few."""
    there = [space for space in occupancy["spaces"] if space["available"]]
    idle = [space for space in there if not italian.printed_hours(space["booked"])]
    if not there:
        return "Nel mese nessuno spazio ha avuto ore disponibili."
    count = italian.number(len(there))
    if not idle:
        return all_booked(len(there), count)
    # A minute or two that were booked are printed as none: of such places it is not said that they had none.
    if any(space["booked"] for space in idle):
        return hardly_booked([space["code"] for space in idle], len(there), count)
    return never_booked([space["code"] for space in idle], len(there), count)


def all_booked(there: int, count: str) -> str:
    """Every place had booked hours."""
    if there == 1:
        return "L’unico spazio con ore disponibili ha avuto ore prenotate."
    return f"Tutti {italian.the_many(count)} spazi con ore disponibili hanno avuto ore prenotate."


def never_booked(idle: list[str], there: int, count: str) -> str:
    """ "Non hanno avuto ore prenotate 2 dei 22 spazi con ore disponibili: U05 e U06."."""
    whole = f"{italian.of_the_many(count)} spazi con ore disponibili"
    if there == 1:
        return "L’unico spazio con ore disponibili non ha avuto ore prenotate."
    if len(idle) == there:
        return f"Nessuno {whole} ha avuto ore prenotate."
    return f"Non {some_of_the_places(idle, 'ore prenotate', whole)}"


def hardly_booked(idle: list[str], there: int, count: str) -> str:
    """ "Hanno avuto meno di 0,1 ore prenotate 2 dei 22 spazi con ore disponibili: U05 e U06."."""
    whole, hours = (
        f"{italian.of_the_many(count)} spazi con ore disponibili",
        f"{NEXT_TO_NOTHING} ore prenotate",
    )
    if there == 1:
        return f"L’unico spazio con ore disponibili ha avuto {hours}."
    if len(idle) == there:
        return f"Ognuno {whole} ha avuto {hours}."
    return italian.capital(some_of_the_places(idle, hours, whole))


def some_of_the_places(codes: list[str], hours: str, whole: str) -> str:
    """ "hanno avuto ore prenotate 2 dei 22 spazi con ore disponibili: U05 e U06."."""
    verb, count = ("ha", "uno") if len(codes) == 1 else ("hanno", italian.number(len(codes)))
    named = f": {italian.listed(codes)}" if len(codes) <= MOST_CODES else ""
    return f"{verb} avuto {hours} {count} {whole}{named}."


def estimated_use(occupancy: dict) -> str:
    """How much of the use rests on the booked end, for want of a check-out."""
    estimated, used = (
        sum(space[key] for space in occupancy["spaces"]) for key in ("estimated", "used")
    )
    if not estimated:
        return ""
    written = italian.capital(italian.the_share(estimated, used))
    if italian.is_blurred(estimated, used):
        hours = f"{italian.length(estimated)} su {italian.length(used)}"
    else:
        hours = f"{italian.counted_hours(estimated)} su {italian.hours(used)}"
    return (
        f"{written} dell’uso è stimato: per {hours} "
        "manca la registrazione dell’uscita e vale la fine prenotata."
    )
