"""What is done to bookings: the only rooms that write them."""

from spaces.actions.booking import book, cancel, change_purpose
from spaces.actions.feeds import end_own_feed, end_room_feed, renew_own_feed, renew_room_feed
from spaces.actions.locks import lock_person, lock_places
from spaces.actions.moving import move
from spaces.actions.presence import (
    check_in,
    check_out,
    mark_absent,
    remind,
    undo_check_in,
    unmark,
    walk_in,
)
from spaces.actions.series import book_series, cancel_several
from spaces.actions.waiting import (
    accept,
    decline,
    end_unserved,
    expire,
    hand_on,
    hand_on_all,
    join,
    withdraw,
)

__all__ = [
    "accept",
    "book",
    "book_series",
    "cancel",
    "cancel_several",
    "change_purpose",
    "check_in",
    "check_out",
    "decline",
    "end_own_feed",
    "end_room_feed",
    "end_unserved",
    "expire",
    "hand_on",
    "hand_on_all",
    "join",
    "lock_person",
    "lock_places",
    "mark_absent",
    "move",
    "remind",
    "renew_own_feed",
    "renew_room_feed",
    "undo_check_in",
    "unmark",
    "walk_in",
    "withdraw",
]
