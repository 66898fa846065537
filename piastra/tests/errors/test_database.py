"""A database that is away has a page of ours, in words, with the right status, and one line in the log."""

import pytest
from django.db import OperationalError, connection
from django.urls import reverse

from piastra.tests.errors.log import lines_about

pytestmark = pytest.mark.django_db


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
    word = {"it": "Il portale non risponde per un momento", "en": "The portal is not available"}
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
