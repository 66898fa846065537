"""The pages about second factors, which nobody in the demo has: axe, HTML checker, both widths, console."""

import pytest
from allauth.account.models import EmailAddress

from core.testing.browser import html_errors
from core.testing.plugin import PASSWORD
from piastra.tests.personas import code_of, with_passkeys

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ugo(browse, official, settings):
    """An official who signs in for the first time, with a device that knows passkeys."""
    settings.REQUIRE_SECOND_FACTOR = True
    EmailAddress.objects.create(user=official, email=official.email, verified=True, primary=True)
    return with_passkeys(browse(official))


@pytest.fixture
def pages(ugo):
    """Open these addresses below /accedi/, look at each; the last one stays open."""
    seen, problems = {}, []

    def look(*paths: str):
        for path in paths:
            ugo.open(f"/accedi/{path}")
            seen[path] = ugo.html
            problems.extend(f"{path} {problem}" for problem in ugo.problems())
        return ugo.page

    look.seen, look.problems = seen, problems
    return look


def sends(page, name: str):
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def test_the_pages_of_second_factors_are_sound(pages, ugo, official, tmp_path):
    page = pages("2fa/", "2fa/totp/activate/")
    page.locator("[name=code]").fill("12 34")
    sends(page, "Attiva")
    assert ugo.problems() == []
    secret = page.locator("#authenticator_secret").input_value()
    page.locator("[name=code]").fill(code_of(secret))
    sends(page, "Attiva")
    page = pages("2fa/recovery-codes/", "2fa/webauthn/add/")
    sends(page, "Aggiungi la passkey")
    page = pages("2fa/", "2fa/recovery-codes/generate/", "2fa/totp/deactivate/", "2fa/webauthn/")
    links = [page.get_by_role("link", name=way).first for way in ("Togli", "Rinomina")]
    pages(*[link.get_attribute("href").removeprefix("/accedi/") for link in links])
    pages("reauthenticate/", "2fa/reauthenticate/", "2fa/webauthn/reauthenticate/")
    page.context.clear_cookies()
    page = pages("password/reset/key/1-abc/", "login/")
    page.locator("[name=login]").fill(official.email)
    page.locator("[name=password]").fill(PASSWORD)
    sends(page, "Accedi")
    pages("2fa/authenticate/")
    assert pages.problems + html_errors(pages.seen, tmp_path) == []


def test_after_the_password_a_passkey_is_the_second_step(pages, official, ugo):
    page = pages("2fa/webauthn/add/")
    sends(page, "Aggiungi la passkey")
    page.context.clear_cookies()
    page = pages("login/")
    page.locator("[name=login]").fill(official.email)
    page.locator("[name=password]").fill(PASSWORD)
    sends(page, "Accedi")
    sends(page, "Usa una passkey")
    assert page.url == f"{ugo.server}/"
    ugo.no_faults()
