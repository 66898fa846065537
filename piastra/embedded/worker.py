"""A Celery worker and its schedule as threads of the web process, where there is no Redis.

The broker is the process's own memory. That is safe because a broker is only a doorbell here: durable work
is a row, and the sweepers ring again for rows that were left over when the process ended.
"""

import threading
from contextlib import contextmanager

from celery import signals
from celery.beat import EmbeddedService
from celery.worker import WorkController, state

LOOK_EVERY = 0.02  # seconds between a task and its start, at most
LONGEST_TASK = 20  # seconds that a running task gets when the process is told to end; later its row is done again


@contextmanager
def worker_inside(app):
    """Run the tasks of `app` in this process for as long as the block lasts."""
    app.conf.broker_transport_options = {"polling_interval": LOOK_EVERY}
    ready = threading.Event()
    controller = WorkController(
        app=app,
        pool="solo",
        concurrency=1,
        without_heartbeat=True,
        without_mingle=True,
        without_gossip=True,
        ready_callback=lambda _: ready.set(),
    )
    signals.worker_init.send(sender=controller)  # Django's connections end with each task.
    worker = threading.Thread(target=controller.start, name="worker", daemon=True)
    worker.start()
    ready.wait()
    # The schedule is not written to disk: everything in it is rung once at the start instead.
    clock = EmbeddedService(app, thread=True, scheduler_cls="celery.beat:Scheduler")
    clock.start()
    for entry in app.conf.beat_schedule.values():
        app.send_task(entry["task"])
    try:
        yield
    finally:
        clock.stop()
        state.should_stop = 0
        worker.join(LONGEST_TASK)
        state.should_stop = None
