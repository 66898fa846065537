"""The month's documents and payments, one by one."""

from piastra.reports import italian
from piastra.reports.presenters.spending.sums import summed

KINDS = {
    "invoice": "fattura",
    "credit_note": "nota di credito",
    "receipt": "ricevuta",
    "payslip": "cedolino",
    "other": "altro documento",
}


METHODS = {
    "transfer": "bonifico",
    "direct_debit": "addebito diretto",
    "card": "carta",
    "f24": "F24",
    "cash": "contanti",
}


CODES = {
    "present": "presente",
    "added": "integrato",
    "elsewhere": "altrove",
    "not_due": "non dovuto",
    "missing": "manca",
}


def document(row):
    """A supporting document of the month."""
    return row | {
        "kind": KINDS.get(row["kind"], row["kind"]),
        "date": italian.short_date(row["date"]),
        "total": italian.number(row["total"], 2),
        "reportable": italian.number(row["reportable"], 2),
        "paid": italian.number(row["paid"], 2),
        "cup": CODES.get(row["cup_status"], row["cup_status"]),
        "cig": CODES.get(row["cig_status"], row["cig_status"]),
    }


def document_totals(rows):
    """Sums of the register's columns."""
    return {key: italian.number(summed(rows, key), 2) for key in ("total", "reportable", "paid")}


def payment(row):
    """A payment of the month."""
    return row | {
        "date": italian.short_date(row["date"]),
        "method": METHODS.get(row["method"], row["method"]),
        "amount": italian.number(row["amount"], 2),
        "reportable": italian.number(row["reportable"], 2),
    }
