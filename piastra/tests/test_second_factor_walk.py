"""Without a second factor no page of the portal opens to staff and officials: walked over every address."""

from contextlib import closing

import pytest
from django.test import Client
from django.urls import reverse

from members.authentication.second_factor import OPEN_WITHOUT, SET_UP, SET_UP_PAGES
from piastra.tests.addresses import addresses
from piastra.tests.demo_site import DemoSite
from piastra.tests.test_walk import path_of, signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

#: The keys of these live in letters: here any will do, for nothing is looked at before the factor.
IN_LETTERS = {
    "account_confirm_email": {"key": "chiave"},
    "account_reset_password_from_key": {"uidb36": "1", "key": "chiave"},
    "mfa_edit_webauthn": {"pk": 1},
    "mfa_remove_webauthn": {"pk": 1},
}
#: What the open pages may say: how to set a factor up, and what everybody reads.
NEVER_SAID = ["/bilancio/", "/rapporti/", "/domande/", "/presenze/", "/persone/", "Marta"]


@pytest.fixture
def demo(settings, tmp_path) -> DemoSite:
    settings.MEDIA_ROOT = tmp_path / "media"
    demo = DemoSite.build()
    settings.REQUIRE_SECOND_FACTOR = True
    return demo


def walked(demo: DemoSite) -> dict[str, str]:
    """Every address of the portal by its name, as a path in this demo."""
    return {
        each.name: reverse(each.name, kwargs=IN_LETTERS[each.name])
        if each.name in IN_LETTERS
        else path_of(demo, each)
        for each in addresses()
    }


def answer(client: Client, method: str, path: str):
    with closing(getattr(client, method)(path)) as given:
        return given


@pytest.mark.parametrize("method", ["get", "post", "head", "put"])
@pytest.mark.parametrize("reader", ["staff", "official"])
def test_no_page_opens_without(demo, reader, method):
    client, opened = signed_in(demo, reader), {}
    for name, path in walked(demo).items():
        if name in OPEN_WITHOUT | SET_UP_PAGES:
            continue
        given = answer(client, method, path)
        if (given.status_code, given.get("Location")) != (302, reverse(SET_UP)):
            opened[name] = given.status_code
    assert opened == {}


@pytest.mark.parametrize("reader", ["staff", "official"])
def test_what_opens_says_nothing_of_the_programme(demo, reader):
    client, said = signed_in(demo, reader), []
    for name, path in walked(demo).items():
        if name in OPEN_WITHOUT | SET_UP_PAGES:
            with closing(client.get(path)) as given:
                page = "" if given.streaming else given.content.decode()
            said += [(name, word) for word in NEVER_SAID if word in page]
    assert said == []


def test_what_opens_without_is_there():
    assert {each.name for each in addresses()} >= OPEN_WITHOUT | SET_UP_PAGES


@pytest.mark.parametrize("reader", ["applicant", "member"])
def test_nobody_else_is_led_away(demo, reader):
    client = signed_in(demo, reader)
    led = {
        name
        for name, path in walked(demo).items()
        if answer(client, "head", path).get("Location") == reverse(SET_UP)
    }
    assert led <= {"mfa_edit_webauthn", "mfa_deactivate_totp"}


def test_the_walk_sees_an_open_page(demo, settings):
    """The negative control: where no factor is required, staff see their pages."""
    settings.REQUIRE_SECOND_FACTOR = False
    assert answer(signed_in(demo, "staff"), "get", "/bilancio/").status_code == 200
