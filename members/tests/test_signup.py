"""The way in, from nothing to a membership, as a person walks it."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.urls import reverse

from core.access import Role
from core.models import OutgoingMail
from core.testing.mail_servers import server_saying
from members.models import Application, Membership, User
from members.tests.applying import applies

NEW = {
    "first_name": "Nadia",
    "last_name": "Nava",
    "email": "nadia@example.org",
    "password1": "una-frase-che-ricordo",
}


@pytest.fixture(autouse=True)
def fresh_limits():
    """allauth counts how often an address asks for a letter."""
    cache.clear()


@pytest.fixture
def stranger(client_of):
    return client_of()


def link_in(letter) -> str:
    """The path of the confirmation link."""
    return re.search(r"https?://[^/]+(/accedi/\S+)", letter.body).group(1)


def signed_up(browser, delivered) -> User:
    browser.post(reverse("account_signup"), NEW)
    browser.post(link_in(delivered()[-1]))
    return User.objects.get(email=NEW["email"])


def test_signing_up_makes_an_applicant_who_must_confirm_the_address(stranger, delivered):
    response = stranger.post(reverse("account_signup"), NEW)
    assert response.headers["Location"] == reverse("account_email_verification_sent")
    person = User.objects.get()
    assert (person.role, person.get_full_name()) == (Role.APPLICANT, "Nadia Nava")
    assert [letter.to for letter in delivered()] == [["nadia@example.org"]]
    assert stranger.get(reverse("members:application")).status_code == 302


def test_the_first_letter_names_the_portal_and_not_the_machine(stranger, delivered):
    stranger.post(reverse("account_signup"), NEW)
    letter = delivered()[0]
    assert letter.subject == "[Piastra Coworking] Conferma il tuo indirizzo e-mail"
    assert letter.body.startswith("Buongiorno Nadia,\n\nqualcuno, probabilmente tu,")
    ((html, kind),) = letter.alternatives
    assert kind == "text/html"
    assert "Buongiorno Nadia," in html
    assert f'href="{settings.SITE_URL}{link_in(letter)}"' in html


def test_who_confirms_where_the_account_was_made_is_in(stranger, delivered):
    signed_up(stranger, delivered)
    form = reverse("members:application_privacy")
    assert stranger.get(reverse("members:application")).headers["Location"] == form


def test_one_sentence_is_said_after_confirming(stranger, delivered):
    stranger.post(reverse("account_signup"), NEW, follow=True)
    link = link_in(delivered()[0])
    said = get_messages(stranger.post(link).wsgi_request)
    assert [str(each) for each in said] == ["Ti diamo il benvenuto, Nadia: hai fatto l’accesso."]


def test_who_confirms_in_another_browser_reads_that_it_is_confirmed(client_of, delivered):
    client_of().post(reverse("account_signup"), NEW)
    said = get_messages(client_of().post(link_in(delivered()[0])).wsgi_request)
    assert len(list(said)) == 1


def test_who_confirms_elsewhere_signs_in_first(stranger, client_of, delivered):
    stranger.post(reverse("account_signup"), NEW)
    elsewhere = client_of()
    assert elsewhere.post(link_in(delivered()[0])).status_code == 302
    answer = elsewhere.get(reverse("members:application"))
    assert answer.headers["Location"].startswith(reverse("account_login"))


def test_a_link_that_was_used_says_so(stranger, delivered):
    signed_up(stranger, delivered)
    page = " ".join(stranger.get(link_in(delivered()[0])).text.split())
    assert "Questo link è già stato usato, è scaduto" in page
    assert f'href="{reverse("account_login")}"' in page


def test_a_new_password_comes_by_a_letter_in_the_persons_language(stranger, delivered):
    person = signed_up(stranger, delivered)
    person.language = "en"
    person.save()
    stranger.logout()
    stranger.post(reverse("account_reset_password"), {"email": person.email})
    letter = delivered()[-1]
    assert letter.subject == "[Piastra Coworking] A new password"
    assert "asked for a new password" in letter.body
    assert f'href="{settings.SITE_URL}{link_in(letter)}"' in letter.alternatives[0][0]
    assert '<html lang="en">' in letter.alternatives[0][0]


def test_a_short_password_is_refused_in_italian(stranger):
    answer = stranger.post(reverse("account_signup"), {**NEW, "password1": "Xk7#q"})
    assert "troppo corta: scegline una di almeno 10 caratteri." in answer.content.decode()
    assert not User.objects.exists()


def test_from_sign_up_to_a_membership(stranger, client_of, staff, delivered):
    person = signed_up(stranger, delivered)
    stranger.post(reverse("account_login"), {"login": person.email, "password": NEW["password1"]})
    applies(stranger, idea="Case passive.")
    application = Application.objects.get(applicant=person)

    desk = client_of(staff)
    desk.post(reverse("members:application_take_up", args=[application.pk]))
    desk.post(reverse("members:application_admit", args=[application.pk]))

    assert Membership.objects.current().get().person == person
    person.refresh_from_db()
    assert person.role == Role.MEMBER
    assert stranger.get(reverse("members:profile")).status_code == 200
    assert [letter.subject for letter in delivered()[1:]] == [
        "Abbiamo ricevuto la tua domanda",
        "Abbiamo cominciato a esaminare la tua domanda",
        "Ti diamo il benvenuto: la tua domanda è stata accolta",
        "Il tuo primo giorno nel coworking",
    ]


def test_an_english_speaker_is_written_to_in_english(client_of, db):
    browser = client_of()
    browser.post(reverse("members:language"), {"language": "en", "next": "/"})
    browser.post(reverse("account_signup"), NEW)
    assert User.objects.get().language == "en"


def test_signing_up_twice_makes_one_account(stranger, client_of):
    stranger.post(reverse("account_signup"), NEW)
    client_of().post(reverse("account_signup"), {**NEW, "email": "NADIA@example.org"})
    assert User.objects.count() == 1


def test_one_mailbox_is_one_account_however_its_accents_are_typed(stranger, client_of, delivered):
    composed, decomposed = "nadia@citt\u00e0.example.it", "nadia@citta\u0300.example.it"
    stranger.post(reverse("account_signup"), {**NEW, "email": decomposed})
    client_of().post(reverse("account_signup"), {**NEW, "email": composed})
    assert User.objects.get().email == "nadia@xn--citt-3na.example.it"
    stranger.post(link_in(delivered()[0]))
    for address in (composed, decomposed):
        answers = {"login": address, "password": NEW["password1"]}
        assert client_of().post(reverse("account_login"), answers)["Location"] == "/"


@pytest.mark.parametrize(
    "changed",
    [
        {"first_name": ""},
        {"last_name": " "},
        {"email": "nadia"},
        {"password1": "corta"},
        {"password1": "password12"},
    ],
)
def test_a_wrong_answer_makes_no_account(changed, stranger):
    response = stranger.post(reverse("account_signup"), {**NEW, **changed})
    assert response.status_code == 200
    assert not User.objects.exists()


def test_no_page_waits_for_a_mail_server_that_is_silent(stranger, settings, delivered, in_time):
    """Sign-up, its letter sent again, and a new password: each is a row, which leaves when it can."""
    with server_saying(None) as settings.EMAIL_PORT:
        settings.EMAIL_BACKEND = "core.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 20
        began = time.perf_counter()
        answer = stranger.post(reverse("account_signup"), NEW)
        stranger.post(reverse("account_reset_password"), {"email": NEW["email"]})
        in_time(time.perf_counter() - began, 15)
    assert answer.headers["Location"] == reverse("account_email_verification_sent")
    assert OutgoingMail.objects.filter(status="waiting").count() == 2
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    stranger.post(link_in(delivered()[0]))
    assert EmailAddress.objects.get(email=NEW["email"]).verified


def test_a_broken_link_says_so(stranger, db):
    response = stranger.get(reverse("account_confirm_email", args=["rotto"]))
    assert response.status_code == 200
    assert not User.objects.exists()
