"""What is kept for whoever was signed out, for whom, for how long, and what is not."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import ParkedForm
from core.tasks import clear_parked
from core.testing.plugin import PASSWORD
from members.models import Profile
from piastra.tests.forms_of_ours import forms_of_ours
from piastra.tests.uploads import uploads
from piastra.tests.written import forms_of, shown, sign_out_behind

pytestmark = pytest.mark.django_db

PROFILE = "/profilo/"
BIO = "Quaranta minuti di lavoro\r\nsu due <righe>"
KEPT, AGAIN = "è conservato per un’ora", "Ecco di nuovo quello che avevi scritto"


@pytest.fixture
def known(member):
    member.emailaddress_set.create(email=member.email, primary=True, verified=True)
    return member


def token_on(browser: Client, path: str) -> str:
    return str(browser.get(path).context["csrf_token"])


def sign_in(browser: Client, person) -> None:
    token = token_on(browser, reverse("account_login"))
    fields = {"login": person.email, "password": PASSWORD, "csrfmiddlewaretoken": token}
    assert browser.post(reverse("account_login"), fields).status_code == 302


def field(page, name: str) -> str:
    """What stands in this field of the page's form."""
    found = [shown(form).get(name) for form in forms_of(page.text)]
    return next(values[0] for values in found if values)


def written(token: str, **more) -> dict:
    return {"csrfmiddlewaretoken": token, "bio": BIO, "headline": "Case", "language": "it", **more}


def test_the_text_of_a_session_that_ended_is_there_after_sign_in(browser_of, known):
    browser = browser_of(known)
    token = token_on(browser, PROFILE)
    sign_out_behind(browser)
    asked = browser.post(PROFILE, written(token), follow=True)
    assert asked.redirect_chain == [(f"/accedi/login/?next={PROFILE}", 302)]
    assert KEPT in asked.text
    assert "Quaranta" not in asked.text
    sign_in(browser, known)
    page = browser.get(PROFILE)
    assert AGAIN in page.text
    assert field(page, "bio") == BIO
    assert not Profile.objects.filter(person=known).exclude(bio="").exists()


def test_it_is_there_until_it_is_sent(browser_of, known):
    browser = browser_of(known)
    token = token_on(browser, PROFILE)
    sign_out_behind(browser)
    browser.post(PROFILE, written(token))
    sign_in(browser, known)
    for _ in range(2):
        assert AGAIN in browser.get(PROFILE).text
    sent = browser.post(PROFILE, written(token_on(browser, PROFILE)), follow=True)
    assert sent.redirect_chain == [(PROFILE, 302)]
    assert AGAIN not in sent.text
    assert Profile.objects.get(person=known).bio.split() == BIO.split()
    assert not ParkedForm.objects.exists()


def test_another_person_never_reads_it(browser_of, known, other_member):
    """In the same browser, at the same address; also who comes after both."""
    other_member.emailaddress_set.create(email=other_member.email, primary=True, verified=True)
    browser = browser_of(known)
    token = token_on(browser, PROFILE)
    sign_out_behind(browser)
    browser.post(PROFILE, written(token))
    sign_in(browser, other_member)
    for path in (PROFILE, "/", "/accessi/"):
        page = browser.get(path).text
        assert AGAIN not in page
        assert "Quaranta" not in page
    browser.post(reverse("account_logout"), {"csrfmiddlewaretoken": token_on(browser, "/accessi/")})
    sign_in(browser, known)
    assert AGAIN in browser.get(PROFILE).text


def test_the_same_person_reads_it_in_no_other_browser(browser_of, known):
    browser, other = browser_of(known), browser_of(known)
    token = token_on(browser, PROFILE)
    sign_out_behind(browser)
    browser.post(PROFILE, written(token))
    assert AGAIN not in other.get(PROFILE).text


def test_who_signs_in_in_another_tab_first_loses_nothing(browser_of, known):
    """The form's token is of the session before: Django refuses it, and its author finds it filled in."""
    browser = browser_of(known)
    token = token_on(browser, PROFILE)
    sign_out_behind(browser)
    sign_in(browser, known)
    page = browser.post(PROFILE, written(token), follow=True)
    assert page.redirect_chain == [(PROFILE, 302)]
    assert AGAIN in page.text
    assert field(page, "bio") == BIO
    assert not Profile.objects.filter(person=known).exclude(bio="").exists()


def test_who_signs_out_in_another_tab_loses_nothing(browser_of, known):
    browser = browser_of(known)
    token = token_on(browser, PROFILE)
    browser.post(reverse("account_logout"), {"csrfmiddlewaretoken": token_on(browser, "/accessi/")})
    assert KEPT in browser.post(PROFILE, written(token), follow=True).text
    sign_in(browser, known)
    assert AGAIN in browser.get(PROFILE).text


def test_a_form_of_one_person_sent_while_another_is_signed_in_is_kept_for_nobody(
    browser_of, known, other_member
):
    other_member.emailaddress_set.create(email=other_member.email, primary=True, verified=True)
    browser = browser_of(known)
    token = token_on(browser, PROFILE)
    sign_out_behind(browser)
    sign_in(browser, other_member)
    answer = browser.post(PROFILE, written(token))
    assert answer.status_code == 403
    assert "Il modulo è scaduto" in answer.text
    assert "Quaranta" not in browser.get(PROFILE).text
    assert not ParkedForm.objects.exists()


def test_a_forged_form_is_neither_done_nor_kept(browser_of, known, client_of):
    """Another site knows no token: what it makes a browser send stands in no form of ours."""
    browser = browser_of(known)
    browser.get(PROFILE)
    for token in ("", "a" * 64, "é" * 64, "a" * 32, "\0" * 64):
        assert browser.post(PROFILE, written(token)).status_code == 403
    sign_out_behind(browser)
    for token in ("", "a" * 64):
        assert browser.post(PROFILE, written(token)).status_code == 403
    assert not ParkedForm.objects.exists()


def test_a_stranger_keeps_nothing(client_of):
    stranger = Client()
    token = token_on(stranger, "/accessibilita/segnala/")
    asked = stranger.post(PROFILE, written(token), follow=True)
    assert "conservato" not in asked.text
    assert not ParkedForm.objects.exists()


def sign_out(browser: Client) -> None:
    browser.post(reverse("account_logout"), {"csrfmiddlewaretoken": token_on(browser, "/accessi/")})


@pytest.mark.parametrize("leave", [sign_out, sign_out_behind])
def test_what_a_stranger_writes_after_somebody_is_not_that_persons(
    browser_of, known, other_member, leave
):
    """Who signed in before at a shared machine does not find what is written there by the next one."""
    other_member.emailaddress_set.create(email=other_member.email, primary=True, verified=True)
    browser, form = browser_of(known), "/accessibilita/segnala/"
    browser.get(PROFILE)
    leave(browser)
    token = token_on(browser, form)
    # In another window the stranger signs in and out: the first one's form is too old now.
    sign_in(browser, other_member)
    sign_out(browser)
    browser.post(form, written(token, text="Quaranta minuti"))
    assert not ParkedForm.objects.exists()
    sign_in(browser, known)
    assert "Quaranta" not in browser.get(form).text


@pytest.mark.parametrize("cookie", ["", "x", "e30:1:x", "\x7f"])
def test_a_cookie_of_forms_that_was_tampered_with_opens_nothing(browser_of, known, cookie):
    browser = browser_of(known)
    token = token_on(browser, PROFILE)
    sign_out_behind(browser)
    browser.post(PROFILE, written(token))
    browser.cookies[settings.FORMS_COOKIE_NAME] = cookie
    sign_in(browser, known)
    assert AGAIN not in browser.get(PROFILE).text


def test_it_is_kept_for_an_hour(browser_of, known, at):
    at("2026-10-05 09:00")
    browser = browser_of(known)
    token = token_on(browser, PROFILE)
    sign_out_behind(browser)
    browser.post(PROFILE, written(token))
    at("2026-10-05 10:01")
    sign_in(browser, known)
    assert AGAIN not in browser.get(PROFILE).text
    assert clear_parked() == 1
    assert clear_parked() == 0


def test_a_person_keeps_five_forms_at_most_in_a_browser_and_none_that_is_endless(browser_of, known):
    browser = browser_of(known)
    token = token_on(browser, PROFILE)
    sign_out_behind(browser)
    for number in range(8):
        browser.post(f"/attesa/{number}/ritira/", written(token))
    browser.post(PROFILE, written(token))
    browser.post(PROFILE, written(token))
    kept = ParkedForm.objects.values_list("sent_to", flat=True)
    assert list(kept) == [PROFILE, *(f"/attesa/{number}/ritira/" for number in (7, 6, 5, 4))]
    asked = browser.post(PROFILE, written(token, bio="x" * 100_001), follow=True)
    assert "troppo lungo" in asked.text
    assert ParkedForm.objects.count() == 5


def test_a_person_keeps_twenty_forms_at_most_in_all_browsers(browser_of, known):
    """Each sign-in without cookies is another browser: an account is no store."""
    for number in range(6):
        browser = browser_of(known)
        token = token_on(browser, PROFILE)
        sign_out_behind(browser)
        for each in range(4):
            browser.post(f"/attesa/{number}{each}/ritira/", written(token))
    kept = ParkedForm.objects.values_list("sent_to", flat=True)
    assert list(kept) == [
        f"/attesa/{n}{each}/ritira/" for n in (5, 4, 3, 2, 1) for each in (3, 2, 1, 0)
    ]


def test_what_the_database_cannot_hold_is_left_out(browser_of, known):
    browser = browser_of(known)
    token = token_on(browser, PROFILE)
    sign_out_behind(browser)
    browser.post(PROFILE, written(token, bio="Prima\0dopo", **{"x\0y": "1"}))
    sign_in(browser, known)
    assert field(browser.get(PROFILE), "bio") == "Primadopo"


@pytest.mark.parametrize("closed", [True, False])
def test_nothing_is_kept_for_an_account_that_is_closed_or_gone(browser_of, make_person, closed):
    person = make_person("member")
    browser = browser_of(person)
    token = token_on(browser, PROFILE)
    if closed:
        type(person).objects.filter(pk=person.pk).update(is_active=False)
    else:
        person.delete()
    asked = browser.post(PROFILE, written(token), follow=True)
    assert asked.status_code == 200
    assert KEPT not in asked.text
    assert not ParkedForm.objects.exists()


def test_the_button_for_the_language_is_no_text(browser_of, known):
    browser = browser_of(known)
    token = token_on(browser, PROFILE)
    sign_out_behind(browser)
    sign_in(browser, known)
    fields = {"csrfmiddlewaretoken": token, "language": "en", "next": "/"}
    assert browser.post("/lingua/", fields).status_code == 403
    assert not ParkedForm.objects.exists()


def test_no_password_is_kept(browser_of, known):
    browser = browser_of(known)
    token = token_on(browser, PROFILE)
    sign_out_behind(browser)
    browser.post(PROFILE, written(token, password="segreto", new_password1="segreto"))
    assert set(ParkedForm.objects.get().fields) == {"bio", "headline", "language"}
    fields = [
        (form, name)
        for form in forms_of_ours()
        for name, field in form.base_fields.items()
        if getattr(field.widget, "input_type", "") == "password"
    ]
    assert fields
    assert all("password" in name for _form, name in fields)


def test_the_pages_of_passwords_keep_nothing(browser_of, known):
    browser = browser_of(known)
    token = token_on(browser, PROFILE)
    sign_out_behind(browser)
    sign_in(browser, known)
    fields = {"login": known.email, "password": PASSWORD, "csrfmiddlewaretoken": token}
    for name in ("account_login", "account_change_password", "account_email"):
        assert browser.post(reverse(name), fields).status_code == 403
    assert not ParkedForm.objects.exists()


def test_of_an_upload_all_but_the_file_is_kept_and_that_is_said(browser_of, staff):
    staff.emailaddress_set.create(email=staff.email, primary=True, verified=True)
    path, fields = next((each, fields) for each, fields in uploads().items() if "nuovo" in each)
    browser = browser_of(staff)
    token = token_on(browser, path)
    sign_out_behind(browser)
    upload = SimpleUploadedFile("fattura.pdf", b"%PDF-1.4 prova")
    sent = {
        **fields,
        "description": "Scrivanie usate",
        "upload": upload,
        "csrfmiddlewaretoken": token,
    }
    assert "Solo il file va scelto di nuovo" in browser.post(path, sent, follow=True).text
    sign_in(browser, staff)
    page = browser.get(path)
    assert "Solo il file va scelto di nuovo" in page.text
    assert field(page, "description") == "Scrivanie usate"


def test_a_button_is_pressed_again_by_its_person(browser_of, known):
    """Nothing is kept but that it was pressed: the page that has it says so."""
    browser = browser_of(known)
    token = token_on(browser, "/accessi/")
    sign_out_behind(browser)
    answer = browser.post("/accessi/altri/chiudi/", {"csrfmiddlewaretoken": token}, follow=True)
    assert "accedi e premi di nuovo il pulsante" in answer.text
    sign_in(browser, known)
    page = browser.get("/accessi/altri/chiudi/", follow=True)
    assert page.redirect_chain == [("/accessi/", 302)]
    assert "Premi di nuovo il pulsante" in page.text


def test_an_error_s_page_gives_nothing_back(browser_of, known, settings):
    browser = browser_of(known)
    token = token_on(browser, PROFILE)
    sign_out_behind(browser)
    gone = "/prenotazioni/999999/annulla/"
    browser.post(gone, {"csrfmiddlewaretoken": token})
    sign_in(browser, known)
    answer = browser.get(gone)
    assert answer.status_code == 404
    assert AGAIN not in answer.text


def test_what_is_kept_costs_nothing_where_nothing_is(client_of, member, queries_of):
    browser = client_of(member)
    browser.get(PROFILE)
    assert browser.cookies[settings.FORMS_COOKIE_NAME].value
    assert queries_of(lambda: browser.get("/note-legali/")) == 3


def test_the_cookie_of_forms_is_for_the_server_alone_and_names_nobody(client_of, member):
    browser = client_of(member)
    browser.get(PROFILE)
    cookie = browser.cookies[settings.FORMS_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == ""
    assert member.email not in cookie.value


def test_old_kept_forms_are_thrown_away_at_night(member):
    old = timezone.now() - timedelta(hours=2)
    ParkedForm.objects.create(person=member, browser="x", sent_to="/", page="/", at=old)
    assert clear_parked() == 1
