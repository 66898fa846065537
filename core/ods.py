"""OpenDocument spreadsheets (ISO/IEC 26300), written by hand: one sheet, typed cells, heads, number formats.

The format is a zip of a few XML files. No package that writes it is both kept and small.
"""

import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

TEXT, NUMBER, EURO, SHARE, DATE = "text", "number", "euro", "share", "date"
KIND = "application/vnd.oasis.opendocument.spreadsheet"
#: The time of all files in the zip: the same rows, the same bytes.
NO_TIME = (1980, 1, 1, 0, 0, 0)
SPACES = re.compile(r"^ |(?<= ) | $")
#: What sheets may not be called.
NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]*?:/\\'", " "))

NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "table": "table",
        "text": "text",
        "style": "style",
        "number": "datastyle",
        "fo": "xsl-fo-compatible",
    }.items()
)
MANIFEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{KIND}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>
</manifest:manifest>"""


@dataclass(frozen=True)
class Style:
    """How a column's values are written: one of the five kinds, and decimal places for numbers."""

    kind: str
    places: int = 0

    @property
    def name(self) -> str:
        return f"{self.kind}{self.places}"


@dataclass(frozen=True)
class Cell:
    """A value in the style of its column, and how it is written for who reads no typed cells."""

    value: str | Decimal | date | None
    text: str
    style: Style


def written(
    name: str,
    heads: list[str],
    styles: list[Style],
    rows: Iterable[list[Cell]],
    *,
    is_italian: bool,
) -> bytes:
    """The spreadsheet with one sheet `name`: heads in bold, then the rows."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        # First and uncompressed, so that the kind of file can be read from its first bytes.
        _add(packed, "mimetype", KIND, zipfile.ZIP_STORED)
        _add(packed, "META-INF/manifest.xml", MANIFEST)
        _add(packed, "styles.xml", _styles(styles, is_italian=is_italian))
        _add(packed, "content.xml", _content(name, heads, styles, rows))
    return file.getvalue()


def _add(packed: zipfile.ZipFile, name: str, text: str, method: int = zipfile.ZIP_DEFLATED) -> None:
    entry = zipfile.ZipInfo(name, NO_TIME)
    entry.compress_type = method
    packed.writestr(entry, text)


def _styles(styles: list[Style], *, is_italian: bool) -> str:
    """Number formats and the cell styles that name them."""
    language = 'number:language="it" number:country="IT"'
    if not is_italian:
        language = 'number:language="en" number:country="GB"'
    different = sorted(set(styles), key=lambda style: style.name)
    formats = "".join(_format(style, language) for style in different)
    cells = "".join(
        f'<style:style style:name="{style.name}" style:family="table-cell" '
        f'style:data-style-name="format-{style.name}"/>'
        for style in different
    )
    head = (
        '<style:style style:name="head" style:family="table-cell">'
        '<style:text-properties fo:font-weight="bold"/></style:style>'
    )
    return _document("document-styles", f"<office:styles>{formats}{cells}{head}</office:styles>")


def _format(style: Style, language: str) -> str:
    name = f'style:name="format-{style.name}"'
    if style.kind == TEXT:
        return f"<number:text-style {name}><number:text-content/></number:text-style>"
    if style.kind == DATE:
        parts = "<number:text>/</number:text>".join(
            ['<number:day number:style="long"/>', '<number:month number:style="long"/>']
            + ['<number:year number:style="long"/>']
        )
        return f"<number:date-style {name} {language}>{parts}</number:date-style>"
    number = (
        f'<number:number number:decimal-places="{style.places}" number:min-integer-digits="1" '
        f'number:grouping="true"/>'
    )
    if style.kind == SHARE:
        sign = "<number:text>%</number:text>"
        return (
            f"<number:percentage-style {name} {language}>{number}{sign}</number:percentage-style>"
        )
    sign = "<number:text> €</number:text>" if style.kind == EURO else ""
    return f"<number:number-style {name} {language}>{number}{sign}</number:number-style>"


def _content(name: str, heads: list[str], styles: list[Style], rows: Iterable[list[Cell]]) -> str:
    columns = "".join(
        f'<table:table-column table:default-cell-style-name="{style.name}"/>' for style in styles
    )
    first = "".join(_text_cell(head, "head") for head in heads)
    others = "".join(_row("".join(_cell(cell) for cell in row)) for row in rows)
    return _document(
        "document-content",
        f"<office:body><office:spreadsheet><table:table table:name={_sheet_name(name)}>{columns}"
        f"<table:table-header-rows>{_row(first)}</table:table-header-rows>{others}"
        "</table:table></office:spreadsheet></office:body>",
    )


def _sheet_name(name: str) -> str:
    return quoteattr(name.translate(NOT_IN_NAMES).strip()[:31] or "1")


def _row(cells: str) -> str:
    return f"<table:table-row>{cells}</table:table-row>"


def _cell(cell: Cell) -> str:
    value, style = cell.value, cell.style.name
    if value is None:
        return f'<table:table-cell table:style-name="{style}"/>'
    if isinstance(value, str):
        return _text_cell(value, style)
    if isinstance(value, date):
        typed = f'office:value-type="date" office:date-value="{value.isoformat()}"'
    else:
        kind = "percentage" if cell.style.kind == SHARE else "float"
        typed = f'office:value-type="{kind}" office:value="{value:f}"'
    text = f"<text:p>{_spaced(cell.text)}</text:p>"
    return f'<table:table-cell table:style-name="{style}" {typed}>{text}</table:table-cell>'


def _text_cell(text: str, style: str) -> str:
    """Each line a paragraph."""
    lines = "".join(f"<text:p>{_spaced(line)}</text:p>" for line in text.splitlines() or [""])
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type="string">{lines}'
        "</table:table-cell>"
    )


def _spaced(line: str) -> str:
    """Of a run of spaces, and of one at the beginning, only the marked ones stay."""
    return SPACES.sub("<text:s/>", escape(line)).replace("\t", "<text:tab/>")


def _document(root: str, inside: str) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:{root} {NAMES} office:version="1.3">'
        f"{inside}</office:{root}>"
    )
