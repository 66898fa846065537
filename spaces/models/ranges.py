"""Ranges that the database compares: times, dates, places."""

from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField
from django.db import models
from django.db.models import Func


class TimeRange(Func):
    """`[start, end)` of two instants."""

    function = "tstzrange"
    output_field = DateTimeRangeField()


class DateRange(Func):
    """`[start, end)` of two dates; no end means for ever."""

    function = "daterange"
    output_field = DateRangeField()


class OnePlace(Func):
    """One place as a range of numbers: any PostgreSQL compares these in a GiST index, without btree_gist."""

    def __init__(self, field, **extra):
        super().__init__(field, field, models.Value("[]"), function="int8range", **extra)


class PlacesField(models.Field):
    """The numbers of one or more places, as PostgreSQL's `int8multirange`; in Python its text.

    Two that overlap (`&&`) share a place. Filled by the database (migration 0003).
    """

    def db_type(self, connection):
        return "int8multirange"
