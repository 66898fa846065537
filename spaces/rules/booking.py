"""Whether a place may be booked: each rule with its own sentence. Nothing here asks the database."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from core.access import Permission, allows
from core.months import ROME
from core.refusals import Refusal
from core.templatetags.dates import clock, day_long
from spaces.models import KindRules
from spaces.opening import holiday, is_in_service
from spaces.rules.ask import Ask


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
    return too_far_sentence(ask.rules, last)


def too_far_sentence(rules: KindRules, last: date) -> str:
    return _(
        "You can book up to %(days)d days ahead, today until %(day)s. Choose an earlier date."
    ) % {"days": rules.days_ahead, "day": day_long(last)}


def _not_a_member(ask: Ask) -> str | None:
    if ask.person_runs_the_place or (ask.is_member and allows(ask.person, Permission.BOOK)):
        return None
    return not_a_member_sentence(ask.day)


def not_a_member_sentence(day: date) -> str:
    return _("Your membership does not cover %(day)s. Ask the staff to renew it.") % {
        "day": day_long(day)
    }


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
    if not ask.by_the_hour or all(_on_raster(at, step) for at in (ask.start, ask.end)):
        return None
    return _("%(place)s is booked in steps of %(minutes)d minutes. Choose the nearest hour.") % {
        "place": ask.space.label,
        "minutes": step,
    }


def _on_raster(moment: datetime, step: int) -> bool:
    local = moment.astimezone(ROME)
    return (local.hour * 60 + local.minute) % step == 0 and not (local.second or local.microsecond)


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
    return _(
        "You have %(place)s already at that time. Cancel that booking first if you prefer this place."
    ) % {"place": ask.other.space.label}


#: In the order in which a person would want to hear them.
RULES: dict[str, Callable[[Ask], str | None]] = {
    "reversed": _reversed,
    "not_in_service": _retired,
    "over": _over,
    "too_far": _too_far,
    "not_a_member": _not_a_member,
    "out_of_service": _out_of_service,
    "closed": _closed,
    "not_a_slot": _not_a_slot,
    "off_the_raster": _off_the_raster,
    "assigned": _assigned,
    "has_another": _has_another,
}

#: Limits that share places fairly: the staff may set them aside when they write why. What is true of the
#: place itself (closed, over, assigned, taken) nobody can set aside.
LIMITS = frozenset({"too_far", "not_a_member", "not_a_slot", "off_the_raster", "has_another"})


def refusal(ask: Ask, *, without_limits: bool = False) -> Refusal | None:
    """The first rule that the ask breaks, as a refusal; None when it may be booked if it is free."""
    for code, broken in RULES.items():
        sentence = None if without_limits and code in LIMITS else broken(ask)
        if sentence:
            return Refusal(sentence, code=code, may_override=code in LIMITS)
    return None


def broken_limits(ask: Ask) -> list[str]:
    """The codes of the limits that a reason of the staff has to set aside for this ask."""
    return [code for code, broken in RULES.items() if code in LIMITS and broken(ask)]
