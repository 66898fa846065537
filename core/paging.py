"""One page of many rows, read in the same statement as how many there are."""

from collections.abc import Callable

from django.core.paginator import Page, Paginator

#: Beyond it nobody turns pages, and the database has no number for a row so far away.
MOST = 1_000_000


def page_of(read: Callable[[int], tuple[list, int]], said: str | None, size: int) -> Page:
    """The page that an address asks for, as `Paginator.get_page` gives it, which reads twice.

    `read(skipped)` gives the rows after those that are skipped, `size` at most, and how many there are in all.
    What is no number is the first page, one beyond the last is the last: then it reads again.
    """
    asked = _number(said)
    rows, in_all = read((asked - 1) * size)
    paginator = Paginator(range(in_all), size)
    number = paginator.get_page(said).number
    if number != asked:
        rows, in_all = read((number - 1) * size)
    return Page(rows, number, paginator)


def _number(said: str | None) -> int:
    try:
        number = int(said or 1)
    except ValueError:
        return 1
    return number if 0 < number <= MOST else 1
