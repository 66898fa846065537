"""Groups under five stay hidden, also from whoever can subtract."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piastra.reports.disclosure import SMALLEST, parted, shown


@pytest.mark.parametrize(("count", "seen"), [(0, 0), (1, None), (4, None), (5, 5), (40, 40)])
def test_a_count_under_five_is_hidden_and_nobody_is_zero(count, seen):
    assert shown(count) == seen


@pytest.mark.parametrize(
    ("counts", "seen"),
    [
        ([8, 11, 15], [8, 11, 15]),
        ([8, 11, 3, 15], [None, 11, None, 15]),  # 3 alone would be the total less the others
        ([8, 4, 3, 15], [8, None, None, 15]),  # 7 together: no telling how
        ([8, 1, 1, 15], [None, None, None, 15]),  # 2 together would be 1 and 1
        ([3, 0, 0], [None, 0, 0]),  # the total, 3, is hidden too
        ([], []),
    ],
)
def test_a_second_one_is_hidden_where_the_first_could_be_worked_out(counts, seen):
    assert parted(counts) == seen


@given(st.lists(st.integers(0, 30), max_size=8))
def test_what_is_hidden_is_never_one_group_nor_a_small_sum_while_others_are_shown(counts):
    seen = parted(counts)
    hidden = [count for count, value in zip(counts, seen, strict=True) if value is None]
    visible = [value for value in seen if value is not None]
    assert all(value == 0 or value >= SMALLEST for value in visible)
    assert all(v is None or v == c for c, v in zip(counts, seen, strict=True))
    if hidden and any(value >= SMALLEST for value in visible):
        assert len(hidden) >= 2
        assert sum(hidden) >= SMALLEST
