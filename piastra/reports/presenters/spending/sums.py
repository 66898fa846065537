"""Sums of frozen amounts."""

from decimal import Decimal

KEYS = ("planned", "committed", "incurred", "paid", "available")


def summed(rows: list[dict], key: str) -> Decimal:
    """The sum of a column of amounts."""
    return sum((Decimal(row[key]) for row in rows), Decimal("0.00"))


def totals(rows: list[dict]) -> dict:
    """All lines together."""
    return {key: summed(rows, key) for key in KEYS}


def due(entry: dict) -> Decimal:
    """Incurred and still to pay."""
    return Decimal(entry["incurred"]) - Decimal(entry["paid"])
