"""Whether a place may be booked: each rule with its own sentence. Nothing here asks the database."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.access import Permission, allows
from core.clock import ROME
from core.refusals import Refusal
from core.words import clock, day_long
from members.models import Application
from spaces.models import KindRules
from spaces.rules.ask import Ask
from spaces.schedule.opening import holiday, is_in_service


def _reversed(ask: Ask) -> str | None:
    if ask.start < ask.end:
        return None
    return _("A booking ends after it starts. Choose a later end.")


def _over(ask: Ask) -> str | None:
    step = timedelta(minutes=ask.rules.raster_minutes)
    # A half day can be taken while it lasts; a meeting begins in the present step, not hours ago.
    bookable_until = ask.start + step if ask.by_the_hour else ask.end
    if ask.now < bookable_until:
        return None
    return _("That time is over. Choose a later one.")


def last_day(rules: KindRules, today: date) -> date:
    """The last date that may be booked today."""
    return today + timedelta(days=rules.days_ahead)


def _too_far(ask: Ask) -> str | None:
    last = last_day(ask.rules, ask.now.astimezone(ROME).date())
    if ask.person_runs_the_place or ask.day <= last:
        return None
    return too_far_sentence(ask.rules, last, ask.person if ask.for_another else None)


def too_far_sentence(rules: KindRules, last: date, person=None) -> str:
    """To the person, or about the `person` to somebody else."""
    words = {"days": rules.days_ahead, "day": day_long(last), "person": person}
    if person:
        sentence = ngettext(
            "%(person)s can book up to %(days)d day ahead, today until %(day)s. Choose an earlier date.",
            "%(person)s can book up to %(days)d days ahead, today until %(day)s. Choose an earlier date.",
            rules.days_ahead,
        )
    else:
        sentence = ngettext(
            "You can book up to %(days)d day ahead, today until %(day)s. Choose an earlier date.",
            "You can book up to %(days)d days ahead, today until %(day)s. Choose an earlier date.",
            rules.days_ahead,
        )
    return sentence % words


def _not_a_member(ask: Ask) -> str | None:
    if ask.person_runs_the_place or (ask.is_member and allows(ask.person, Permission.BOOK)):
        return None
    return not_a_member_sentence(ask.day, ask.person if ask.for_another else None)


def not_a_member_sentence(day: date, person=None) -> str:
    """To the person, or about the `person` to somebody else."""
    if person:
        sentence = _("The membership of %(person)s does not cover %(day)s. Renew it first.")
    else:
        sentence = _("Your membership does not cover %(day)s. Ask the staff to renew it.")
    return sentence % {"day": day_long(day), "person": person}


def _not_open_to(ask: Ask) -> str | None:
    if ask.person_runs_the_place or may_book_kind(ask.rules, ask.own.applicant_kind):
        return None
    words = {"place": ask.space.label, "people": kinds_of_people(ask.rules), "person": ask.person}
    if not ask.rules.open_to:
        return _("%(place)s is booked by the staff only. Choose another place.") % words
    if ask.for_another:
        sentence = _(
            "%(place)s is kept for members admitted as: %(people)s. %(person)s is not one of them."
        )
    else:
        sentence = _("%(place)s is kept for members admitted as: %(people)s. Choose another place.")
    return sentence % words


def may_book_kind(rules: KindRules, applicant_kind: str) -> bool:
    """Whether who was admitted as this may book the kind of place; open to all means to everybody."""
    return set(rules.open_to) >= set(Application.Kind.values) or applicant_kind in rules.open_to


def kinds_of_people(rules: KindRules) -> str:
    """`Neolaureato, Ricercatore`: for whom the kind of place is kept."""
    return ", ".join(str(kind.label) for kind in Application.Kind if kind.value in rules.open_to)


def _retired(ask: Ask) -> str | None:
    if is_in_service(ask.space, ask.day):
        return None
    return _("%(place)s is not in service on %(day)s. Choose another place.") % {
        "place": ask.space.label,
        "day": day_long(ask.day),
    }


def _out_of_service(ask: Ask) -> str | None:
    hole = ask.opening.hole_in(ask.space, ask.start, ask.end)
    if ask.offered or not (hole and hole.is_outage) or holiday(ask.day):
        return None
    return _("%(place)s is out of service at that time: %(reason)s. Choose another place.") % {
        "place": ask.space.label,
        "reason": hole.reason,
    }


def _closed(ask: Ask) -> str | None:
    inside = any(start <= ask.start and ask.end <= end for start, end in ask.open_spans)
    if inside or ask.offered:
        return None
    return _("%(place)s is closed at that time: %(reason)s. Choose another time.") % {
        "place": ask.space.label,
        "reason": _why_closed(ask),
    }


def _why_closed(ask: Ask) -> str:
    hole = ask.opening.hole_in(ask.space, ask.start, ask.end)
    if not ask.open_spans:
        return ask.opening.why_closed(ask.space, ask.day)
    if hole:
        return hole.reason
    open_hours = [f"{clock(start)}–{clock(end)}" for start, end in ask.open_spans]
    return _("it is open %(hours)s") % {"hours": ", ".join(open_hours)}


def _not_a_slot(ask: Ask) -> str | None:
    if ask.by_the_hour or ask.offered:
        return None
    return _("%(place)s is booked by half day or by whole day. Choose one of them.") % {
        "place": ask.space.label
    }


def _off_the_raster(ask: Ask) -> str | None:
    step = ask.rules.raster_minutes
    if not ask.by_the_hour or all(on_raster(at, step) for at in (ask.start, ask.end)):
        return None
    return _("%(place)s is booked in steps of %(minutes)d minutes. Choose the nearest hour.") % {
        "place": ask.space.label,
        "minutes": step,
    }


def on_raster(moment: datetime, step: int) -> bool:
    """Whether the moment lies whole steps of minutes after midnight, by Rome's clocks."""
    local = moment.astimezone(ROME)
    return (local.hour * 60 + local.minute) % step == 0 and not (local.second or local.microsecond)


def _too_short(ask: Ask) -> str | None:
    least = ask.rules.min_minutes
    if ask.person_runs_the_place or not least or ask.end - ask.start >= timedelta(minutes=least):
        return None
    return _("%(place)s is booked for at least %(length)s. Choose a longer time.") % {
        "place": ask.space.label,
        "length": length_in_words(least),
    }


def _too_long(ask: Ask) -> str | None:
    most = ask.rules.max_minutes
    if ask.person_runs_the_place or not most or ask.end - ask.start <= timedelta(minutes=most):
        return None
    return _("%(place)s is booked for at most %(length)s. Choose a shorter time.") % {
        "place": ask.space.label,
        "length": length_in_words(most),
    }


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


def _assigned(ask: Ask) -> str | None:
    if not ask.is_assigned:
        return None
    return _("%(place)s is assigned to somebody on %(day)s. Choose another place.") % {
        "place": ask.space.label,
        "day": day_long(ask.day),
    }


def _has_another(ask: Ask) -> str | None:
    if ask.other is None or ask.person_runs_the_place:
        return None
    if ask.other.is_offer:
        sentence = _offered_another(ask)
    elif ask.for_another:
        sentence = _(
            "%(person)s has %(place)s already at that time. Cancel that booking first, or move it."
        )
    else:
        sentence = _(
            "You have %(place)s already at that time. Move that booking or cancel it, if you prefer this place."
        )
    return sentence % {"place": ask.other.place, "person": ask.person}


def _offered_another(ask: Ask) -> str:
    if ask.for_another:
        return _(
            "%(person)s was offered %(place)s at that time: that offer must be accepted or declined first."
        )
    return _("You were offered %(place)s at that time: accept or decline it first.")


def _too_many_coming(ask: Ask) -> str | None:
    most, kind = ask.rules.max_coming, ask.space.kind
    # Who takes a place that is free now, at the door or by its code, keeps nobody from a time to come.
    if ask.person_runs_the_place or most is None or ask.start <= ask.now:
        return None
    if ask.own.coming(kind, ask.now) < most:
        return None
    if ask.for_another:
        sentence = ngettext(
            "%(person)s has %(n)d coming booking for this kind of place, and no more are allowed at once."
            " Cancel one, or wait until one is over.",
            "%(person)s has %(n)d coming bookings for this kind of place, and no more are allowed at once."
            " Cancel one, or wait until one is over.",
            most,
        )
    else:
        sentence = ngettext(
            "You have %(n)d coming booking for this kind of place, and no more are allowed at once."
            " Cancel one, or wait until one is over.",
            "You have %(n)d coming bookings for this kind of place, and no more are allowed at once."
            " Cancel one, or wait until one is over.",
            most,
        )
    return sentence % {"n": ask.own.coming(kind, ask.now), "person": ask.person}


def _week_is_full(ask: Ask) -> str | None:
    most = ask.rules.max_hours_week
    if ask.person_runs_the_place or most is None:
        return None
    taken = ask.own.time_in_week(ask.space.kind, ask.day)
    if taken + (ask.end - ask.start) <= timedelta(hours=most):
        return None
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
    return sentence % {
        "person": ask.person,
        "taken": length_in_words(int(taken.total_seconds()) // 60),
        "most": length_in_words(most * 60),
        "monday": day_long(ask.day - timedelta(days=ask.day.weekday())),
    }


def _too_close(ask: Ask) -> str | None:
    near = [span for span in ask.held if _gap(span, ask) < ask.buffer]
    if not near:
        return None
    start, end = near[0]
    minutes = ask.buffer // timedelta(minutes=1)
    return ngettext(
        "%(place)s needs %(minutes)d minute between two bookings, and is taken %(start)s–%(end)s."
        " Choose a time farther from it.",
        "%(place)s needs %(minutes)d minutes between two bookings, and is taken %(start)s–%(end)s."
        " Choose a time farther from it.",
        minutes,
    ) % {
        "place": ask.space.label,
        "minutes": minutes,
        "start": clock(start),
        "end": clock(end),
    }


def _gap(span, ask: Ask) -> timedelta:
    """How much time lies between; nothing when they touch."""
    return max(span[0] - ask.end, ask.start - span[1])


#: In the order in which a person would want to hear them.
RULES: dict[str, Callable[[Ask], str | None]] = {
    "reversed": _reversed,
    "not_in_service": _retired,
    "over": _over,
    "too_far": _too_far,
    "not_a_member": _not_a_member,
    "not_open_to": _not_open_to,
    "out_of_service": _out_of_service,
    "closed": _closed,
    "not_a_slot": _not_a_slot,
    "off_the_raster": _off_the_raster,
    "too_short": _too_short,
    "too_long": _too_long,
    "assigned": _assigned,
    "has_another": _has_another,
    "too_many_coming": _too_many_coming,
    "week_is_full": _week_is_full,
}
#: Asked when nobody has the place in that very time.
RULES_OF_FREE_PLACES = {"too_close": _too_close}
EVERY_RULE = RULES | RULES_OF_FREE_PLACES
#: Limits that share places fairly: the staff may set them aside when they write why. What is true of the
#: place itself (closed, over, assigned, taken) nobody can set aside.
LIMITS = frozenset(
    {
        "too_far", "not_a_member", "not_open_to", "not_a_slot", "off_the_raster", "too_short",
        "too_long", "has_another", "too_many_coming", "week_is_full", "too_close",
    }
)  # fmt: skip


class Objection(Refusal):
    """Why an ask can't be had. `nearest.helped` adds what can: the same time elsewhere, or later here."""

    def __init__(self, sentence, *, code: str, ask: Ask, instead=None, later=None):
        super().__init__(sentence, code=code, may_override=code in LIMITS)
        self.ask = ask
        #: A place that can be had at the time asked for.
        self.instead = instead
        #: A time at which the place asked for can be had.
        self.later = later


def refusal(ask: Ask, *, without_limits: bool = False) -> Objection | None:
    """The first rule that the ask breaks, as a refusal; None when it may be booked if it is free."""
    return _first_broken(RULES, ask, without_limits)


def objection(ask: Ask, *, without_limits: bool = False) -> Objection | None:
    """Why the ask can't be had: a broken rule, or somebody who was first or is too near."""
    broken = refusal(ask, without_limits=without_limits)
    if broken or not ask.held:
        return broken
    if ask.is_taken:
        return taken(ask)
    return _first_broken(RULES_OF_FREE_PLACES, ask, without_limits)


def _first_broken(rules, ask: Ask, without_limits: bool) -> Objection | None:
    for code, broken in rules.items():
        sentence = None if without_limits and code in LIMITS else broken(ask)
        if sentence:
            return Objection(sentence, code=code, ask=ask)
    return None


def taken(ask: Ask) -> Objection:
    """The answer to whoever comes second; "yours" when the person was first, too."""
    if ask.mine:
        return Objection(_yours(ask), code="yours", ask=ask)
    sentence = _("%(place)s is already taken. Choose another place or another time.")
    if ask.joined:
        sentence = _("%(place)s is taken too while %(other)s is booked: they share a room.")
    words = {"place": ask.space.label, "other": ask.joined}
    return Objection(sentence % words, code="taken", ask=ask)


def _yours(ask: Ask) -> str:
    if ask.for_another:
        sentence = _("%(person)s has %(place)s already from %(start)s to %(end)s.")
    else:
        sentence = _("You have %(place)s already from %(start)s to %(end)s.")
    words = {
        "place": ask.mine.space.label,
        "person": ask.person,
        "start": clock(ask.mine.start),
        "end": clock(ask.mine.end),
        "wanted": ask.space.label,
    }
    if ask.mine.space_id == ask.space.pk:
        return sentence % words
    joined = _("%(wanted)s shares a room with it.")
    return f"{sentence} {joined}" % words


def broken_limits(ask: Ask) -> list[str]:
    """The codes of the limits that a reason of the staff has to set aside for this ask."""
    return [code for code, broken in EVERY_RULE.items() if code in LIMITS and broken(ask)]
