"""The account's own pages in a browser: sign-up, the second factor, a passkey, the e-mail."""

import re

import pytest

from core.models import OutgoingMail
from core.testing.plugin import PASSWORD
from members.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_in(visitor, person: User):
    page = visitor.open("/accedi/login/")
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Accedi", exact=True).click()
    return page


def confirm(page):
    """allauth asks for the password again before something delicate."""
    if "/reauthenticate/" in page.url:
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Conferma").click()


def letter_link(to: str) -> str:
    text = OutgoingMail.objects.filter(to=to).latest("id").text
    return re.search(r"https?://[^/\s]+(/accedi/[^\s]+)", text)[1]


@pytest.fixture
def person(make_person):
    from allauth.account.models import EmailAddress

    made = make_person(email="marta@example.org", first_name="Marta")
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    return made


def test_a_newcomer_signs_up_and_confirms_the_address(browse):
    visitor = browse()
    page = visitor.open("/accedi/signup/")
    page.get_by_label("Nome", exact=True).fill("Nuova")
    page.get_by_label("Cognome").fill("Persona")
    page.get_by_label("E-mail").fill("nuova@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    visitor.check()
    page.get_by_role("button", name="Crea l’account").click()
    page.wait_for_url("**/confirm-email/")
    visitor.check()
    visitor.open(letter_link("nuova@example.org"))
    visitor.check()
    page.get_by_role("button", name="Conferma").click()
    page.wait_for_load_state()
    person = User.objects.get(email="nuova@example.org")
    assert (person.first_name, person.last_name, person.role) == ("Nuova", "Persona", "applicant")
    assert person.emailaddress_set.get().verified
    visitor.no_faults()


def test_a_forgotten_password_is_set_anew_by_a_letter(browse, person):
    visitor = browse()
    page = visitor.open("/accedi/password/reset/")
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_role("button", name="Manda il link").click()
    page.wait_for_url("**/done/")
    visitor.check()
    visitor.open(letter_link(person.email))
    visitor.check()
    page.locator("[name=password1]").fill("un-altra-frase-di-prova")
    page.locator("[name=password2]").fill("un-altra-frase-di-prova")
    page.locator("main button[type=submit]").first.click()
    page.wait_for_load_state()
    person.refresh_from_db()
    assert person.check_password("un-altra-frase-di-prova")
    visitor.no_faults()


def test_a_second_factor_by_code(browse, person):
    from allauth.mfa.totp.internal.auth import hotp_value, yield_hotp_counters_from_time

    visitor = browse()
    page = sign_in(visitor, person)
    page.wait_for_url(visitor.server + "/")
    visitor.open("/accedi/2fa/totp/activate/")
    confirm(page)
    page.wait_for_url("**/totp/activate/")
    visitor.check()
    secret = page.locator("#authenticator_secret").input_value()
    code = f"{hotp_value(secret, next(yield_hotp_counters_from_time())):06d}"
    page.locator("[name=code]").fill(code)
    page.get_by_role("button", name="Attiva").click()
    page.wait_for_url("**/recovery-codes/")
    visitor.check()
    codes = page.locator("#recovery_codes").input_value().split()
    for path in ("", "recovery-codes/generate/", "totp/deactivate/"):
        visitor.open(f"/accedi/2fa/{path}")
        visitor.check()
    page.context.clear_cookies()
    sign_in(visitor, person)
    page.wait_for_url("**/2fa/authenticate/")
    visitor.check()
    page.locator("[name=code]").fill(codes[0])
    page.get_by_role("button", name="Accedi", exact=True).click()
    page.wait_for_url(visitor.server + "/")
    visitor.no_faults()


def test_a_passkey_opens_the_door(browse, person, settings):
    visitor = browse()
    # Passkeys belong to a name, never to a bare number.
    visitor.server = visitor.server.replace("127.0.0.1", "localhost")
    page = sign_in(visitor, person)
    page.wait_for_url(visitor.server + "/")
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    visitor.open("/accedi/2fa/webauthn/add/")
    confirm(page)
    page.wait_for_url("**/webauthn/add/")
    visitor.check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/recovery-codes/")
    visitor.open("/accedi/2fa/webauthn/")
    visitor.check()
    page.context.clear_cookies()
    visitor.open("/accedi/login/")
    page.get_by_role("button", name="Accedi con una passkey").click()
    page.wait_for_url(visitor.server + "/")
    assert page.get_by_text("Ciao Marta").is_visible()
    visitor.no_faults()


NEW = "nuovo-indirizzo@example.org"


def test_an_open_session_is_not_enough_to_take_an_account_over(browse, client_of, person):
    """Whoever finds the browser open comes as far as the question for the password, and changes nothing."""
    visitor = browse(client_of(person, typed=False))
    page = visitor.open("/accedi/email/")
    page.locator("[name=email]").fill("ladra@example.org")
    page.get_by_role("button", name="Cambia l’indirizzo").click()
    page.wait_for_url("**/reauthenticate/**")
    visitor.check()
    page.get_by_label("Password").fill("non-la-conosco")
    page.get_by_role("button", name="Conferma").click()
    page.locator("main [role=alert]").first.wait_for()
    assert not person.emailaddress_set.filter(email="ladra@example.org").exists()
    assert not OutgoingMail.objects.exists()
    visitor.no_faults()


def test_a_new_address_replaces_the_old_once_it_is_verified(browse, client_of, person):
    """What was asked for survives the question for the password; both addresses hear of it."""
    visitor = browse(client_of(person, typed=False))
    old = person.email
    page = visitor.open("/accedi/email/")
    page.locator("[name=email]").fill(NEW)
    page.get_by_role("button", name="Cambia l’indirizzo").click()
    page.wait_for_url("**/reauthenticate/**")
    confirm(page)
    page.get_by_text("è ancora da confermare").wait_for()
    visitor.check()
    (warned,) = OutgoingMail.objects.filter(to=old)
    assert NEW in warned.text
    assert "scegli subito una nuova password" in warned.text
    visitor.open(letter_link(NEW))
    page.get_by_role("button", name="Conferma").click()
    page.wait_for_load_state()
    person.refresh_from_db()
    assert person.email == NEW
    assert "scrivi subito allo staff" in OutgoingMail.objects.filter(to=old).latest("id").text
    assert OutgoingMail.objects.filter(to=NEW).count() == 2
    visitor.no_faults()
