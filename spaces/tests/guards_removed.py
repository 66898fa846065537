"""The two guards of a place, its lock and its constraint, removed: controls that show that a race can be lost."""

from contextlib import contextmanager

from django.db import connection

from spaces.models import Booking, Space

CONSTRAINT = "one_booking_of_a_place_at_a_time"


def read_places(ids) -> list[Space]:
    """What `lock_places` does, less the lock."""
    return list(Space.objects.filter(pk__in=list(ids)).order_by("pk"))


@contextmanager
def without_constraint():
    """The last wall taken down, and put up again."""
    wall = next(c for c in Booking._meta.constraints if c.name == CONSTRAINT)
    with connection.schema_editor() as editor:
        editor.remove_constraint(Booking, wall)
    yield
    Booking.objects.all().delete()
    with connection.schema_editor() as editor:
        editor.add_constraint(Booking, wall)
