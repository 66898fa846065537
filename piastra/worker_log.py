"""The log of worker and beat: lines of JSON only, with the id of the request that rang the bell."""

import json
import logging.config
import os
import sys
from datetime import UTC, datetime

import celery.apps.worker
from celery import signals
from django.conf import settings

from core.requests import request_id

HEADER = "piastra_request_id"


def say(text, _stream=None):
    """What Celery says while it handles a signal, when nothing may be logged the usual way."""
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    line = {"at": at, "level": "INFO", "logger": "celery.signals", "text": text}
    os.write(sys.__stderr__.fileno(), f"{json.dumps(line)}\n".encode())


celery.apps.worker.safe_say = say


@signals.setup_logging.connect
def log_as_the_portal_does(**_):
    """Celery leaves the log alone if somebody answers here."""
    logging.config.dictConfig(settings.LOGGING)
    logging.captureWarnings(True)


@signals.before_task_publish.connect
def hand_the_id_on(headers, **_):
    """Into the message: the worker that takes it is another process."""
    if asked := request_id.get():
        headers.setdefault(HEADER, asked)


@signals.task_prerun.connect
def take_the_id_up(task, task_id, **_):
    """What nobody asked for, as all that beat rings for, goes by its own id."""
    own = task_id.replace("-", "")
    asked = getattr(task.request, HEADER, None) or (task.request.headers or {}).get(HEADER)
    task.request.known_as = request_id.set(asked or own)


@signals.task_postrun.connect
def lay_the_id_down(task, **_):
    if token := getattr(task.request, "known_as", None):
        request_id.reset(token)
