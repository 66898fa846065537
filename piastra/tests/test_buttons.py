"""Every address that only takes what a button sends leads to the page that has the button."""

import pytest
from django.urls import resolve

from piastra.access_table import doors, layers
from piastra.tests.demo_site import READERS, DemoSite
from piastra.tests.test_given_back import paths
from piastra.tests.test_walk import is_button, signed_in
from piastra.tests.written import forms_of

pytestmark = pytest.mark.django_db

BUTTONS = {
    door.name for door in doors() if any(hasattr(layer, "button_on") for layer in layers(door.view))
}
#: Buttons that the demo shows nobody at this hour: each has a test of its own below.
NOT_SHOWN: set[str] = set()


@pytest.fixture
def demo(settings, tmp_path) -> DemoSite:
    settings.MEDIA_ROOT = tmp_path / "media"
    return DemoSite.build()


def sent_to(page) -> set[str]:
    """To where the page's forms and buttons send."""
    if page.status_code != 200 or "text/html" not in page["Content-Type"]:
        return set()
    forms = forms_of(page.text)
    return {address for form in forms for address in form.xpath("@action | .//@formaction")}


@pytest.mark.slow
def test_every_button_is_found_by_its_address(demo):
    lost, seen = [], set()
    for reader in READERS:
        client = signed_in(demo, reader)
        for address in {each for path in paths(demo, reader) for each in buttons_on(client, path)}:
            seen.add(resolve(address).view_name)
            page = client.get(address, follow=True)
            if address not in sent_to(page):
                lost.append(f"{reader}: {address} leads to {page.redirect_chain}, without it")
    assert lost == []
    assert sorted(BUTTONS - seen) == sorted(NOT_SHOWN)


def buttons_on(client, path: str) -> set[str]:
    page = client.get(path)
    for close in page._resource_closers if page.streaming else ():
        close()
    return {address for address in sent_to(page) if is_button(address)}
