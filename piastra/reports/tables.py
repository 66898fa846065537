"""The month's rows as CSV: what a spreadsheet opens with a double click, in Italy.

Semicolons, decimal commas and a byte order mark, as Italian spreadsheets expect; a machine
reads the JSON instead. The first word of a cell is kept from being taken for a formula.
"""

import csv
import io
from decimal import Decimal

FORMULA = ("=", "+", "-", "@", "\t", "\r")


#: What each space has since /2: editions of /1 keep their columns.
DAYS = {
    "days_available": "giorni_disponibili",
    "days_attended": "giorni_con_presenza",
    "days_assignable": "giorni_assegnabili",
    "days_assigned": "giorni_assegnati",
}
GIVEN_BACK = {"released": "ore_rilasciate", "recovered": "ore_recuperate"}


def occupancy(figures):
    """One row a space: hours available, booked, used, estimated; days, and hours given back."""
    heads = [
        "mese",
        "codice",
        "nome",
        "tipo",
        "zona",
        "ore_disponibili",
        "ore_prenotate",
        "ore_uso",
        "ore_uso_stimate",
    ]
    spaces = figures["occupancy"]["spaces"]
    has_days = all("released" in space for space in spaces)
    more = [*DAYS.values(), *GIVEN_BACK.values()] if has_days else []
    return written([*heads, *more], (of_space(figures["month"], space) for space in spaces))


def of_space(month, space):
    """The cells of a space's row."""
    return [
        month,
        space["code"],
        space["name"],
        space["kind"],
        space["zone"],
        *(hours(space[key]) for key in ("available", "booked", "used", "estimated")),
        *(Number(space[key]) for key in DAYS if key in space),
        *(hours(space[key]) for key in GIVEN_BACK if key in space),
    ]


def documents(figures):
    """One row a supporting document of the month."""
    keys = (
        "number",
        "kind",
        "date",
        "supplier",
        "description",
        "line",
        "total",
        "reportable",
        "paid",
        "cup_status",
        "cig_status",
    )
    heads = [
        "mese",
        "numero",
        "tipo",
        "data",
        "fornitore",
        "oggetto",
        "voce",
        "totale",
        "imputato",
        "pagato",
        "cup",
        "cig",
    ]
    return written(heads, picked(figures, "documents", keys, {"total", "reportable", "paid"}))


def payments(figures):
    """One row a payment of the month."""
    keys = ("date", "document", "supplier", "method", "amount", "reportable")
    heads = ["mese", "data", "documento", "fornitore", "mezzo", "importo", "imputato"]
    return written(heads, picked(figures, "payments", keys, {"amount", "reportable"}))


def lines(figures):
    """One row a budget line."""
    keys = ("code", "name", "action", "planned", "committed", "incurred", "paid", "available")
    heads = [
        "mese",
        "codice",
        "nome",
        "azione",
        "preventivo",
        "obbligazioni_assunte",
        "sostenuto",
        "pagato",
        "disponibile",
    ]
    return written(heads, picked(figures, "lines", keys, set(keys[3:])))


def picked(figures, part, keys, amounts):
    """Rows of a part of the spending, amounts with a comma."""
    for row in figures["spending"][part]:
        yield [
            figures["month"],
            *(comma(row[key]) if key in amounts else row[key] for key in keys),
        ]


def hours(minutes):
    """Hours with two decimals and a comma."""
    return comma(f"{Decimal(minutes) / 60:.2f}")


def comma(amount):
    """A number with the comma; marked as a number, which may begin with a minus."""
    return Number(amount.replace(".", ","))


class Number(str):
    """Text that is a number."""


def harmless(cell):
    """A cell that no spreadsheet runs as a formula."""
    if isinstance(cell, Number) or not cell.startswith(FORMULA):
        return cell
    return f"'{cell}"


def written(heads, rows):
    """CSV as bytes: the same rows, the same bytes."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([harmless(str(c) if c is None else c) for c in row] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()
