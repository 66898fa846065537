"""Tables that people bring: in whatever letters and with whatever mark, and what is none."""

from datetime import date, time

import pytest

from core import sheets
from core.refusals import Refusal
from core.sheets import Head

HEADS = (
    Head("name", ("nome",), "Anna", is_needed=True),
    Head("city", ("città", "comune"), "Sondrio"),
)
TEXT = "Nome;Città\nNiccolò;Chiavenna\n\n;\n=1+1;<b>Lodi</b>\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252"])
@pytest.mark.parametrize("mark", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_same_rows_however_they_are_written(encoding, mark, end):
    content = TEXT.replace(";", mark).replace("\n", end).encode(encoding)
    rows = sheets.read(content, HEADS)
    assert [(row.number, dict(row.cells)) for row in rows] == [
        (2, {"name": "Niccolò", "city": "Chiavenna"}),
        (5, {"name": "=1+1", "city": "<b>Lodi</b>"}),
    ]


def test_columns_stand_in_any_order_and_others_are_passed_over():
    rows = sheets.read("COMUNE;altro;nòme\nLodi;x;Ada\nComo\n".encode(), HEADS)
    assert [dict(row.cells) for row in rows] == [
        {"city": "Lodi", "name": "Ada"},
        {"city": "Como", "name": ""},
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"\n\n;;\n", "empty_file"),
        (b"nome\n", "no_rows"),
        (b"comune\nLodi\n", "missing_columns"),
        (b"PK\x03\x04\x00\x00", "no_csv"),
        ("nome\nAda\n".encode("utf-16"), "no_csv"),
        (b"nome\n\x81\x8d\n", "no_csv"),
        (b"nome\n" + b"a\n" * (sheets.MOST_ROWS + 1), "many_rows"),
        (b"nome\n" + b"a" * sheets.LARGEST, "large_file"),
        (b'nome\n"' + b"a" * 200_000 + b'"\n', "bad_line"),
    ],
)
def test_what_is_no_table_says_so(content, code):
    with pytest.raises(Refusal) as refusal:
        sheets.read(content, HEADS)
    assert refusal.value.code == code


def test_dates_hours_and_answers_as_people_write_them():
    assert sheets.day("") is None
    assert {sheets.day(each) for each in ("31/12/2026", "2026-12-31")} == {date(2026, 12, 31)}
    assert {sheets.hour(each) for each in ("9:00", "09.00", "09:00")} == {time(9)}
    assert [sheets.is_yes(each) for each in ("Sì", "yes", "x", "", "NO")] == [True] * 3 + [
        False
    ] * 2
    wrong = [
        (sheets.day, each) for each in ("31/02/2026", "1/1/26", "domani", "31-12-2026", "1/1/0001")
    ]
    wrong += [(sheets.hour, each) for each in ("25:00", "", "nove")]
    wrong += [(sheets.is_yes, each) for each in ("forse", "2")]
    for read, text in wrong:
        with pytest.raises(Refusal):
            read(text)
