"""Ranges that the database compares: times, dates, numbers.

An exclusion over a foreign key takes `OneNumber`: any PostgreSQL serves then, without btree_gist, and faster.
"""

from datetime import date

from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField
from django.db.models import Field, Func, Value


class TimeRange(Func):
    """`[start, end)` of two instants."""

    function = "tstzrange"
    output_field = DateTimeRangeField()


class DateRange(Func):
    """`[start, end)` of two dates; no end means for ever."""

    function = "daterange"
    output_field = DateRangeField()


class OneNumber(Func):
    """A number, such as that of a row, as a range of this number alone."""

    def __init__(self, field: str, **extra):
        super().__init__(field, field, Value("[]"), function="int8range", **extra)


class NumbersField(Field):
    """Several numbers, such as those of rows, as PostgreSQL's `int8multirange`; in Python its text.

    Two that overlap (`&&`) have one in common.
    """

    def db_type(self, connection) -> str:
        return "int8multirange"


def covers(starts: date, ends: date | None, day: date) -> bool:
    """Whether the date is one of `[starts, ends)`; without an end, that lasts for ever."""
    return starts <= day and (ends is None or day < ends)
