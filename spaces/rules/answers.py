"""What each rule's code means to who reads it: how a page shows the place, and what would help.

One row for each code of `RULES`. A rule without a row is a bar: the place can't be had, and the page says the
rule's own sentence.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, Flag, StrEnum, auto
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from spaces.rules import days
from spaces.rules.ask import Ask


class State(StrEnum):
    """What a place is to the person who looks, in one part of a day. The value is its CSS class."""

    # As quick a key as its text.
    __hash__ = str.__hash__

    FREE = "free"
    PARTLY = "partly"
    TAKEN = "taken"
    MINE = "mine"
    #: A waiting list holds it for this person.
    OFFERED = "offered"
    #: Somebody else's for the day, booked or not.
    ASSIGNED = "assigned"
    #: Nobody has it, but this person may not book it.
    BARRED = "barred"
    #: Broken, or under repair, in hours in which its kind is open.
    OUT = "out"
    SHUT = "shut"
    OVER = "over"


class Remedy(Flag):
    """What helps who is refused."""

    NONE = 0
    #: Another place at the same time.
    ELSEWHERE = auto()
    #: The same place on another day, or in another part of it.
    LATER = auto()
    #: Other hours of the same day.
    THAT_DAY = auto()
    #: Waiting: somebody may give the place back, or lend it.
    WAITING = auto()
    #: Moving to this place what one has elsewhere at the same time.
    MOVING = auto()


class Holder(Enum):
    """Whose booking keeps a place at the time asked for."""

    NOBODY = auto()
    ONESELF = auto()
    ANOTHER = auto()


@dataclass(frozen=True)
class Answer:
    """How a code is shown, and what helps."""

    state: State
    #: In a word, why nothing of that day can be had: under its date.
    of_day: str | Promise
    #: After “free”: why not for who looks. Without them the rule's sentence is said.
    words: str | Promise = ""
    remedies: Remedy = Remedy.NONE
    #: Whether the place leads to the page that says why, and what can be done about it.
    is_link: bool = False
    #: A limit that shares places fairly: the staff may set it aside when they write why.
    is_limit: bool = False
    #: Whether the state says it: “assigned”, “taken until 11:00”, “closed” with its reason. A rule that
    #: shares a state but not its words is said with its own sentence.
    in_a_word: bool = False
    #: At that very time: then it is free *again* later, and of another's one can say until when.
    holder: Holder = Holder.NOBODY
    #: What is said where nobody has chosen a place, if the rule's own sentence speaks of one.
    of_any_place: Callable[[Ask, days.Kinds], str] | None = None

    @cached_property
    def is_a_sentence(self) -> bool:
        """Whether only the rule's own sentence says why. Asked of every cell: lazy words would be translated."""
        return not (self.words or self.in_a_word)


FULL = pgettext_lazy("a day", "full")
CLOSED = _("closed")
OVER = _("over")
NOT_FOR_YOU = pgettext_lazy("a day", "not for you")
NOT_YET = pgettext_lazy("a day", "not yet")
YOURS = pgettext_lazy("a day", "yours")

ELSEWHERE, LATER, THAT_DAY, WAITING, MOVING = (
    Remedy.ELSEWHERE, Remedy.LATER, Remedy.THAT_DAY, Remedy.WAITING, Remedy.MOVING,
)  # fmt: skip

ANSWERS: dict[str, Answer] = {
    "reversed": Answer(State.SHUT, CLOSED, remedies=LATER, in_a_word=True),
    "not_in_service": Answer(State.SHUT, CLOSED, remedies=ELSEWHERE | LATER, in_a_word=True),
    "over": Answer(State.OVER, OVER, remedies=LATER, in_a_word=True),
    "too_far": Answer(
        State.BARRED, NOT_YET, _("not bookable yet"), is_limit=True, of_any_place=days.too_far,
    ),
    "not_a_member": Answer(
        State.BARRED, NOT_FOR_YOU, _("not covered by your membership"), is_limit=True
    ),
    "suspended": Answer(
        State.BARRED, NOT_FOR_YOU, _("your membership is suspended"), LATER, is_limit=True
    ),
    "not_in_plan": Answer(
        State.BARRED, NOT_FOR_YOU, _("not in your plan"), ELSEWHERE,
        is_limit=True, of_any_place=days.not_in_plan,
    ),
    "not_open_to": Answer(
        State.BARRED, NOT_FOR_YOU, _("not for your category"), ELSEWHERE,
        is_limit=True, of_any_place=days.not_open_to,
    ),
    "out_of_service": Answer(State.OUT, CLOSED, remedies=ELSEWHERE | LATER, in_a_word=True),
    "closed": Answer(State.SHUT, CLOSED, remedies=ELSEWHERE | LATER, in_a_word=True),
    "not_a_slot": Answer(State.SHUT, CLOSED, remedies=ELSEWHERE | LATER, is_limit=True, in_a_word=True),
    "off_the_raster": Answer(State.SHUT, CLOSED, remedies=LATER, is_limit=True, in_a_word=True),
    "too_short": Answer(State.BARRED, NOT_FOR_YOU, _("the time is too short"), is_limit=True),
    "too_long": Answer(State.BARRED, NOT_FOR_YOU, _("the time is too long"), is_limit=True),
    "assigned": Answer(State.ASSIGNED, FULL, remedies=ELSEWHERE | LATER | WAITING, in_a_word=True),
    "has_another": Answer(
        State.BARRED, YOURS, _("you have another place at that time"), LATER | THAT_DAY | MOVING,
        is_link=True, is_limit=True, of_any_place=days.has_another,
    ),
    "too_many_coming": Answer(
        State.BARRED, NOT_FOR_YOU, _("you have as many bookings as you may have"),
        is_link=True, is_limit=True,
    ),
    "week_is_full": Answer(
        State.BARRED, NOT_FOR_YOU, _("your hours for this week are used up"), LATER,
        is_link=True, is_limit=True,
    ),
    "yours": Answer(
        State.TAKEN, YOURS, remedies=LATER | THAT_DAY, in_a_word=True, holder=Holder.ONESELF,
    ),
    "taken": Answer(
        State.TAKEN, FULL, remedies=ELSEWHERE | LATER | THAT_DAY | WAITING, in_a_word=True,
        holder=Holder.ANOTHER,
    ),
    "too_close": Answer(
        State.TAKEN, FULL, remedies=ELSEWHERE | LATER | THAT_DAY | WAITING, is_limit=True, in_a_word=True,
    ),
}  # fmt: skip
#: A rule that nobody has described yet. Whatever is offered instead has passed all rules.
UNKNOWN = Answer(State.BARRED, NOT_FOR_YOU, remedies=ELSEWHERE | LATER | THAT_DAY)


def answer_to(code: str) -> Answer:
    return ANSWERS.get(code, UNKNOWN)
