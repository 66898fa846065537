"""The page of all editions."""

import pytest
from django.urls import reverse

from piastra.reports.models import Edition
from piastra.reports.tests.conftest import OCTOBER, SEPTEMBER, drafted

pytestmark = pytest.mark.django_db
URL = "/rapporti/"


def test_an_official_finds_what_is_published_and_how_to_download_it(published, official, client_of):
    page = client_of(official).get(URL).content.decode()
    assert "Ottobre 2026" in page
    assert "/rapporti/2026-10/1/occupazione.pdf" in page
    assert "/rapporti/2026-10/1/spesa.pdf" in page
    assert reverse("reports:request") not in page


def test_an_official_never_sees_a_draft(draft, official, client_of):
    page = client_of(official).get(URL).content.decode()
    assert "Ottobre 2026" not in page


def test_staff_see_drafts_and_may_ask_for_more(draft, staff, client_of):
    page = client_of(staff).get(URL).content.decode()
    assert "Ottobre 2026" in page
    assert reverse("reports:request") in page


@pytest.mark.parametrize("who", ["member", "applicant"])
def test_others_are_refused(who, request, client_of):
    assert client_of(request.getfixturevalue(who)).get(URL).status_code == 403


def test_a_stranger_is_asked_to_sign_in(client_of, db):
    assert client_of().get(URL).status_code == 302


def test_it_takes_as_many_queries_for_two_months_as_for_one(
    programme, staff, client_of, queries_of
):
    client = client_of(staff)
    drafted(SEPTEMBER, staff)
    client.get(URL)
    one = queries_of(lambda: client.get(URL))
    drafted(OCTOBER, staff)
    assert Edition.objects.count() == 2
    assert queries_of(lambda: client.get(URL)) == one


def test_a_files_size_stays_with_its_unit(published, official, client_of):
    for address in (URL, "/rapporti/2026-10/1/"):
        page = client_of(official).get(address).content.decode()
        assert "\N{NO-BREAK SPACE}kB)" in page
        assert " kB" not in page
