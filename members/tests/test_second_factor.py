"""The second factor without a browser: who needs one, what opens without, what a code opens, what is told."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, hotp_value, yield_hotp_counters_from_time

from core.access import Role
from core.models import OutgoingMail
from core.refusals import Refusal
from core.testing.plugin import PASSWORD
from members.actions import invite

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"
SET_UP = "/accedi/2fa/"


@pytest.fixture(autouse=True)
def required(settings):
    settings.REQUIRE_SECOND_FACTOR = True


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


# -- Who, and what opens ---------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("is_required", [True, False])
def test_staff_and_officials_are_led_to_set_one_up(
    role, is_required, make_person, client_of, settings
):
    settings.REQUIRE_SECOND_FACTOR = is_required
    answer = client_of(make_person(role)).get("/eventi/?pagina=2")
    is_led = is_required and role in {Role.STAFF, Role.OFFICIAL}
    assert (answer.status_code, answer.get("Location")) == (
        (302, SET_UP) if is_led else (200, None)
    )


def test_the_way_goes_on_to_where_one_was_going(official, client_of):
    browser = client_of(official)
    assert browser.get("/rapporti/?anno=2026")["Location"] == SET_UP
    page = browser.get("/accedi/2fa/totp/activate/")
    secret = page.context["form"].secret
    _before, now, _after = yield_hotp_counters_from_time()
    sent = {"code": f"{hotp_value(secret, now):06d}"}
    shown = browser.post("/accedi/2fa/totp/activate/", sent, follow=True)
    assert shown.redirect_chain == [("/accedi/2fa/recovery-codes/", 302)]
    assert 'href="/rapporti/?anno=2026"' in shown.content.decode()
    assert browser.get("/rapporti/?anno=2026").status_code == 200


def test_an_empty_hand_sees_no_menu(staff, client_of):
    page = client_of(staff).get(SET_UP).content.decode()
    assert "/bilancio/" not in page
    assert "/domande/" not in page
    assert 'action="/accedi/logout/"' in page


def test_a_raised_role_needs_one_at_the_next_page(member, client_of):
    browser = client_of(member)
    assert browser.get("/").status_code == 200
    member.role = Role.STAFF
    member.save()
    assert browser.get("/")["Location"] == SET_UP


def test_whoever_has_one_costs_no_query(staff, client_of, queries_of, settings):
    with_app(staff)
    browser = signed_in_by_password(client_of, staff)
    browser.post("/accedi/2fa/authenticate/", {"code": code()})
    browser.get("/privacy/")
    needed = queries_of(lambda: browser.get("/privacy/"))
    settings.REQUIRE_SECOND_FACTOR = False
    assert needed == queries_of(lambda: browser.get("/privacy/"))


def test_a_password_adds_no_second_one_to_the_first(staff, client_of):
    """A session that never proved the factor, as one from before it was set up: it must be proved."""
    with_app(staff)
    browser = client_of(staff)
    for path in ("/", SET_UP, "/accedi/2fa/webauthn/add/", "/accedi/2fa/recovery-codes/"):
        answer = browser.get(path)
        assert answer["Location"].startswith("/accedi/2fa/reauthenticate/?next="), path
    asked = browser.get(answer["Location"])
    assert "/accedi/reauthenticate/" not in asked.content.decode()
    browser.post("/accedi/2fa/reauthenticate/", {"code": code()})
    assert browser.get("/").status_code == 200


def test_another_persons_proof_opens_nothing(staff, official, client_of):
    browser = client_of(official)
    session = browser.session
    session["second_factor"] = staff.pk
    session.save()
    assert browser.get("/")["Location"] == SET_UP


# -- Codes -----------------------------------------------------------------------------------------------


def test_the_right_code_opens_and_opens_once(staff, client_of):
    with_app(staff)
    first = signed_in_by_password(client_of, staff)
    assert first.post("/accedi/2fa/authenticate/", {"code": code()}).status_code == 302
    assert first.get("/").status_code == 200
    second = signed_in_by_password(client_of, staff)
    refused = second.post("/accedi/2fa/authenticate/", {"code": code()})
    assert refused.status_code == 200
    assert "già usato" in refused.content.decode()
    assert second.get("/bilancio/").status_code == 302


def test_who_has_the_password_and_guesses_at_codes_is_told_of_once(staff, client_of):
    """The one sign by which its owner learns that somebody has the password."""
    with_app(staff)
    browser = signed_in_by_password(client_of, staff)
    guesses = [browser.post("/accedi/2fa/authenticate/", {"code": f"00000{n}"}) for n in range(8)]
    assert [each.status_code for each in guesses] == [200] * 5 + [429] * 3
    assert told(staff) == ["Qualcuno ha inserito codici sbagliati per il tuo profilo"]
    letter = OutgoingMail.objects.get(to=staff.email)
    assert "/accedi/password/reset/" in letter.text


def test_a_code_mistyped_now_and_then_is_no_guess(staff, client_of):
    with_app(staff)
    browser = signed_in_by_password(client_of, staff)
    for number in range(4):
        browser.post("/accedi/2fa/authenticate/", {"code": f"00000{number}"})
    browser.post("/accedi/2fa/authenticate/", {"code": code()})
    assert browser.get("/").status_code == 200
    assert told(staff) == []


def test_a_code_is_used_up_for_every_process(staff, client_of):
    """Each keeps its own memory where there is no Redis: the database knows."""
    from django.core.cache import cache

    with_app(staff)
    signed_in_by_password(client_of, staff).post("/accedi/2fa/authenticate/", {"code": code()})
    cache.clear()
    again = signed_in_by_password(client_of, staff)
    assert again.post("/accedi/2fa/authenticate/", {"code": code()}).status_code == 200
    # Nor does an older one open, which the clock would still let pass.
    assert again.post("/accedi/2fa/authenticate/", {"code": code(-1)}).status_code == 200
    assert again.post("/accedi/2fa/authenticate/", {"code": code(1)}).status_code == 302


def test_the_code_that_set_the_app_up_opens_nothing_more(staff, client_of):
    EmailAddress.objects.create(user=staff, email=staff.email, verified=True, primary=True)
    browser = client_of(staff)
    secret = browser.get("/accedi/2fa/totp/activate/").context["form"].secret
    _before, now, _after = yield_hotp_counters_from_time()
    figures = f"{hotp_value(secret, now):06d}"
    browser.post("/accedi/2fa/totp/activate/", {"code": figures})
    again = signed_in_by_password(client_of, staff)
    assert again.post("/accedi/2fa/authenticate/", {"code": figures}).status_code == 200


@pytest.mark.parametrize("written", ["{} {}", " {}{} ", "{}-{}"])
def test_a_code_may_be_written_as_the_app_shows_it(written, staff, client_of):
    with_app(staff)
    figures = code()
    sent = {"code": written.format(figures[:3], figures[3:])}
    browser = signed_in_by_password(client_of, staff)
    assert browser.post("/accedi/2fa/authenticate/", sent).status_code == 302
    assert browser.get("/").status_code == 200


@pytest.mark.parametrize(
    "wrong", ["", "000000", "abc", "１２３４５６", "9" * 41, "\0", "12 34", "{}"]
)
def test_a_wrong_code_is_told_and_opens_nothing(wrong, staff, client_of):
    with_app(staff)
    browser = signed_in_by_password(client_of, staff)
    answer = browser.post("/accedi/2fa/authenticate/", {"code": wrong})
    assert answer.status_code == 200
    assert answer.context["form"].errors["code"]
    assert browser.get("/bilancio/").status_code == 302


def test_a_recovery_code_opens_once_and_its_owner_hears_of_it(staff, client_of):
    with_app(staff)
    sheet = Authenticator.objects.get(user=staff, type="recovery_codes").wrap().get_unused_codes()
    browser = signed_in_by_password(client_of, staff)
    assert browser.post("/accedi/2fa/authenticate/", {"code": sheet[0]}).status_code == 302
    assert browser.get("/").status_code == 200
    assert told(staff) == ["È stato usato un codice di recupero"]
    assert "9" in OutgoingMail.objects.get().text
    again = signed_in_by_password(client_of, staff)
    assert again.post("/accedi/2fa/authenticate/", {"code": sheet[0]}).status_code == 200
    assert told(staff) == ["È stato usato un codice di recupero"]


# -- Taking one away ---------------------------------------------------------------------------------------


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


def test_the_last_one_stays(staff, client_of):
    app = with_app(staff)
    browser = proved(client_of, staff)
    for answer in (
        browser.get("/accedi/2fa/totp/deactivate/"),
        browser.post("/accedi/2fa/totp/deactivate/"),
    ):
        assert "è l’ultimo" in answer.content.decode()
    assert Authenticator.objects.filter(pk=app.pk).exists()


def test_the_last_passkey_stays_too(staff, client_of):
    passkey = a_passkey(staff)
    address = f"/accedi/2fa/webauthn/keys/{passkey.pk}/remove/"
    browser = proved(client_of, staff)
    for answer in (browser.get(address, follow=True), browser.post(address, follow=True)):
        assert "è l’ultimo" in answer.content.decode()
    assert Authenticator.objects.filter(pk=passkey.pk).exists()


def test_of_two_one_may_go_and_it_is_told(staff, client_of):
    with_app(staff)
    passkey = a_passkey(staff)
    browser = proved(client_of, staff)
    address = f"/accedi/2fa/webauthn/keys/{passkey.pk}/remove/"
    assert browser.post(address).status_code == 302
    assert not Authenticator.objects.filter(pk=passkey.pk).exists()
    assert told(staff) == ["Una passkey è stata tolta"]
    assert browser.get("/").status_code == 200


def test_a_coworker_may_do_without(member, client_of):
    app = with_app(member)
    assert client_of(member).post("/accedi/2fa/totp/deactivate/").status_code == 302
    assert not Authenticator.objects.filter(pk=app.pk).exists()
    assert told(member) == ["L’app con i codici è stata tolta"]


def test_a_strangers_passkey_is_not_there(staff, member, client_of):
    passkey = a_passkey(member)
    address = f"/accedi/2fa/webauthn/keys/{passkey.pk}/remove/"
    assert proved(client_of, staff).post(address).status_code == 404


# -- Asked again ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "totp/activate/",
        "totp/deactivate/",
        "webauthn/add/",
        "webauthn/keys/{}/remove/",
        "webauthn/keys/{}/edit/",
        "recovery-codes/download/",
        "recovery-codes/generate/",
    ],
)
def test_an_open_session_is_asked_first(path, member, client_of):
    if "activate/" not in path or "deactivate/" in path:
        with_app(member)
    passkey = a_passkey(member)
    browser = client_of(member, typed=False)
    for answer in (
        browser.get(SET_UP + path.format(passkey.pk)),
        browser.post(SET_UP + path.format(passkey.pk)),
    ):
        assert answer["Location"].startswith("/accedi/reauthenticate/")


def test_an_address_changes_only_after_the_password_and_with_a_factor_too(member, client_of):
    with_app(member)
    browser = client_of(member, typed=False)
    sent = {"email": "nuova@example.org", "action_add": ""}
    asked = browser.post("/accedi/email/", sent)
    assert asked["Location"].startswith("/accedi/reauthenticate/")
    assert not EmailAddress.objects.filter(email="nuova@example.org").exists()
    browser.post(asked["Location"], {"password": PASSWORD})
    assert EmailAddress.objects.filter(email="nuova@example.org", user=member).exists()
    assert told(member) == ["Qualcuno vuole cambiare il tuo indirizzo"]


# -- What is told ---------------------------------------------------------------------------------------------


def test_a_changed_password_is_told_and_ends_other_sessions(member, client_of):
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    here, elsewhere = client_of(member), client_of(member)
    sent = {"oldpassword": PASSWORD, "password1": "un-altra-frase", "password2": "un-altra-frase"}
    assert here.post("/accedi/password/change/", sent).status_code == 302
    assert told(member) == ["La tua password è stata cambiata"]
    assert here.get("/profilo/").status_code == 200
    assert elsewhere.get("/profilo/").status_code == 302


def test_a_letter_speaks_its_readers_language(member, client_of):
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    member.language = "en"
    member.save()
    sent = {"oldpassword": PASSWORD, "password1": "un-altra-frase", "password2": "un-altra-frase"}
    client_of(member).post("/accedi/password/change/", sent, HTTP_ACCEPT_LANGUAGE="it")
    letter = OutgoingMail.objects.get(to=member.email)
    assert letter.subject == "Your password has been changed"
    assert "You have been signed out" in letter.text


# -- Who else was signed in -------------------------------------------------------------------------------------


def is_in(browser) -> bool:
    return browser.get("/profilo/").status_code == 200


def test_a_new_factor_ends_the_other_sessions(member, client_of):
    here, elsewhere = client_of(member), client_of(member)
    secret = here.get("/accedi/2fa/totp/activate/").context["form"].secret
    _before, now, _after = yield_hotp_counters_from_time()
    here.post("/accedi/2fa/totp/activate/", {"code": f"{hotp_value(secret, now):06d}"})
    assert Authenticator.objects.filter(user=member, type="totp").exists()
    assert (is_in(here), is_in(elsewhere)) == (True, False)


def test_a_factor_taken_away_ends_them_too(member, client_of):
    with_app(member)
    here, elsewhere = client_of(member), client_of(member)
    here.post("/accedi/2fa/totp/deactivate/")
    assert (is_in(here), is_in(elsewhere)) == (True, False)


def test_a_new_address_ends_them_once_it_is_confirmed(member, client_of):
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    here, elsewhere = client_of(member), client_of(member)
    here.post("/accedi/email/", {"email": "nuova@example.org", "action_add": ""})
    assert is_in(elsewhere)
    letter = OutgoingMail.objects.get(to="nuova@example.org").text
    link = re.search(r"/accedi/confirm-email/\S+", letter)[0]
    here.post(link)
    member.refresh_from_db()
    assert member.email == "nuova@example.org"
    assert (is_in(here), is_in(elsewhere)) == (True, False)


@pytest.fixture
def elsewhere(member, client_of):
    """Signed in before: a sign-in makes the letter's link useless."""
    return client_of(member)


@pytest.fixture
def reset_link(member, elsewhere, client_of) -> str:
    """From the letter to a person who forgot the password."""
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    client_of().post("/accedi/password/reset/", {"email": member.email})
    letter = OutgoingMail.objects.get(to=member.email).text
    return re.search(r"/accedi/password/reset/key/\S+", letter)[0]


def resets(browser, link: str):
    form = browser.get(link, follow=True)
    sent = {"password1": "un-altra-frase", "password2": "un-altra-frase"}
    return browser.post(form.redirect_chain[-1][0], sent)


def test_a_reset_password_ends_all_of_them(member, elsewhere, client_of, reset_link):
    resets(client_of(), reset_link)
    member.refresh_from_db()
    assert member.check_password("un-altra-frase")
    assert not is_in(elsewhere)
    assert "La tua password è stata cambiata" in told(member)


def test_a_scanner_that_opens_the_link_uses_nothing_up(member, elsewhere, client_of, reset_link):
    for scanner in (client_of(), client_of()):
        assert scanner.get(reset_link, follow=True).status_code == 200
        assert scanner.head(reset_link).status_code == 302
    assert is_in(elsewhere)
    resets(client_of(), reset_link)
    member.refresh_from_db()
    assert member.check_password("un-altra-frase")


@pytest.mark.parametrize("spoilt", [lambda link: link, lambda link: f"{link[:-3]}x/"])
def test_a_link_that_opens_no_more_says_so_with_a_way_on(spoilt, client_of, reset_link):
    resets(client_of(), reset_link)
    page = client_of().get(spoilt(reset_link), follow=True).content.decode()
    assert "Questo link non è più valido" in page
    assert 'href="/accedi/password/reset/"' in page


# -- One address in each of its spellings ------------------------------------------------------------------------

COMPOSED, DECOMPOSED = "anna@citt\u00e0.example.org", "anna@citta\u0300.example.org"


@pytest.fixture
def anna(make_person):
    made = make_person(Role.MEMBER, email=COMPOSED)
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    return made


@pytest.mark.parametrize("written", [COMPOSED, DECOMPOSED, COMPOSED.upper(), f" {DECOMPOSED} "])
class TestOneAddress:
    """However it is typed it is one mailbox, and one account."""

    def test_signs_in(self, written, anna, client_of):
        browser = client_of()
        browser.post("/accedi/login/", {"login": written, "password": PASSWORD})
        assert is_in(browser)

    def test_makes_no_second_account(self, written, anna, client_of):
        names = {"first_name": "A", "last_name": "B", "password1": "una-frase-nuova"}
        client_of().post("/accedi/signup/", {"email": written, **names})
        assert type(anna).objects.count() == 1

    def test_gets_the_letter_for_a_new_password(self, written, anna, client_of):
        client_of().post("/accedi/password/reset/", {"email": written})
        assert "/accedi/password/reset/key/" in OutgoingMail.objects.get(to=anna.email).text

    def test_is_nobody_elses_to_change_to(self, written, anna, member, client_of):
        own = {"email": member.email, "verified": True, "primary": True}
        EmailAddress.objects.create(user=member, **own)
        browser = client_of(member)
        browser.post("/accedi/email/", {"email": written, "action_add": ""})
        letter = OutgoingMail.objects.get(to=anna.email).text
        if link := re.search(r"/accedi/confirm-email/\S+", letter):
            browser.post(link[0])
        member.refresh_from_db()
        assert member.email == "membro@example.org"

    def test_is_not_invited_again(self, written, anna):
        with pytest.raises(Refusal) as refused:
            invite(by=None, email=written, role=Role.OFFICIAL)
        assert refused.value.code == "has_account"


def test_the_letter_goes_to_the_address_that_is_kept(make_person, client_of):
    """Mail programs take “straße” for another domain than “strasse”, which anybody could own."""
    kept = make_person(Role.MEMBER, email="anna@strasse.example")
    EmailAddress.objects.create(user=kept, email=kept.email, verified=True, primary=True)
    client_of().post("/accedi/password/reset/", {"email": "anna@stra\u00dfe.example"})
    assert [letter.to for letter in OutgoingMail.objects.all()] == ["anna@strasse.example"]
