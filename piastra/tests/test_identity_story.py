"""The first time by SPID, the link, and from then on by one button: on a phone and without a script."""

import pytest
from allauth.account.models import EmailAddress

from core.testing.plugin import PASSWORD

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:.*is deprecated and will be removed:DeprecationWarning"),
]


@pytest.fixture
def at_home(provider, live_server, settings):
    """The portal at the address by which the provider sends people back."""
    settings.SITE_URL = live_server.url
    return live_server.url


def signs_in_there(page, sub: str):
    page.get_by_placeholder("sub").fill(sub)
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_load_state()


@pytest.mark.parametrize("javascript", [True, False])
def test_somebody_links_the_own_account_and_comes_in_by_it(
    at_home, provider, browse, client_of, member, javascript
):
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    provider.knows("marta-1", given_name="Marta", family_name="Moretti", email=member.email)
    visitor = browse(client_of(), javascript=javascript)
    page = visitor.open("/accedi/login/")
    page.get_by_role("button", name="Entra con SPID/CIE").click()
    signs_in_there(page, "marta-1")
    assert page.url == f"{at_home}/accedi/identita/nuova/"
    assert page.get_by_label("Nome", exact=True).input_value() == "Marta"
    page.get_by_role("link", name="Entra e collega").click()
    page.locator("[name=login]").fill(member.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(f"{at_home}/accedi/identita/collega/")
    page.get_by_role("button", name="Collega", exact=True).click()
    page.get_by_text("Collegato: da ora puoi entrare anche con SPID/CIE.").wait_for()

    visitor = browse(client_of(), javascript=javascript)
    page = visitor.open("/accedi/login/?next=/profilo/")
    page.get_by_role("button", name="Entra con SPID/CIE").click()
    signs_in_there(page, "marta-1")
    assert page.url == f"{at_home}/profilo/"
