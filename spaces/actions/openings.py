"""What the staff do to the opening: weekly hours, rules of a kind, closures, places out of service."""

from datetime import time, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core.clock import day_of, last_day_of, local_midnight
from core.closing import ensure_open_since
from core.journal import record
from core.locks import lock_first
from core.refusals import ensure
from core.walls import again_if_deadlocked
from spaces.actions import hand_on_all, lock_places
from spaces.actions.clearing import clear, coming
from spaces.availability import asks
from spaces.models import (
    Booking,
    Closure,
    KindRules,
    OutOfService,
    Space,
    Verb,
    WeeklyHours,
    with_wholes,
)
from spaces.rules import openings
from spaces.rules.staying import is_left_out
from spaces.schedule import Opening, instant, spans

#: The hours of a day, from Monday: pairs of opening and closing.
Week = list[list[tuple[time, time]]]


@again_if_deadlocked
@transaction.atomic
def set_hours(*, by, kinds, week: Week, since, agreed=frozenset(), reason: str = "") -> None:
    """Give these kinds other hours from a date; what was open before stays, it divides past figures.

    Changes that were to begin later give way. Bookings that the new hours leave out are shown first.
    """
    places = _lock_places_of(Space.objects.filter(kind__in=kinds))
    ensure_open_since(since)
    left_out = _left_out(coming(places, local_midnight(since)), week)
    hours = WeeklyHours.objects.filter(kind__in=kinds)
    hours.filter(valid_from__gte=since).delete()
    hours.filter(Q(valid_until=None) | Q(valid_until__gt=since)).update(valid_until=since)
    made = WeeklyHours.objects.bulk_create(
        WeeklyHours(kind=kind, weekday=weekday, opens=opens, closes=closes, valid_from=since)
        for kind in kinds
        for weekday, day in enumerate(week)
        for opens, closes in day
    )
    clear(left_out, by=by, agreed=agreed, reason=reason)
    hand_on_all(places=places, start=local_midnight(since))
    subject = made[0] if made else WeeklyHours(pk=0)
    record(by=by, verb=Verb.HOURS_SET, on=subject, kinds=list(kinds), since=str(since))


def _left_out(bookings: list[Booking], week: Week) -> list[Booking]:
    """The bookings that the new hours leave out."""
    rules_of = KindRules.by_kind()
    return [each for each in bookings if _outside(each, week, rules_of[each.space.kind])]


def _outside(booking: Booking, week: Week, rules: KindRules) -> bool:
    """Whether the booking does not fit into the new hours of its day.

    By the hour: when no opening holds all of it. Half days may span a midday break: when it begins before the
    first opening, ends after the last closing, or lies in nothing but closed time.
    """
    day, times = booking.day, (booking.start, booking.end)
    open_spans = spans.union(
        (instant(day, opens), instant(day, closes)) for opens, closes in week[day.weekday()]
    )
    inside = spans.clip((times,), open_spans)
    if not inside or rules.by_the_hour:
        return inside != (times,)
    return booking.start < open_spans[0][0] or booking.end > open_spans[-1][1]


@again_if_deadlocked
@transaction.atomic
def set_rules(*, by, kind: str, agreed=frozenset(), reason: str = "", **facts) -> KindRules:
    """Set how a kind of place is booked, from now on. Bookings that no longer fit are shown first."""
    places = _lock_places_of(Space.objects.filter(kind=kind))
    before = asks.rules_of(kind)
    rules, _made = KindRules.objects.update_or_create(kind=kind, defaults=facts)
    clear(_misfits(places, before, rules), by=by, agreed=agreed, reason=reason)
    told = {name: value if name == "open_to" else str(value) for name, value in facts.items()}
    record(by=by, verb=Verb.RULES_SET, on=rules, kind=kind, **told)
    return rules


def _misfits(places: list[Space], before: KindRules, after: KindRules) -> list[Booking]:
    """The coming bookings that the new rules leave out."""
    found = coming(places, timezone.now())
    if not found:
        return []
    days = [booking.day for booking in found]
    opening = Opening(min(days), max(days) + timedelta(days=1))
    return [each for each in found if is_left_out(each, opening, before=before, after=after)]


@again_if_deadlocked
@transaction.atomic
def close_places(*, by, start, end, reason, places=(), agreed=frozenset()) -> Closure:
    """Close these places, or all, in `[start, end)`. Bookings are shown first, then cancelled and told.

    The same closure again finds the first one.
    """
    ids = with_wholes(places or Space.objects.all())
    lock_places(ids)
    same = Closure.objects.filter(start=start, end=end, reason=reason)
    for found in same.prefetch_related("spaces"):
        if set(found.spaces.all()) == set(places):
            return found
    ensure_open_since(day_of(start), last_day_of(end))
    closure = Closure.objects.create(start=start, end=end, reason=reason)
    closure.spaces.set(places)
    clear(coming(ids, start, end), by=by, agreed=agreed, reason=reason)
    _record_hole(by, Verb.CLOSED, closure)
    return closure


@again_if_deadlocked
@transaction.atomic
def take_out(*, by, place, start, end, reason, agreed=frozenset()) -> OutOfService:
    """One place is out of service in `[start, end)`. The same again finds the first one.

    A room made of it can't be had then either: its bookings are in the way too.
    """
    lock_places(with_wholes([place]))
    same = OutOfService.objects.filter(space=place, start=start, end=end).first()
    if same:
        return same
    ensure_open_since(day_of(start), last_day_of(end))
    outage = OutOfService.objects.create(space=place, start=start, end=end, reason=reason)
    clear(coming(with_wholes([place]), start, end), by=by, agreed=agreed, reason=reason)
    _record_hole(by, Verb.TAKEN_OUT_OF_SERVICE, outage)
    return outage


@again_if_deadlocked
@transaction.atomic
def reopen(*, by, hole: Closure | OutOfService) -> None:
    """End a closure or an outage now; one that has not begun is taken away. What was closed stays closed."""
    now, hole = timezone.now(), lock_first(type(hole).objects.filter(pk=hole.pk), deletes=True)
    ensure(openings.why_not_reopen(hole, now))
    ensure_open_since(day_of(max(hole.start, now)))
    _record_hole(by, Verb.REOPENED, hole)
    shut, end = _places_of(hole), hole.end
    if hole.start >= now:
        hole.delete()
    else:
        hole.end = now
        hole.save(update_fields=["end"])
    hand_on_all(places=shut, start=max(hole.start, now), end=end)


def _places_of(hole: Closure | OutOfService) -> list[Space]:
    """What it shuts: one place, those that it names, or all."""
    if isinstance(hole, OutOfService):
        return [hole.space]
    return list(hole.spaces.all()) or list(Space.objects.all())


def _record_hole(by, verb: Verb, hole) -> None:
    start, end = hole.start.isoformat(), hole.end.isoformat()
    record(by=by, verb=verb, on=hole, start=start, end=end)


def _lock_places_of(places) -> list[Space]:
    return lock_places([place.pk for place in places])
