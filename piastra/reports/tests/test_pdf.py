"""The PDFs themselves: archival, accessible, the same bytes every time."""

import importlib.abc
import json
import sys
import warnings
from datetime import UTC, datetime

import pikepdf
import pytest

from piastra.reports import frozen, glyphs, pdf, printing
from piastra.reports.testing import checker, verapdf
from piastra.reports.tests.sample import events, occupancy, october, spending

pytestmark = pytest.mark.slow

TABLES = {"occupancy": 12, "spending": 6}
FILES = {
    "occupancy": ["occupazione-2026-10-spazi.csv", "occupazione-2026-10.json"],
    "spending": [
        "spesa-2026-10-giustificativi.csv",
        "spesa-2026-10-pagamenti.csv",
        "spesa-2026-10-voci.csv",
        "spesa-2026-10.json",
    ],
}


@pytest.fixture(scope="module")
def letters():
    return frozen.canonical(october())


@pytest.fixture(scope="module")
def documents(letters, tmp_path_factory):
    """Both PDFs of October, rendered once."""
    folder = tmp_path_factory.mktemp("pdf")
    paths = {kind: folder / f"{kind}.pdf" for kind in printing.KINDS}
    for kind, path in paths.items():
        path.write_bytes(printing.document(kind, letters))
    return paths


@pytest.mark.parametrize("kind", printing.KINDS)
def test_nothing_is_wrong_with_it(documents, kind):
    found = checker.faults(documents[kind], tables=TABLES[kind], attachments=FILES[kind])
    assert found == []


@pytest.mark.slow
def test_both_pass_verapdf_as_pdf_a_3a_and_pdf_ua_1(documents):
    if not verapdf.available():
        warnings.warn(verapdf.ABSENT, UserWarning, stacklevel=1)
        pytest.skip(verapdf.ABSENT)
    assert verapdf.verdicts(*documents.values()) == []


@pytest.mark.parametrize("kind", printing.KINDS)
def test_the_same_figures_give_the_same_bytes(documents, letters, kind):
    assert printing.document(kind, letters) == documents[kind].read_bytes()


@pytest.mark.parametrize("kind", printing.KINDS)
def test_its_figures_are_inside_letter_by_letter(documents, letters, kind):
    with pikepdf.open(documents[kind]) as opened:
        inside = opened.attachments[FILES[kind][-1]].get_file().read_bytes()
    assert inside.decode() == letters
    assert frozen.digest(inside) in checker.text_of(documents[kind])


@pytest.mark.parametrize("kind", printing.KINDS)
def test_every_page_of_a_demo_says_so(documents, kind):
    pages = checker.text_of(documents[kind]).split("\f")[:-1]
    assert len(pages) >= 4
    assert all("Dati dimostrativi" in page for page in pages)


@pytest.mark.parametrize("kind", printing.KINDS)
def test_it_uses_only_what_the_font_can_draw(letters, kind):
    page = printing.page(kind, letters)
    assert glyphs.missing(page, pdf.fonts_folder() / glyphs.FONT) == set()


@pytest.mark.slow
def test_long_registers_are_one_table_each_on_many_pages(tmp_path):
    many = spending()
    many["documents"] = [
        row | {"number": f"{turn}/{row['number']}"}
        for turn in range(8)
        for row in many["documents"]
    ]
    many["payments"] = many["payments"] * 10
    path = tmp_path / "spending.pdf"
    path.write_bytes(printing.document("spending", frozen.canonical(october(spending=many))))
    with pikepdf.open(path) as opened:
        assert len(opened.pages) > 6
    assert checker.faults(path, tables=TABLES["spending"]) == []
    if verapdf.available():
        assert verapdf.verdicts(path) == []


@pytest.mark.slow
def test_an_event_with_an_emoji_in_its_title_still_makes_a_good_document(tmp_path):
    wild = events()[:1]
    wild[0]["title"] = "Festa 🎉 <b>grande</b> & 中文"
    path = tmp_path / "occupancy.pdf"
    path.write_bytes(printing.document("occupancy", frozen.canonical(october(events=wild))))
    assert checker.faults(path, tables=TABLES["occupancy"]) == []
    assert "Festa ? <b>grande</b> & ??" in checker.text_of(path)


@pytest.mark.slow
def test_a_place_with_a_hundred_spaces_is_still_one_table(tmp_path):
    big = occupancy()
    big["spaces"] = [
        row | {"code": f"{row['code']}-{turn}"} for turn in range(5) for row in big["spaces"]
    ]
    path = tmp_path / "occupancy.pdf"
    path.write_bytes(printing.document("occupancy", frozen.canonical(october(occupancy=big))))
    assert checker.faults(path, tables=TABLES["occupancy"]) == []


# -- The checker can fail --------------------------------------------------------------------------------


def test_the_checker_sees_what_is_broken(documents, tmp_path):
    path = tmp_path / "broken.pdf"
    with pikepdf.open(documents["occupancy"]) as opened:
        for element in checker.structure_elements(opened):
            if str(element.S) == "/Figure":
                del element["/Alt"]
            if str(element.S) == "/TH":
                del element.A["/Scope"]
        del opened.Root["/Lang"]
        opened.Root.AF.append(opened.Root.AF[0])
        opened.save(path)
    found = checker.faults(path, tables=13)
    assert "a figure has no alternative text" in found
    assert "a header cell has no scope" in found
    assert "Lang: ''" in found
    assert "12 Table tags, 13 tables" in found
    assert "2 attachments, 3 associated files" in found


# -- What this machine may lack -----------------------------------------------------------------------------


class NoPango(importlib.abc.MetaPathFinder):
    """Import WeasyPrint as a machine without Pango does."""

    def find_spec(self, name, path, target=None):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")


@pytest.fixture
def no_pango(monkeypatch):
    for name in [name for name in sys.modules if name.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [NoPango(), *sys.meta_path])


def test_without_pango_a_sentence_says_what_to_install(no_pango, letters):
    with pytest.raises(pdf.CannotRender, match="libpango-1.0-0"):
        printing.document("occupancy", letters)


def test_without_fonts_a_sentence_says_what_to_do(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    with pytest.raises(pdf.CannotRender, match="npm ci"):
        pdf.render("<p>", "", made_at=datetime(2026, 11, 1, tzinfo=UTC))


def test_fonts_that_were_built_come_first_and_those_of_npm_do_too(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    installed = tmp_path / "node_modules" / "bootstrap-italia" / "src" / "fonts"
    assert pdf.fonts_folder() == installed
    built = tmp_path / "static" / "dist" / "fonts" / "documents"
    built.mkdir(parents=True)
    assert pdf.fonts_folder() == built


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "http://127.0.0.1:9/", "fonts:../../../package.json"]
)
def test_a_document_opens_nothing_but_its_own_fonts(address):
    html = f'<html lang="it"><title>T</title><h1>T</h1><img alt="x" src="{address}">'
    with pytest.raises(pdf.CannotRender, match="not its own"):
        pdf.render(html, "", made_at=datetime(2026, 11, 1, tzinfo=UTC))


def test_the_attached_json_reads_back(letters):
    assert json.loads(letters) == json.loads(frozen.canonical(json.loads(letters)))


def test_one_module_alone_knows_weasyprint(settings):
    sources = [
        path
        for app in ("core", "members", "spaces", "events", "budget", "piastra")
        for path in (settings.BASE_DIR / app).rglob("*.py")
        if "tests" not in path.parts
    ]
    knowing = [
        path.name
        for path in sources
        if any(
            line.strip().startswith(("import weasyprint", "from weasyprint"))
            for line in path.read_text().splitlines()
        )
    ]
    assert knowing == ["pdf.py"]
