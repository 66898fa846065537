"""The staff's page about letters: what waits, what failed and why; send again, give up; the warning at home."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core.letters import move
from core.mail import put
from core.models import MailServer, OutgoingMail
from core.tasks import deliver_mail
from core.testing.mail_servers import HOST, SmtpHandler, free_port, mail_server
from core.testing.plugin import PASSWORD
from members.models import User

pytestmark = pytest.mark.django_db

PAGE = "/messaggi/"
Status = OutgoingMail.Status


def letter(subject="Prenotato: A03", status=Status.WAITING, **said) -> OutgoingMail:
    found = put(to="elodie@example.org", subject=subject, text="SEGRETO", html="<p>SEGRETO</p>")
    if status == Status.GIVEN_UP:
        move(found, Status.FAILED, by=None)
        found.delete()
        found = put(to="elodie@example.org", subject=subject, text="SEGRETO")
    if status != Status.WAITING:
        move(found, status, by=User(role="staff") if status == Status.GIVEN_UP else None)
    OutgoingMail.objects.filter(pk=found.pk).update(**said)
    found.refresh_from_db()
    return found


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture
def desk(client_of, staff):
    return client_of(staff)


def test_a_waiting_letter_says_since_when_until_when_and_why(desk, at):
    at("2026-12-01 09:30")
    letter(
        fault="later",
        error="450 4.2.0 <b>greylisted</b>",
        next_try_at=timezone.now() + timedelta(minutes=20),
    )
    at("2026-12-01 09:40")
    page = text_of(desk.get(PAGE))
    for words in (
        "elodie@example.org",
        "Prenotato: A03",
        "In attesa dal 1º dicembre 2026, ore 09:30.",
        "Prossimo tentativo: 1 dicembre 2026, ore 09:50.",
        "Il server di posta ha chiesto di riprovare più tardi con questo messaggio.",
        "450 4.2.0 &lt;b&gt;greylisted&lt;/b&gt;",
        "In attesa (1)",
        "Non partiti (0)",
    ):
        assert words in page
    assert "<b>greylisted" not in page


@pytest.mark.parametrize("shelf", ["in-attesa", "non-partiti", "inviati", "abbandonati"])
def test_no_page_shows_what_a_letter_says(shelf, desk):
    for status in Status:
        letter(status=status)
    page = text_of(desk.get(PAGE, {"stato": shelf}))
    assert "elodie@example.org" in page
    assert "SEGRETO" not in page


def test_a_failed_letter_says_why_and_is_sent_again(desk):
    failed = letter(status=Status.FAILED, fault="address", error="550 5.1.1 unknown")
    page = text_of(desk.get(PAGE, {"stato": "non-partiti"}))
    assert "Il server di posta ha rifiutato questo indirizzo." in page
    assert "550 5.1.1 unknown" in page
    answer = desk.post(f"{PAGE}{failed.pk}/riprova/", follow=True)
    assert answer.redirect_chain == [(f"{PAGE}?stato=non-partiti", 302)]
    assert "Il messaggio viene ritentato adesso." in text_of(answer)
    failed.refresh_from_db()
    assert (failed.status, failed.error) == (Status.WAITING, "")


def test_all_that_failed_is_sent_again_with_one_button(desk):
    assert "Riprova tutti" not in text_of(desk.get(PAGE, {"stato": "non-partiti"}))
    for _each in range(30):
        letter(status=Status.FAILED)
    assert "Riprova tutti" not in text_of(desk.get(PAGE))
    page = text_of(desk.get(PAGE, {"stato": "non-partiti"}))
    assert f'action="{PAGE}riprova/"' in page
    assert "Riprova tutti" in page
    answer = desk.post(f"{PAGE}riprova/", follow=True)
    assert answer.redirect_chain == [(f"{PAGE}?stato=non-partiti", 302)]
    assert "30 messaggi vengono ritentati adesso." in text_of(answer)
    assert not OutgoingMail.objects.exclude(status=Status.WAITING).exists()
    letter(status=Status.FAILED)
    page = text_of(desk.post(f"{PAGE}riprova/", follow=True))
    assert "1 messaggio viene ritentato adesso." in page
    page = text_of(desk.post(f"{PAGE}riprova/", follow=True))
    assert "Non ci sono messaggi non partiti: non è cambiato nulla." in page


@pytest.mark.parametrize("status", [Status.WAITING, Status.FAILED])
def test_giving_up_asks_first_and_is_for_good(status, desk, delivered):
    found = letter(status=status)
    address = f"{PAGE}{found.pk}/abbandona/"
    assert "Vuoi abbandonare questo messaggio?" in text_of(desk.get(address))
    found.refresh_from_db()
    assert found.status == status
    assert "Il messaggio è abbandonato" in text_of(desk.post(address, follow=True))
    found.refresh_from_db()
    assert found.status == Status.GIVEN_UP
    again = text_of(desk.post(f"{PAGE}{found.pk}/riprova/", follow=True))
    assert "Questo messaggio è stato abbandonato e non parte più" in again
    assert delivered() == []


def test_a_letter_that_left_meanwhile_can_not_be_given_up(desk):
    found = letter(status=Status.SENT)
    address = f"{PAGE}{found.pk}/abbandona/"
    page = text_of(desk.get(address))
    assert "Questo messaggio è partito nel frattempo" in page
    assert '<form method="post"> <input' not in page.partition("<main")[2]
    assert "Questo messaggio è partito nel frattempo" in text_of(desk.post(address, follow=True))
    found.refresh_from_db()
    assert found.status == Status.SENT


def test_nothing_is_changed_without_the_forms_token(staff):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(staff, backend="allauth.account.auth_backends.AuthenticationBackend")
    found = letter()
    for verb in ("riprova", "abbandona"):
        assert browser.post(f"{PAGE}{found.pk}/{verb}/").status_code == 403
    assert browser.post(f"{PAGE}riprova/").status_code == 403
    found.refresh_from_db()
    assert found.status == Status.WAITING


def test_sending_again_is_never_a_link(desk):
    for address in (f"{PAGE}{letter().pk}/riprova/", f"{PAGE}riprova/"):
        assert desk.get(address)["Location"].startswith(f"{PAGE}?stato=")


@pytest.mark.parametrize("reader", ["applicant", "member", "official"])
def test_others_neither_see_nor_change_letters(reader, client_of, request):
    found = letter()
    browser = client_of(request.getfixturevalue(reader))
    assert browser.get(PAGE).status_code == 403
    for verb in ("riprova", "abbandona"):
        assert browser.post(f"{PAGE}{found.pk}/{verb}/").status_code == 403
    assert browser.post(f"{PAGE}riprova/").status_code == 403
    assert PAGE not in browser.get("/").content.decode()


def test_an_unknown_letter_filter_or_page_is_no_fault(desk):
    letter()
    assert desk.get(f"{PAGE}999999/abbandona/").status_code == 404
    for strange in ({"stato": "boh"}, {"page": "x"}, {"page": "-4"}, {"page": "9" * 30}):
        assert "Prenotato: A03" in text_of(desk.get(PAGE, strange))


@pytest.mark.parametrize("shelf", ["in-attesa", "non-partiti", "inviati", "abbandonati"])
def test_a_page_of_many_letters_asks_as_little_as_one_of_few(shelf, desk, queries_of):
    for status in Status:
        letter(status=status)
    few = queries_of(lambda: desk.get(PAGE, {"stato": shelf}))
    for status in Status:
        for _each in range(25):
            letter(status=status)
    answer = desk.get(PAGE, {"stato": shelf})
    assert queries_of(lambda: desk.get(PAGE, {"stato": shelf})) == few
    assert answer.content.decode().count("Prenotato: A03</h3>") == 20
    assert "Pagina 1 di 2" in text_of(answer)


def test_letters_sent_long_ago_are_not_listed(desk):
    letter("Vecchio", Status.SENT, sent_at=timezone.now() - timedelta(days=31))
    letter("Nuovo", Status.SENT, sent_at=timezone.now() - timedelta(days=29))
    page = text_of(desk.get(PAGE, {"stato": "inviati"}))
    assert ("Vecchio" in page, "Nuovo" in page, "Inviati di recente (1)" in page) == (
        False,
        True,
        True,
    )


def test_a_server_that_is_away_is_told_with_its_own_words(desk, at):
    at("2026-12-01 09:30")
    letter()
    MailServer.objects.create(
        failures=4,
        away_since=timezone.now(),
        next_try_at=timezone.now() + timedelta(minutes=8),
        fault="silent",
        error="timed out <script>",
    )
    page = text_of(desk.get(PAGE))
    for words in (
        "Il server di posta non risponde in tempo.",
        "dalle 09:30 di martedì 1 dicembre 2026",
        "Il portale riprova alle 09:38.",
        "timed out &lt;script&gt;",
        "Parte quando il server torna.",
    ):
        assert words in page


def test_the_home_warns_of_letters_that_wait_for_more_than_an_hour(desk, at, staff, queries_of):
    at("2026-12-01 09:30")
    letter()
    at("2026-12-01 10:30")
    assert PAGE not in desk.get("/").content.decode().partition("<main")[2]
    at("2026-12-01 10:31")
    desk.login(email=staff.email, password=PASSWORD)
    page = text_of(desk.get("/")).partition("<main")[2]
    assert "1 messaggio aspetta da più di un’ora." in page
    assert f'href="{PAGE}"' in page
    few = queries_of(lambda: desk.get("/"))
    letter(status=Status.FAILED)
    letter(status=Status.FAILED)
    assert "2 messaggi non sono partiti." in text_of(desk.get("/"))
    assert queries_of(lambda: desk.get("/")) == few


def test_the_home_is_silent_once_the_staff_gave_the_failed_one_up(desk):
    failed = letter(status=Status.FAILED)
    home = text_of(desk.get("/")).partition("<main")[2]
    assert f'href="{PAGE}?stato=non-partiti"' in home
    desk.post(f"{PAGE}{failed.pk}/abbandona/")
    assert PAGE not in text_of(desk.get("/")).partition("<main")[2]


def test_six_hours_without_a_mail_server_as_the_staff_see_them(desk, at, settings):
    """Thirty letters, one to an address that does not exist: 29 leave, once, in order, and the staff know why."""
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "core.smtp.EmailBackend", HOST
    settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = free_port(), 20
    for number in range(30):
        put(to=f"p{number}@example.org", subject=f"Lettera {number}", text="Ciao")
    beginning = at("2026-12-01 06:00")
    OutgoingMail.objects.update(waits_since=beginning, next_try_at=beginning)
    for minute in range(360):
        at(f"2026-12-01 {6 + minute // 60:02}:{minute % 60:02}")
        deliver_mail()
    assert "30 messaggi aspettano da più di un’ora." in text_of(desk.get("/"))
    page = text_of(desk.get(PAGE))
    assert "In attesa (30)" in page
    assert "Il server di posta non è raggiungibile." in page

    handler = SmtpHandler(refused={"p7@example.org": "550 5.1.1 no such user"})
    with mail_server(handler) as settings.EMAIL_PORT:
        for minute in range(20):
            at(f"2026-12-01 12:{minute:02}")
            deliver_mail()
    assert handler.subjects == [f"Lettera {number}" for number in range(30) if number != 7]
    page = text_of(desk.get(PAGE, {"stato": "non-partiti"}))
    assert "In attesa (0)" in page
    assert "Inviati di recente (29)" in page
    assert "p7@example.org" in page
    assert "550 5.1.1 no such user" in page
    assert "1 messaggio non è partito." in text_of(desk.get("/"))


def test_without_a_mail_server_the_page_says_so_and_calls_no_letter_sent(desk, settings, tmp_path):
    letter(status=Status.SENT)
    page = text_of(desk.get(PAGE, {"stato": "inviati"}))
    assert "Inviati di recente (1)" in page
    assert "EMAIL_URL" not in page
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    for shelf in ("in-attesa", "non-partiti", "inviati", "abbandonati"):
        page = text_of(desk.get(PAGE, {"stato": shelf}))
        notice = page.partition('class="notice')[2].partition("</div>")[0]
        assert "Nessun server di posta è impostato" in notice
        assert "EMAIL_URL" in notice
        assert str(tmp_path) in notice
        assert "Scritti in file di recente (1)" in page
        assert "Inviat" not in page
