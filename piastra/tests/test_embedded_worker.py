"""The worker inside the web process, and the Redis of the tests."""

import subprocess
import sys

import pytest
from celery import Celery

from core.testing.waiting import wait_until

pytestmark = pytest.mark.slow

# In a process of its own, as it is in life: Celery keeps one worker's state per process.
INSIDE = """
import threading, time
from celery import Celery
from piastra.tools.embedded.worker import worker_inside

app = Celery("trial", broker="memory://localhost/")
app.conf.update(task_ignore_result=True, beat_schedule={"sweep": {"task": "sweep", "schedule": 3600.0}})
done = {"sweep": threading.Event(), "job": threading.Event()}
for name in done:
    app.task(name=name)(done[name].set)
with worker_inside(app) as inside:
    assert done["sweep"].wait(180), "what is scheduled is rung once at the start"
    took = []
    for _time in range(20):
        done["job"].clear()
        began = time.monotonic()
        app.send_task("job")
        assert done["job"].wait(180)
        took.append(time.monotonic() - began)
    # The best of them: the others may have waited for what else this machine does.
    print(min(took))
assert not inside.worker.is_alive(), "it ends with the block, and is not left behind after a time"
"""


def test_a_task_starts_at_once_and_the_worker_ends_with_the_block():
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", INSIDE], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) < 0.5


#: A task ends what runs it, then the clock breaks: both are there again, and do what comes.
ENDED = """
import threading, time
from celery import Celery
from piastra.tools.embedded import again, worker

again.FIRST_PAUSE = 0.05
app = Celery("trial", broker="memory://localhost/")
app.conf.update(task_ignore_result=True, beat_schedule={"sweep": {"task": "sweep", "schedule": 0.2}})
swept, done = threading.Event(), threading.Event()

@app.task(name="sweep")
def sweep():
    swept.set()

@app.task(name="job")
def job():
    done.set()

@app.task(name="deadly")
def deadly():
    raise SystemExit(1)

with worker.worker_inside(app) as inside:
    for number in range(3):
        app.send_task("deadly")
        done.clear()
        app.send_task("job")
        assert done.wait(180), "the worker was not started again"
    assert swept.wait(180)
    inside._service.scheduler.tick = None  # What is not callable breaks the clock.
    time.sleep(1)
    swept.clear()
    assert swept.wait(180), "the clock was not started again"
    assert inside.worker.is_alive() and inside.clock.is_alive()
print("again")
"""


def test_a_worker_or_a_clock_that_ends_is_started_again():
    done = subprocess.run(
        [sys.executable, "-c", ENDED], capture_output=True, text=True, check=False
    )
    assert done.stdout.endswith("again\n"), done.stdout + done.stderr


@pytest.fixture
def queue_of(redis_server):
    """An app that speaks to the tests' Redis."""
    app = Celery("trial", broker=redis_server.url, set_as_current=False)
    yield app
    app.close()


def test_redis_is_set_as_in_production(redis_server, queue_of):
    with queue_of.connection() as connection:
        client = connection.default_channel.client
        assert client.config_get("appendonly") == {"appendonly": "yes"}
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        assert client.config_get("port") == {"port": "0"}


def test_redis_keeps_what_it_was_given(redis_server, queue_of):
    queue_of.send_task("job")
    with queue_of.connection() as connection:
        client = connection.default_channel.client
        assert wait_until(lambda: client.llen("celery") == 1)
