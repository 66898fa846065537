"""The web server of `make run`: gunicorn with one process, and in it the worker where there is no Redis."""

from contextlib import ExitStack

from django.conf import settings
from gunicorn.app.base import BaseApplication

from piastra.celery import app
from piastra.serving import await_body, drain_body
from piastra.tools.embedded.worker import worker_inside

THREADS = 16  # requests at the same time


class Web(BaseApplication):
    """Serves until it is told to end. `greet` is called when it serves."""

    def __init__(self, host, port, greet):
        self._bind = f"{host}:{port}"
        self._greet = greet
        self._inside = ExitStack()
        super().__init__()

    def load_config(self):
        options = {
            "bind": self._bind,
            "workers": 1,  # The broker is this process's memory, so there is one.
            "worker_class": "gthread",
            "threads": THREADS,
            "loglevel": "warning",
            "control_socket_disable": True,
            "pre_request": await_body,
            "post_request": drain_body,
            "post_worker_init": self._start_worker,
            "worker_exit": self._stop_worker,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self):
        from piastra.wsgi import application

        return application

    def _start_worker(self, process):
        if not settings.REDIS_URL:
            self._inside.enter_context(worker_inside(app))
        if process.age == 1:  # Not again for one that takes the place of one that died.
            self._greet()

    def _stop_worker(self, _server, _worker):
        self._inside.close()
