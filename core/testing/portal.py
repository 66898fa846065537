"""The portal as production serves it, over the test's database, for as long as a test needs it."""

import atexit
import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from core.testing.waiting import STANDSTILL, wait_until


@dataclass(frozen=True)
class Served:
    """Where the portal answers, the file into which its processes write their log, and the one over them."""

    port: int
    log: Path
    process: subprocess.Popen

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def workers(self) -> list[int]:
        """The processes that answer, by their numbers."""
        pid = self.process.pid
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def lines(self) -> list[dict]:
        """The log so far; each line must be an object of JSON."""
        whole, _newline, _begun = self.log.read_text().rpartition("\n")
        return [json.loads(line) for line in whole.splitlines()]


@contextmanager
def served(**settings_of_it):
    """gunicorn with the configuration of production, and these environment variables besides."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="piastra-served-") as folder:
        log, environment = Path(folder) / "log", _environment(port, Path(folder)) | settings_of_it
        with log.open("w") as written:
            process = subprocess.Popen(
                f"{sys.executable} -m gunicorn --config deploy/gunicorn.conf.py piastra.wsgi".split(),
                cwd=settings.BASE_DIR,
                env=environment,
                stdout=written,
                stderr=written,
            )
        portal = Served(port, log, process)
        try:
            _wait_until_it_answers(portal)
            yield portal
        finally:
            process.terminate()
            process.wait(timeout=STANDSTILL)


def _environment(port: int, folder: Path) -> dict:
    return {
        **os.environ,
        "DATABASE_URL": database_url(),
        "SECRET_KEY": settings.SECRET_KEY,
        "DEBUG": "false",
        "BIND": f"127.0.0.1:{port}",
        "STATIC_ROOT": _static_files(),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "MEDIA_ROOT": str(folder / "media"),
        "EMAIL_FILE_PATH": str(folder / "mail"),
    }


@cache
def _static_files() -> str:
    """The folder that production has collected: the pages name files in it. Once for all tests of a run."""
    folder = tempfile.TemporaryDirectory(prefix="piastra-static-")
    atexit.register(folder.cleanup)
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    environment = {**os.environ, "DEBUG": "false", "STATIC_ROOT": folder.name}
    subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=True)
    return folder.name


def database_url() -> str:
    """The address of the database that this test runs on."""
    at = connection.settings_dict
    who = quote(at["USER"]) + (f":{quote(at['PASSWORD'])}" if at["PASSWORD"] else "")
    where = quote(at["HOST"], safe="") + (f":{at['PORT']}" if at["PORT"] else "")
    return f"postgres://{who}@{where}/{quote(at['NAME'])}"


def _wait_until_it_answers(portal: Served) -> None:
    ended = portal.process.poll
    wait_until(lambda: _answers(portal.port) or ended() is not None, watching=portal.log.read_text)
    assert ended() is None, portal.log.read_text()
    assert _answers(portal.port), portal.log.read_text()


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=STANDSTILL)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]
