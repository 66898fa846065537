"""From frozen figures to the two PDFs. Reads the frozen letters only, never the database."""

import json

from django.conf import settings
from django.template.loader import render_to_string

from piastra.reports import frozen, glyphs, italian, pdf, presenters, tables

TABLES = {
    "occupancy": [("spazi", "una riga per spazio", tables.occupancy)],
    "spending": [
        ("giustificativi", "una riga per giustificativo", tables.documents),
        ("pagamenti", "una riga per pagamento", tables.payments),
        ("voci", "una riga per voce di spesa", tables.lines),
    ],
}
KINDS = tuple(presenters.CONTEXTS)
TEMPLATES = {
    "occupancy": "reports/pdf/occupancy.html",
    "spending": "reports/pdf/spending.html",
}
STYLE = "reports/pdf/document.css"


def document(kind: str, letters: str) -> bytes:
    """The PDF of a kind ("occupancy", "spending") from canonical JSON, as bytes.

    Raises pdf.CannotRender where this machine lacks something.
    """
    figures = json.loads(letters)
    return pdf.render(
        page(kind, letters),
        stylesheet(),
        attachments=attachments(kind, figures, letters),
        made_at=italian.local(figures["collected_at"]),
    )


def page(kind: str, letters: str) -> str:
    """The document as HTML, with only letters that its font can draw."""
    figures = json.loads(letters)
    context = presenters.CONTEXTS[kind](figures, frozen.sha256(letters))
    context["attachments"] = attachments(kind, figures, letters)
    html = render_to_string(TEMPLATES[kind], context)
    return glyphs.drawable(html, pdf.fonts_folder() / glyphs.FONT)


def stylesheet() -> str:
    """The one style sheet of both documents."""
    return (settings.BASE_DIR / "templates" / STYLE).read_text()


def attachments(kind: str, figures: dict, letters: str) -> list[pdf.Attachment]:
    """The figures and their rows, sorted by name as PDF wants them."""
    month = figures["month"]
    files = [
        pdf.Attachment(
            f"{presenters.NAMES[kind]}-{month}-{name}.csv",
            tables.csv_of(table(figures)),
            description,
            "Data",
        )
        for name, description, table in TABLES[kind]
    ]
    files.append(
        pdf.Attachment(
            f"{presenters.NAMES[kind]}-{month}.json",
            letters.encode(),
            "tutti i dati del mese",
            "Source",
        )
    )
    return sorted(files, key=lambda file: file.name)
