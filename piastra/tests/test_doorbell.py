"""Celery is a bell: where nobody hears it nothing is lost and nobody waits; its words are in the log."""

import json
import os
import signal
import socket
import subprocess
import sys
import time

import pytest
from celery.contrib.django.task import DjangoTask
from django.conf import settings

from core.requests import request_id
from core.tasks import deliver_mail
from core.testing.portal import database_url
from core.testing.waiting import STANDSTILL, wait_until
from piastra.doorbell import Doorbell

RINGS = """
import json, time
from django.db import transaction
from core.tasks import deliver_mail
seconds = []
for _ in range(5):
    began = time.monotonic()
    deliver_mail.delay()
    seconds.append(time.monotonic() - began)
print(json.dumps(seconds))
"""


def environment(**more):
    kept = {name: value for name, value in os.environ.items() if name != "REDIS_URL"}
    return {**kept, "DATABASE_URL": database_url(), "SECRET_KEY": settings.SECRET_KEY, **more}


def seconds_of_rings(address: str) -> tuple[list[float], list[dict]]:
    """How long five bells took, one after the other, and what was logged."""
    rung = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "--command", RINGS],
        cwd=settings.BASE_DIR,
        env=environment(REDIS_URL=address),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(rung.stdout), [json.loads(line) for line in rung.stderr.splitlines()]


@pytest.mark.parametrize(
    "hangs", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["refuses", "hangs"]
)
@pytest.mark.django_db
def test_a_redis_that_is_away_costs_a_few_seconds_once_and_raises_nothing(hangs, in_time):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        if not hangs:
            silent.close()
        seconds, lines = seconds_of_rings(f"redis://127.0.0.1:{port}/0")
    in_time(seconds[0], 8 if hangs else 2)
    in_time(sum(seconds[1:]), 0.1)
    (line,) = lines
    assert line["level"] == "WARNING"
    assert "core.tasks.deliver_mail was not rung for" in line["text"]
    assert "traceback" not in line


def test_a_bell_rings_again_after_a_while(monkeypatch):
    monkeypatch.setattr(Doorbell, "_silent_until", time.monotonic() + 60)
    monkeypatch.setattr(DjangoTask, "apply_async", lambda *args, **options: "rung")
    assert deliver_mail.delay() is None
    monkeypatch.setattr(Doorbell, "_silent_until", time.monotonic() - 1)
    assert deliver_mail.delay() == "rung"


def test_every_task_of_ours_can_be_rung_for_after_the_commit():
    """A round that finds work rings so: without it nothing that was left over is ever done."""
    from piastra.celery import app

    app.loader.import_default_modules()
    ours = [task for name, task in app.tasks.items() if not name.startswith("celery.")]
    assert ours
    assert all(hasattr(task, "delay_on_commit") for task in ours)


# -- What worker and beat say ------------------------------------------------------------------------


@pytest.fixture
def processes(redis_server, tmp_path):
    """Start the commands of production over the tests' database and Redis; their logs are read from files."""
    started = []

    def start(*arguments):
        log = tmp_path / f"log-{len(started)}"
        with log.open("w") as written:
            started.append(
                subprocess.Popen(
                    [sys.executable, "-m", "celery", "--app", "piastra", *arguments],
                    cwd=settings.BASE_DIR,
                    env=environment(REDIS_URL=redis_server.url, LOG_LEVEL="INFO"),
                    stdout=written,
                    stderr=written,
                )
            )
        return started[-1], log

    yield start
    for process in started:
        process.kill()
        process.wait()


def end(process) -> None:
    process.send_signal(signal.SIGTERM)
    process.wait(STANDSTILL)


@pytest.mark.django_db(transaction=True)
def test_the_log_of_a_worker_is_json_and_knows_who_asked(processes, redis_server):
    worker, log = processes("worker", "--concurrency", "1", "--loglevel", "INFO")
    assert wait_until(lambda: "ready" in log.read_text()), log.read_text()
    asked = "a" * 32
    ring_as(asked, redis_server.url)
    assert wait_until(lambda: log.read_text().count("succeeded") == 2), log.read_text()
    end(worker)
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    told = [line["request_id"] for line in lines if "succeeded" in line["text"]]
    assert asked in told
    # What nobody asked for goes by its own id.
    assert all(len(known) == 32 for known in told)
    assert len(set(told)) == 2
    assert "arm shutdown" in log.read_text()


def ring_as(asked: str, url: str) -> None:
    """Ring once within a request, and once without."""
    script = (
        "from core.requests import request_id; from core.tasks import deliver_mail;"
        f"token = request_id.set({asked!r}); deliver_mail.delay();"
        "request_id.reset(token); deliver_mail.delay()"
    )
    subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "--command", script],
        cwd=settings.BASE_DIR,
        env=environment(REDIS_URL=url),
        check=True,
    )


@pytest.mark.django_db(transaction=True)
def test_the_log_of_beat_is_json(processes, tmp_path):
    beat, log = processes("beat", "--schedule", str(tmp_path / "schedule"), "--loglevel", "INFO")
    assert wait_until(lambda: "beat: Starting" in log.read_text()), log.read_text()
    time.sleep(1)
    end(beat)
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert {line["level"] for line in lines} == {"INFO"}


def test_a_task_in_this_process_takes_the_id_up_and_lays_it_down():
    seen = []

    from piastra.celery import app

    @app.task(name="listen")
    def listen():
        seen.append(request_id.get())

    token = request_id.set("")
    listen.apply(headers={"piastra_request_id": "b" * 32})
    assert seen == ["b" * 32]
    assert request_id.get() == ""
    request_id.reset(token)
    app.tasks.pop("listen")
