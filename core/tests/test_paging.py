"""A page read with its count is the page that Django's paginator gives."""

import pytest
from django.core.paginator import Paginator

from core.paging import page_of

NUMBERS = [
    None, "", "1", "2", "3", "4", "0", "-1", "-5", "99", "x", "1.0", " 2 ", "9" * 30, "9" * 5000,
]  # fmt: skip


@pytest.mark.parametrize("count", [0, 1, 5, 6, 11])
@pytest.mark.parametrize("number", NUMBERS)
def test_it_is_the_page_that_django_gives(count, number):
    rows = list(range(count))
    ours = page_of(lambda skipped: (rows[skipped : skipped + 5], count), number, 5)
    theirs = Paginator(rows, 5).get_page(number)
    assert (list(ours), ours.number) == (list(theirs), theirs.number)
    assert ours.paginator.num_pages == theirs.paginator.num_pages
    assert (ours.has_next(), ours.has_previous()) == (theirs.has_next(), theirs.has_previous())


@pytest.mark.parametrize(("number", "times"), [("1", 1), ("3", 1), ("x", 1), ("4", 2), ("0", 2)])
def test_a_page_that_is_there_is_read_once(number, times):
    read = []
    page_of(lambda skipped: (read.append(skipped) or [], 11), number, 5)
    assert len(read) == times
