"""Fixtures of every test: the fixed cast, frozen clocks, query counts, races."""

import gc
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from _pytest import runner

from core.access import Role
from core.stack import on_a_large_stack

PASSWORD = "una-frase-di-prova"


def pytest_configure():
    """Static files are read where `npm run build` puts them: a test collects nothing first."""
    from django.conf import settings
    from django.core.servers.basehttp import ThreadedWSGIServer
    from django.db.backends.postgresql.operations import DatabaseOperations
    from django.test import TransactionTestCase

    from core.testing.emptying import emptying_what_was_filled
    from core.testing.journal import emptying_the_journal_too

    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = True
    DatabaseOperations.execute_sql_flush = emptying_the_journal_too(
        DatabaseOperations.execute_sql_flush
    )
    TransactionTestCase._fixture_teardown = emptying_what_was_filled(
        TransactionTestCase._fixture_teardown
    )
    # Thirty clients at one instant: the test's own server lets ten wait at its door and resets the others,
    # which no server of production does (gunicorn: 2,048).
    ThreadedWSGIServer.request_queue_size = 128


@pytest.hookimpl(tryfirst=True)
@on_a_large_stack
def pytest_runtest_protocol(item, nextitem):
    """As pytest does it: one call in ten seconds went to memory for the stack."""
    return runner.pytest_runtest_protocol(item, nextitem)


#: What a test that asks for one of these is, whether it says so or not.
WORN = {"browse": "browser", "page": "browser", "browser": "browser", "live_server": "race"}


def pytest_collection_finish():
    """What was imported stays: it need not be looked through for garbage thousands of times."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Give each test the marks that it must wear: `make check` leaves out what takes browsers and races."""
    for item in items:
        for mark in worn_by(item) - {mark.name for mark in item.iter_markers()}:
            item.add_marker(mark)


def worn_by(item) -> set[str]:
    """Who writes for real, for several clients or threads to see, takes part in a race; a browser is its own."""
    marks = {WORN[name] for name in WORN.keys() & set(getattr(item, "fixturenames", ()))}
    database = item.get_closest_marker("django_db")
    if database and database.kwargs.get("transaction"):
        marks.add("race")
    is_seen = "browser" in marks or item.get_closest_marker("browser")
    return marks - {"race"} if is_seen else marks


@pytest.fixture(autouse=True, scope="session")
def quick_passwords():
    """A real hash is slow on purpose; a suite that makes thousands of people cannot wait for it."""
    from django.test import override_settings

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True, scope="session")
def patient_sessions():
    """Clocks of tests jump by days: who is signed in stays so. What sessions are tested for says otherwise."""
    from datetime import timedelta

    from django.test import override_settings

    years = timedelta(days=40_000)
    names = ("OFFICE_IDLE", "OFFICE_SESSION", "IDLE", "SESSION")
    with override_settings(**dict.fromkeys(names, years)):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, django_db_modify_db_settings):
    """A copy of a database that is migrated already; whoever is left in it at the end is shown out."""
    from core.testing.database import copied

    database = ExitStack()
    with django_db_blocker.unblock():
        database.enter_context(copied())
    yield
    with django_db_blocker.unblock():
        database.close()


@pytest.fixture(autouse=True)
def language_as_found():
    """A page that was asked for in English leaves its language behind, and the next test would read it."""
    from django.utils import translation

    found = translation.get_language()
    yield
    translation.activate(found)


@pytest.fixture
def make_person(db):
    """Make a person: `make_person("staff", first_name="Ada")`."""
    from django.contrib.auth import get_user_model

    made = []

    def make(role=Role.MEMBER, **fields):
        made.append(role)
        fields.setdefault("email", f"persona{len(made)}@example.org")
        fields.setdefault("first_name", "Persona")
        fields.setdefault("last_name", f"Numero{len(made)}")
        return get_user_model().objects.create_user(password=PASSWORD, role=role, **fields)

    return make


@pytest.fixture
def applicant(make_person):
    return make_person(
        Role.APPLICANT, email="candidata@example.org", first_name="Chiara", last_name="Conti"
    )


@pytest.fixture
def member(make_person):
    return make_person(
        Role.MEMBER, email="membro@example.org", first_name="Marta", last_name="Moretti"
    )


@pytest.fixture
def other_member(make_person):
    return make_person(
        Role.MEMBER, email="altro@example.org", first_name="Dario", last_name="Donati"
    )


@pytest.fixture
def staff(make_person):
    return make_person(Role.STAFF, email="staff@example.org", first_name="Sara", last_name="Salvi")


@pytest.fixture
def official(make_person):
    return make_person(
        Role.OFFICIAL, email="comune@example.org", first_name="Ugo", last_name="Urbani"
    )


@pytest.fixture
def client_of(db):
    """A test client of a person who has just typed the password; of a stranger for None.

    `typed=False` is an open session, whose owner typed it a while ago.
    """
    from django.conf import settings
    from django.test import Client

    def client(person=None, *, typed=True):
        made = Client()
        if person is not None:
            made.cookies[settings.SESSION_COOKIE_NAME] = session_of(person, typed=typed)
        return made

    return client


def session_of(person, *, typed: bool = True) -> str:
    """The key of a session in which the person has signed in: written once, where a sign-in makes three of it."""
    from importlib import import_module

    from allauth.account.internal.userkit import user_id_to_str
    from django.conf import settings
    from django.contrib import auth
    from django.http import HttpRequest
    from django.utils.crypto import get_random_string

    request = HttpRequest()
    session = request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    session._session_cache = {
        auth.SESSION_KEY: str(person.pk),
        auth.BACKEND_SESSION_KEY: "allauth.account.auth_backends.AuthenticationBackend",
        auth.HASH_SESSION_KEY: person.get_session_auth_hash(),
    }
    auth.user_logged_in.send(sender=type(person), request=request, user=person)
    if typed:
        proof = {"method": "password", "at": time.time(), "reauthenticated": True}
        session["account_authentication_methods"] = [proof]
        session["account_authentication_methods_user"] = user_id_to_str(person)
    session._session_key = get_random_string(32)
    session.save(must_create=True)
    return session.session_key


@pytest.fixture
def delivered(db):
    """Let the postman go round, and give all letters that have left: `delivered()[-1].body`."""
    from django.core import mail

    from core.tasks import deliver_mail

    def go_round() -> list:
        deliver_mail()
        return mail.outbox

    return go_round


@pytest.fixture
def queries_of(django_assert_num_queries):
    """How many queries a call makes: `assert queries_of(lambda: client.get(url)) == 4`."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(call) -> int:
        with CaptureQueriesContext(connection) as captured:
            call()
        return len(captured)

    return count


@pytest.fixture
def at():
    """Freeze the clock: `at("2026-10-05 09:00")`, Rome's wall clock."""
    from datetime import datetime

    import time_machine

    from core.clock import ROME

    frozen = []

    def freeze(text: str):
        moment = datetime.fromisoformat(text).replace(tzinfo=ROME)
        traveller = time_machine.travel(moment, tick=False)
        traveller.start()
        frozen.append(traveller)
        return moment

    yield freeze
    for traveller in reversed(frozen):
        traveller.stop()


@pytest.fixture
def idle() -> bool:
    """Whether the processors have nothing else to do just before the test."""
    total, resting = ticks()
    time.sleep(0.5)
    total_then, resting_then = ticks()
    return resting_then - resting >= 0.8 * (total_then - total)


@pytest.fixture
def in_time(idle):
    """Assert that something took less than `most` seconds: `in_time(seconds, most)`.

    Where others keep the processors busy a longer time says nothing of the portal: the test skips and says so.
    """

    def check(seconds: float, most: float) -> None:
        if seconds >= most and not idle:
            pytest.skip(f"others use this machine: {seconds:.2f} s instead of {most} says nothing")
        assert seconds < most

    return check


def ticks() -> tuple[int, int]:
    """What the processors did since the machine began: all of their time, and the idle part of it."""
    spent = [int(number) for number in Path("/proc/stat").read_text().splitlines()[0].split()[1:]]
    return sum(spent), spent[3]
