"""One list of columns: the page, the CSV and the spreadsheet say the same, in the reader's language."""

import io
import zipfile
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy, override

from core.tables import Column, Kind, Table, to_csv, to_ods

COLUMNS = (
    Column(gettext_lazy("Document"), "number"),
    Column("N.", "count", Kind.NUMBER),
    Column("Importo", "amount", Kind.EURO),
    Column("Data", "day", Kind.DATE),
    Column("Quota", lambda row: row["share"], Kind.SHARE),
)
ROW = {
    "number": "12/A",
    "count": 4,
    "amount": "-1234.5",
    "day": date(2026, 10, 31),
    "share": Decimal("0.54887"),
}
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def table(*changes, name="Giustificativi"):
    return Table(name, COLUMNS, [ROW | change for change in changes or ({},)])


def csv_rows(given, language="it"):
    with override(language):
        content = to_csv(given)
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")
    return content.decode("utf-8-sig").split("\r\n")[:-1]


def part(content, name):
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return ElementTree.fromstring(packed.read(name))


def ods_rows(given, language="it"):
    """Each cell: its type, its value, its text."""
    with override(language):
        content = to_ods(given)
    return [
        [
            (
                cell.get(f"{OFFICE}value-type"),
                cell.get(f"{OFFICE}value") or cell.get(f"{OFFICE}date-value"),
                "\n".join("".join(each.itertext()) for each in cell.iter(f"{TEXT}p")),
            )
            for cell in row.iter(f"{TABLE}table-cell")
        ]
        for row in part(content, "content.xml").iter(f"{TABLE}table-row")
    ]


@pytest.mark.parametrize(
    ("language", "rows"),
    [
        ("it", ["Giustificativo;N.;Importo;Data;Quota", "12/A;4;-1234,50;2026-10-31;54,9%"]),
        ("en", ["Document,N.,Importo,Data,Quota", "12/A,4,-1234.50,2026-10-31,54.9%"]),
    ],
)
def test_a_csv_in_the_readers_language(language, rows):
    assert csv_rows(table(), language) == rows


@pytest.mark.parametrize(
    ("language", "cells"),
    [
        ("it", ["12/A", "4", "-1.234,50", "31 ottobre 2026", "54,9\N{NO-BREAK SPACE}%"]),
        ("en", ["12/A", "4", "-1,234.50", "31 October 2026", "54.9%"]),
    ],
)
def test_a_page_in_the_readers_language(language, cells):
    with override(language):
        (shown,) = table().shown()
    assert [cell.text for cell in shown] == cells
    assert [cell.css for cell in shown] == ["", "num", "num", "short", "num"]


def test_the_page_has_a_table_with_its_heads():
    with override("it"):
        context = {"table": table(), "caption": "Carte", "id": "carte"}
        html = render_to_string("_table.html", context)
    assert '<th scope="col">Giustificativo</th><th scope="col" class="num">N.</th>' in html
    assert '<th scope="row" class="">12/A</th><td class="num">4</td>' in html
    assert '<td class="num">-1.234,50</td>' in html
    assert "<tfoot>" not in html
    assert '<caption id="carte">Carte</caption>' in html


def test_sums_stand_below_on_a_page_only():
    given = Table("Carte", COLUMNS[:3], [ROW], sums=(("Totale <b>", "-0.004"), ("Resto", None)))
    with override("it"):
        html = render_to_string("_table.html", {"table": given, "caption": "Carte", "id": "carte"})
    assert '<th scope="row" colspan="2">Totale &lt;b&gt;</th><td class="num">0,00</td>' in html
    assert '<th scope="row" colspan="2">Resto</th><td class="num">–</td>' in html
    assert len(csv_rows(given)) == len(ods_rows(given)) == 2


def test_a_spreadsheet_has_typed_cells():
    heads, cells = ods_rows(table())
    assert [text for _type, _value, text in heads][:3] == ["Giustificativo", "N.", "Importo"]
    assert cells == [
        ("string", None, "12/A"),
        ("float", "4", "4"),
        ("float", "-1234.50", "-1.234,50"),
        ("date", "2026-10-31", "31 ottobre 2026"),
        ("percentage", "0.549", "54,9\N{NO-BREAK SPACE}%"),
    ]


def test_a_spreadsheet_says_what_it_is_and_is_the_same_twice():
    content = to_ods(table())
    # The kind is the first file, uncompressed, as programs that look at first bytes want it.
    assert content[30:84] == b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
    assert content == to_ods(table())
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        named = {
            entry.get("{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}full-path")
            for entry in part(content, "META-INF/manifest.xml")
        }
        assert named - {"/"} == set(packed.namelist()) - {"mimetype", "META-INF/manifest.xml"}


def test_each_cell_has_a_style_that_is_there():
    content = to_ods(table())
    style = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
    there = {each.get(f"{style}name") for each in part(content, "styles.xml").iter()}
    wanted = {each.get(f"{TABLE}style-name") for each in part(content, "content.xml").iter()}
    wanted |= {each.get(f"{style}data-style-name") for each in part(content, "styles.xml").iter()}
    assert wanted - {None} <= there
    assert "head" in wanted


@pytest.mark.parametrize("amount", ["-0.00", "-0.004", Decimal("-0.0"), 0, "0.004"])
def test_nothing_has_no_minus(amount):
    given = table({"amount": amount, "share": Decimal("-0.0001"), "count": "-0.4"})
    assert csv_rows(given)[1] == "12/A;0;0,00;2026-10-31;0,0%"
    assert [value for _type, value, _text in ods_rows(given)[1]][1:3] == ["0", "0.00"]
    (shown,) = given.shown()
    assert not [cell.text for cell in shown if cell.text.startswith("-")]


@pytest.mark.parametrize(
    ("amount", "written"), [("0.005", "0,01"), ("2.675", "2,68"), ("-0.005", "-0,01")]
)
def test_half_a_cent_goes_away_from_nothing(amount, written):
    assert csv_rows(table({"amount": amount}))[1].split(";")[2] == written


def test_a_float_is_a_programming_error():
    with pytest.raises(TypeError, match="exact cents"):
        csv_rows(table({"amount": 0.1}))


@pytest.mark.parametrize("kind", ["number", "count", "amount", "day", "share"])
def test_what_is_not_there_is_empty(kind):
    given, place = table({kind: None}), list(ROW).index(kind)
    assert csv_rows(given)[1].split(";")[place] == ""
    assert ods_rows(given)[1][place] == (None, None, "")
    assert given.shown()[0][place].text == "–"


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_text_is_run_as_a_formula(sign):
    text = f"{sign}HYPERLINK(A1)"
    given = table({"number": text})
    assert f"'{text}" in "\r\n".join(csv_rows(given))
    # In a spreadsheet the cell says that it is text: it stays as it was written.
    assert ods_rows(given)[1][0][0] == "string"
    assert "HYPERLINK(A1)" in ods_rows(given)[1][0][2]
    attributes = [
        name for each in part(to_ods(given), "content.xml").iter() for name in each.attrib
    ]
    assert not [name for name in attributes if name.endswith("}formula")]


@pytest.mark.parametrize(
    "text",
    ["<b>&amp;\"'</b>", "]]>", "Città, perché; «così»", "日本 🙂", "a\x00b\x0bc\ufffe", "\ud800"],
)
def test_any_text_makes_a_file_that_opens(text):
    ((_kind, _value, read), *_others) = ods_rows(table({"number": text}))[1]
    assert read == "".join(each for each in text if each not in "\x00\x0b\ufffe\ud800")
    assert csv_rows(table({"number": text}))


def test_lines_and_spaces_stay():
    content = to_ods(table({"number": " uno   due\ntre\tquattro "}))
    (cell,) = [each for each in part(content, "content.xml").iter(f"{TEXT}p")][5:6]
    assert [each.tag for each in cell] == [f"{TEXT}s"] * 3
    assert (
        "<text:p>tre<text:tab/>quattro<text:s/></text:p>"
        in zipfile.ZipFile(io.BytesIO(content)).read("content.xml").decode()
    )


@pytest.mark.parametrize(
    "name", ["Voci/2026", "[x]*?:", "", "Un nome che è molto più lungo di trentuno"]
)
def test_a_sheet_has_a_name_that_programs_take(name):
    content = part(to_ods(table(name=name)), "content.xml")
    (sheet,) = content.iter(f"{TABLE}table")
    named = sheet.get(f"{TABLE}name")
    assert 0 < len(named) <= 31
    assert not set(named) & set("[]*?:/\\")


def test_no_rows_are_a_table_too():
    empty = Table("Vuota", COLUMNS, [])
    assert len(csv_rows(empty)) == 1
    assert len(ods_rows(empty)) == 1
    assert empty.shown() == []
