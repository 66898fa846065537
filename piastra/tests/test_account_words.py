"""What the account pages say is ours: no page, message, letter, label or error keeps the library's own words."""

import re
from functools import cache
from html import unescape
from pathlib import Path

import allauth
import polib
import pytest
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.core.context import request_context
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from django.apps import apps
from django.conf import settings
from django.template.loader import get_template
from django.urls import get_resolver, reverse
from django.utils import translation
from django.utils.module_loading import import_string

from core.models import OutgoingMail
from core.testing.plugin import PASSWORD

pytestmark = pytest.mark.django_db

THEIRS = Path(allauth.__file__).parent
TEMPLATES = THEIRS / "templates"
SAYS = re.compile(r"{%\s*(?:block)?trans")


def our_templates() -> str:
    return "".join(each.read_text() for each in Path("templates").rglob("*.html"))


#: What our settings never show, by the setting that would; it must be off.
OFF = {
    r"phone": lambda: not hasattr(settings, "ACCOUNT_PHONE_VERIFICATION_ENABLED"),
    r"login_code|reauthentication_code|base_confirm_code": lambda: (
        not hasattr(settings, "ACCOUNT_LOGIN_BY_CODE_ENABLED")
    ),
    r"confirm_email_verification_code": lambda: (
        not hasattr(settings, "ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED")
    ),
    r"password_reset_code": lambda: not hasattr(settings, "ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED"),
    r"signup_by_passkey|webauthn/signup_form": lambda: (
        not hasattr(settings, "MFA_PASSKEY_SIGNUP_ENABLED")
    ),
    r"mfa/trust": lambda: not hasattr(settings, "MFA_TRUST_ENABLED"),
    r"account/email\.html": lambda: settings.ACCOUNT_CHANGE_EMAIL,
    # Notices are ours as a whole: members.authentication.notices.
    r"email/(?:\w+_)?(?:password_|email_changed|email_confirm_|email_deleted|totp_|webauthn_|recovery_)"
    r"|email/base_": lambda: (
        "notices.tell" in Path("members/authentication/adapter.py").read_text()
    ),
    # Its views and what they call; ours are members.authentication.identity and its like.
    r"^socialaccount/": lambda: (
        not {"socialaccount_login", "socialaccount_connections"} & set(get_resolver().reverse_dict)
        and not re.search(
            r"socialaccount\.(?:helpers|internal import flows|internal\.flows)",
            "".join(each.read_text() for each in Path("members").rglob("*.py")),
        )
    ),
    # Only pages of theirs extend or include these.
    r"account/snippets/|mfa/\w+/base\.html": lambda: (
        not re.search(r"account/snippets/|mfa/\w+/base\.html", our_templates())
    ),
}
#: Kinds of names that our accounts do not have.
WITHOUT = re.compile(r"phone|username")


def templates() -> list[str]:
    """Every template with words of those apps of the library that are installed."""
    labels = {each.label for each in apps.get_app_configs() if each.name.startswith("allauth")}
    found = [each for label in labels for each in (TEMPLATES / label).rglob("*.*")]
    return sorted(
        str(each.relative_to(TEMPLATES)) for each in found if SAYS.search(each.read_text())
    )


def is_ours(name: str) -> bool:
    names = [name, re.sub(r"_message\.txt$", "_message.html", name)]
    return any(
        (Path("templates") / each).exists()
        and not str(get_template(each).origin).startswith(str(THEIRS))
        for each in names
    )


@pytest.mark.parametrize("name", templates())
def test_each_template_with_words_is_ours_or_never_shown(name):
    off = [asked() for pattern, asked in OFF.items() if re.search(pattern, name)]
    assert is_ours(name) or any(off), f"{name} would be shown in the library's words"


@cache
def wording() -> tuple[frozenset[str], frozenset[str]]:
    """What the library says, and what our catalogue says, in both languages."""
    path = Path("locale/it/LC_MESSAGES/django.po")
    ours, own = set(), {each.msgid for each in polib.pofile(str(path))}
    for each in polib.pofile(str(path)):
        ours |= {each.msgid, each.msgid_plural, each.msgstr, *each.msgstr_plural.values()}
    library = polib.pofile(str(THEIRS / "locale/it/LC_MESSAGES/django.po"))
    theirs = set()
    for each in library:
        if each.msgid not in own:
            theirs |= {each.msgid, each.msgid_plural, each.msgstr, *each.msgstr_plural.values()}
    return frozenset(map(squeezed, theirs - ours - {""})), frozenset(map(squeezed, ours))


def squeezed(words) -> str:
    return " ".join(str(words).split())


def of_the_library(words) -> bool:
    return squeezed(words).rstrip(":") in wording()[0]


def test_the_librarys_words_are_known_for_its_own():
    assert of_the_library("Account Already Exists")
    assert of_the_library("This account is inactive.")
    assert not of_the_library("Sign in")


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize("adapter", [get_adapter, get_mfa_adapter])
def test_each_error_is_ours(adapter, language):
    with translation.override(language):
        said = {
            key: str(words)
            for key, words in adapter().error_messages.items()
            if not WITHOUT.search(key)
        }
        assert {key: words for key, words in said.items() if of_the_library(words)} == {}


def forms() -> list[type]:
    return [import_string(path) for path in (settings.ACCOUNT_FORMS | settings.MFA_FORMS).values()]


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize("form", forms(), ids=lambda form: form.__name__)
def test_each_label_is_ours(form, language, member, rf):
    request = rf.get("/accedi/")
    request.session = {}
    with translation.override(language), request_context(request):
        said = []
        for field in written(form, member).fields.values():
            attrs = field.widget.attrs
            said += [field.label, field.help_text, attrs.get("placeholder", "")]
            said += field.error_messages.values()
        told = [re.sub(r"<[^>]+>", "", str(each)) for each in said if each]
        assert [each for each in told if of_the_library(each)] == []


def written(form: type, person):
    """The form as a page makes it: those about a person are told of whom."""
    try:
        return form()
    except (TypeError, KeyError, AttributeError):
        return form(user=person)


# -- Pages -------------------------------------------------------------------------------------------------------

OPEN = [
    "account_login", "account_signup", "account_inactive", "account_reset_password",
    "account_reset_password_done", "account_reset_password_from_key_done",
    "account_email_verification_sent",
]  # fmt: skip
OWN = [
    "account_logout",
    "account_email",
    "account_change_password",
    "mfa_index",
    "account_reauthenticate",
]


def main_of(page: str) -> str:
    return re.search(r"<main.*?</main>", page, re.S)[0]


def words_of(page: str) -> list[str]:
    return [squeezed(unescape(each)) for each in re.findall(r">([^<>]+)<", main_of(page))]


@pytest.fixture
def signed_in(client, member):
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    client.post(reverse("account_login"), {"login": member.email, "password": PASSWORD})
    return client


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize("name", OPEN + OWN)
def test_each_page_is_in_our_words_and_leads_on(name, language, client, request):
    browser = request.getfixturevalue("signed_in") if name in OWN else client
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = browser.get(reverse(name)).text
    assert [each for each in words_of(page) if of_the_library(each)] == []
    assert re.search(r"<h1", main_of(page))
    assert re.search(r"<button|<a [^>]*class=\"btn", main_of(page)), "a dead end"
    assert not re.search(r"\b[Ee]mails?\b", " ".join(words_of(page))), (
        "E-mail is written with a hyphen"
    )


# -- Once more ---------------------------------------------------------------------------------------------------


def pressed(client, page: str, name: str):
    """Press the button of this name: send its form as the page has it."""
    for form in re.findall(r"<form.*?</form>", main_of(page), re.S):
        if name in form:
            fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
            address = re.search(r'action="([^"]+)"', form)[1]
            return client.post(address, dict(fields), follow=True)
    raise AssertionError(f"there is no {name!r} to press")


def letters_to(email: str) -> int:
    return OutgoingMail.objects.filter(to=email).count()


SIGN_UP = {
    "first_name": "Nuova",
    "last_name": "Persona",
    "email": "nuova@example.org",
    "password1": PASSWORD,
}


@pytest.mark.parametrize("known", [False, True])
def test_the_letter_that_confirms_is_sent_again(client, member, known):
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    email = member.email if known else SIGN_UP["email"]
    page = client.post(reverse("account_signup"), SIGN_UP | {"email": email}, follow=True)
    assert letters_to(email) == 1
    answer = pressed(client, page.text, "Manda di nuovo")
    assert "di nuovo in viaggio" in answer.text
    assert letters_to(email) == 2
    first, second = OutgoingMail.objects.filter(to=email).order_by("pk")
    assert first.subject == second.subject


def test_it_is_not_sent_without_end(client):
    page = client.post(reverse("account_signup"), SIGN_UP, follow=True).text
    answers = [pressed(client, page, "Manda di nuovo").text for _ in range(8)]
    assert "Troppi tentativi" in answers[-1]
    assert letters_to(SIGN_UP["email"]) == 5


def test_a_browser_that_asked_for_nothing_is_told_so(client):
    page = client.get(reverse("account_email_verification_sent")).text
    answer = pressed(client, page, "Manda di nuovo")
    assert "non conosce più l’indirizzo" in answer.text
    assert not OutgoingMail.objects.exists()


def test_the_link_to_a_new_password_is_sent_again(client, member):
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    page = client.post(reverse("account_reset_password"), {"email": member.email}, follow=True)
    assert letters_to(member.email) == 1
    answer = pressed(client, page.text, "Manda di nuovo")
    assert answer.redirect_chain[-1][0] == reverse("account_reset_password_done")
    assert letters_to(member.email) == 2


def test_who_has_an_account_already_reads_it_in_our_words(client, member):
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    client.post(reverse("account_signup"), SIGN_UP | {"email": member.email})
    letter = OutgoingMail.objects.get(to=member.email)
    assert letter.subject.endswith("Hai già un account")
    assert "/accedi/login/" in letter.text
    assert not any(of_the_library(line) for line in letter.text.splitlines())


AUTOCOMPLETE = {
    "account_login": {"password": "current-password"},
    "account_signup": {"email": "email", "password1": "new-password"},
    "account_change_password": {
        "oldpassword": "current-password", "password1": "new-password", "password2": "new-password",
    },
}  # fmt: skip


@pytest.mark.parametrize("name", AUTOCOMPLETE)
def test_password_managers_know_each_field(name, client, request):
    browser = request.getfixturevalue("signed_in") if name == "account_change_password" else client
    page = browser.get(reverse(name)).text
    found = {}
    for tag in re.findall(r"<input[^>]+>", page):
        field, kind = (re.search(rf'{key}="([\w-]+)"', tag) for key in ("name", "autocomplete"))
        if field and kind:
            found[field[1]] = kind[1]
    assert AUTOCOMPLETE[name].items() <= found.items()
