"""The portal of `make run` is killed with everything that belongs to it, in the middle of 200 bookings."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import psycopg2
import pytest

from core.month import Month
from core.testing.waiting import STANDSTILL, wait_until
from piastra.tools.embedded.home import PROJECT, Home

pytestmark = pytest.mark.slow

CSRF = "d" * 32
SLOTS = ["mattina", "pomeriggio"]
KILL_AFTER = 100  # acknowledged bookings
CLIENTS = [sys.executable, "-m", "piastra.tests.load_clients"]


class Portal:
    """A portal of its own: home, media, port."""

    command = "run"

    def __init__(self, folder: Path):
        self.folder, self.port, self.process = folder, _free_port(), None
        kept = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
        self.environment = {
            **kept,
            "PIASTRA_HOME": str(folder / "home"),
            "MEDIA_ROOT": str(folder / "media"),
            "STATIC_ROOT": str(folder / "static"),
            "EMAIL_FILE_PATH": str(folder / "mail"),
            "SITE_URL": f"http://127.0.0.1:{self.port}",
        }

    def start(self):
        self.begin()
        assert wait_until(self.is_ready, watching=lambda: self.log), self.log

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text()

    def begin(self):
        """Start its processes, and wait for nothing."""
        with (self.folder / "log").open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", self.command, "--port", str(self.port)],
                cwd=PROJECT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def is_ready(self) -> bool:
        try:
            return self.get("/readyz") == 200
        except OSError:
            return False

    def get(self, path: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=STANDSTILL)
        connection.request("GET", path)
        status = connection.getresponse().status
        connection.close()
        return status

    def post(self, path: str, session: str, fields: dict) -> tuple[int, str]:
        """The status and where it leads; an OSError when the portal is gone."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=STANDSTILL)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"sessionid={session}; csrftoken={CSRF}",
        }
        body = urlencode({**fields, "csrfmiddlewaretoken": CSRF})
        try:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.getheader("Location", "")
        finally:
            connection.close()

    def kill(self):
        """SIGKILL to the whole process group, and to the database with its keeper: as when the power goes."""
        database = [self._database()] if self._database() else []
        keepers = [_parent_of(pid) for pid in database]
        os.killpg(self.process.pid, signal.SIGKILL)
        for pid in [*keepers, *database]:
            os.kill(pid, signal.SIGKILL)
        self.process.wait()
        assert wait_until(lambda: not any(map(_is_alive, database)))

    def _database(self) -> int | None:
        try:
            first = (Home(self.folder / "home").data / "postmaster.pid").read_text().split()[0]
        except OSError:
            return None
        return int(first) if _is_alive(int(first)) else None

    def stop(self):
        """A clean end, the hard way if that takes too long."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(STANDSTILL)
            except subprocess.TimeoutExpired:
                self.kill()

    def run_inside(self, verb: str, told=None) -> dict:
        done = subprocess.run(
            [*CLIENTS, verb], cwd=PROJECT, env=self.environment, input=json.dumps(told),
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])


MADE = """
SELECT count(*) FROM reports_editionfile file JOIN reports_edition edition ON edition.id = edition_id
WHERE month = %s AND number = 2 AND state = 'draft'
"""
PUBLISHED = Month.current().plus(-2)
#: What would lead the portal away from its own database and worker.
NOT_INHERITED = {"DATABASE_URL", "REDIS_URL", "PORT", "HOST", "SECRET_KEY", "DEBUG"}


@contextmanager
def portal_of(kind):
    """A portal of this class, stopped at the end."""
    # Not below pytest's own folder, which it closes to PostgreSQL's unprivileged user at every run.
    with tempfile.TemporaryDirectory(prefix="piastra-portal-") as folder:
        Path(folder).chmod(0o755)
        made = kind(Path(folder))
        yield made
        made.stop()


@pytest.fixture
def portal():
    with portal_of(Portal) as made:
        yield made


def test_nothing_that_was_confirmed_is_lost_when_everything_is_killed(portal):
    portal.start()
    invited = portal.run_inside("invite")

    confirmed = book_until_killed(portal, invited)
    assert KILL_AFTER <= len(confirmed) < 200

    portal.start()
    kept = portal.run_inside("kept", confirmed)
    assert sorted(kept["bookings"]) == sorted(confirmed)
    assert wait_until(lambda: _report_is_made(portal), watching=lambda: portal.log)


def book_until_killed(portal: Portal, invited: dict) -> list[int]:
    """Ten clients book 200 half days; after the hundredth a report is asked for, then all is killed."""
    confirmed, enough = [], threading.Event()

    def book(number: int):
        for day in invited["days"]:
            for slot in SLOTS:
                path = f"/prenota/{day}/{slot}/{invited['desks'][number]}/"
                fields = {"request_key": uuid.uuid4()}
                try:
                    status, leads_to = portal.post(path, invited["sessions"][number], fields)
                except (OSError, http.client.HTTPException):
                    return
                assert status == 302, (status, path)
                confirmed.append(int(re.search(r"\d+", leads_to)[0]))
                if len(confirmed) >= KILL_AFTER:
                    enough.set()

    with ThreadPoolExecutor(len(invited["desks"])) as clients:
        running = [clients.submit(book, number) for number in range(len(invited["desks"]))]
        assert wait_until(enough.is_set, watching=lambda: len(confirmed)), [
            each.exception(0) for each in running if each.done()
        ]
        _ask_for_a_report(portal, invited["staff"])
        portal.kill()
    for each in running:
        each.result()
    return confirmed


def _ask_for_a_report(portal: Portal, staff: str):
    """A correction of the month that the demo published: nobody else asks for it."""
    fields = {"month": PUBLISHED, "reason": "Una presenza registrata due volte"}
    status, leads_to = portal.post("/rapporti/richiedi/", staff, fields)
    assert (status, leads_to) == (302, f"/rapporti/{PUBLISHED}/2/")


def _report_is_made(portal: Portal) -> bool:
    """The correction is a draft and has both documents."""
    home = Home(portal.folder / "home")
    connection = psycopg2.connect(host=str(home.sockets), user="piastra", dbname="piastra")
    try:
        with connection.cursor() as cursor:
            cursor.execute(MADE, [PUBLISHED.first])
            return cursor.fetchone() == (2,)
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def _parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
