"""Who waits for a place, who is next, and whether a place fits (docs/domain.md, Waiting list)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from core import holds
from core.clock import day_of
from core.refusals import Refusal
from spaces.availability import asks
from spaces.availability.engine import Availability
from spaces.models import KindRules, Space, WaitingRequest
from spaces.rules import Remedy

#: Never held past this long before the start: who has not answered by then is not coming.
LAST_CALL = timedelta(hours=1)
#: Requests that one person may have open at once. No rule of the house, only a guard: whatever comes free
#: is tried on everybody in its line, and a net of a script over all places and days would stop the line.
MOST_AT_ONCE = 50
#: What may pass, or concerns one place only. Any other no is the person's, wherever it is.
HOPE = Remedy.WAITING | Remedy.ELSEWHERE

Status = WaitingRequest.Status


class FreeNow(Refusal):
    """Nobody needs to wait: `place` is free."""

    def __init__(self, place: Space):
        sentence = _("%(place)s is free at that time: there is no need to wait, book it.")
        super().__init__(sentence % {"place": place.label}, code="free")
        self.place = place


def held_until(start: datetime, kind_rules: KindRules, now: datetime) -> datetime | None:
    """Until when a place that is offered now is held; None when it is too late to offer it."""
    return holds.held_until(now, hold=kind_rules.hold, begins=start, last_call=LAST_CALL)


def beside(space: Space) -> list[int]:
    """The places that come free with this one: itself, its parts, and wholes that share a part."""
    sharing = Space.objects.sharing_a_part_with(space).values_list("pk", flat=True)
    return sorted([space.pk, *sharing])


def line_for(places: list[Space], start: datetime, end: datetime, now: datetime):
    """Who waits for one of these places in a time that touches `[start, end)`, first come first."""
    kinds = {place.kind for place in places}
    # A booking keeps a pause around itself: its end frees what only touches it, too.
    pause = max((asks.rules_of(kind).buffer for kind in kinds), default=timedelta())
    wanted = Q(space__in=places) | Q(space=None, kind__in=kinds)
    return WaitingRequest.objects.in_line().filter(
        wanted,
        start__lt=end + pause,
        end__gt=start - pause,
        start__gt=now + LAST_CALL,
        person__is_active=True,
    )


def place_for(request: WaitingRequest, places: list[Space]) -> Space | None:
    """The first of the places that the request's person can have at the wanted time."""
    wanted = [place for place in places if _wants(request, place)]
    if not wanted:
        return None
    read = _read(request.person, wanted, request.start, request.end)
    # The smallest room that does: the whole of two rooms may serve two people.
    for place in sorted(wanted, key=lambda place: (place.capacity, place.code)):
        refused = read.objection(place, request.start, request.end)
        if refused is None:
            return place
        if not refused.is_mended(HOPE):
            return None
    return None


def _wants(request: WaitingRequest, place: Space) -> bool:
    return request.space_id == place.pk or (request.space_id is None and request.kind == place.kind)


def _read(person, places: list[Space], start: datetime, end: datetime) -> Availability:
    return Availability(*asks.days_of(start, end), person, places=places)


def chances(now: datetime) -> Iterator[tuple[list[Space], datetime, datetime]]:
    """The places that look free in each time that somebody waits for, in the order of who waits longest."""
    line = WaitingRequest.objects.in_line().filter(start__gt=now + LAST_CALL)
    wanted = dict.fromkeys(line.values_list("kind", "space", "start", "end"))
    if not wanted:
        return
    first, until = min(each[2] for each in wanted), max(each[3] for each in wanted)
    read = Availability(*asks.days_of(first, until))
    for kind, space, start, end in wanted:
        free = [
            place
            for place in read.places
            if (place.pk == space if space else place.kind == kind)
            and not read.ask(place, start, end).is_taken
        ]
        if free:
            yield free, start, end


def places_of(kind: str, space: Space | None, start: datetime) -> list[Space]:
    """The places that could serve a request: the named one, or those of the kind in service then."""
    if space:
        return [space]
    day = day_of(start)
    return list(Space.objects.in_service_on(day).filter(kind=kind))


def why_not_join(person, places: list[Space], start, end, now: datetime) -> Refusal | None:
    """Why the person can't wait for one of these places; None when it makes sense to."""
    if not places:
        return Refusal(_("There is no such place to queue for on that day."), code="no_place")
    refusal = _no_hope(person, places, start, end)
    if refusal:
        return refusal
    if start - LAST_CALL <= now:
        sentence = _(
            "It starts too soon to join the waiting list: see the day’s page for what is free."
        )
        return Refusal(sentence, code="too_soon")
    if WaitingRequest.objects.active().filter(person=person, start__gt=now).count() < MOST_AT_ONCE:
        return None
    sentence = _(
        "You are on %(number)d waiting lists, which is the most you can join at once. Leave one "
        "that you no longer need, then ask again."
    )
    return Refusal(sentence % {"number": MOST_AT_ONCE}, code="too_many")


def _no_hope(person, places: list[Space], start, end) -> Refusal | None:
    """The rule because of which none of the places will ever do, or the place that is free."""
    read, refused = _read(person, places, start, end), []
    for place in sorted(places, key=lambda place: place.code):
        found = read.objection(place, start, end)
        if found is None:
            return FreeNow(place)
        refused.append(found)
    of_the_person = (each for each in refused if not each.is_mended(HOPE))
    if first := next(of_the_person, None):
        return first
    return None if any(each.is_mended(Remedy.WAITING) for each in refused) else refused[0]


@dataclass(frozen=True)
class InLine:
    """A request with how many are served before it: 1 is the next."""

    request: WaitingRequest
    place: int | None


def with_place_in_line(requests: list[WaitingRequest]) -> list[InLine]:
    """The requests with their place in line (None once it is no question any more), from one query."""
    waiting = [each for each in requests if each.status == Status.WAITING]
    if not waiting:
        return [InLine(each, None) for each in requests]
    first, last = min(each.start for each in waiting), max(each.end for each in waiting)
    line = list(WaitingRequest.objects.in_line().filter(start__lt=last, end__gt=first))
    return [
        InLine(
            each, holds.place_in_line(each, line, comes_before=_before) if each in waiting else None
        )
        for each in requests
    ]


def _before(other: WaitingRequest, request: WaitingRequest) -> bool:
    """Whether the other is asked first when a place for this request comes free."""
    same_time = other.start < request.end and other.end > request.start
    alike = other.kind == request.kind and other.space_id in (None, request.space_id)
    earlier = (other.made_at, other.pk) < (request.made_at, request.pk)
    return same_time and alike and earlier


def days(now: datetime) -> list[tuple[date, list[tuple[str, list[WaitingRequest]]]]]:
    """Who waits or decides, from today on: by day, then by kind, in the order of the line. One query."""
    coming = WaitingRequest.objects.still_active(now).filter(end__gt=now)
    coming = coming.select_related("person", "space", "offer__space")
    found = defaultdict(lambda: defaultdict(list))
    for request in coming.order_by("start", "made_at", "pk"):
        day = day_of(request.start)
        found[day][request.get_kind_display()].append(request)
    return [(day, sorted(kinds.items())) for day, kinds in sorted(found.items())]
