"""People with a second factor, what they type, and what they are told."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, hotp_value, yield_hotp_counters_from_time

from core.models import OutgoingMail
from core.testing.plugin import PASSWORD

SECRET = "JBSWY3DPEHPK3PXP"
SET_UP = "/accedi/2fa/"


def code(ahead: int = 0) -> str:
    """The app's code of this half minute, or of one that many later."""
    _before, now, _after = yield_hotp_counters_from_time()
    return f"{hotp_value(SECRET, now + ahead):06d}"


def with_app(person) -> Authenticator:
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    app = TOTP.activate(person, SECRET).instance
    RecoveryCodes.activate(person)
    return app


def signed_in_by_password(client_of, person):
    browser = client_of()
    sent = {"login": person.email, "password": PASSWORD}
    answer = browser.post("/accedi/login/", sent)
    assert answer["Location"] == "/accedi/2fa/authenticate/"
    return browser


def told(person) -> list[str]:
    return list(OutgoingMail.objects.filter(to=person.email).values_list("subject", flat=True))


def proved(client_of, person):
    browser = client_of(person)
    session = browser.session
    session["second_factor"] = person.pk
    session.save()
    return browser


def a_passkey(person) -> Authenticator:
    return Authenticator.objects.create(
        user=person, type="webauthn", data={"name": "Telefono", "credential": {}}
    )


def is_in(browser) -> bool:
    return browser.get("/profilo/").status_code == 200
