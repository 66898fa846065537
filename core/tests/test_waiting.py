"""Tests wait for progress, and none of them for a number of seconds that a busy machine does not keep."""

import re
from itertools import count
from pathlib import Path

import pytest
from django.conf import settings

from core.testing.waiting import wait_until

ROOT = Path(settings.BASE_DIR)
APPS = ("core", "members", "spaces", "events", "budget", "piastra")
#: A wait with its own number: `join(timeout=10)`, `timeout=5000`, `wait_until(…, 10)`.
NUMBERED = re.compile(r"(?<!statement_)(?<!connect_)(?<!session_)timeout=\d|wait_until\(.*, \d+\)")


def test_it_waits_as_long_as_something_moves():
    asked, moving = count(), count()
    assert wait_until(lambda: next(asked) == 20, watching=lambda: next(moving), standstill=0.2)


def test_it_ends_when_nothing_moves():
    assert not wait_until(lambda: False, watching=lambda: "the same", standstill=0.1)
    assert not wait_until(lambda: False, standstill=0.1)


@pytest.mark.parametrize("app", APPS)
def test_no_test_waits_for_a_number_of_its_own(app):
    files = [*(ROOT / app).glob("**/tests/*.py"), *(ROOT / app).glob("**/testing/*.py")]
    files = [file for file in files if file != Path(__file__)]
    found = [str(file) for file in files if NUMBERED.search(file.read_text(encoding="utf-8"))]
    assert found == []
