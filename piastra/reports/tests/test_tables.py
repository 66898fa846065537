"""Rows as a spreadsheet opens them in Italy."""

import pytest
from django.utils.translation import override

from piastra.reports import tables
from piastra.reports.tests.sample import october, of_schema_1, spending


def rows(content):
    assert content.startswith(b"\xef\xbb\xbf")
    return content.decode("utf-8-sig").split("\r\n")


def test_spaces_have_a_row_each_with_hours_and_commas():
    found = rows(tables.csv_of(tables.occupancy(october())))
    assert found[0].startswith("mese;codice;nome;tipo;zona;ore_disponibili")
    assert len(found) == 1 + 22 + 1
    assert found[1].startswith("2026-10;F01;;fixed_desk;Sala Adda;267,00;")
    assert found[0].endswith(
        "giorni_disponibili;giorni_con_presenza;giorni_assegnabili;giorni_assegnati;"
        "ore_rilasciate;ore_recuperate"
    )
    assert found[3].endswith(";27;20;27;0;4,50;3,00")


def test_an_edition_of_before_keeps_its_columns():
    found = rows(tables.csv_of(tables.occupancy(of_schema_1(october()))))
    assert found[0].endswith(";ore_uso;ore_uso_stimate")
    assert all(row.count(";") == 8 for row in found[:-1])


def test_amounts_have_commas_and_a_credit_note_its_minus():
    assert "2026-10;NC 3;credit_note;2026-10-26;Arredi Valtellina S.r.l.;" in (
        found := "\n".join(rows(tables.csv_of(tables.documents(october()))))
    )
    assert ";A1;-146,40;-146,40;0,00;missing;not_due" in found


def test_text_that_would_be_a_formula_is_kept_from_being_one():
    wild = spending()
    wild["payments"][0]["supplier"] = '=HYPERLINK("http://example.org")'
    found = rows(tables.csv_of(tables.payments(october(spending=wild))))
    assert "'=HYPERLINK" in found[1]


def test_budget_lines_have_all_their_amounts():
    found = rows(tables.csv_of(tables.lines(october())))
    assert found[1] == (
        "2026-10;A1;Arredi e postazioni;Allestimento dello spazio;"
        "34000,00;2400,00;30150,00;28950,00;1450,00"
    )


def test_nothing_has_no_minus():
    wild = spending()
    wild["documents"][0]["paid"] = "-0.00"
    content = tables.csv_of(tables.documents(october(spending=wild)))
    assert b"-0,00" not in content


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize(
    "table", [tables.occupancy, tables.documents, tables.payments, tables.lines]
)
def test_they_are_in_italian_whoever_opens_them(table, language):
    with override("it"):
        wanted = tables.csv_of(table(october())), tables.ods_of(table(october()))
    with override(language):
        assert (tables.csv_of(table(october())), tables.ods_of(table(october()))) == wanted
