"""The month's documents and payments, one by one."""

from piastra.reports import italian
from piastra.reports.presenters import words
from piastra.reports.presenters.spending.sums import summed


def document(row: dict) -> dict:
    """A supporting document of the month."""
    return row | {
        "kind": words.DOCUMENTS[row["kind"]],
        "date": italian.short_date(row["date"]),
        "total": italian.number(row["total"], 2),
        "reportable": italian.number(row["reportable"], 2),
        "paid": italian.number(row["paid"], 2),
        "cup": words.CODES[row["cup_status"]],
        "cig": words.CODES[row["cig_status"]],
    }


def document_totals(rows: list[dict]) -> dict:
    """Sums of the register's columns."""
    return {key: italian.number(summed(rows, key), 2) for key in ("total", "reportable", "paid")}


def payment(row: dict) -> dict:
    """A payment of the month."""
    return row | {
        "date": italian.short_date(row["date"]),
        "method": words.METHODS[row["method"]],
        "amount": italian.number(row["amount"], 2),
        "reportable": italian.number(row["reportable"], 2),
    }
