"""The columns of the documents' tables, and which tables are kept on one page; from their written rows."""

from piastra.reports.presenters.columns import SIZES, Columns, code, fit

#: Millimetres of the small bar beside a rate, and of the box in which the rate stands.
TRACK = 31
#: … in which a remark wraps, and the name of a theme.
BOX, THEME = 150, 92
TIGHT = tuple((size, f"tight {css}".strip()) for size, css in SIZES[1:])


def spending(context: dict) -> dict:
    """The tables of the spending document."""
    plan = lines(context["lines"], context["total"])
    return {
        "lines": plan,
        "documents": documents(context["documents"], context["documents_total"]),
        "payments": payments(context["payments"], context["payments_total"]),
        "ceiling": Columns(
            (84, 30, 34, 22),
            [(None, *amounts(row, "amount", "whole", "share")) for row in context["ceiling"]],
            heads=("Parte", "Importo", "totale", "Quota"),
        ),
        "terms": terms(context["terms"]),
        "lines_fit": fit((line["name"] for line in context["lines"]), plan.widths[1]),
        "remarks_fit": fit(context["remarks"], BOX),
    }


def lines(rows: list[dict], total: dict) -> Columns:
    """The budget lines."""
    return Columns(
        (9, 50, 20, 20, 18, 18, 14, 21),
        [line_cells(code(line["code"]), line) for line in rows] + [line_cells("", total)],
        heads=(
            "Voce", "Nome", "Preventivo", "Obbligazioni assunte", "Sostenuto", "di cui pagato",
            "Pagato", "Disponibile",
        ),
    )  # fmt: skip


def documents(rows: list[dict], total: dict) -> Columns:
    """The month's supporting documents."""
    sums = ("", None, None, None, "", "", *amounts(total, "reportable", "paid"))
    return Columns(
        (11, 20, 34, 38, 10, 16, 20, 21),
        [*map(document_cells, rows), sums],
        heads=("Data", "Documento", "Fornitore", "Oggetto", "Voce", "CUP", "Imputato", "di cui pagato"),
    )  # fmt: skip


def payments(rows: list[dict], total: dict) -> Columns:
    """The month's payments."""
    keys = ("amount", "reportable")
    return Columns(
        (14, 30, 58, 26, 21, 21),
        [(row["date"], None, None, None, *amounts(row, *keys)) for row in rows]
        + [("", None, None, None, *amounts(total, *keys))],
        heads=("Data", "Documento", "Fornitore", "Mezzo", "Importo", "di cui imputato"),
    )


def terms(rows: list[dict]) -> Columns:
    """Numerators and denominators."""
    return Columns(
        (62, 44, 46, 18),
        [(None, *amounts(row, "part", "whole", "rate")) for row in rows],
        heads=("Percentuale", "Numeratore", "Denominatore", "Valore"),
    )


def line_cells(name: str, line: dict) -> tuple[str | None, ...]:
    """What of a budget line's row must stay whole."""
    keys = ("planned", "committed", "incurred", "paid", "share", "available")
    return (name, None, *amounts(line, *keys))


def document_cells(row: dict) -> tuple[str | None, ...]:
    """What of a supporting document's row must stay whole; a status in two words may wrap."""
    status = max(row["cup"].split(), key=len)
    figures = amounts(row, "reportable", "paid")
    return (row["date"], None, None, None, code(row["line"]), status, *figures)


def amounts(row: dict, *keys) -> tuple:
    """Cells of a row."""
    return tuple(row[key] for key in keys)


def occupancy(context: dict) -> dict:
    """The tables of the occupancy document that grow with places, events and themes."""
    use = context["use"]
    return {
        "kinds": kinds(context),
        "register": register(context["groups"], context["together"]),
        "events": events(context["events"]),
        "ramp": ramp(context["ramp_table"]),
        "terms": terms(context["terms"]),
        "themes_fit": fit((row["name"] for row in context["themes"]), THEME),
        **(days(use) if use else {}),
    }


def kinds(context: dict) -> Columns:
    """Hours by kind."""
    keys = ("available", "booked", "used", "use")
    rows = [group["total"] for group in context["groups"]] + [context["together"]]
    return Columns(
        (43, 13, 24, 22, 18, 18, 32),
        [(None, str(row["count"]), *amounts(row, *keys), "") for row in rows],
        heads=("Tipo", "Spazi", "Disponibili", "Prenotate", "D’uso", "Utilizzo", "Tasso"),
        margins=(0, 0, 0, 0, 0, 0, TRACK - 2.6),
    )  # fmt: skip


def register(groups: list[dict], together: dict) -> Columns:
    """Hours of every place."""
    keys = ("available", "booked", "used", "estimated", "use")
    sums = [
        ("", None, *amounts(row, *keys), "") for row in [*(g["total"] for g in groups), together]
    ]
    places = [
        (code(row["code"]), None, *amounts(row, *keys), "") for g in groups for row in g["rows"]
    ]
    return Columns(
        (12, 38, 19, 18, 15, 17, 16, 35),
        places + sums,
        heads=("Spazio", "Nome", "Disponibili", "Prenotate", "D’uso", "di cui stimate", "Utilizzo", "Tasso"),
        margins=(0, 0, 0, 0, 0, 0, 0, TRACK),
    )  # fmt: skip


def days(use: dict) -> dict:
    """Days of every place, and of every kind."""
    sums = [group["total"] for group in use["register"]] + [use["together"]]
    places = [row for group in use["register"] for row in group["rows"]]
    return {
        "days_register": Columns(
            (12, 33, 18, 17, 34, 18, 19, 19),
            [day_cells(code(row["code"]), row) for row in places]
            + [day_cells("", row) for row in sums],
            heads=("Spazio", "Nome", "disponibili", "presenza", "Tasso", "assegnati", "rilasciate", "Recuperate"),
            margins=(0, 0, 0, 0, TRACK, 0, 0, 0),
        ),
        "days": Columns(
            (37, 20, 22, 35, 18, 20, 18),
            [
                (None, *amounts(row, "available", "attended"), "",
                 *amounts(row, "assigned", "assignable", "assignment"))
                for row in use["kinds"]
            ],
            heads=("Tipo", "disponibili", "presenza", "Tasso", "Assegnati", "Assegnabili", "Tasso"),
            margins=(0, 0, 0, TRACK, 0, 0, 0),
        ),
    }  # fmt: skip


def day_cells(name: str, row: dict) -> tuple[str | None, ...]:
    """What of a row of days must stay whole."""
    before, after = ("available", "attended"), ("assigned", "released", "recovered")
    return (name, None, *amounts(row, *before), "", *amounts(row, *after))


def events(rows: list[dict]) -> Columns:
    """Places taken and people present."""
    keys = ("when", "fill", "fill_rate", "attendance", "attendance_rate")
    return Columns(
        (66, 24, 24, 16, 24, 16),
        [(None, *amounts(row, *keys)) for row in rows],
        heads=("Evento", "Giorno", "Iscritti", "%", "Presenti", "%"),
    )


def ramp(table: dict) -> Columns:
    """Twelve months at most, beside their series."""
    count = len(table["months"])
    return Columns(
        (26, *[144 / count] * count),
        [(None, *row["cells"]) for row in table["rows"]],
        heads=("Serie", *table["months"]),
        sizes=TIGHT,
        padding=0.8,
    )
