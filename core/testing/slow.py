"""At the end of a run: the tests that take long and do not wear the mark `slow`.

They are named, and fail nothing: what counts is the processor's time, which a busy machine makes longer too.
"""

import time

import pytest

#: Seconds of this process; what its children and the database spend comes on top.
MOST = 3.0
#: Whoever wears one of these is known to take its time.
WEARERS = {"slow", "browser", "race", "alone"}
named: dict[str, float] = {}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    item.began = time.process_time()
    try:
        return (yield)
    finally:
        item.spent = time.process_time() - item.began


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if call.when == "call" and not WEARERS & {mark.name for mark in item.iter_markers()}:
        report.spent = getattr(item, "spent", 0.0)
    return report


def pytest_runtest_logreport(report):
    """In the process that gathers the others' reports too."""
    if getattr(report, "spent", 0.0) > MOST:
        named[report.nodeid] = report.spent


def pytest_terminal_summary(terminalreporter):
    if named:
        terminalreporter.section("take long, and do not wear the mark slow")
        for test, seconds in sorted(named.items(), key=lambda pair: -pair[1]):
            terminalreporter.line(f"{seconds:5.1f} s  {test}")
