"""What can be had instead of a place that is taken: another one at that time, or this one later."""

from datetime import timedelta

from django.utils.translation import gettext as _

from core.months import ROME
from core.refusals import Refusal
from core.templatetags.dates import day_long
from spaces.models import Booking, Space
from spaces.opening import Opening, Slot
from spaces.rules import Ask
from spaces.spans import Span

DAYS_TO_LOOK = 14
SLOT_NAMES = {
    Slot.MORNING: lambda: _("in the morning"),
    Slot.AFTERNOON: lambda: _("in the afternoon"),
}


class Taken(Refusal):
    """Somebody else has the place. `instead` is a place that is free at that time, if there is one."""

    def __init__(self, sentence, instead: Space | None = None):
        super().__init__(sentence, code="taken")
        self.instead = instead


def taken(ask: Ask) -> Taken:
    """The refusal for a taken place, with the nearest possibility in its sentence."""
    other = _another_place(ask)
    later = "" if other or ask.by_the_hour else _next_free_slot(ask)
    return told(ask, other, later)


def told(ask: Ask, other: Space | None, later: str) -> Taken:
    """The refusal in words: another place at that time, or when this one is free again."""
    if other:
        sentence = _("%(place)s is already taken. At the same time %(other)s is free.")
        return Taken(sentence % {"place": ask.space.label, "other": other.label}, other)
    if later:
        sentence = _("%(place)s is already taken. It is free again %(later)s.")
        return Taken(sentence % {"place": ask.space.label, "later": later})
    sentence = _("%(place)s is already taken. Choose another place or another time.")
    return Taken(sentence % {"place": ask.space.label})


def _another_place(ask: Ask) -> Space | None:
    """A free place of the same sort at the same time, as near as can be."""
    alike = Space.DESKS if ask.space.kind in Space.DESKS else [ask.space.kind]
    held = Booking.objects.holding().overlapping(ask.start, ask.end).values("space")
    candidates = Space.objects.filter(kind__in=alike).exclude(pk__in=held)
    free = [place for place in candidates if open_at(ask, place)]
    return min(free, key=lambda place: distance(ask.space, place), default=None)


def open_at(ask: Ask, place: Space) -> bool:
    """Whether another place is open at the time of the ask."""
    spans = ask.opening.of(place, ask.day)
    return any(start <= ask.start and ask.end <= end for start, end in spans)


def distance(wanted: Space, place: Space) -> tuple:
    """How far apart two places are, for sorting: zone, kind, steps on the plan."""
    return (
        place.zone_id != wanted.zone_id,
        place.kind != wanted.kind,
        abs(place.plan_x - wanted.plan_x) + abs(place.plan_y - wanted.plan_y),
        place.code,
    )


def _next_free_slot(ask: Ask) -> str:
    """The next half day in which the place is free, in words; nothing if there is none soon."""
    opening = Opening(ask.day, ask.day + timedelta(days=DAYS_TO_LOOK))
    held = _held_spans(ask)
    for day in opening.days():
        slots = opening.slots(ask.space, day, ask.rules.half_day_at)
        for slot, name in SLOT_NAMES.items():
            span = slots.get(slot)
            if span and span[0] >= ask.end and not _touches(span, held):
                return f"{day_long(day)} {name()}"
    return ""


def _held_spans(ask: Ask) -> list[Span]:
    until = ask.end.astimezone(ROME) + timedelta(days=DAYS_TO_LOOK)
    bookings = Booking.objects.filter(space=ask.space).holding().overlapping(ask.start, until)
    return list(bookings.values_list("start", "end"))


def _touches(span: Span, others: list[Span]) -> bool:
    return any(start < span[1] and end > span[0] for start, end in others)
