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
    cancel_until,
    cancelled_in_time,
    is_own_or_staff,
    why_not_cancel,
    why_not_override,
)
from spaces.rules.moving import why_not_meanwhile, why_not_move
from spaces.rules.presence import (
    LATE_CHECK_OUT,
    absent_from,
    check_in_from,
    is_spared,
    is_to_be_reminded,
    present_until,
    released_from,
    why_not_check_in,
    why_not_check_out,
    why_not_expect_again,
    why_not_mark_absent,
    why_not_release,
    why_not_undo_check_in,
    why_not_unmark,
)
from spaces.rules.states import BOOKING, WAITING
from spaces.rules.walls import (
    ONE_AT_A_TIME,
    ONE_CODE,
    code_taken,
    somebody_was_first,
    used_form,
    used_series_form,
)
from spaces.rules.words import in_words

__all__ = [
    "BOOKING",
    "WAITING",
    "LATE_CHECK_OUT",
    "LIMITS",
    "ONE_AT_A_TIME",
    "ONE_CODE",
    "RULES",
    "Ask",
    "Objection",
    "Own",
    "OwnBooking",
    "why_not_mark_absent",
    "why_not_meanwhile",
    "absent_from",
    "why_not_expect_again",
    "broken_limits",
    "why_not_cancel",
    "cancel_until",
    "cancelled_in_time",
    "check_in_from",
    "code_taken",
    "somebody_was_first",
    "used_form",
    "used_series_form",
    "why_not_check_in",
    "why_not_check_out",
    "in_words",
    "is_own_or_staff",
    "is_spared",
    "is_to_be_reminded",
    "kinds_of_people",
    "last_day",
    "length_in_words",
    "may_book_kind",
    "why_not_move",
    "why_not_override",
    "not_a_member_sentence",
    "objection",
    "present_until",
    "refusal",
    "released_from",
    "taken",
    "too_far_sentence",
    "why_not_undo_check_in",
    "why_not_release",
    "why_not_unmark",
]
