"""Everything that somebody does at the door, from a new account to a used recovery code."""

import re
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client, TestCase
from django.urls import reverse

from core.models import OutgoingMail
from core.testing.plugin import PASSWORD

WRONG = "sbagliata-del-tutto"
NEW = "un-altra-frase-che-ricordo"


def sign_in(browser: Client, email: str, password: str = PASSWORD):
    return browser.post(reverse("account_login"), {"login": email, "password": password})


def link_in(letter: OutgoingMail) -> str:
    return re.search(r"https?://[^/]+(/accedi/\S+)", letter.text).group(1)


def latest_letter(to: str) -> OutgoingMail:
    return OutgoingMail.objects.filter(to=to).latest("pk")


def code_of(secret: str) -> str:
    """The code that an app shows now."""
    counter = int(time.time()) // 30
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def through_the_door(person) -> None:
    """As a new account, then as this person."""
    _signs_up("zqx.neu@zqx.example.org")
    person.set_password(PASSWORD)
    person.save()
    person.emailaddress_set.create(email=person.email, primary=True, verified=True)
    for _time in range(6):
        sign_in(Client(), person.email, WRONG)
        sign_in(Client(), "zqx.nessuno@zqx.example.org", WRONG)
    sign_in(Client(REMOTE_ADDR="203.0.113.8"), person.email, WRONG)
    browser = Client(REMOTE_ADDR="203.0.113.9")
    sign_in(browser, person.email)
    _changes_password(browser)
    _asks_for_a_new_one(person)
    sign_in(browser, person.email, NEW)
    _has_two_steps(browser, person)
    _changes_address(browser, person)
    browser.post(reverse("account_logout"))


def _signs_up(email: str) -> None:
    names = {"first_name": "Zqx", "last_name": "Zqx"}
    browser = Client()
    browser.post(reverse("account_signup"), {**names, "email": email, "password1": PASSWORD})
    browser.post(link_in(latest_letter(email)))
    browser.post(reverse("account_logout"))


def _changes_password(browser: Client) -> None:
    again(browser, PASSWORD)
    new = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    browser.post(reverse("account_change_password"), new)


def again(browser: Client, password: str) -> None:
    browser.post(reverse("account_reauthenticate"), {"password": password})


def _asks_for_a_new_one(person) -> None:
    elsewhere = Client(REMOTE_ADDR="203.0.113.10")
    elsewhere.post(reverse("account_reset_password"), {"email": person.email})
    form = elsewhere.get(link_in(latest_letter(person.email))).headers["Location"]
    elsewhere.post(form, {"password1": NEW, "password2": NEW})


def _has_two_steps(browser: Client, person) -> None:
    again(browser, NEW)
    page = reverse("mfa_activate_totp")
    browser.get(page)
    # allauth tells of it once it is kept, which a test's transaction never is.
    with TestCase.captureOnCommitCallbacks(execute=True):
        browser.post(page, {"code": code_of(browser.session["mfa.totp.secret"])})
    with TestCase.captureOnCommitCallbacks(execute=True):
        browser.post(reverse("mfa_generate_recovery_codes"))
    browser.get(reverse("mfa_download_recovery_codes"))
    codes = Authenticator.objects.get(user=person, type="recovery_codes").wrap().get_unused_codes()
    browser.post(reverse("account_logout"))
    sign_in(browser, person.email, NEW)
    browser.post(reverse("mfa_authenticate"), {"code": "000000"})
    browser.post(reverse("mfa_authenticate"), {"code": codes[0]})
    again(browser, NEW)
    browser.post(reverse("mfa_deactivate_totp"))


def _changes_address(browser: Client, person) -> None:
    again(browser, NEW)
    email = "zqx.altra@zqx.example.org"
    browser.post(reverse("account_email"), {"action_add": "", "email": email})
    browser.post(link_in(latest_letter(email)))
