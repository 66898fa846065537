"""The Caddyfile that is shipped, real Caddy before real gunicorn: who is slow or rude holds up nobody."""

import http.client
import os
import re
import signal
import socket
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from core.testing.portal import served
from core.testing.waiting import STANDSTILL
from piastra.tests.caddy import CADDYFILE, proxy, proxy_process
from piastra.tests.uploads import uploads

SLOW = 32  # connections; more than all the threads that the portal has
LARGE = 200_000  # bytes of an upload that is refused before it is read
BRIEF = 2  # seconds for which a sender tries to go on
PROMISE = 1.0  # seconds for the home page, whatever else goes on

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.alone]


@pytest.fixture
def behind():
    """gunicorn, as the proxy finds it."""
    with served() as portal:
        yield portal


@pytest.fixture
def site(behind, tmp_path):
    """The address that visitors know."""
    with proxy(behind.url, tmp_path) as address:
        ask(address)
        yield address


def ask(address: str, path: str = "/accedi/login/") -> tuple[int, float]:
    """Status of the page, and the seconds it took."""
    began = time.perf_counter()
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=STANDSTILL)
    connection.request("GET", path)
    status = connection.getresponse().status
    connection.close()
    return status, time.perf_counter() - began


class Visitor:
    """Asks for a page again and again while the block lasts; `slowest` and `failed` say how it went."""

    def __init__(self, address: str, path: str = "/"):
        self.address, self.path = address, path
        self.answers: list[tuple[int, float]] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._go)

    def _go(self):
        while not self._over.is_set():
            self.answers.append(ask(self.address, self.path))
            self._over.wait(0.1)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._thread.join()

    @property
    def slowest(self) -> float:
        return max(seconds for _, seconds in self.answers)

    @property
    def failed(self) -> list[int]:
        return [status for status, _ in self.answers if status != 200]


@contextmanager
def slow_posts(address: str, number: int = SLOW):
    """That many connections, each in the middle of a form that never ends."""
    host, port = urlsplit(address).netloc.split(":")
    head = (
        f"POST /accedi/login/ HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: {LARGE}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\nlogin=a"
    )
    sockets = [
        socket.create_connection((host, int(port)), timeout=STANDSTILL) for _ in range(number)
    ]
    over = threading.Event()

    def drip():
        while not over.wait(0.5):
            for each in sockets:
                each.send(b"a")

    for each in sockets:
        each.sendall(head.encode())
    dripping = threading.Thread(target=drip)
    dripping.start()
    try:
        yield
    finally:
        over.set()
        dripping.join()
        for each in sockets:
            each.close()


def upload(address: str, path: str = "/accedi/login/") -> int:
    """A form of 200 kB without its CSRF token: refused. The status, as the sender reads it."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=STANDSTILL)
    body = b"x=" + b"a" * LARGE
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", path, body=body, headers=kind)
    status = connection.getresponse().status
    connection.close()
    return status


def assert_promise(visitor: Visitor, in_time) -> None:
    assert len(visitor.answers) > 5
    assert visitor.failed == []
    in_time(visitor.slowest, PROMISE)


def test_slow_forms_hold_up_nobody(in_time, site):
    with slow_posts(site), Visitor(site) as visitor:
        time.sleep(8)
    assert_promise(visitor, in_time)


def test_refused_uploads_close_the_site_for_nobody(in_time, site):
    with Visitor(site) as visitor:
        answers = [upload(site) for _ in range(60)]
        time.sleep(2)
    assert set(answers) == {403}
    assert_promise(visitor, in_time)


def test_slow_forms_and_refused_uploads_while_a_worker_is_killed(in_time, site, behind):
    workers = behind.workers()
    assert len(workers) == 2
    with slow_posts(site), Visitor(site) as visitor:
        time.sleep(1)
        os.kill(workers[0], signal.SIGKILL)
        answers = [upload(site) for _ in range(40)]
        time.sleep(3)
    # One that the killed process was answering is told so by the proxy; the sender sends it again.
    assert set(answers) <= {403, 503}
    assert answers.count(503) <= 1
    assert_promise(visitor, in_time)


@pytest.mark.parametrize(
    ("path", "size"), [("/accedi/login/", 600_000), ("/bilancio/documenti/nuovo/", 13_000_000)]
)
def test_what_is_too_large_is_refused_in_words(site, path, size):
    connection = http.client.HTTPConnection(urlsplit(site).netloc, timeout=STANDSTILL)
    connection.putrequest("POST", path)
    connection.putheader("Content-Length", str(size))
    connection.endheaders()
    with suppress(OSError):  # The proxy stops reading; its answer is there.
        connection.send(b"x" * size)
    answer = connection.getresponse()
    page = answer.read().decode()
    connection.close()
    assert answer.status == 413
    assert "Non è stato salvato nulla" in page


@contextmanager
def stalled_uploads(address: str, path: str, size: int, number: int = SLOW):
    """That many connections, each with all but the last bytes of a body of this size sent."""
    host, port = urlsplit(address).netloc.split(":")
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: {size}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    )
    with ExitStack() as stack:
        lines = [
            stack.enter_context(socket.create_connection((host, int(port)), timeout=BRIEF))
            for _ in range(number)
        ]
        for line in lines:
            with suppress(OSError):  # One that nobody reads any more is as good.
                line.sendall(head.encode() + b"x" * (size - 10))
        yield


@pytest.mark.parametrize(
    ("path", "size"), [("/accedi/login/", 500_000), ("/bilancio/documenti/nuovo/", 11_900_000)]
)
def test_stalled_uploads_fill_neither_the_proxys_memory_nor_all_threads(
    in_time, behind, tmp_path, path, size
):
    with proxy_process(behind.url, tmp_path) as (site, process):
        ask(site)
        with stalled_uploads(site, path, size), Visitor(site) as visitor:
            time.sleep(3)
            held = memory_of(process.pid)
    assert held < 200, f"{held} MiB"
    assert_promise(visitor, in_time)


def memory_of(pid: int) -> float:
    """MiB of memory that this process holds."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) / 1024


def test_every_form_that_takes_a_file_may_be_as_large_as_files_are(db):
    """The proxy's list, matched as Caddy does: a star is one part of an address."""
    listed = re.search(r"@uploads path (.+)", CADDYFILE.read_text())[1].split()
    patterns = [re.compile(path.replace("*", "[^/]+")) for path in listed]
    forms = set(uploads())
    assert forms
    for address in forms:
        assert any(pattern.fullmatch(address) for pattern in patterns), address
    assert len(patterns) == len(forms)
    assert f"@others not path {' '.join(listed)}" in CADDYFILE.read_text()


def test_a_header_of_64_kb_is_refused(site):
    connection = http.client.HTTPConnection(urlsplit(site).netloc, timeout=STANDSTILL)
    connection.request("GET", "/", headers={"X-Long": "a" * 65_536})
    assert connection.getresponse().status == 431
    connection.close()
    assert ask(site)[0] == 200


def test_while_no_process_answers_visitors_are_told_when_to_come_back(site, behind):
    behind.process.terminate()
    behind.process.wait(timeout=STANDSTILL)
    connection = http.client.HTTPConnection(urlsplit(site).netloc, timeout=STANDSTILL)
    connection.request("GET", "/")
    answer = connection.getresponse()
    page = answer.read().decode()
    connection.close()
    assert answer.status == 503
    assert answer.headers["Retry-After"] == "10"
    assert "Torniamo subito" in page


def test_one_broken_connection_never_closes_the_site():
    text = CADDYFILE.read_text()
    directives = [line.split()[0] for line in text.splitlines() if line.strip()]
    assert "fail_duration" not in directives
    for wanted in ("request_buffers", "read_body", "read_header", "health_uri", "max_size"):
        assert wanted in directives
