"""Several places as one value that the database compares."""

from django.db import models


class PlacesField(models.Field):
    """The numbers of one or more places, as PostgreSQL's `int8multirange`; in Python its text.

    Two that overlap (`&&`) share a place. Filled by the database (migration 0003).
    """

    def db_type(self, connection):
        return "int8multirange"
