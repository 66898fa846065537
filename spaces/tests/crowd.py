"""A portal of several processes over the test's database: gunicorn as in production, for races that are timed.

The test's own server answers every client in one process, in threads that wait for each other: it shows who
wins, not how long the others wait.
"""

import http.client
import os
import socket
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from core.testing.races import Answer
from core.testing.waiting import STANDSTILL, wait_until


@contextmanager
def portal():
    """The address of the portal while it runs."""
    port = _free_port()
    with tempfile.TemporaryDirectory(prefix="piastra-race-") as folder:
        log, environment = Path(folder) / "log", _environment(port, Path(folder))
        _collect_static(environment)
        with log.open("w") as written:
            process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "gunicorn",
                    "--config",
                    "deploy/gunicorn.conf.py",
                    "piastra.wsgi",
                ],
                cwd=settings.BASE_DIR,
                env=environment,
                stdout=written,
                stderr=written,
            )
        try:
            _wait_until_ready(process, port, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=STANDSTILL)


def _environment(port: int, folder: Path) -> dict:
    return {
        **os.environ,
        "DATABASE_URL": _database(),
        "SECRET_KEY": settings.SECRET_KEY,
        "DEBUG": "false",
        "BIND": f"127.0.0.1:{port}",
        "STATIC_ROOT": str(folder / "static"),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "MEDIA_ROOT": str(folder / "media"),
        "EMAIL_FILE_PATH": str(folder / "mail"),
    }


def _collect_static(environment: dict) -> None:
    """The pages name files that production has collected."""
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=True)


def _database() -> str:
    """The address of the database that this test runs on."""
    at = connection.settings_dict
    who = quote(at["USER"]) + (f":{quote(at['PASSWORD'])}" if at["PASSWORD"] else "")
    where = quote(at["HOST"], safe="") + (f":{at['PORT']}" if at["PORT"] else "")
    return f"postgres://{who}@{where}/{quote(at['NAME'])}"


def _wait_until_ready(process, port: int, log: Path) -> None:
    wait_until(lambda: _answers(port) or process.poll() is not None, watching=log.read_text)
    assert process.poll() is None, log.read_text()
    assert _answers(port), log.read_text()


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=STANDSTILL)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def p99(answers: list[Answer]) -> float:
    """The time in seconds in which all but one of a hundred were answered."""
    seconds = sorted(answer.seconds for answer in answers)
    return seconds[-(-len(seconds) * 99 // 100) - 1]
