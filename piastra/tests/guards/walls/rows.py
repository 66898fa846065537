"""What every noun's walls are tried with."""

from collections.abc import Callable
from datetime import date, time, timedelta

from django.db import IntegrityError, connection, models, transaction

from spaces.tests.factories import local

DAY = date(2026, 11, 24)
EIGHT, NINE = local(DAY, time(8)), local(DAY, time(9))
MOMENT = timedelta(microseconds=1)
NOW = EIGHT
#: A row, changes that break the wall, and changes just inside of it.
Case = tuple[Callable[[], models.Model], list[dict], list[dict]]
#: How to make what must not be twice, and what may be beside it.
Pair = tuple[Callable, Callable]


def broken_by(act: Callable) -> str:
    """The name of the wall that the act meets, or nothing."""
    try:
        with transaction.atomic():
            act()
    except IntegrityError as error:
        return error.__cause__.diag.constraint_name
    return ""


def run(sql: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
