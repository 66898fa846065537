"""Whatever plan, list of places or month the portal accepts, its two documents are made, and are good ones."""

import warnings
from random import Random

import pytest

from piastra.reports import frozen, printing
from piastra.reports.testing import checker, page, verapdf
from piastra.reports.tests import legal

#: Each makes documents of its own.
pytestmark = pytest.mark.slow

LISTS = {
    "spending": ("lines", "documents", "payments", "warnings"),
    "occupancy": ("spaces", "events", "themes"),
}
SINGLE = [(kind, name) for kind, names in LISTS.items() for name in names]
TABLES = {"occupancy": 12, "spending": 6}


def faults(path, kind, month):
    """All that is wrong with a document, in its structure and on its pages."""
    tables = TABLES[kind] - (
        kind == "occupancy" and not month.get("spaces")
    )  # no map, no table of it
    return checker.faults(path, tables=tables) + page.faults(path)


def every(kind, count):
    return dict.fromkeys(LISTS[kind], count)


def unbroken(kind, count):
    """Every list of this length, each name one word as long as its column allows."""
    return {"words": "unbroken", **every(kind, count)}


@pytest.mark.parametrize("kind", printing.KINDS)
@pytest.mark.parametrize("words", ["spaced", "unbroken"])
@pytest.mark.parametrize("count", [0, 1, 14])
def test_all_lists_of_a_size(make, kind, words, count):
    month = {"words": words, "most": True, **every(kind, count)}
    assert faults(make(kind, **month), kind, month) == []


@pytest.mark.parametrize("words", ["spaced", "unbroken"])
@pytest.mark.parametrize(("kind", "name"), SINGLE)
def test_one_list_of_sixty(make, kind, name, words):
    month = {"words": words, name: 60}
    assert faults(make(kind, **month), kind, month) == []


@pytest.mark.parametrize("kind", printing.KINDS)
def test_every_list_of_sixty_unbroken_words_at_once(make, kind):
    assert faults(make(kind, **unbroken(kind, 60)), kind, every(kind, 60)) == []


@pytest.mark.parametrize("count", [5, 12, 15, 16])
def test_a_plan_about_as_long_as_a_page(make, count):
    """Kept whole it would leave its heading on one page and its caption on the next."""
    month = {"lines": count, "words": "unbroken", "most": True}
    assert faults(make("spending", **month), "spending", month) == []


@pytest.mark.parametrize("seed", range(6))
def test_months_of_odd_shapes(make, seed):
    chance = Random(seed)
    sizes = (0, 1, 2, 3, 7, 13, 15, 16, 17, 23, 31)
    for kind, names in LISTS.items():
        month = {name: chance.choice(sizes) for name in names}
        month |= {"words": chance.choice(["spaced", "unbroken"]), "most": chance.random() < 0.5}
        assert faults(make(kind, **month), kind, month) == [], month


def test_they_pass_verapdf(make):
    if not verapdf.available():
        warnings.warn(verapdf.ABSENT, UserWarning, stacklevel=1)
        pytest.skip(verapdf.ABSENT)
    months = [{"words": "unbroken", "most": True}, {"words": "spaced", "most": True}]
    paths = [
        make(kind, **month, **every(kind, count))
        for kind in printing.KINDS for month in months for count in (0, 1, 14)
    ]  # fmt: skip
    paths += [make(kind, words="spaced", **{name: 60}) for kind, name in SINGLE]
    paths += [make(kind, **unbroken(kind, 60)) for kind in printing.KINDS]
    assert verapdf.verdicts(*paths) == []


def test_amounts_that_nobody_expects(tmp_path):
    """Credit notes beyond what was invoiced, a line without a plan that was paid, no ceiling, no programme."""
    figures = legal.month(lines=4, documents=3, payments=2)
    first, second, third, _last = figures["spending"]["lines"]
    first |= {"incurred": f"-{legal.MOST}", "available": f"{legal.MOST}"}
    second |= {"planned": "0.00", "incurred": f"{legal.MOST}", "paid": f"{legal.MOST}"}
    third |= {"planned": "0.01", "paid": f"{legal.MOST}", "committed": f"-{legal.MOST}"}
    figures["programme"] |= dict.fromkeys(("managed", "allocated", "reserved", "total"), "0.00")
    figures["spending"]["history"][-1] |= {"cumulative_incurred": f"-{legal.MOST}"}
    path = tmp_path / "spending.pdf"
    path.write_bytes(printing.document("spending", frozen.canonical(figures)))
    assert faults(path, "spending", {}) == []


# -- The measuring can fail ------------------------------------------------------------------------------


def test_words_that_do_not_break_are_seen_upon_amounts(monkeypatch, tmp_path):
    style = printing.stylesheet().replace("overflow-wrap: anywhere", "overflow-wrap: normal")
    monkeypatch.setattr(printing, "stylesheet", lambda: style)
    path = tmp_path / "spending.pdf"
    month = legal.month(words="unbroken", documents=3)
    path.write_bytes(printing.document("spending", frozen.canonical(month)))
    found = page.faults(path)
    assert any("sticks out" in fault for fault in found)
    assert any("overlap" in fault for fault in found)
