"""As `test_legal_months`, of the longest: minutes by themselves, so they have a file of their own."""

import warnings

import pytest

from piastra.reports import printing
from piastra.reports.testing import verapdf
from piastra.reports.tests.test_legal_months import SINGLE, faults


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "name"), SINGLE)
def test_one_list_of_eight_hundred(make, kind, name):
    month = {name: 800}
    assert faults(make(kind, **month), kind, month) == []


@pytest.mark.slow
def test_many_places_with_few_lines_and_hundreds_of_documents(make):
    month = {
        "lines": 14,
        "documents": 800,
        "payments": 60,
        "warnings": 14,
        "spaces": 60,
        "events": 14,
    }
    for kind in printing.KINDS:
        assert faults(make(kind, **month), kind, month) == []


UNBROKEN = {"words": "unbroken", "spaces": 800, "events": 14, "themes": 14}
"""Each name one word as long as its column allows. Such a plan of 800 lines is in `test_plans_of_any_size`."""


@pytest.mark.slow
def test_eight_hundred_places_of_unbroken_words_among_other_lists(make):
    assert faults(make("occupancy", **UNBROKEN), "occupancy", UNBROKEN) == []


@pytest.mark.slow
def test_the_longest_pass_verapdf(make):
    if not verapdf.available():
        warnings.warn(verapdf.ABSENT, UserWarning, stacklevel=1)
        pytest.skip(verapdf.ABSENT)
    # Of the places, which take longest, those with the harder names.
    paths = [make(kind, **{name: 800}) for kind, name in SINGLE if name != "spaces"]
    paths.append(make("occupancy", **UNBROKEN))
    assert verapdf.verdicts(*paths) == []
