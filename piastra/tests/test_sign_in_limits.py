"""Guessing at passwords is limited, over all processes; no stranger shuts out whose account it is."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.db import connection
from django.urls import reverse

from core.models import Bucket, JournalEntry
from core.testing.plugin import PASSWORD
from members.models import Verb
from members.tests.test_signup import link_in
from piastra.tests.door import code_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SIGN_IN = "/accedi/login/"


@pytest.fixture
def known(member):
    """A member whose address is confirmed."""
    member.emailaddress_set.create(email=member.email, primary=True, verified=True)
    return member


def sign_in(client, person, password=PASSWORD, line="203.0.113.9"):
    answers = {"login": person.email, "password": password}
    return client.post(SIGN_IN, answers, REMOTE_ADDR=line)


def is_in(client) -> bool:
    return "_auth_user_id" in client.session


def strangers(client_of, person, count, lines=250):
    """So many wrong passwords, from that many machines in turn, none of which keeps a cookie."""
    return [
        sign_in(client_of(), person, f"sbagliata {number}", line=f"198.51.100.{number % lines}")
        for number in range(count)
    ]


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_five_wrong_ones_from_one_line_are_enough(client_of, known):
    answers = strangers(client_of, known, 7, lines=1)
    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 2
    assert 0 < int(answers[-1]["Retry-After"]) <= 60
    assert "Troppi tentativi in poco tempo: non è cambiato nulla. Riprova tra un minuto." in words(
        answers[-1]
    )
    assert f'value="{known.email}"' in words(answers[-1])
    browser = client_of()
    assert sign_in(browser, known, line="198.51.100.0").status_code == 429
    assert not is_in(browser)


def test_they_come_back_one_by_one(client_of, known, at):
    at("2026-11-30 10:00")
    strangers(client_of, known, 6, lines=1)
    at("2026-11-30 10:01")
    assert [each.status_code for each in strangers(client_of, known, 2, lines=1)] == [200, 429]
    at("2026-11-30 10:02")
    browser = client_of()
    assert sign_in(browser, known, line="198.51.100.0").status_code == 302
    assert is_in(browser)


def test_another_line_is_not_shut_out_with_it(client_of, known):
    strangers(client_of, known, 30, lines=1)
    browser = client_of()
    assert sign_in(browser, known).status_code == 302
    assert is_in(browser)


def test_good_ones_do_not_count(client_of, known):
    for _time in range(60):
        assert sign_in(client_of(), known).status_code == 302


def test_guessing_from_many_lines_is_limited_too(client_of, known):
    """The negative of all that follows."""
    answers = strangers(client_of, known, 110)
    assert [answer.status_code for answer in answers].count(200) == 100
    newcomer = client_of()
    page = sign_in(newcomer, known)
    assert page.status_code == 429
    assert not is_in(newcomer)
    assert "Puoi accedere con una passkey o chiedere una nuova password" in words(page)


def test_where_its_owner_signed_in_before_the_account_still_opens(client_of, known):
    phone = client_of()
    assert sign_in(phone, known).status_code == 302
    phone.post("/accedi/logout/")
    strangers(client_of, known, 110)
    assert sign_in(phone, known).status_code == 302
    assert is_in(phone)


def test_guessing_is_limited_where_its_owner_signed_in_before(client_of, known):
    phone = client_of()
    sign_in(phone, known)
    phone.post("/accedi/logout/")
    lines = [f"198.51.100.{number}" for number in range(15)]
    answers = [sign_in(phone, known, "sbagliata", line=line).status_code for line in lines]
    assert answers == [200] * 10 + [429] * 5


def test_a_browser_known_for_one_account_is_a_stranger_to_another(client_of, known, staff):
    staff.emailaddress_set.create(email=staff.email, primary=True, verified=True)
    browser = client_of()
    sign_in(browser, staff)
    browser.post("/accedi/logout/")
    strangers(client_of, known, 100)
    assert sign_in(browser, known).status_code == 429


def test_a_cookie_that_is_not_ours_is_none(client_of, known):
    phone = client_of()
    sign_in(phone, known)
    cookie = phone.cookies["known"].value
    strangers(client_of, known, 100)
    for value in (cookie[:-1] + ("a" if cookie[-1] != "a" else "b"), "x", "", "a.b:c:d"):
        thief = client_of()
        thief.cookies["known"] = value
        assert sign_in(thief, known).status_code == 429


def test_the_cookie_says_nobody_and_scripts_do_not_read_it(client_of, known):
    phone = client_of()
    sign_in(phone, known)
    cookie = phone.cookies["known"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert known.email not in cookie.value
    assert timedelta(seconds=cookie["max-age"]) == timedelta(days=180)


def test_a_new_password_opens_the_door_that_strangers_keep_shut(client_of, known, delivered):
    strangers(client_of, known, 110)
    phone = client_of()
    phone.post(reverse("account_reset_password"), {"email": known.email})
    form = phone.get(link_in(delivered()[-1])).headers["Location"]
    new = {"password1": "un-altra-frase-mia", "password2": "un-altra-frase-mia"}
    assert phone.post(form, new).status_code == 302
    assert sign_in(phone, known, new["password1"]).status_code == 302
    assert is_in(phone)


def test_the_page_says_what_can_be_done_meanwhile(client_of, known):
    """Later, by a passkey, by a letter; and has the way to the letter."""
    strangers(client_of, known, 110)
    page = words(sign_in(client_of(), known))
    for said in ("Riprova tra", "con una passkey", "chiedere una nuova password", "parte subito"):
        assert said in page
    assert f'href="{reverse("account_reset_password")}' in page


def test_who_is_signed_in_is_asked_again_whatever_strangers_do(client_of, known):
    phone = client_of()
    sign_in(phone, known)
    del phone.cookies["known"]
    strangers(client_of, known, 110)
    again = reverse("account_reauthenticate")
    assert phone.post(again, {"password": PASSWORD}).status_code == 302
    answers = [phone.post(again, {"password": "sbagliata"}).status_code for _ in range(12)]
    assert answers == [200] * 10 + [429] * 2


def test_codes_are_not_guessed_without_end(client_of, known):
    """By strangers who have the password; where its owner signed in before, the account opens."""
    secret = totp.generate_totp_secret()
    phone, thief, page = client_of(), client_of(), reverse("mfa_authenticate")
    assert sign_in(phone, known).status_code == 302
    phone.post("/accedi/logout/")
    totp.TOTP.activate(known, secret)
    assert sign_in(thief, known, line="198.51.100.1").headers["Location"].startswith(page)
    answers = []
    for number in range(60):
        line = {"REMOTE_ADDR": f"198.51.100.{number}"}
        answers.append(thief.post(page, {"code": "000000"}, **line).status_code)
    assert answers == [200] * 50 + [429] * 10
    sign_in(phone, known)
    assert phone.post(page, {"code": code_of(secret)}).status_code == 302
    assert is_in(phone)


def test_a_passkey_asks_no_limit(client_of, known):
    """A made-up one opens nothing; but it is not the limit that says so."""
    strangers(client_of, known, 110)
    answer = client_of().post(reverse("mfa_login_webauthn"), {"credential": "{}"})
    assert answer.status_code != 429
    assert "Retry-After" not in answer.headers


def test_an_address_without_an_account_is_limited_just_so(client_of, known):
    known.email = "nessuno@example.org"
    answers = strangers(client_of, known, 6, lines=1)
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]


def test_one_line_can_not_try_every_account(client_of, known):
    answers = []
    for number in range(50):
        known.email = f"chi{number}@example.org"
        answers.append(sign_in(client_of(), known, "sbagliata").status_code)
    assert answers == [200] * 40 + [429] * 10


def test_an_address_in_another_spelling_is_the_same(client_of, known):
    strangers(client_of, known, 5, lines=1)
    known.email = f" {known.email.upper()} "
    assert sign_in(client_of(), known, line="198.51.100.0").status_code == 429


@pytest.mark.parametrize(
    ("path", "field"),
    [("/accedi/reauthenticate/", "password"), ("/accedi/password/change/", "oldpassword")],
)
def test_an_open_session_is_no_place_to_guess_the_password(client_of, known, path, field):
    """Wherever the password is asked for: the guesses are counted together, and each leaves a line."""
    browser = client_of(known, typed=False)
    new = {"password1": "una-frase-del-tutto-nuova", "password2": "una-frase-del-tutto-nuova"}
    guesses = [browser.post(path, new | {field: f"sbagliata {n}"}) for n in range(12)]
    assert [each.status_code for each in guesses] == [200] * 10 + [429] * 2
    assert browser.post(path, new | {field: PASSWORD}).status_code == 429
    lines = JournalEntry.objects.filter(subject="members.user", subject_id=known.pk)
    assert lines.filter(verb=Verb.SIGN_IN_FAILED).count() == 10
    known.refresh_from_db()
    assert known.check_password(PASSWORD)


def test_nothing_of_an_address_is_kept(client_of, known):
    strangers(client_of, known, 3)
    kept = list(Bucket.objects.values_list("key", flat=True))
    assert kept
    assert all(len(key) == 64 for key in kept)
    told = str(list(JournalEntry.objects.values()))
    assert known.email not in told
    assert "198.51" not in told


def test_a_script_does_not_fill_the_journal(client_of, known):
    strangers(client_of, known, 110)
    lines = JournalEntry.objects.filter(subject="members.user", subject_id=known.pk)
    assert lines.filter(verb=Verb.SIGN_IN_FAILED).count() == 20
    assert lines.filter(verb=Verb.SIGN_IN_HELD).count() == 10


def test_it_does_not_ask_redis(client_of, known, settings, tmp_path):
    """Which may be away, or lose what it counted."""
    server = f"unix://{tmp_path}/nobody.sock"
    settings.CACHES = {"default": {"BACKEND": "core.cache.SharedCache", "LOCATION": [server]}}
    assert [each.status_code for each in strangers(client_of, known, 6, lines=1)][-1] == 429
    browser = client_of()
    assert sign_in(browser, known).status_code == 302
    cache.clear()


@pytest.mark.django_db(transaction=True)
def test_a_hundred_guesses_at_once_are_a_hundred(client_of, known):
    """As in several processes: each with a connection of its own."""
    line, answers = Barrier(20), []

    def guess(browser):
        line.wait()
        try:
            answers.append(sign_in(browser, known, "sbagliata").status_code)
        finally:
            connection.close()

    threads = [Thread(target=guess, args=[client_of()]) for _each in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200] * 5 + [429] * 15
