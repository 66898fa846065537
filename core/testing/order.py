"""On several cores the files that take longest begin, so that none is left to itself at the end.

How long each took is remembered from one run to the next; what is new is guessed from its marks.
"""

from collections import Counter

import pytest

#: Seconds, about, that a test takes: of what is marked so, and of the others.
WEIGHTS = {"slow": 20, "browser": 6, "race": 2}
LIGHT = 0.1
#: Seconds that each file took in this run, by its path.
took: Counter[str] = Counter()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """After pytest-django, whose order is right within each file and for a single process."""
    if hasattr(config, "workerinput"):
        guessed = Counter()
        for item in items:
            guessed[file_of(item)] += weight(item)
        expected = {**guessed, **remembered(config)}
        items.sort(key=lambda item: -expected[file_of(item)])


def weight(item) -> float:
    marks = WEIGHTS.keys() & {mark.name for mark in item.iter_markers()}
    return max((WEIGHTS[mark] for mark in marks), default=LIGHT)


def file_of(test) -> str:
    """The path of a test, or of a report of one."""
    return test.nodeid.partition("::")[0]


def pytest_runtest_logreport(report):
    """In the process that gathers the others' reports too."""
    took[file_of(report)] += report.duration


def pytest_sessionfinish(session):
    config = session.config
    is_whole = not config.option.keyword and not any("::" in asked for asked in config.args)
    if is_whole and hasattr(config, "cache") and not hasattr(config, "workerinput"):
        config.cache.set(_kept_under(config), {**remembered(config), **took})


def remembered(config) -> dict[str, float]:
    """Seconds that each file took when it last ran with the same marks."""
    return config.cache.get(_kept_under(config), {}) if hasattr(config, "cache") else {}


def _kept_under(config) -> str:
    marks = "".join(each for each in config.option.markexpr if each.isalnum())
    return f"piastra/seconds/{marks or 'all'}"
