"""Celery as the portal uses it: a bell that may stay silent, and no words but in the log."""

import logging
import time

from celery import Celery
from celery.contrib.django.task import DjangoTask
from kombu.exceptions import OperationalError

from piastra.worker_log import log_as_the_portal_does

log = logging.getLogger(__name__)

AWAY = 10
"""Seconds for which a broker that did not answer is not rung again: waiting for it would hold up every visitor."""


class Doorbell(DjangoTask):
    """A task whose caller goes on where the broker is away: the work is a row, and the next round finds it.

    Not ringing is said once in the log, in a line.
    """

    _silent_until = 0.0

    def apply_async(self, *args, **options):
        """The result of ringing, or None where nobody could hear it."""
        if time.monotonic() < Doorbell._silent_until:
            return None
        try:
            return super().apply_async(*args, **options)
        except (OperationalError, OSError) as error:
            Doorbell._silent_until = time.monotonic() + AWAY
            log.warning("%s was not rung for, the next round finds its work: %s", self.name, error)
            return None


class PlainCelery(Celery):
    """Celery without its greeting, which is drawn in letters and no line of a log."""

    task_cls = Doorbell

    @property
    def Worker(self):  # noqa: N802 - as Celery calls it
        return _quiet(super().Worker)

    @property
    def Beat(self):  # noqa: N802
        return _quiet(super().Beat)


def _quiet(program):
    def begin(*args, **options):
        log_as_the_portal_does()  # What it says before it would ask for this.
        return program(*args, **{**options, "quiet": True})

    return begin
