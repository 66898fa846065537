"""One page of many rows, read together with how many there are."""

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet, Window

#: Beyond it nobody turns pages, and the database has no number for a row so far away.
MOST = 1_000_000


def page_of(rows: QuerySet, number: str | None, size: int, *fields: str) -> Page:
    """Page `number` of the rows, `size` on each, in one query. No number is the first, one beyond the last.

    As `Paginator.get_page`, which asks twice: how many there are, then for those of the page. With `fields`
    the rows are named values instead of objects.
    """
    wanted = _number(number)
    counted = rows.annotate(in_all=Window(Count("*")))
    if fields:
        rows = rows.values_list(*fields, named=True)
        counted = counted.values_list(*fields, "in_all", named=True)
    is_one = 0 < wanted <= MOST
    found = list(counted[(wanted - 1) * size : wanted * size]) if is_one else []
    paginator = Paginator(rows, size)
    if not found and wanted != 1:
        return paginator.get_page(number)
    paginator.count = found[0].in_all if found else 0
    return Page(found, wanted, paginator)


def _number(said: str | None) -> int:
    try:
        return int(said or 1)
    except ValueError:
        return 1
