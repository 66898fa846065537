"""Who waits for a place, who is next, and whether a place fits (docs/domain.md, Waiting list)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from core import holds
from core.clock import ROME
from core.refusals import Refusal
from core.words import clock
from spaces import rules
from spaces.availability import asks
from spaces.models import Booking, KindRules, Space, WaitingRequest

#: Never held past this long before the start: who has not answered by then is not coming.
LAST_CALL = timedelta(hours=1)
#: Requests that one person may have open at once. No rule of the house, only a guard: whatever comes free
#: is tried on everybody in its line, and a net of a script over all places and days would stop the line.
MOST_AT_ONCE = 50
#: What passes with time: somebody gives the place back, or lends it. Any other no stays a no.
PASSES = {"taken", "assigned", "too_close"}
#: What concerns one place only, so that another one of the kind may still do.
OF_ONE_PLACE = {"not_in_service", "out_of_service", "closed", "not_a_slot"}

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
    links = Space.parts.through.objects
    parts = links.filter(from_space=space).values("to_space")
    wholes = links.filter(Q(to_space=space) | Q(to_space__in=parts)).values("from_space")
    found = Space.objects.filter(Q(pk=space.pk) | Q(pk__in=parts) | Q(pk__in=wholes))
    return list(found.values_list("pk", flat=True))


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
    # The smallest room that does: the whole of two rooms may serve two people.
    for place in sorted(places, key=lambda place: (place.capacity, place.code)):
        if not _wants(request, place):
            continue
        refusal = _objection(request, place)
        if refusal is None:
            return place
        if refusal.code not in PASSES | OF_ONE_PLACE:
            # It is the person who can't, wherever it is.
            return None
    return None


def _wants(request: WaitingRequest, place: Space) -> bool:
    return request.space_id == place.pk or (request.space_id is None and request.kind == place.kind)


def _objection(request: WaitingRequest, place: Space) -> Refusal | None:
    ask = asks.ask_for(person=request.person, space=place, start=request.start, end=request.end)
    return asks.objection(ask)


def chances(now: datetime) -> Iterator[tuple[list[Space], datetime, datetime]]:
    """The places that look free in each time that somebody waits for, in the order of who waits longest."""
    seen = set()
    line = WaitingRequest.objects.in_line().filter(start__gt=now + LAST_CALL)
    for request in line.select_related("space"):
        wanted = (request.kind, request.space_id, request.start, request.end)
        if wanted in seen:
            continue
        seen.add(wanted)
        places = places_of(request.kind, request.space, request.start)
        free = free_of(places, request.start, request.end)
        if free:
            yield free, request.start, request.end


def places_of(kind: str, space: Space | None, start: datetime) -> list[Space]:
    """The places that could serve a request: the named one, or those of the kind in service then."""
    if space:
        return [space]
    day = start.astimezone(ROME).date()
    return list(Space.objects.in_service_on(day).filter(kind=kind))


def free_of(places: list[Space], start: datetime, end: datetime) -> list[Space]:
    """Those of the places that no booking of their own holds in this time."""
    held = Booking.objects.keeping().filter(space__in=places, start__lt=end, end__gt=start)
    taken = set(held.values_list("space", flat=True))
    return [place for place in places if place.pk not in taken]


def why_not_join(person, places: list[Space], start, end, now: datetime) -> Refusal | None:
    """Why the person can't wait for one of these places; None when it makes sense to."""
    if not places:
        return Refusal(_("There is no such place to wait for on that day."), code="no_place")
    refusal = _no_hope(person, places, start, end)
    if refusal:
        return refusal
    if start - LAST_CALL <= now:
        sentence = _("It begins too soon to wait for it: look on the day's page for what is free.")
        return Refusal(sentence, code="too_soon")
    if WaitingRequest.objects.active().filter(person=person, start__gt=now).count() < MOST_AT_ONCE:
        return None
    sentence = _(
        "You are in line %(number)d times, which is the most at once. Leave a line that you no longer need,"
        " then ask again."
    )
    return Refusal(sentence % {"number": MOST_AT_ONCE}, code="too_many")


def _no_hope(person, places: list[Space], start, end) -> Refusal | None:
    """The rule because of which none of the places will ever do, or the place that is free."""
    free, first, hope = {place.pk for place in free_of(places, start, end)}, None, False
    for place in sorted(places, key=lambda place: (place.pk not in free, place.code)):
        if hope and place.pk not in free:
            break
        ask = asks.ask_for(person=person, space=place, start=start, end=end)
        refusal = asks.objection(ask) if place.pk in free else rules.refusal(ask)
        if refusal is None and place.pk in free:
            return FreeNow(place)
        if refusal is None or refusal.code in PASSES:
            hope = True
            continue
        first = first or refusal
        if refusal.code not in OF_ONE_PLACE:
            return refusal
    return None if hope else first


def why_not_decide(user, request: WaitingRequest) -> Refusal | None:
    """Only the person, or the staff for the person, decide on a request."""
    if rules.is_own_or_staff(user, request):
        return None
    sentence = _("This request is not yours: only its person decides on it.")
    return Refusal(sentence, code="not_yours")


def is_overdue(request: WaitingRequest, now: datetime) -> bool:
    """Whether it has an offer that nobody answered in time."""
    is_offered = request.status == Status.OFFERED
    return is_offered and holds.is_overdue(request.offer.held_until, now)


def why_not_accept(request: WaitingRequest, now: datetime) -> Refusal | None:
    """Why the offer can't be accepted now; None when it can."""
    if request.status == Status.WAITING:
        sentence = _("No place has been offered to you yet: you are still in line.")
        return Refusal(sentence, code="waiting")
    if request.status == Status.OFFERED and not is_overdue(request, now):
        return None
    if request.status in (Status.OFFERED, Status.EXPIRED):
        sentence = _("We held the place for you until %(hour)s: it is no longer held for you.")
        hour = clock(request.offer.held_until) if request.offer else ""
        return Refusal(sentence % {"hour": hour}, code="expired")
    return ended(request)


def why_not_decline(request: WaitingRequest, now: datetime) -> Refusal | None:
    """Why there is nothing to decline; None also when it was declined, or has ended without a place."""
    if request.status == Status.WAITING:
        return why_not_accept(request, now)
    return ended(request) if request.status == Status.SERVED else None


def why_not_withdraw(
    request: WaitingRequest, now: datetime, *, knew_of_offer: bool
) -> Refusal | None:
    """Why the person does not leave the line: a place was accepted, or is offered since the page was read."""
    if request.status == Status.SERVED:
        return ended(request)
    if request.status != Status.OFFERED or knew_of_offer or is_overdue(request, now):
        return None
    sentence = _("A place was offered to you this very moment: accept or decline it.")
    return Refusal(sentence, code="offered")


def ended(request: WaitingRequest) -> Refusal:
    """What to say of a request that has ended."""
    if request.status == Status.SERVED:
        sentence = _("You have accepted this place: cancel the booking if you do not need it.")
    else:
        sentence = _("This request has ended: you can ask for the place again.")
    return Refusal(sentence, code="ended")


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
        day = request.start.astimezone(ROME).date()
        found[day][request.get_kind_display()].append(request)
    return [(day, sorted(kinds.items())) for day, kinds in sorted(found.items())]
