"""A portal of several processes over the test's database: gunicorn as in production, for races that are timed.

The test's own server answers every client in one process, in threads that wait for each other: it shows who
wins, not how long the others wait.
"""

from contextlib import contextmanager

from core.testing.portal import served
from core.testing.races import Answer


@contextmanager
def portal():
    """The address of the portal while it runs."""
    with served() as found:
        yield found.url


def p99(answers: list[Answer]) -> float:
    """The time in seconds in which all but one of a hundred were answered."""
    seconds = sorted(answer.seconds for answer in answers)
    return seconds[-(-len(seconds) * 99 // 100) - 1]
