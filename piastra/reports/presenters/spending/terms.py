"""Every percentage of the first page with its numerator and its denominator."""

from decimal import Decimal

from piastra.reports import italian
from piastra.reports.presenters.spending.sums import due


def terms(figures: dict, sums: dict) -> list[dict]:
    """Every percentage of the first page with its numerator and denominator."""
    managed = Decimal(figures["programme"]["managed"])
    named = [
        ("Pagato sul tetto gestito", sums["paid"], managed),
        ("Da pagare sul tetto gestito", due(sums), managed),
        ("Obbligazioni assunte sul tetto gestito", sums["committed"], managed),
        ("Disponibile sul tetto gestito", sums["available"], managed),
        ("Da pagare sul sostenuto", due(sums), sums["incurred"]),
    ]
    return [
        {
            "label": label,
            "part": italian.euro(part),
            "whole": italian.euro(whole),
            "rate": italian.share(part, whole),
        }
        for label, part, whole in named
    ]
