"""What is done to bookings: the only rooms that write them."""

from spaces.actions.booking import book, cancel, change_purpose
from spaces.actions.feeds import end_own_feed, end_room_feed, renew_own_feed, renew_room_feed
from spaces.actions.locks import lock_person, lock_places
from spaces.actions.moving import move, rebook
from spaces.actions.presence import (
    check_in,
    check_out,
    mark_absent,
    release,
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
