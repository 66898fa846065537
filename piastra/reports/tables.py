"""The month's rows as tables: their columns, and the files that come of them.

They are in Italian, whoever opens them, as the documents are. Heads are names that programs can use; a machine
reads the JSON instead.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import override

from core import ods
from core.tables import Column, Kind, Table, to_csv, to_ods

#: An edition's figures as they were frozen, by the names of its JSON (`frozen`).
Figures = Mapping[str, Any]

#: What each space has since /2: editions of /1 keep their columns.
DAYS = {
    "days_available": "giorni_disponibili",
    "days_attended": "giorni_con_presenza",
    "days_assignable": "giorni_assegnabili",
    "days_assigned": "giorni_assegnati",
}
GIVEN_BACK = {"released": "ore_rilasciate", "recovered": "ore_recuperate"}
HOURS = {
    "available": "ore_disponibili",
    "booked": "ore_prenotate",
    "used": "ore_uso",
    "estimated": "ore_uso_stimate",
}


def csv_of(table: Table) -> bytes:
    """The table as CSV, with semicolons and decimal commas."""
    with override("it"):
        return to_csv(table)


def ods_of(table: Table) -> bytes:
    """The table as an OpenDocument spreadsheet."""
    with override("it"):
        return to_ods(table)


def occupancy(figures: Figures) -> Table:
    """One row a space: hours available, booked, used, estimated; days, and hours given back."""
    spaces = figures["occupancy"]["spaces"]
    columns = [
        _month(figures),
        *_texts({"code": "codice", "name": "nome", "kind": "tipo", "zone": "zona"}),
        *_hours(HOURS),
    ]
    if all("released" in space for space in spaces):
        columns += [Column(head, key, Kind.NUMBER) for key, head in DAYS.items()]
        columns += _hours(GIVEN_BACK)
    return Table("Spazi", tuple(columns), spaces)


def documents(figures: Figures) -> Table:
    """One row a supporting document of the month."""
    columns = (
        _month(figures),
        *_texts({"number": "numero", "kind": "tipo"}),
        Column("data", "date", Kind.DATE),
        *_texts({"supplier": "fornitore", "description": "oggetto", "line": "voce"}),
        *_amounts({"total": "totale", "reportable": "imputato", "paid": "pagato"}),
        *_texts({"cup_status": "cup", "cig_status": "cig"}),
    )
    return Table("Giustificativi", columns, figures["spending"]["documents"])


def payments(figures: Figures) -> Table:
    """One row a payment of the month."""
    columns = (
        _month(figures),
        Column("data", "date", Kind.DATE),
        *_texts({"document": "documento", "supplier": "fornitore", "method": "mezzo"}),
        *_amounts({"amount": "importo", "reportable": "imputato"}),
    )
    return Table("Pagamenti", columns, figures["spending"]["payments"])


def lines(figures: Figures) -> Table:
    """One row a budget line."""
    columns = (
        _month(figures),
        *_texts({"code": "codice", "name": "nome", "action": "azione"}),
        *_amounts(
            {
                "planned": "preventivo",
                "committed": "obbligazioni_assunte",
                "incurred": "sostenuto",
                "paid": "pagato",
                "available": "disponibile",
            }
        ),
    )
    return Table("Voci", columns, figures["spending"]["lines"])


def _month(figures: Figures) -> Column:
    """The same in each row, so that the months can be put below each other."""
    return Column("mese", lambda _row: figures["month"])


def _texts(heads: dict[str, str]) -> list[Column]:
    return [Column(head, key) for key, head in heads.items()]


def _amounts(heads: dict[str, str]) -> list[Column]:
    return [Column(head, key, Kind.EURO) for key, head in heads.items()]


def _hours(heads: dict[str, str]) -> list[Column]:
    """Minutes, as hours with two decimals."""
    return [Column(head, _in_hours(key), Kind.NUMBER, places=2) for key, head in heads.items()]


def _in_hours(key: str) -> Callable[[Mapping], Decimal]:
    return lambda row: Decimal(row[key]) / 60


#: What a table can be saved as: its media type, and what writes it.
FILES = {"csv": ("text/csv; charset=utf-8", csv_of), "ods": (ods.KIND, ods_of)}
