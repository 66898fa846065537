"""The parts of the programme's cost, each with its share."""

from decimal import Decimal

from piastra.reports import italian


def ceiling(figures: dict) -> list[dict]:
    """How the lines, the managed budget and the reserved share make the total cost."""
    programme = figures["programme"]
    managed, allocated = Decimal(programme["managed"]), Decimal(programme["allocated"])
    total = Decimal(programme["total"])
    return [
        part("Ripartito sulle voci di spesa", allocated, managed),
        part("Non ancora ripartito", managed - allocated, managed),
        part("Tetto gestito", managed, total, strong=True),
        part("Quota riservata al Comune (per memoria)", Decimal(programme["reserved"]), total),
        part("Costo totale del programma", total, total, strong=True),
    ]


def part(label: str, amount: Decimal, whole: Decimal, *, strong: bool = False) -> dict:
    """A row of the ceiling's table."""
    return {
        "label": label,
        "amount": italian.number(amount, 2),
        "whole": italian.number(whole, 2),
        "share": italian.share(amount, whole),
        "strong": strong,
    }
