"""Questions, each with its own sentence for people. Nothing here asks the database.

An `Ask` holds what is wanted and all that the rules must know about it; `objection(ask)` answers with the
first rule of `RULES` that it breaks, or None. What a code means to a reader: `answer_to(code)`.
"""

from spaces.rules.answers import ANSWERS, Answer, Holder, Remedy, State, answer_to
from spaces.rules.ask import Ask, Asker, KindDay, Occupied, Own, OwnBooking, PlaceDay
from spaces.rules.booking import (
    RULES,
    Answers,
    Objection,
    Rule,
    broken_limits,
    length_in_words,
    not_a_member_sentence,
    objection,
    taken,
)
from spaces.rules.cancelling import (
    cancel_until,
    cancelled_in_time,
    is_own_or_staff,
    may_give_back,
    why_not_cancel,
    why_not_override,
)
from spaces.rules.days import last_day
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
from spaces.rules.waiting import why_not_accept, why_not_decide, why_not_decline, why_not_withdraw
from spaces.rules.walls import (
    ONE_AT_A_TIME,
    ONE_CODE,
    code_taken,
    somebody_was_first,
    used_form,
    used_series_form,
)
from spaces.rules.words import in_words
