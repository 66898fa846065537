"""What a test uses says which marks it wears: a browser, a served portal, commits that others see."""

from types import SimpleNamespace

import pytest

from core.testing import order
from core.testing.plugin import worn_by


class Item:
    """As much of a pytest item as the marks are read from."""

    def __init__(self, *fixtures: str, marks=(), path="a"):
        self.fixturenames, self.marks, self.path = fixtures, marks, path
        self.nodeid = f"{path}::test"

    def iter_markers(self):
        return (mark.mark for mark in self.marks)

    def get_closest_marker(self, name):
        return next((mark for mark in self.iter_markers() if mark.name == name), None)


REAL = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("item", "marks"),
    [
        (Item("db", "member"), set()),
        (Item("db", marks=[pytest.mark.django_db]), set()),
        (Item("live_server"), {"race"}),
        (Item("db", marks=[REAL]), {"race"}),
        (Item("browse", "live_server"), {"browser"}),
        (Item("browse", marks=[REAL]), {"browser"}),
        (Item("page"), {"browser"}),
        (Item("live_server", marks=[pytest.mark.browser]), set()),
    ],
)
def test_a_test_wears_what_it_uses(item, marks):
    assert worn_by(item) == marks


def test_every_test_of_this_run_that_needs_a_browser_or_a_race_wears_its_mark(request):
    for item in request.session.items:
        worn = {mark.name for mark in item.iter_markers()}
        assert worn_by(item) <= worn, item.nodeid


def test_on_several_cores_the_heaviest_file_begins():
    light = [Item(path="light") for _ in range(30)]
    slow, browser = (
        Item(path="slow", marks=[pytest.mark.slow]),
        Item(path="b", marks=[pytest.mark.browser]),
    )
    items = [*light, browser, slow]
    order.pytest_collection_modifyitems(type("Worker", (), {"workerinput": {}}), items)
    assert [items[0].path, items[1].path, items[2].path] == ["slow", "b", "light"]


class Remembering:
    """As much of a worker's config as the order is read from, with what files took before."""

    workerinput = {}
    option = SimpleNamespace(markexpr="not slow")

    def __init__(self, **seconds):
        self.cache = SimpleNamespace(get=lambda name, _default: {"notslow": seconds}[name[16:]])


def test_what_a_file_took_before_says_more_than_its_marks():
    items = [Item(path="slow", marks=[pytest.mark.slow]), Item(path="new"), Item(path="long")]
    order.pytest_collection_modifyitems(Remembering(slow=3.0, long=9.0), items)
    assert [item.path for item in items] == ["long", "slow", "new"]


def test_a_single_process_keeps_the_order_of_pytest_django():
    items = [Item(path="light"), Item(path="slow", marks=[pytest.mark.slow])]
    order.pytest_collection_modifyitems(object(), items)
    assert [item.path for item in items] == ["light", "slow"]
