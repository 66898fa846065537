"""On several cores the files that take longest begin, so that none is left to itself at the end."""

from collections import Counter

import pytest

#: Seconds, about, that a test takes: of what is marked so, and of the others.
WEIGHTS = {"slow": 20, "browser": 6, "race": 2}
LIGHT = 0.1


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """After pytest-django, whose order is right within each file and for a single process."""
    if hasattr(config, "workerinput"):
        weights = Counter()
        for item in items:
            weights[item.path] += weight(item)
        items.sort(key=lambda item: -weights[item.path])


def weight(item) -> float:
    marks = WEIGHTS.keys() & {mark.name for mark in item.iter_markers()}
    return max((WEIGHTS[mark] for mark in marks), default=LIGHT)
