"""What is done to bookings: the only rooms that write them."""

from spaces.actions.booking import book, cancel
from spaces.actions.locks import lock_person, lock_places
from spaces.actions.presence import (
    check_in,
    check_out,
    mark_absent,
    undo_check_in,
    unmark,
    walk_in,
)

__all__ = [
    "book",
    "cancel",
    "check_in",
    "check_out",
    "lock_person",
    "lock_places",
    "mark_absent",
    "undo_check_in",
    "unmark",
    "walk_in",
]
