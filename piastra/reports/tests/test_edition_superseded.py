"""An edition that another one replaced says so wherever it is seen."""

import re

import pytest

from piastra.reports import actions, making, offers
from piastra.reports.models import Edition
from piastra.reports.tests.conftest import OCTOBER, drafted

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FIRST, SECOND = "/rapporti/2026-10/1/", "/rapporti/2026-10/2/"
WORDS = "Sostituita dall’edizione 2"
FILES = [
    "occupazione.pdf", "spesa.pdf", "dati.json",
    "spazi.csv", "voci.csv", "giustificativi.csv", "pagamenti.csv", "spazi.ods", "voci.ods",
]  # fmt: skip


@pytest.fixture
def correction(published, staff):
    """October's second edition, a draft."""
    return second(published, staff)


@pytest.fixture
def corrected(correction, staff):
    """… published: the first one is replaced."""
    return actions.publish(edition=correction, by=staff)


def read(client, url):
    return re.sub(r"\s+", " ", client.get(url).content.decode())


def badges(page):
    """Words of the badges, with their tone."""
    return re.findall(r'class="status (\w+)"[^>]*>\s*([^<]*?)\s*<', page)


def test_a_draft_replaces_nothing_yet(correction, official, client_of):
    page = read(client_of(official), FIRST)
    assert badges(page) == [("good", "Pubblicata")]
    assert WORDS not in page
    assert Edition.objects.in_force().filter(month=OCTOBER.first).get().number == 1


def test_its_page_says_so_and_leads_to_the_other(corrected, official, client_of):
    page = read(client_of(official), FIRST)
    assert badges(page) == [("off", WORDS)]
    assert f'<a class="status off" href="{SECOND}">{WORDS}</a>' in page
    assert f'è stata sostituita dall’<a href="{SECOND}">edizione 2</a>' in page
    assert "Pubblicata<" not in page


def test_what_replaces_it_is_the_published_one(corrected, official, client_of):
    page = read(client_of(official), SECOND)
    assert badges(page) == [("good", "Pubblicata")]
    assert "Sostituisce l’edizione 1" in page


@pytest.mark.parametrize("who", ["official", "staff"])
def test_the_list_folds_it_away_below_the_other(corrected, who, request, client_of):
    page = read(client_of(request.getfixturevalue(who)), "/rapporti/")
    assert badges(page) == [("good", "Pubblicata"), ("off", WORDS), ("good", "Pubblicata")]
    folded = re.search(r"<details>.*?</details>", page)[0]
    assert "1 edizione sostituita" in folded
    assert f'href="{FIRST}"' in folded
    assert f'href="{FIRST}occupazione.pdf"' in folded
    assert page.count(f'href="{FIRST}"') == 1
    assert f'href="{SECOND}"' in page.replace(folded, "")


def test_three_editions_are_one_row(corrected, staff, official, client_of):
    third = actions.request_edition(month=OCTOBER, by=staff, reason="Ancora")
    making.freeze(third)
    making.advance(third, 100, "", state=Edition.State.DRAFT)
    actions.publish(edition=third, by=staff)
    page = read(client_of(official), "/rapporti/")
    assert badges(page)[:3] == [
        ("good", "Pubblicata"), ("off", "Sostituita dall’edizione 3"), ("off", WORDS),
    ]  # fmt: skip
    assert "2 edizioni sostituite" in page


def test_the_officials_home_shows_what_is_in_force(corrected, official, client_of):
    page = read(client_of(official), "/")
    assert SECOND in page
    assert FIRST not in page


def test_the_staffs_home_gives_the_last_edition_its_own_tone(corrected, staff, client_of):
    assert 'class="kpi good"' in read(client_of(staff), "/").split("Ultimo rapporto")[0]
    failed = actions.request_edition(month=OCTOBER, by=staff, reason="Ancora")
    making.fail(failed, making.KILLED)
    page = read(client_of(staff), "/")
    kpi = re.search(r'class="kpi (\w*)"> <dt>Ultimo rapporto</dt>.*?detail">([^<]*)<', page)
    assert kpi.groups() == ("bad", "Non preparata")


def whole(response):
    """A download, read to its end: its file is closed then."""
    if response.streaming:
        b"".join(response)
    return response


@pytest.mark.parametrize("name", FILES)
def test_its_files_say_so_by_name_and_header(corrected, official, client_of, name):
    client = client_of(official)
    old, new = whole(client.get(FIRST + name)), whole(client.get(SECOND + name))
    assert "edizione-1-sostituita-dalla-2." in old["Content-Disposition"]
    assert old["Link"] == f'<{SECOND}>; rel="successor-version"'
    assert "edizione-2." in new["Content-Disposition"]
    assert "Link" not in new


def test_the_frozen_letters_stay_as_they_were_published(published, corrected, official, client_of):
    content = client_of(official).get(f"{FIRST}dati.json").content.decode()
    assert content == published.figures


@pytest.mark.parametrize("url", ["/rapporti/", FIRST, f"{FIRST}dati.json", "/"])
def test_it_takes_no_query_more(published, staff, official, client_of, queries_of, url):
    client = client_of(official)
    client.get(url)
    before = queries_of(lambda: client.get(url))
    actions.publish(edition=second(published, staff), by=staff)
    assert queries_of(lambda: client.get(url)) == before


def second(published, staff):
    edition = actions.request_edition(month=OCTOBER, by=staff, reason="Errata corrige")
    making.freeze(edition)
    for file in published.files.all():
        edition.files.create(kind=file.kind, sha256="c" * 64, size=9, file=file.file)
    making.advance(edition, 100, "", state=Edition.State.DRAFT)
    return edition


@pytest.mark.parametrize("state", Edition.State.values)
def test_every_state_has_a_badge(programme, staff, state):
    edition = drafted(OCTOBER, staff)
    Edition.objects.filter(pk=edition.pk).update(
        state=state, published_at=edition.requested_at if state == "published" else None
    )
    found = offers.standing(Edition.objects.with_successor().get())
    assert found["tone"] in {"info", "wait", "good", "bad"}
    assert found["superseded"] is None
