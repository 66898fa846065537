"""A Celery worker and its schedule as threads of the web process, where there is no Redis.

The broker is the process's own memory. That is safe because a broker is only a doorbell here: durable work
is a row, and the sweepers ring again for rows that were left over when the process ended.
"""

import logging
import threading
import time
from contextlib import contextmanager

from celery import signals
from celery.beat import Service
from celery.worker import WorkController, state

from piastra.tools.embedded.again import Tries

LOOK_EVERY = 0.02  # seconds between a task and its start, at most
LONGEST_TASK = 20  # seconds that a running task gets when the process is told to end; later its row is done again

logger = logging.getLogger(__name__)


@contextmanager
def worker_inside(app):
    """Run the tasks of `app` in this process for as long as the block lasts."""
    app.conf.broker_transport_options = {"polling_interval": LOOK_EVERY}
    inside = Inside(app)
    inside.start()
    for entry in app.conf.beat_schedule.values():
        app.send_task(entry["task"])
    try:
        yield inside
    finally:
        inside.stop()


class Inside:
    """The two threads. One that ends is started again, so that the web process never answers without them."""

    def __init__(self, app):
        self._app = app
        self._ready, self._told = threading.Event(), threading.Event()
        self._service = None
        self.worker = self._thread("worker", self._work)
        self.clock = self._thread("clock", self._ring)

    def _thread(self, name, run) -> threading.Thread:
        return threading.Thread(target=self._keep, args=(name, run), name=name, daemon=True)

    def start(self) -> None:
        self.worker.start()
        self._ready.wait()
        self.clock.start()

    def stop(self) -> None:
        self._told.set()
        if self._service:
            self._service.stop()
        state.should_stop = 0
        self.worker.join(LONGEST_TASK)
        state.should_stop = None

    def _keep(self, name: str, run) -> None:
        tries = Tries()
        while True:
            began = time.monotonic()
            try:
                run()
            # A task's SystemExit too: it ends the task, and must not end what runs the others.
            except BaseException:
                logger.exception("What ran the %s broke", name)
            tries.ended_after(time.monotonic() - began)
            if self._told.wait(tries.pause):
                return
            logger.warning("The %s inside has ended and is started again", name)

    def _work(self) -> None:
        state.should_stop = state.should_terminate = None
        controller = WorkController(
            app=self._app,
            pool="solo",
            concurrency=1,
            without_heartbeat=True,
            without_mingle=True,
            without_gossip=True,
            ready_callback=lambda _: self._ready.set(),
        )
        # Django's connections end with each task.
        signals.worker_init.send(sender=controller)
        controller.start()

    def _ring(self) -> None:
        # The schedule is not written to disk: everything in it is rung once at the start instead.
        self._service = Service(self._app, scheduler_cls="celery.beat:Scheduler")
        self._app.set_current()
        self._service.start()
