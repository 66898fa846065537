"""What goes wrong has a page of ours, in words, with the right status, and one line in the log."""

import errno
import logging
import time

import pytest
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig
from django.db import OperationalError, connection, transaction
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.test import Client
from django.urls import include, path, reverse

from core.access import public
from core.storage import NotStored, WholeFiles
from piastra import urls
from piastra.errors import too_many_requests
from piastra.tests.uploads import paper, uploads

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"


@public
def slow(request):
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 50")
        try:
            cursor.execute("SELECT pg_sleep(5)")
        finally:
            connection.close()
    return HttpResponse("slept")


@public
def cut(request):
    """The connection is lost in the middle of a transaction, as when the database is restarted."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        cursor.execute("SELECT 1")
    return HttpResponse("lived")


@public
def broken(request):
    raise RuntimeError("a mistake of ours")


WRONG = {
    400: BadRequest("no form"),
    403: PermissionDenied("prenotare"),
    404: Http404(),
    413: RequestDataTooBig(),
    500: RuntimeError("a mistake of ours"),
    503: OperationalError("too many connections"),
    507: NotStored(errno.ENOSPC, "No space left on device"),
}


@public
def wrong(request, status):
    if status == 405:
        return HttpResponseNotAllowed(["POST"])
    if status == 429:
        return too_many_requests(request)
    raise WRONG[status]


urlpatterns = [
    path("wrong/<int:status>/", wrong),
    path("slow", slow),
    path("cut", cut),
    path("broken", broken),
    path("", include("piastra.urls")),
]
handler400, handler403, handler404 = urls.handler400, urls.handler403, urls.handler404
handler429, handler500 = urls.handler429, urls.handler500


@pytest.fixture
def visitor(settings):
    """A browser that sees the page of an error, as visitors do."""
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


def lines_about(caplog, level=logging.ERROR) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.levelno >= level]


# -- The database ------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("address", ["/slow", "/cut"])
def test_a_database_that_takes_too_long_or_breaks_off_is_away_for_a_moment(
    visitor, address, caplog
):
    answer = visitor.get(address)
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert "Il portale non risponde per un momento" in answer.content.decode()
    (line,) = lines_about(caplog)
    assert line.exc_info is None
    assert address in line.getMessage()
    assert line.request.id
    assert visitor.get("/").status_code == 200


@pytest.fixture
def no_database(monkeypatch):
    """Each query fails as when the server does not answer; nothing may ask for the page of that."""

    def away(*_):
        raise OperationalError(
            'connection to server at "db" failed: Connection refused\n\tIs it running?'
        )

    with connection.execute_wrapper(away):
        yield


@pytest.mark.parametrize("language", ["it", "en"])
def test_without_a_database_every_page_says_so_in_the_visitors_language(
    visitor, no_database, language, settings, caplog
):
    visitor.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    visitor.cookies[settings.SESSION_COOKIE_NAME] = "somebody-who-signed-in-earlier"
    word = {"it": "Il portale non risponde per un momento", "en": "The portal does not answer"}
    for address in ("/", "/eventi/", "/prenotazioni/", "/non-esiste/", "/accedi/login/"):
        answer = visitor.get(address)
        assert answer.status_code == 503, address
        assert f'<html lang="{language}">' in answer.content.decode()
        assert word[language] in answer.content.decode()
        assert answer["Retry-After"]
        assert answer["X-Request-ID"]
        assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert all(not line.exc_info and "\n" not in line.getMessage() for line in lines_about(caplog))
    assert len(lines_about(caplog)) == 5


def test_a_session_that_can_not_be_written_is_a_database_that_is_away(visitor, monkeypatch, known):
    """What fails in a middleware after the page was made has the same page."""
    from django.contrib.sessions.backends.db import SessionStore

    def away(*_args, **_options):
        raise OperationalError("too many connections")

    monkeypatch.setattr(SessionStore, "save", away)
    answer = visitor.post(reverse("members:language"), {"language": "en", "next": "/"})
    assert answer.status_code in (302, 503)
    answer = visitor.post(
        reverse("account_login"), {"login": known.email, "password": "una-frase-di-prova"}
    )
    assert answer.status_code == 503


@pytest.fixture
def known(member):
    member.emailaddress_set.create(email=member.email, primary=True, verified=True)
    return member


@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {"Accept": "application/json"}])
def test_who_asks_for_no_page_gets_a_line(visitor, no_database, headers):
    answer = visitor.get("/", headers=headers)
    assert (answer.status_code, answer.content) == (503, b"503 Service Unavailable\n")
    assert answer["Content-Type"].startswith("text/plain")
    assert answer["Retry-After"]


def test_a_deadlock_that_no_action_understands_may_be_tried_again(visitor, monkeypatch):
    class Deadlock(Exception):
        pgcode = "40P01"

    def deadlocked(*_):
        raise OperationalError("deadlock detected") from Deadlock()

    with connection.execute_wrapper(deadlocked):
        assert visitor.get("/eventi/").status_code == 503


def test_a_mistake_of_ours_is_500_with_its_traceback(visitor, caplog):
    answer = visitor.get("/broken")
    assert answer.status_code == 500
    assert "Qualcosa è andato storto" in answer.content.decode()
    (line,) = lines_about(caplog)
    assert line.exc_info


# -- Files that find no room -------------------------------------------------------------------------


@pytest.fixture
def full_disk(monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(WholeFiles, "_write", full)


def says_nothing_was_kept(answer) -> bool:
    page = answer.content.decode()
    return answer.status_code == 507 and "Il file non si è potuto salvare" in page


def test_every_upload_form_says_that_the_file_was_not_kept(
    client_of, staff, full_disk, settings, tmp_path, caplog
):
    from budget.models import Document, DocumentFile
    from core.models import JournalEntry

    settings.MEDIA_ROOT = tmp_path
    browser = client_of(staff)
    browser.raise_request_exception = False
    sent = uploads()
    before = Document.objects.count(), DocumentFile.objects.count(), JournalEntry.objects.count()
    for address, fields in sent.items():
        assert says_nothing_was_kept(browser.post(address, fields)), address
    after = Document.objects.count(), DocumentFile.objects.count(), JournalEntry.objects.count()
    assert after == before
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [line.exc_info for line in lines_about(caplog)] == [None] * len(sent)


def test_a_file_does_not_outlive_the_row_that_was_not_written(client_of, staff, settings, tmp_path):
    """The database goes away after the file was stored, and before its line in the journal."""

    def away(execute, sql, params, *rest):
        if 'INSERT INTO "core_journalentry"' in sql and {"file_attached", "photo_set"} & set(
            params
        ):
            raise OperationalError("server closed the connection unexpectedly")
        return execute(sql, params, *rest)

    settings.MEDIA_ROOT = tmp_path
    browser = client_of(staff)
    browser.raise_request_exception = False
    for address, fields in uploads().items():
        with connection.execute_wrapper(away):
            answer = browser.post(address, fields)
        assert answer.status_code == 503, address
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_an_upload_that_finds_no_room_on_its_way_is_not_kept_either(
    client_of, staff, settings, monkeypatch
):
    """Larger files wait in a file of their own until the form has seen them."""
    from django.core.files.uploadedfile import TemporaryUploadedFile

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    monkeypatch.setattr(TemporaryUploadedFile, "__init__", full)
    browser = client_of(staff)
    browser.raise_request_exception = False
    for address, fields in uploads().items():
        assert says_nothing_was_kept(browser.post(address, fields)), address


# -- Too much, and what is no form -------------------------------------------------------------------


@pytest.mark.parametrize("who", ["stranger", "member"])
def test_too_much_is_told_with_the_limit(client_of, member, who, settings):
    browser = client_of(member if who == "member" else None)
    large = browser.post(reverse("account_login"), b"x=" + b"y" * 11_000_000, content_type=FORM)
    many = browser.post(
        reverse("account_login"), "&".join(f"a{n}=1" for n in range(1001)), content_type=FORM
    )
    asked = browser.get("/eventi/?" + "&".join(f"a{n}=1" for n in range(1001)))
    assert [answer.status_code for answer in (large, many, asked)] == [413, 413, 413]
    assert "fino a 10 MB" in large.content.decode()
    assert "fino a 1000 campi" in many.content.decode()
    for answer in (large, many):
        assert "Non è stato salvato nulla" in answer.content.decode()


def test_too_many_files_are_told_with_the_limit(client_of, staff):
    files = {f"file{number}": paper() for number in range(101)}
    answer = client_of(staff).post(reverse("budget:document_new"), files)
    assert answer.status_code == 413
    assert "fino a 100 file" in answer.content.decode()


def test_a_file_that_makes_the_form_too_large_is_refused_before_it_is_read(client_of, staff):
    from io import BytesIO

    big = BytesIO(b"%PDF-" + b"x" * 11_000_000)
    big.name = "big.pdf"
    answer = client_of(staff).post(reverse("budget:document_new"), {"file": big})
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "kind",
    [
        f"{FORM}; charset=utf-16",
        f"{FORM}; charset=UTF-32",
        f"{FORM}; charset=latin-1",
        f"{FORM}; charset=no-such-thing",
        f'{FORM}; charset="utf-7"',
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=ü",
        "multipart/form-data; boundary=" + "b" * 300,
        "multipart/form-data; boundary=x; charset=utf-16",
    ],
)
@pytest.mark.parametrize("address", ["/accedi/login/", "/accessibilita/segnala/", "/lingua/"])
@pytest.mark.parametrize("cookie", ["", "csrftoken=" + "a" * 32, "csrftoken=%c3%28"])
def test_what_is_no_form_is_refused_with_our_page(visitor, kind, address, cookie):
    body = b"a=%ff%fe%zz&b=\x00\xff"
    answer = visitor.generic("POST", address, body, content_type=kind, headers={"Cookie": cookie})
    assert answer.status_code == 400
    assert "</html>" in answer.content.decode()
    visitor.handler.enforce_csrf_checks = True
    # Whom Django refuses first, for want of a cookie or of a token, it refuses in a page too.
    answer = visitor.generic("POST", address, body, content_type=kind, headers={"Cookie": cookie})
    assert answer.status_code in (400, 403)
    assert "</html>" in answer.content.decode()


def test_a_form_in_another_writing_is_400_for_who_is_signed_in(client_of, member):
    answer = client_of(member).post("/lingua/", b"a=b", content_type=f"{FORM}; charset=utf-16")
    assert answer.status_code == 400
    assert member.first_name in answer.content.decode()  # the page knows who reads it


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", "utf8", "us-ascii"])
def test_utf_8_by_any_of_its_names_is_understood(client_of, settings, charset):
    browser = client_of()
    body = b"language=en&next=/"
    answer = browser.post(
        reverse("members:language"), body, content_type=f"{FORM}; charset={charset}"
    )
    assert answer.status_code == 302
    assert browser.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"


@pytest.mark.parametrize("cookie", ["sessionid", "django_language", "messages", "csrftoken"])
def test_a_cookie_with_a_nul_is_400(visitor, cookie):
    answer = visitor.get("/", headers={"Cookie": f'{cookie}="aaaaaaaaaaaa\\000"'})
    assert answer.status_code == 400
    assert "</html>" in answer.content.decode()


@pytest.mark.parametrize(
    "address", ["/%ff%fe/", "/eventi/%zz/", "/temi/%c3%28/", "/eventi/?tema=%ff", "/?%", "/%e2%80"]
)
def test_a_broken_address_is_not_there(visitor, address):
    assert visitor.get(address).status_code in (200, 400, 404)


# -- Methods -----------------------------------------------------------------------------------------


def test_an_address_that_only_takes_forms_says_so_in_a_page(client_of, member):
    for browser in (client_of(), client_of(member)):
        answer = browser.get(reverse("members:language"))
        assert answer.status_code == 405
        assert answer["Allow"] == "POST"
        assert "Torna alla pagina in cui eri" in answer.content.decode()


def test_too_many_attempts_have_a_page(client_of, settings):
    settings.ACCOUNT_RATE_LIMITS = {"reset_password": "1/m/ip"}
    browser = client_of()
    answers = [
        browser.post(reverse("account_reset_password"), {"email": "chi@example.org"})
        for _ in range(3)
    ]
    assert answers[-1].status_code == 429
    assert "Troppi tentativi" in answers[-1].content.decode()


# -- Health ------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_readiness_is_told_within_three_seconds_though_the_database_hangs(
    client, monkeypatch, in_time
):
    from core import health

    asked = []

    def hang():
        asked.append(time.monotonic())
        time.sleep(6)
        return ""

    monkeypatch.setattr(health, "_question", health.Question(hang))
    began = time.monotonic()
    for _ in range(2):
        answer = client.get("/readyz")
        assert (answer.status_code, answer.content) == (503, b"The database does not answer.\n")
    in_time(time.monotonic() - began, 6)
    assert len(asked) == 1


@pytest.mark.django_db(transaction=True)
def test_readiness_is_asked_anew_each_time(client, monkeypatch):
    from core import health

    answers = iter(["Migrations are missing.", "", "The database does not answer."])
    monkeypatch.setattr(health, "_question", health.Question(lambda: next(answers)))
    assert [client.get("/readyz").status_code for _ in range(3)] == [503, 200, 503]


@pytest.mark.django_db(transaction=True)
def test_with_a_database_that_has_all_migrations_it_is_ready(client):
    assert client.get("/readyz").content == b"ready\n"


# -- The pages ---------------------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_pages_of_errors_are_sound(browse, member, settings, tmp_path):
    from core.testing.browser import html_errors

    settings.ROOT_URLCONF = __name__
    html, problems = {}, []
    for who in (None, member):
        visitor = browse(who)
        for status in (*WRONG, 405, 429):
            problems += look_at(visitor, status)
            html[f"{status} for {who}"] = visitor.html
    assert problems + html_errors(html, tmp_path) == []


def look_at(visitor, status: int) -> list[str]:
    # That the page itself is an error is all that the browser may complain of.
    answer = visitor.page.goto(f"{visitor.server}/wrong/{status}/")
    visitor.html = answer.text()
    visitor.faults[:] = [fault for fault in visitor.faults if f"status of {status}" not in fault]
    assert answer.status == status
    assert f"Errore {status}" in visitor.html
    return [f"{status} {problem}" for problem in visitor.problems()]
