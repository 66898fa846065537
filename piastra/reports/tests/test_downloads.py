"""Documents and data of an edition."""

import json

import pytest

from core.models import JournalEntry
from piastra.reports import frozen
from piastra.reports.tests.conftest import OCTOBER

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
BASE = "/rapporti/2026-10/1/"
NAMES = [
    "occupazione.pdf", "spesa.pdf", "dati.json",
    "spazi.csv", "voci.csv", "giustificativi.csv", "pagamenti.csv",
    "spazi.ods", "voci.ods", "giustificativi.ods", "pagamenti.ods",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_an_official_downloads_what_is_published(published, official, client_of, name):
    response = client_of(official).get(BASE + name)
    content = b"".join(response) if response.streaming else response.content
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment; filename=")
    assert "2026-10-edizione-1" in response["Content-Disposition"]
    assert len(content) > 50


def test_each_download_is_a_line_of_the_journal(published, official, client_of):
    browser = client_of(official)
    for name in NAMES:
        response = browser.get(BASE + name)
        assert b"".join(response) if response.streaming else response.content
    browser.head(f"{BASE}dati.json")
    browser.get(f"{BASE}altro.csv")
    lines = JournalEntry.objects.filter(verb="edition_downloaded", by=official).order_by("id")
    assert [(each.subject_id, each.details["code"]) for each in lines] == [
        (published.pk, name) for name in NAMES
    ]


def test_the_json_is_what_the_hash_is_of(published, official, client_of):
    content = client_of(official).get(f"{BASE}dati.json").content
    assert frozen.digest(content) == published.sha256
    assert json.loads(content)["month"] == str(OCTOBER)


def test_the_page_shows_size_and_hash_of_each_document(published, official, client_of):
    page = client_of(official).get(BASE).content.decode()
    for file in published.files.all():
        assert file.sha256 in page
    assert "kB" in page
    assert published.sha256 in page
    assert "<svg" in page


@pytest.mark.parametrize("name", ["", *NAMES])
def test_a_draft_does_not_exist_for_an_official(draft, official, client_of, name):
    assert client_of(official).get(BASE + name).status_code == 404


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("who", ["member", "applicant"])
def test_others_are_refused(published, who, request, client_of, name):
    assert client_of(request.getfixturevalue(who)).get(BASE + name).status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/rapporti/2026-13/1/", "/rapporti/2026-10/9/", "/rapporti/2026-10/1/altro.csv",
        "/rapporti/2026-10/1/altro.ods",
        "/rapporti/1999-01/1/occupazione.pdf", "/rapporti/2026-10/1/avanzamento/x/",
    ],
)  # fmt: skip
def test_what_is_not_there_is_a_404(published, staff, client_of, path):
    assert client_of(staff).get(path).status_code == 404
