"""Publishing: for good, in order, and only what is still true."""

from datetime import date

import pytest

from budget.tests.factories import CommitmentFactory, DocumentFactory, LineFactory
from core.models import ClosedMonth, JournalEntry
from core.refusals import Refusal
from core.testing.plugin import PASSWORD
from piastra.reports import actions, making
from piastra.reports.models import Edition
from piastra.reports.tests.conftest import OCTOBER, SEPTEMBER, drafted

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
URL = "/rapporti/2026-09/1/pubblica/"


@pytest.fixture
def september(programme, staff):
    return drafted(SEPTEMBER, staff)


def test_staff_publish_a_draft_and_the_month_is_closed(september, staff, official, client_of):
    response = client_of(staff).post(URL, follow=True)
    assert "il mese è chiuso" in response.content.decode()
    september.refresh_from_db()
    assert september.is_published
    assert september.published_by == staff
    assert ClosedMonth.objects.get().month == date(2026, 9, 1)
    assert JournalEntry.objects.filter(verb="edition_published").count() == 1
    assert client_of(official).get("/rapporti/2026-09/1/").status_code == 200


def test_an_open_session_is_asked_for_the_password_before_it_publishes(september, staff, client_of):
    browser = client_of(staff, typed=False)
    for answer in (browser.get(URL), browser.post(URL)):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accedi/reauthenticate/")
    september.refresh_from_db()
    assert not september.is_published
    # What was sent is kept, and carried out once the password is there.
    asked = answer["Location"]
    assert browser.post(asked, {"password": "sbagliata"}).status_code == 200
    september.refresh_from_db()
    assert not september.is_published
    browser.post(asked, {"password": PASSWORD})
    september.refresh_from_db()
    assert september.is_published


def test_the_password_of_six_minutes_ago_is_too_old(september, staff, client_of, at):
    at("2026-11-23 10:00")
    browser = client_of(staff)
    at("2026-11-23 10:04")
    assert browser.get(URL).status_code == 200
    at("2026-11-23 10:06")
    assert browser.get(URL).status_code == 302


def test_what_was_looked_at_is_what_is_published(september, staff):
    before = [(file.kind, file.sha256) for file in september.files.all()]
    actions.publish(edition=september, by=staff)
    assert [(file.kind, file.sha256) for file in september.files.all()] == before


def test_published_twice_nothing_more_happens(september, staff):
    moments = set()
    for _ in range(2):
        moments.add(actions.publish(edition=september, by=staff).published_at)
    assert len(moments) == 1
    assert JournalEntry.objects.filter(verb="edition_published").count() == 1


def test_months_are_published_in_order(draft, staff):
    with pytest.raises(Refusal, match="settembre 2026") as refused:
        actions.publish(edition=draft, by=staff)
    assert refused.value.code == "not_its_turn"
    actions.publish(edition=Edition.objects.of(SEPTEMBER).get(), by=staff)
    assert actions.publish(edition=draft, by=staff).is_published


def test_a_draft_of_figures_that_changed_since_is_not_published(september, staff):
    DocumentFactory(line=LineFactory(), date=date(2026, 9, 20))
    with pytest.raises(Refusal) as refused:
        actions.publish(edition=september, by=staff)
    assert refused.value.code == "stale"
    again = actions.prepare_again(edition=september, by=staff)
    making.make(again.pk)
    assert actions.publish(edition=again, by=staff).is_published


def test_an_order_of_the_month_makes_its_draft_old(september, staff):
    CommitmentFactory(line=LineFactory(), date=date(2026, 9, 20))
    with pytest.raises(Refusal) as refused:
        actions.publish(edition=september, by=staff)
    assert refused.value.code == "stale"


def test_a_draft_made_again_leaves_no_files_behind(
    september, staff, django_capture_on_commit_callbacks
):
    kept = [file.file for file in september.files.all()]
    with django_capture_on_commit_callbacks(execute=True):
        actions.prepare_again(edition=september, by=staff)
    assert not any(file.storage.exists(file.name) for file in kept)


def test_a_draft_that_refers_to_an_older_september_is_made_again(draft, staff):
    september = Edition.objects.of(SEPTEMBER).get()
    DocumentFactory(line=LineFactory(), date=date(2026, 9, 20))
    making.make(actions.prepare_again(edition=september, by=staff).pk)
    actions.publish(edition=september, by=staff)
    with pytest.raises(Refusal) as refused:
        actions.publish(edition=draft, by=staff)
    assert refused.value.code == "chain"


@pytest.mark.parametrize("state", ["requested", "rendering", "failed"])
def test_only_a_draft_is_published(programme, staff, client_of, state):
    edition = actions.request_edition(month=SEPTEMBER, by=staff)
    making.change(edition, state=state)
    with pytest.raises(Refusal) as refused:
        actions.publish(edition=edition, by=staff)
    assert refused.value.code == "no_draft"
    assert client_of(staff).post(URL).status_code == 302
    assert not ClosedMonth.objects.exists()


def test_a_published_one_is_not_prepared_again(published, staff, client_of):
    with pytest.raises(Refusal):
        actions.prepare_again(edition=published, by=staff)
    page = client_of(staff).post("/rapporti/2026-10/1/prepara/", follow=True).content.decode()
    assert "non cambia" in page


def test_a_correction_replaces_and_is_chained_to_the_month_before(published, staff):
    correction = actions.request_edition(month=OCTOBER, by=staff, reason="Errata corrige")
    making.make(correction.pk)
    actions.publish(edition=correction, by=staff)
    correction.refresh_from_db()
    assert correction.number == 2
    assert correction.previous_sha256 == Edition.objects.of(SEPTEMBER).get().sha256


@pytest.mark.parametrize("who", ["official", "member"])
def test_others_may_not_publish(september, who, request, client_of):
    assert client_of(request.getfixturevalue(who)).post(URL).status_code == 403
    september.refresh_from_db()
    assert not september.is_published


def test_a_link_only_asks_whether_to_publish(september, staff, client_of):
    client = client_of(staff)
    assert f'href="{URL}"' in client.get("/rapporti/2026-09/1/").content.decode()
    journal = JournalEntry.objects.count()
    page = client.get(URL).content.decode()
    assert "Pubblicare settembre 2026?" in page
    assert "non si può annullare" in page
    assert 'href="/rapporti/2026-09/1/"' in page
    september.refresh_from_db()
    assert not september.is_published
    assert not ClosedMonth.objects.exists()
    assert JournalEntry.objects.count() == journal


def test_what_is_no_draft_is_not_asked_about(published, staff, client_of):
    answer = client_of(staff).get("/rapporti/2026-10/1/pubblica/")
    assert answer.url == "/rapporti/2026-10/1/"


@pytest.mark.parametrize("who", ["official", "member"])
def test_others_are_not_asked_whether_to_publish(september, who, request, client_of):
    assert client_of(request.getfixturevalue(who)).get(URL).status_code == 403


def test_a_draft_whose_turn_has_not_come_says_so_and_offers_no_button(draft, staff, client_of):
    """October's, while September is open; then September's turn, then October's."""
    client, sentence = client_of(staff), "Pubblica prima settembre 2026"
    october, address = "/rapporti/2026-10/1/", "/rapporti/2026-10/1/pubblica/"
    page = client.get(october).content.decode()
    assert sentence in page
    assert f'href="{address}"' not in page
    answer = client.get(address, follow=True)
    assert answer.redirect_chain == [(october, 302)]
    assert answer.content.decode().count(sentence) == 1
    page = client.get("/rapporti/2026-09/1/").content.decode()
    assert sentence not in page
    assert f'href="{URL}"' in page
    actions.publish(edition=Edition.objects.of(SEPTEMBER).get(), by=staff)
    page = client.get(october).content.decode()
    assert sentence not in page
    assert f'href="{address}"' in page


@pytest.mark.parametrize("state", ["requested", "failed"])
def test_the_earlier_month_comes_first_also_while_it_is_made_again(draft, staff, state):
    september = Edition.objects.of(SEPTEMBER).get()
    making.change(september, state=state, sha256="", figures="", previous_sha256="")
    with pytest.raises(Refusal, match="settembre 2026") as refused:
        actions.publish(edition=draft, by=staff)
    assert refused.value.code == "not_its_turn"
