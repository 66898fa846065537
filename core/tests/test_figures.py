"""Ratios and hours as pages write them: rounded half up, like the PDFs beside them."""

import pytest

from core.templatetags.figures import hours, percent


@pytest.mark.parametrize(
    ("ratio", "written"), [("0.54888", "54,9%"), ("0.5485", "54,9%"), ("0", "0,0%"), (None, "–")]
)
def test_a_ratio_is_rounded_and_not_cut(ratio, written):
    assert percent(ratio) == written


@pytest.mark.parametrize(
    ("minutes", "written"), [(89, "1"), (90, "2"), (74_000, "1.233"), (None, "–")]
)
def test_minutes_are_whole_hours(minutes, written):
    assert hours(minutes) == written
