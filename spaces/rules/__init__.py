"""Questions, each with its own sentence for people. Nothing here asks the database.

An `Ask` holds what is wanted and all that the rules must know about it; `objection(ask)` answers with the
first rule of `RULES` that it breaks, or None. What a code means to a reader: `answer_to(code)`.
"""

from spaces.rules.answers import ANSWERS, Answer, Remedy, State, answer_to
from spaces.rules.ask import Ask, Asker, Occupied, Own, OwnBooking, PlaceDay
from spaces.rules.booking import (
    RULES,
    Answers,
    Objection,
    Rule,
    broken_limits,
    kinds_of_people,
    last_day,
    length_in_words,
    may_book_kind,
    not_a_member_sentence,
    objection,
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
    "ANSWERS",
    "RULES",
    "Answer",
    "Answers",
    "Ask",
    "Asker",
    "Objection",
    "Occupied",
    "Own",
    "OwnBooking",
    "PlaceDay",
    "Remedy",
    "Rule",
    "State",
    "absence_refusal",
    "absent_from",
    "answer_to",
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
    "released_from",
    "taken",
    "too_far_sentence",
    "undo_check_in_refusal",
    "unmark_refusal",
]
