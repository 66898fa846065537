"""The sheets with the places' codes: printed, pointed at, and the place's page opens."""

import subprocess
from datetime import date

import pikepdf
import pytest
import zxingcpp
from django.contrib.messages import get_messages
from PIL import Image

from piastra import place_codes
from spaces.models import Space
from spaces.tests.factories import SpaceFactory, ZoneFactory

ADDRESS = "/spazi/codici/"
A6 = (105, 148)
POINTS_PER_MM = 72 / 25.4


@pytest.fixture
def places(db, settings):
    settings.SITE_URL = "https://coworking.example.org"
    adda = ZoneFactory(name="Zona Adda", order=1)
    return [
        SpaceFactory(code="A01", fixed=True, zone=adda),
        SpaceFactory(
            code="STELVIO", name="Sala Stelvio, al primo piano in fondo", room=True, zone=adda
        ),
    ]


def pages_of(document: bytes, folder) -> list[Image.Image]:
    """Each page as a printer would put it on paper, at 150 dots per inch."""
    (folder / "codes.pdf").write_bytes(document)
    command = ["pdftoppm", "-r", "150", "-png", folder / "codes.pdf", folder / "page"]
    subprocess.run(command, check=True)
    return [opened(path) for path in sorted(folder.glob("page*.png"))]


def opened(path) -> Image.Image:
    with Image.open(path) as picture:
        return picture.convert("RGB")


def text_of(document: bytes, folder) -> str:
    (folder / "codes.pdf").write_bytes(document)
    command = ["pdftotext", "-layout", folder / "codes.pdf", "-"]
    words = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return " ".join(words.split())


def test_each_code_opens_its_places_page(places, staff, client_of, tmp_path):
    answer = client_of(staff).get(ADDRESS)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="codici-dei-posti.pdf"'
    found = [zxingcpp.read_barcodes(page) for page in pages_of(answer.content, tmp_path)]
    assert [[code.text for code in codes] for codes in found] == [
        ["https://coworking.example.org/qui/A01/"],
        ["https://coworking.example.org/qui/STELVIO/"],
    ]


def test_a_sheet_is_an_a6_page_with_words_in_both_languages(places, tmp_path):
    document = place_codes.sheets(places)
    words = text_of(document, tmp_path)
    for said in ("Postazione fissa A01", "Zona Adda", "Inquadra il codice", "Point your camera"):
        assert said in words
    with pikepdf.open(tmp_path / "codes.pdf") as pdf:
        assert len(pdf.pages) == len(places)
        for page in pdf.pages:
            sides = [float(side) / POINTS_PER_MM for side in page.mediabox[2:]]
            assert sides == pytest.approx(A6, abs=0.1)


def test_a_scratched_code_is_still_read(places, tmp_path):
    page = pages_of(place_codes.sheets(places[:1]), tmp_path)[0]
    (code,) = zxingcpp.read_barcodes(page)
    corner, across = code.position.top_left, code.position.bottom_right
    left, top = (corner.x + across.x) // 2, (corner.y + across.y) // 2
    side = (across.x - corner.x) // 6
    page.paste("white", (left, top, left + side, top + side))
    assert zxingcpp.read_barcodes(page)[0].text.endswith("/qui/A01/")


def test_retired_places_have_no_sheet(places, staff, client_of, tmp_path):
    Space.objects.filter(code="A01").update(retired_on=date(2026, 1, 1))
    assert len(pages_of(client_of(staff).get(ADDRESS).content, tmp_path)) == 1


def test_without_places_there_is_a_sentence(db, staff, client_of):
    answer = client_of(staff).get(ADDRESS, follow=True)
    assert "Non c’è ancora nessun posto" in answer.text


def test_the_staffs_page_leads_here(places, staff, client_of):
    assert ADDRESS in client_of(staff).get("/spazi/").text


@pytest.mark.parametrize("role", ["applicant", "member", "official"])
def test_only_the_staff(places, role, client_of, request):
    assert client_of(request.getfixturevalue(role)).get(ADDRESS).status_code == 403


def test_a_server_without_fonts_says_so(places, staff, client_of, settings, tmp_path):
    settings.BASE_DIR = tmp_path
    answer = client_of(staff).get(ADDRESS)
    assert answer.url == "/spazi/"
    (message,) = get_messages(answer.wsgi_request)
    assert "Avvisa chi lo amministra" in message.message


def test_the_same_queries_with_one_and_three(places, staff, client_of, queries_of):
    client = client_of(staff)
    two = queries_of(lambda: client.get(ADDRESS))
    SpaceFactory(code="A02")
    assert queries_of(lambda: client.get(ADDRESS)) == two
