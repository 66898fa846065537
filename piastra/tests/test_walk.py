"""A walk over every address as every kind of reader, in a real browser, on a phone and on a desk.

axe finds nothing, the HTML checker finds nothing, the console stays silent, nothing scrolls sideways,
and a form sent empty answers in words, also without JavaScript.
"""

import re
import time
from contextlib import closing

import pytest
from allauth.account.internal.userkit import user_id_to_str
from django.conf import settings
from django.test import Client
from django.urls import resolve, reverse

from members.authentication.identity import Identity
from members.authentication.identity_links import PENDING
from piastra.access_table import layers
from piastra.identity_provider import IdentityProvider
from piastra.tests.addresses import Address, addresses
from piastra.tests.demo_site import MORE_APPLICANTS, READERS, DemoSite

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Why an address is not walked. Those that only take a button lead to it.
EXEMPT = {
    "healthz": "for machines",
    "readyz": "for machines",
    "favicon": "leads to an image",
    "security_txt": "for machines, and only where an address is set",
    "reports:progress": "a part of the edition's page, not a page",
    "spaces:today": "leads to the next open day, which is walked",
    "spaces:place_preview": "a part of the place's page, not a page",
    "members:identity_return": "the provider's answer, read once and led on: tests/identity_provider",
    "members:password_choose": "only for accounts without a password: tests/identity_provider",
    "account_set_password": "only for accounts without a password, and there are none",
    "account_confirm_login_code": "sign-in by a code in a letter is off",
    "account_request_reauthentication_code": "a code in a letter instead of the password is off",
    "account_confirm_reauthentication_code": "a code in a letter instead of the password is off",
    "account_inactive": "needs a closed account in the middle of signing in",
    "account_confirm_email": "walked in the sign-up story: the key lives in a letter",
    "account_reset_password_from_key": "the key lives in a letter",
    "mfa_authenticate": "walked in test_factor_pages, by somebody who has one",
    "mfa_reauthenticate": "walked in test_factor_pages, by somebody who has one",
    "mfa_reauthenticate_webauthn": "walked in test_factor_pages, by somebody who has one",
    "mfa_login_webauthn": "data for a script",
    "mfa_deactivate_totp": "walked in test_factor_pages, by somebody who has one",
    "mfa_generate_recovery_codes": "walked in test_factor_pages, by somebody who has one",
    "mfa_view_recovery_codes": "walked in test_factor_pages, by somebody who has one",
    "mfa_download_recovery_codes": "a file, only for accounts with a second factor",
    "mfa_edit_webauthn": "walked in test_factor_pages, by somebody who has one",
    "mfa_remove_webauthn": "walked in test_factor_pages, by somebody who has one",
}

#: Pages that have other buttons under a filter.
ALSO_FILTERED = {"site:letters": "?stato=non-partiti"}

REQUIRED = re.compile(r"<main.*<form[^>]*method=\"post\".*\brequired\b.*</main>", re.S)


@pytest.fixture
def demo(live_server, settings, tmp_path) -> DemoSite:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.IDENTITY_PROVIDER = IdentityProvider(
        "SPID/CIE", "https://id.example.it", "piastra", "segreto", origin="https://id.example.it"
    )
    return DemoSite.build()


def pages_of(demo: DemoSite, reader: str) -> dict[str, str]:
    """The paths that give this reader an HTML page, with the page."""
    client = signed_in(demo, reader)
    found = {}
    for address in addresses():
        if address.name not in EXEMPT and concerns(address, reader):
            path = path_of(demo, address)
            for each in {path, path + ALSO_FILTERED.get(address.name, "")}:
                with closing(client.get(each)) as answer:
                    if answer.status_code == 200 and "text/html" in answer["Content-Type"]:
                        found[each] = answer.content.decode()
    return found


def concerns(address: Address, reader: str) -> bool:
    """Applicants differ by their application only; the rest is walked by one of them."""
    own = address.name.startswith("members:") or address.name == "site:home"
    return own or reader not in MORE_APPLICANTS


def path_of(demo: DemoSite, address: Address) -> str:
    given = demo.arguments(address)
    missing = set(address.parameters) - set(given)
    assert not missing, f"{address.name}: demo_site.py gives no {', '.join(sorted(missing))}"
    return reverse(address.name, kwargs=given)


def signed_in(demo: DemoSite, reader: str) -> Client:
    """A reader who has just typed the password: the account's pages ask for it again after a while.

    And who has just come back from the identity provider, which said who they are.
    """
    client = Client()
    client.cookies[settings.FORMS_COOKIE_NAME] = demo.forms_cookie
    if reader != "stranger":
        client.force_login(demo.people[reader], backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    said = Identity("a" * 64, "Ada", "Rossi", "ada@example.org")
    session[PENDING] = said.as_kept() | {"at": time.time()}
    if reader != "stranger":
        asked = {"method": "password", "at": time.time(), "reauthenticated": True}
        session["account_authentication_methods"] = [asked]
        session["account_authentication_methods_user"] = user_id_to_str(demo.people[reader])
    session.save()
    return client


def test_every_address_is_open_to_somebody(demo):
    """A page for one reader at least, a file, or the way to the button that it is for; or exempt, and why."""
    clients = [signed_in(demo, reader) for reader in READERS]
    closed = []
    for address in addresses():
        if address.name in EXEMPT:
            continue
        answers = {status(client, path_of(demo, address)) for client in clients}
        if not answers & {200}:
            closed.append((address.name, sorted(answers)))
        assert 500 not in answers, address.name
    assert [f"{name}: {codes}" for name, codes in closed] == []


def status(client: Client, path: str) -> int:
    with closing(client.get(path)) as answer:
        leads_to_its_button = is_button(path) and answer.status_code == 302
        return 200 if leads_to_its_button else answer.status_code


def is_button(path: str) -> bool:
    """Whether an address only takes what a button sends: `test_buttons` follows it."""
    return any(hasattr(layer, "button_on") for layer in layers(resolve(path).func))


def test_no_exemption_outlives_its_address():
    assert set(EXEMPT) <= {address.name for address in addresses()}


@pytest.mark.parametrize("reader", READERS)
def test_every_page_is_sound(demo, browse, reader, tmp_path):
    from core.testing.browser import html_errors

    visitor = browse(signed_in(demo, reader))
    html, problems = {}, []
    for path in pages_of(demo, reader):
        visitor.open(path)
        html[path] = visitor.html
        problems += [f"{path} {problem}" for problem in visitor.problems()]
    assert problems + html_errors(html, tmp_path) == []


@pytest.mark.parametrize("reader", READERS)
def test_a_form_sent_empty_answers_in_words_without_javascript(demo, browse, reader):
    visitor = browse(signed_in(demo, reader), javascript=False)
    forms = [path for path, html in pages_of(demo, reader).items() if REQUIRED.search(html)]
    assert [path for path in forms if not answers_in_words(visitor, path)] == []


def answers_in_words(visitor, path: str) -> bool:
    """Send the first form that requires something, with nothing in it."""
    page = visitor.open(path)
    form = page.locator("main form[method=post]", has=page.locator("[required]")).first
    form.evaluate(
        "form => { form.noValidate = true;"
        " for (const box of form.querySelectorAll('[required]'))"
        " if (['checkbox', 'radio'].includes(box.type)) box.checked = false; else box.value = '' }"
    )
    form.locator("button:not([type=button])").first.click()
    page.wait_for_load_state()
    # A form that is refused answers 409, and the browser writes that down.
    visitor.faults[:] = [fault for fault in visitor.faults if "409 (Conflict)" not in fault]
    return page.locator("main [role=alert]").count() > 0
