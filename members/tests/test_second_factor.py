"""The second factor without a browser: who needs one, what opens without, what a code opens."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import hotp_value, yield_hotp_counters_from_time

from core.access import Role
from core.models import JournalEntry, OutgoingMail
from members.tests.factors import (
    SET_UP,
    a_passkey,
    code,
    proved,
    signed_in_by_password,
    told,
    with_app,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def required(settings):
    settings.REQUIRE_SECOND_FACTOR = True


# -- Who, and what opens -------------------------------------------------------------------------


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


# -- Codes ---------------------------------------------------------------------------------------


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


# -- Taking one away -----------------------------------------------------------------------------


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


def test_taking_the_recovery_codes_is_a_line_of_the_journal(staff, client_of):
    with_app(staff)
    browser = proved(client_of, staff)
    address = "/accedi/2fa/recovery-codes/download/"
    assert "attachment" in browser.get(address)["Content-Disposition"]
    browser.head(address)
    line = JournalEntry.objects.get(verb="recovery_codes_downloaded")
    assert (line.by, line.details) == (staff, {})


def test_no_codes_no_line(staff, client_of):
    a_passkey(staff)
    browser = proved(client_of, staff)
    assert browser.get("/accedi/2fa/recovery-codes/download/").status_code == 404
    assert not JournalEntry.objects.filter(verb="recovery_codes_downloaded").exists()
