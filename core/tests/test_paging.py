"""A page in one query says what Django's paginator says in two."""

import pytest
from django.contrib.auth import get_user_model
from django.core.paginator import Paginator

from core.paging import page_of

pytestmark = pytest.mark.django_db

NUMBERS = [
    None,
    "",
    "1",
    "2",
    "3",
    "4",
    "0",
    "-1",
    "-5",
    "99",
    "x",
    "1.0",
    " 2 ",
    "9" * 30,
    "9" * 5000,
]


@pytest.mark.parametrize("count", [0, 1, 5, 6, 11])
@pytest.mark.parametrize("number", NUMBERS)
def test_it_is_the_page_that_django_gives(make_person, count, number):
    for _each in range(count):
        make_person()
    rows = get_user_model().objects.order_by("email")
    ours, theirs = page_of(rows, number, 5), Paginator(rows, 5).get_page(number)
    assert list(ours) == list(theirs)
    assert (ours.number, ours.paginator.num_pages) == (theirs.number, theirs.paginator.num_pages)
    assert ours.has_other_pages() == theirs.has_other_pages()


@pytest.mark.parametrize("number", ["1", "2"])
def test_it_asks_once(make_person, django_assert_num_queries, number):
    for _each in range(7):
        make_person()
    with django_assert_num_queries(1):
        page = page_of(get_user_model().objects.order_by("email"), number, 5)
        assert (len(list(page)), page.paginator.count) == (5 if number == "1" else 2, 7)


@pytest.mark.parametrize("number", ["1", "2", "9"])
def test_it_gives_values_where_they_are_named(make_person, number):
    for _each in range(7):
        make_person()
    page = page_of(get_user_model().objects.order_by("email"), number, 5, "email", "role")
    assert [each.email for each in page] == [
        f"persona{place}@example.org" for place in ((1, 2, 3, 4, 5) if number == "1" else (6, 7))
    ]
