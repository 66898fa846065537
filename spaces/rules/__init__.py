"""Questions, each with its own sentence for people. Nothing here asks the database.

An `Ask` holds what is wanted and all that the rules must know about it; `refusal(ask)` answers with the
first rule that is broken, or None; `objection(ask)` knows also of who was first.
"""

from spaces.rules.ask import Ask, Own, OwnBooking
from spaces.rules.booking import (
    LIMITS,
    RULES,
    Objection,
    broken_limits,
    kinds_of_people,
    last_day,
    length_in_words,
    may_book_kind,
    not_a_member_sentence,
    objection,
    refusal,
    taken,
    too_far_sentence,
)
from spaces.rules.cancelling import (
    cancel_refusal,
    cancel_until,
    cancelled_in_time,
    is_own_or_staff,
)
from spaces.rules.moving import move_refusal
from spaces.rules.presence import (
    LATE_CHECK_OUT,
    absence_refusal,
    absent_from,
    back_refusal,
    check_in_from,
    check_in_refusal,
    check_out_refusal,
    is_spared,
    is_to_be_reminded,
    present_until,
    released_from,
    undo_check_in_refusal,
    unmark_refusal,
)
from spaces.rules.words import in_words

__all__ = [
    "LATE_CHECK_OUT",
    "LIMITS",
    "RULES",
    "Ask",
    "Objection",
    "Own",
    "OwnBooking",
    "absence_refusal",
    "absent_from",
    "back_refusal",
    "broken_limits",
    "cancel_refusal",
    "cancel_until",
    "cancelled_in_time",
    "check_in_from",
    "check_in_refusal",
    "check_out_refusal",
    "in_words",
    "is_own_or_staff",
    "is_spared",
    "is_to_be_reminded",
    "kinds_of_people",
    "last_day",
    "length_in_words",
    "may_book_kind",
    "move_refusal",
    "not_a_member_sentence",
    "objection",
    "present_until",
    "refusal",
    "released_from",
    "taken",
    "too_far_sentence",
    "undo_check_in_refusal",
    "unmark_refusal",
]
