"""gunicorn as in production, spoken to on the wire: whoever is refused reads the whole answer."""

import http.client
import re
import socket
import time
from contextlib import ExitStack, closing

import pytest
from django.db import connection, transaction

from core.testing.portal import served
from core.testing.waiting import STANDSTILL, wait_until
from piastra.serving import Patient

pytestmark = pytest.mark.django_db(transaction=True)

TRIES = 50
LARGE = b"x=" + b"y" * 200_000
#: A code of 43 letters, as a calendar's address has.
TOKEN = "t0k3n-" + "a" * 37


@pytest.fixture(scope="module")
def portal(django_db_setup, django_db_blocker):
    """One for all: the tests only ask, and are refused."""
    with django_db_blocker.unblock(), served(WEB_WORKERS="1", WEB_THREADS="4") as portal:
        yield portal


def post(path: str, body: bytes = LARGE, **headers) -> bytes:
    named = {
        "Host": "localhost",
        "Content-Type": "application/x-www-form-urlencoded",
        "Content-Length": len(body),
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items() if value is not None)
    return f"POST {path} HTTP/1.1\r\n{lines}\r\n".encode() + body


def get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


def speak(line: socket.socket, request: bytes) -> tuple[int, dict, str]:
    """Send all of the request, as proxies do that hold it whole, and only then read the whole answer."""
    line.sendall(request)
    return hear(line)


def hear(line: socket.socket) -> tuple[int, dict, str]:
    with closing(http.client.HTTPResponse(line)) as answer:
        answer.begin()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, headers, answer.read().decode(errors="replace")


def connect(portal) -> socket.socket:
    return socket.create_connection(("127.0.0.1", portal.port), timeout=STANDSTILL)


REFUSED = {
    "/accedi/login/": 403,
    "/accessibilita/segnala/": 403,
    "/prenotazioni/": 403,
    "/non-esiste/": 404,
    "/programma": 301,
    "/healthz": 200,
}


@pytest.mark.parametrize("closing", [True, False], ids=["close", "keep-alive"])
@pytest.mark.parametrize("path", REFUSED)
def test_a_large_body_that_nobody_reads_costs_nobody_the_answer(portal, path, closing):
    whole = 0
    for _ in range(TRIES):
        with connect(portal) as line:
            status, headers, page = speak(line, post(path, Connection="close" if closing else None))
            assert status in (REFUSED[path], 403)
            whole += page == "" or page.rstrip().endswith(("</html>", "ok"))
            if not closing:
                # The next request on the same connection is understood as such, if it was not closed.
                assert headers.get("connection") == "keep-alive"
                assert speak(line, get("/healthz"))[::2] == (200, "ok\n")
    assert whole == TRIES


def test_a_body_larger_than_the_limit_is_answered_in_words(portal):
    for _ in range(5):
        with connect(portal) as line:
            status, _headers, page = speak(
                line, post("/accedi/login/", b"x=" + b"y" * 11 * 1024 * 1024)
            )
            assert (status, "11 MB" in page) == (413, True)


def test_a_body_that_never_ends_is_left_and_others_are_served(portal, in_time):
    """Four threads serve: each is given a body that stops in the middle, and after the answer all are free."""
    with ExitStack() as stack:
        lines = [stack.enter_context(connect(portal)) for _ in range(4)]
        for line in lines:
            line.sendall(post("/healthz", b"", Content_Length="5000000") + b"x=")
        assert [hear(line)[0] for line in lines] == [403] * 4
        began = time.monotonic()
        other = stack.enter_context(connect(portal))
        assert speak(other, get("/healthz"))[0] == 200
        in_time(time.monotonic() - began, 8)
        assert [line.recv(1) for line in lines] == [b""] * 4  # closed, not reset


@pytest.mark.parametrize(
    ("request_", "statuses"),
    [
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + b"a" * 65_536 + b"\r\n\r\n", {431}),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nCookie: " + b"a" * 65_536 + b"\r\n\r\n", {431}),
        (b"GET /" + b"a" * 65_536 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", {414}),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X-A: b\r\n" * 200 + b"\r\n", {431}),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Nul: a\0b\r\n\r\n", {400}),
        (post("/", b"", Content_Length="-5"), {400}),
        (post("/", b"", Content_Length="many"), {400}),
        (
            post("/", b"zz\r\nnonsense", Content_Length=None, Transfer_Encoding="chunked"),
            {400, 403},
        ),
        (
            post("/", b"5\r\nhello\r\n0\r\n\r\n", Content_Length="3", Transfer_Encoding="chunked"),
            {400},
        ),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n", {400}),
    ],
    ids=[
        "header",
        "cookie",
        "address",
        "headers",
        "nul",
        "negative",
        "word",
        "chunk",
        "both",
        "tls",
    ],
)
def test_what_is_no_request_is_refused_and_the_next_is_served(portal, request_, statuses):
    with connect(portal) as line:
        status, _headers, _page = speak(line, request_)
        assert status in statuses
    with connect(portal) as line:
        assert speak(line, get("/healthz"))[0] == 200


def test_a_body_that_comes_by_drops_is_awaited_so_long_and_no_longer(in_time):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        patient = Patient(ours, seconds=0.5)
        theirs.send(b"a")
        assert patient.recv(10) == b"a"
        began = time.monotonic()
        with pytest.raises(TimeoutError):
            drip(theirs, patient)
        in_time(time.monotonic() - began, 2)
        assert ours.gettimeout() is None


def drip(theirs, patient):
    while True:
        theirs.send(b"b")
        patient.recv(1)
        time.sleep(0.05)


# -- The log -----------------------------------------------------------------------------------------


def accesses(portal) -> dict[str, dict]:
    """The line of each answer, by the id that the visitor was given."""
    lines = [line for line in portal.lines() if line["logger"] == "gunicorn.access"]
    return {line["request_id"]: line for line in lines if "request_id" in line}


def test_each_answer_has_a_line_with_its_id_and_without_secrets(portal):
    asked = {
        f"/calendari/{TOKEN}.ics": ("GET", "/calendari/….ics", 404),
        "/accedi/password/reset/key/1-d0j3ab-0123456789abcdef0123456789abcdef/": (
            "GET",
            "/accedi/password/reset/key/…/",
            None,
        ),
        "/programma/?cerca=Anna+Rossi": ("GET", "/programma/", 200),
        "/": ("HEAD", "/", 200),
    }
    ids = {}
    for path, (method, *_) in asked.items():
        with connect(portal) as line:
            line.sendall(
                f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                "X-Request-ID: 0000000000000000\r\n\r\n".encode()
            )
            head = line.makefile("rb").read().decode().partition("\r\n\r\n")[0]
        ids[path] = re.search(r"(?i)x-request-id: (\w+)", head)[1]
    lines = accesses(portal)
    for path, (method, shown, status) in asked.items():
        line = lines[ids[path]]
        assert (line["method"], line["path"]) == (method, shown)
        assert line["status"] == (status or line["status"])
        assert line["ms"] >= 0
    assert lines[ids["/programma/?cerca=Anna+Rossi"]]["bytes"] > 10_000
    assert lines[ids["/"]]["bytes"] == 0
    whole = portal.log.read_text()
    for secret in (TOKEN, "0123456789abcdef0123456789abcdef", "Rossi", "0000000000000000"):
        assert secret not in whole


def test_what_is_refused_to_a_visitor_warns_nobody(portal):
    before = len(portal.lines())
    with connect(portal) as line:
        speak(line, get("/non-esiste/"))
        speak(line, post("/accedi/login/", b"a=b"))
        line.sendall(b"HEAD /spazi/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
    new = portal.lines()[before:]
    assert {line["level"] for line in new} == {"INFO"}
    assert not [line for line in new if "traceback" in line]
    assert all(line["request_id"] for line in new)


# -- Without a database ------------------------------------------------------------------------------


def test_a_statement_that_waits_too_long_is_stopped(in_time):
    """Somebody holds the events: whoever asks for them is told so, and does not wait for the end of it."""
    with served(WEB_WORKERS="1", STATEMENT_TIMEOUT="1") as portal, transaction.atomic():
        connection.cursor().execute("LOCK TABLE events_event IN ACCESS EXCLUSIVE MODE")
        began = time.monotonic()
        with connect(portal) as line:
            status, headers, _page = speak(line, get("/eventi/"))
        assert (status, headers["retry-after"]) == (503, "30")
        assert time.monotonic() - began > 0.9
        in_time(time.monotonic() - began, 5)


@pytest.fixture
def nobody():
    """A port at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


@pytest.fixture
def silent():
    """A port at which somebody accepts and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


@pytest.mark.parametrize("server", ["nobody", "silent"])
def test_without_a_database_visitors_and_the_proxy_are_told_so(request, server, in_time):
    port = request.getfixturevalue(server)
    address = f"postgres://somebody:secret@127.0.0.1:{port}/none"
    with served(DATABASE_URL=address, WEB_WORKERS="1", WEB_THREADS="4") as portal:
        for path, sentence in {
            "/": "Il portale non risponde per un momento",
            "/eventi/": "Il portale non risponde per un momento",
            "/readyz": "The database does not answer.",
        }.items():
            began = time.monotonic()
            with connect(portal) as line:
                status, headers, page = speak(line, get(path))
            assert (status, sentence in page) == (503, True)
            in_time(time.monotonic() - began, 3.5 if path == "/readyz" else 4.5)
            assert path == "/readyz" or int(headers["retry-after"]) > 0
        errors = [line for line in portal.lines() if line["level"] == "ERROR"]
        assert [line["text"].rpartition(": ")[2] for line in errors] == [
            "GET /",
            "GET /eventi/",
            "/readyz",
        ]
        told = {line["request_id"] for line in errors}
        # The line of an answer is written after it.
        assert wait_until(lambda: told <= set(accesses(portal))), portal.lines()
        assert not [line for line in portal.lines() if "traceback" in line]
        assert "secret" not in portal.log.read_text()
