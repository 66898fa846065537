"""Whether a place may be booked: each rule with its own sentence. Nothing here asks the database."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from enum import Enum
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.refusals import Refusal
from core.words import clock, day_long
from spaces.rules.answers import Holder, Remedy, answer_to
from spaces.rules.ask import Ask, Occupied, PlaceDay
from spaces.rules.days import Kinds, last_day, too_far_sentence
from spaces.schedule import raster


def _is_reversed(ask: Ask) -> bool:
    return ask.start >= ask.end


def _say_reversed(_ask: Ask) -> str:
    return _("A booking ends after it starts. Choose a later end.")


def _is_not_in_service(ask: Ask) -> bool:
    return not ask.place.is_in_service


def _say_not_in_service(ask: Ask) -> str:
    return _("%(place)s is not in service on %(day)s. Choose another place.") % {
        "place": ask.space.label,
        "day": day_long(ask.day),
    }


def _is_over(ask: Ask) -> bool:
    if not ask.by_the_hour:
        return ask.now >= ask.end
    # A half day can be taken while it lasts; a meeting begins in the present step, not hours ago.
    return ask.now >= ask.start and ask.now >= ask.start + timedelta(
        minutes=ask.rules.raster_minutes
    )


def _say_over(_ask: Ask) -> str:
    return _("That time is past. Choose a later one.")


def _is_too_far(ask: Ask) -> bool:
    return not ask.person_runs_the_place and ask.day > last_day(ask.rules, ask.asker.today)


def _say_too_far(ask: Ask) -> str:
    last = last_day(ask.rules, ask.asker.today)
    return too_far_sentence(ask.rules, last, ask.person if ask.for_another else None)


def _is_not_a_member(ask: Ask) -> bool:
    return not (ask.person_runs_the_place or (ask.is_member and ask.asker.books))


def _say_not_a_member(ask: Ask) -> str:
    return not_a_member_sentence(ask.day, ask.person if ask.for_another else None)


def not_a_member_sentence(day: date, person=None) -> str:
    """To the person, or about the `person` to somebody else."""
    if person:
        sentence = _("%(person)s’s membership does not cover %(day)s. Renew it first.")
    else:
        sentence = _(
            "Your membership does not cover %(day)s. You can ask for the renewal under “My membership”."
        )
    return sentence % {"day": day_long(day), "person": person}


def _is_suspended(ask: Ask) -> bool:
    return not ask.person_runs_the_place and ask.own.is_suspended(ask.day)


def _say_suspended(ask: Ask) -> str:
    if ask.for_another:
        sentence = _("%(person)s’s membership is suspended on %(day)s. End the suspension first.")
    else:
        sentence = _("Your membership is suspended on %(day)s. Write to the staff to resume it.")
    return sentence % {"day": day_long(ask.day), "person": ask.person}


def _is_not_in_plan(ask: Ask) -> bool:
    rule = None if ask.person_runs_the_place else ask.plan_rule
    return rule is not None and not rule.is_open


def _say_not_in_plan(ask: Ask) -> str:
    words = {"kind": ask.space.get_kind_display().lower(), "person": ask.person}
    if ask.for_another:
        sentence = _("%(person)s’s plan does not include places of this kind: %(kind)s.")
    else:
        sentence = _("Your plan does not include places of this kind: %(kind)s. Ask the staff.")
    return sentence % words


def _is_not_open_to(ask: Ask) -> bool:
    return not (ask.person_runs_the_place or ask.rules.is_open_to(ask.own.applicant_kind))


def _say_not_open_to(ask: Ask) -> str:
    words = {"place": ask.space.label, "people": ask.rules.people, "person": ask.person}
    if not ask.rules.open_to:
        return _("%(place)s can only be booked by staff. Choose another place.") % words
    if ask.for_another:
        sentence = _(
            "%(place)s is reserved for members admitted as: %(people)s. %(person)s is not one of "
            "them."
        )
    else:
        sentence = _(
            "%(place)s is reserved for members admitted as: %(people)s. Choose another place."
        )
    return sentence % words


def _is_out_of_service(ask: Ask) -> bool:
    if ask.offered or ask.is_holiday:
        return False
    hole = ask.opening.hole_in(ask.space, ask.start, ask.end)
    return hole is not None and hole.is_outage


def _say_out_of_service(ask: Ask) -> str:
    return _("%(place)s is out of service at that time: %(reason)s. Choose another place.") % {
        "place": ask.space.label,
        "reason": ask.opening.hole_in(ask.space, ask.start, ask.end).reason,
    }


def _is_closed(ask: Ask) -> bool:
    if ask.offered:
        return False
    return not any(start <= ask.start and ask.end <= end for start, end in ask.open_spans)


def _say_closed(ask: Ask) -> str:
    if not ask.open_spans:
        # No other hour of that day helps.
        return _("%(place)s is closed on %(day)s: %(reason)s. Choose another day.") % {
            "place": ask.space.label,
            "day": day_long(ask.day),
            "reason": ask.opening.why_closed(ask.space, ask.day),
        }
    return _("%(place)s is closed at that time: %(reason)s. Choose another time.") % {
        "place": ask.space.label,
        "reason": _why_closed(ask),
    }


def _why_closed(ask: Ask) -> str:
    hole = ask.opening.hole_in(ask.space, ask.start, ask.end)
    if hole:
        return hole.reason
    open_hours = [f"{clock(start)}–{clock(end)}" for start, end in ask.open_spans]
    return _("it is open %(hours)s") % {"hours": ", ".join(open_hours)}


def _is_no_slot(ask: Ask) -> bool:
    return not (ask.by_the_hour or ask.offered)


def _say_no_slot(ask: Ask) -> str:
    return _("%(place)s is booked by the half day or the whole day. Choose one of these.") % {
        "place": ask.space.label
    }


def _is_off_the_raster(ask: Ask) -> bool:
    step = ask.rules.raster_minutes
    return ask.by_the_hour and not (raster.is_on(ask.start, step) and raster.is_on(ask.end, step))


def _say_off_the_raster(ask: Ask) -> str:
    return _("%(place)s is booked in steps of %(minutes)d minutes. Choose the nearest time.") % {
        "place": ask.space.label,
        "minutes": ask.rules.raster_minutes,
    }


def _is_too_short(ask: Ask) -> bool:
    least = ask.rules.min_minutes
    return bool(least) and not (ask.person_runs_the_place or _minutes(ask) >= least)


def _say_too_short(ask: Ask) -> str:
    return _("%(place)s is booked for at least %(length)s. Choose a longer time.") % {
        "place": ask.space.label,
        "length": length_in_words(ask.rules.min_minutes),
    }


def _is_too_long(ask: Ask) -> bool:
    most = ask.rules.max_minutes
    return bool(most) and not (ask.person_runs_the_place or _minutes(ask) <= most)


def _say_too_long(ask: Ask) -> str:
    return _("%(place)s is booked for at most %(length)s. Choose a shorter time.") % {
        "place": ask.space.label,
        "length": length_in_words(ask.rules.max_minutes),
    }


def _minutes(ask: Ask) -> float:
    return (ask.end - ask.start) / raster.A_MINUTE


def length_in_words(minutes: int) -> str:
    """`2 ore e 30 minuti`"""
    hours, left = divmod(minutes, 60)
    words = {
        "hours": ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours},
        "minutes": ngettext("%(n)d minute", "%(n)d minutes", left) % {"n": left},
    }
    if hours and left:
        return _("%(hours)s and %(minutes)s") % words
    return words["hours"] if hours else words["minutes"]


def _is_assigned(ask: Ask) -> bool:
    return ask.is_assigned


def _say_assigned(ask: Ask) -> str:
    return _("%(place)s is assigned on %(day)s. Choose another place.") % {
        "place": ask.space.label,
        "day": day_long(ask.day),
    }


def _has_another(ask: Ask) -> bool:
    return ask.other is not None and not ask.person_runs_the_place


def _say_has_another(ask: Ask) -> str:
    if ask.other.is_offer:
        sentence = _offered_another(ask)
    elif ask.for_another:
        sentence = _(
            "%(person)s already has %(place)s at that time. Cancel that booking first, or move it."
        )
    else:
        sentence = _(
            "You already have %(place)s at that time. If you prefer this place, move or cancel "
            "that booking."
        )
    return sentence % {"place": ask.other.place, "person": ask.person}


def _offered_another(ask: Ask) -> str:
    if ask.for_another:
        return _(
            "%(person)s was offered %(place)s at that time: that offer must be accepted or declined first."
        )
    return _("You were offered %(place)s at that time: accept or decline it first.")


def _has_too_many_coming(ask: Ask) -> bool:
    most = ask.max_coming
    # Who takes a place that is free now, at the door or by its code, keeps nobody from a time to come.
    if most is None or ask.person_runs_the_place or ask.start <= ask.now:
        return False
    return ask.own.coming(ask.space.kind, ask.now) >= most


def _say_too_many_coming(ask: Ask) -> str:
    most = ask.max_coming
    if ask.for_another:
        sentence = ngettext(
            "%(person)s has %(n)d upcoming booking for this kind of place, and no more are "
            "allowed at once. Cancel one, or wait until one is over.",
            "%(person)s has %(n)d upcoming bookings for this kind of place, and no more are "
            "allowed at once. Cancel one, or wait until one is over.",
            most,
        )
    else:
        sentence = ngettext(
            "You have %(n)d upcoming booking for this kind of place, and no more are allowed "
            "at once. Cancel one, or wait until one is over.",
            "You have %(n)d upcoming bookings for this kind of place, and no more are "
            "allowed at once. Cancel one, or wait until one is over.",
            most,
        )
    return sentence % {"n": ask.own.coming(ask.space.kind, ask.now), "person": ask.person}


def _fills_the_week(ask: Ask) -> bool:
    most = ask.max_hours_week
    if most is None or ask.person_runs_the_place:
        return False
    taken = ask.own.time_in_week(ask.space.kind, ask.day)
    return taken + (ask.end - ask.start) > timedelta(hours=most)


def _say_week_is_full(ask: Ask) -> str:
    if ask.for_another:
        sentence = _(
            "%(person)s has %(taken)s of the %(most)s a week for this kind of place:"
            " this booking does not fit in the week from %(monday)s. Choose another week or a shorter time."
        )
    else:
        sentence = _(
            "You have booked %(taken)s of your %(most)s a week for this kind of place:"
            " this booking does not fit in the week from %(monday)s. Choose another week or a shorter time."
        )
    taken = ask.own.time_in_week(ask.space.kind, ask.day)
    return sentence % {
        "person": ask.person,
        "taken": length_in_words(int(taken.total_seconds()) // 60),
        "most": length_in_words(ask.max_hours_week * 60),
        "monday": day_long(ask.monday),
    }


def _is_mine(ask: Ask) -> bool:
    return ask.mine is not None


def _say_yours(ask: Ask) -> str:
    mine = ask.mine
    if ask.for_another:
        sentence = _("%(person)s already has %(place)s from %(start)s to %(end)s.")
    else:
        sentence = _("You already have %(place)s from %(start)s to %(end)s.")
    words = {
        "place": mine.place,
        "person": ask.person,
        "start": clock(mine.start),
        "end": clock(mine.end),
        "wanted": ask.space.label,
    }
    if mine.space_id == ask.space.pk:
        return sentence % words
    joined = _("%(wanted)s shares a room with it.")
    return f"{sentence} {joined}" % words


def _is_taken(ask: Ask) -> bool:
    return ask.is_taken


def _say_taken(ask: Ask) -> str:
    sentence = _("%(place)s is already taken. Choose another place or another time.")
    if ask.joined:
        sentence = _("%(place)s is taken as well while %(other)s is booked: they share a room.")
    return sentence % {"place": ask.space.label, "other": ask.joined}


def _is_too_close(ask: Ask) -> bool:
    return bool(ask.buffer) and _nearest(ask) is not None


def _nearest(ask: Ask) -> Occupied | None:
    """The first booking to which the wanted time leaves less than the pause."""
    return next((one for one in ask.occupied if _gap(one, ask) < ask.buffer), None)


def _gap(one: Occupied, ask: Ask) -> timedelta:
    """How much time lies between; nothing when they touch."""
    return max(one.start - ask.end, ask.start - one.end)


def _say_too_close(ask: Ask) -> str:
    near, minutes = _nearest(ask), ask.buffer // raster.A_MINUTE
    return ngettext(
        "%(place)s needs %(minutes)d minute between two bookings, and is taken "
        "%(start)s–%(end)s. Choose a time further from it.",
        "%(place)s needs %(minutes)d minutes between two bookings, and is taken "
        "%(start)s–%(end)s. Choose a time further from it.",
        minutes,
    ) % {
        "place": ask.space.label,
        "minutes": minutes,
        "start": clock(near.start),
        "end": clock(near.end),
    }


class On(Enum):
    """What a rule's answer depends on, besides the time and the person."""

    EVERYTHING = "everything"
    #: The kind of place and what the staff set for it: every place of the kind gets the same answer.
    KIND = "kind"
    #: The kind of place, the rules of the staff for it and the date, whatever the hours.
    DAY = "day"
    #: The open hours and what the staff set for the kind: every place of the kind that has no closure of its own
    #: gets the same answer, whoever asks for it, and whenever.
    HOURS = "hours"
    #: To whom the place is assigned: what is nobody's, or the person's own, can't break it.
    ASSIGNMENT = "assignment"
    #: When the place is held on that day, and whether by the person: where nobody holds it, it can't be broken.
    #: Who else has it makes no difference.
    HELD = "held"


class Rule(NamedTuple):
    """A question that many places and times are asked: a cheap answer, and a sentence for who reads it."""

    is_broken: Callable[[Ask], bool]
    sentence: Callable[[Ask], str]
    #: What the answer depends on: many places share it, or can't break it.
    on: On = On.EVERYTHING


#: In the order in which a person would want to hear them. A row is a function from the ask to a sentence, or
#: None; what many cells of a page ask is a `Rule`.
RULES: dict[str, Rule | Callable[[Ask], str | None]] = {
    "reversed": Rule(_is_reversed, _say_reversed, On.HOURS),
    "not_in_service": Rule(_is_not_in_service, _say_not_in_service, On.HOURS),
    "over": Rule(_is_over, _say_over, On.KIND),
    "too_far": Rule(_is_too_far, _say_too_far, On.DAY),
    "not_a_member": Rule(_is_not_a_member, _say_not_a_member, On.DAY),
    "suspended": Rule(_is_suspended, _say_suspended, On.DAY),
    "not_in_plan": Rule(_is_not_in_plan, _say_not_in_plan, On.DAY),
    "not_open_to": Rule(_is_not_open_to, _say_not_open_to, On.DAY),
    "out_of_service": Rule(_is_out_of_service, _say_out_of_service, On.HOURS),
    "closed": Rule(_is_closed, _say_closed, On.HOURS),
    "not_a_slot": Rule(_is_no_slot, _say_no_slot, On.HOURS),
    "off_the_raster": Rule(_is_off_the_raster, _say_off_the_raster, On.HOURS),
    "too_short": Rule(_is_too_short, _say_too_short, On.KIND),
    "too_long": Rule(_is_too_long, _say_too_long, On.KIND),
    "assigned": Rule(_is_assigned, _say_assigned, On.ASSIGNMENT),
    "has_another": Rule(_has_another, _say_has_another, On.KIND),
    "too_many_coming": Rule(_has_too_many_coming, _say_too_many_coming, On.KIND),
    "week_is_full": Rule(_fills_the_week, _say_week_is_full, On.KIND),
    "yours": Rule(_is_mine, _say_yours, On.HELD),
    "taken": Rule(_is_taken, _say_taken, On.HELD),
    "too_close": Rule(_is_too_close, _say_too_close, On.HELD),
}


class Objection(Refusal):
    """Why an ask can't be had: the first rule that it breaks. Its sentence is made when it is read.

    `availability.nearest` adds what can be had instead.
    """

    #: A place, or a time, that can be had instead.
    instead = later = None

    def __init__(self, ask: Ask, code: str, say: Callable[[Ask], str]):
        Exception.__init__(self, code)
        self.ask, self.code, self._say = ask, code, say

    def to(self, place: PlaceDay) -> "Objection":
        """The same about another place, in its name."""
        return Objection(
            Ask(self.ask.asker, place, self.ask.start, self.ask.end), self.code, self._say
        )

    def __str__(self) -> str:
        return self.sentence

    @property
    def sentence(self) -> str:
        """In the language of the moment."""
        return self._say(self.ask)

    def of_any_place(self, kinds: Kinds) -> str:
        """What it says where nobody has chosen a place, but sees all those of these kinds."""
        say = answer_to(self.code).of_any_place
        return say(self.ask, kinds) if say else self.sentence

    @property
    def holder(self) -> Holder:
        """Whose booking keeps it at that very time."""
        return answer_to(self.code).holder

    @property
    def is_ones_own(self) -> bool:
        return self.holder is Holder.ONESELF

    @property
    def may_override(self) -> bool:
        """Whether the staff may set the rule aside."""
        return answer_to(self.code).is_limit

    @property
    def may_wait(self) -> bool:
        """Whether somebody may give it back, or lend it, to who waits."""
        return self.is_mended(Remedy.WAITING)

    @property
    def has_remedy(self) -> bool:
        return bool(answer_to(self.code).remedies)

    def is_mended(self, by: Remedy) -> bool:
        """Whether this, or one of these, is of use to who is refused."""
        return bool(by & answer_to(self.code).remedies)


def objection(ask: Ask, *, without_limits: bool = False) -> Objection | None:
    """The first rule that the ask breaks; None when it may be had.

    `without_limits` leaves out what the staff may set aside: what is left is true of the place itself.
    """
    for code, rule in RULES.items():
        if without_limits and answer_to(code).is_limit:
            continue
        if _is_broken(rule, ask):
            return Objection(ask, code, _sentence_of(rule))
    return None


def _is_broken(rule, ask: Ask) -> bool:
    return bool(rule.is_broken(ask) if isinstance(rule, Rule) else rule(ask))


def _sentence_of(rule) -> Callable[[Ask], str]:
    return rule.sentence if isinstance(rule, Rule) else rule


def taken(ask: Ask) -> Objection:
    """The answer to whoever comes second, whatever was read before."""
    return Objection(ask, "taken", _say_taken)


def broken_limits(ask: Ask) -> list[str]:
    """The codes of the limits that a reason of the staff has to set aside for this ask."""
    return [
        code for code, rule in RULES.items() if answer_to(code).is_limit and _is_broken(rule, ask)
    ]


def _described() -> Iterable[tuple[str, Rule]]:
    """The rules in their order; of one that is a mere function nothing more is known."""
    for code, rule in RULES.items():
        yield code, rule if isinstance(rule, Rule) else Rule(rule, rule)


class Answers:
    """The same rules for many asks of one person: what many places share is asked once."""

    def __init__(self, *, without_limits: bool = False):
        rules = [
            (order, code, rule, rule.is_broken)
            for order, (code, rule) in enumerate(_described())
            if not (without_limits and answer_to(code).is_limit)
        ]
        self._day, self._kind, self._hours, self._assignment, self._held, self.of_each = (
            [each for each in rules if each[2].on == on]
            for on in (On.DAY, On.KIND, On.HOURS, On.ASSIGNMENT, On.HELD, On.EVERYTHING)
        )
        #: What the hours answer holds for all who ask at this revision of the setup: `_of_hours` finds it there.
        self._hours_known: dict[tuple, tuple | None] | None = None
        #: By kind and date: the first rule of the day that is broken.
        self._of_day: dict[tuple, tuple | None] = {}
        #: By kind, time, and whether the place has the kind's hours: the first rule that is broken.
        self._shared: dict[tuple, tuple | None] = {}

    def objection(self, ask: Ask) -> Objection | None:
        """As `rules.objection`."""
        place = ask.place
        key = (place.rules.kind, ask.start, ask.end, place.has_usual_hours)
        if key in self._shared:
            first = self._shared[key]
        else:
            first = self._shared[key] = self._first_shared(ask)
        if place.is_anothers:
            first = _earlier(self._assignment, ask, first)
        if place.occupied:
            first = _earlier(self._held, ask, first)
        if not place.has_usual_hours:
            first = _earlier(self._hours, ask, first)
        if self.of_each:
            first = _earlier(self.of_each, ask, first)
        return Objection(ask, first[1], first[2].sentence) if first else None

    def _first_shared(self, ask: Ask) -> tuple | None:
        key = (ask.place.rules.kind, ask.place.day)
        if key not in self._of_day:
            self._of_day[key] = _earlier(self._day, ask, None)
        first = _earlier(self._kind, ask, self._of_day[key])
        if not ask.place.has_usual_hours:
            return first
        closed = self._of_hours(ask) if ask.is_of_one_day else _earlier(self._hours, ask, None)
        return closed if closed and not (first and first[0] < closed[0]) else first

    def _of_hours(self, ask: Ask) -> tuple | None:
        """The first rule of the hours that is broken: found once for all who ask, kept with the setup."""
        known = self._hours_known
        if known is None:
            known = self._hours_known = ask.opening.setup.answers_of(tuple(self._hours))
        key = (ask.place.rules.kind, ask.start, ask.end)
        # None is an answer too.
        found = known.get(key, known)
        if found is known:
            found = known[key] = _earlier(self._hours, ask, None)
        return found


def _earlier(rules: list[tuple], ask: Ask, first: tuple | None) -> tuple | None:
    """The first of these rules that is broken, if it comes before the one that was found."""
    for rule in rules:
        if first and rule[0] > first[0]:
            break
        if rule[3](ask):
            return rule
    return first
