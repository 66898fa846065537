"""Waiting for a place, and handing on what comes free: held for the first in line, then for the next.

Locks: the places, the people in line by number, their requests. Whoever frees a place calls `hand_on` in
the same transaction, so that nobody slips in between.
"""

from collections.abc import Iterable
from datetime import timedelta
from functools import wraps

from django.db import transaction
from django.utils import timezone

from core.access import runs_the_place
from core.closing import ensure_open
from core.journal import record
from core.locks import lock_all
from core.mail import post
from core.refusals import Refusal, ensure
from core.walls import DEADLOCK, again_if_deadlocked, explained
from spaces import rules
from spaces.actions.locks import lock_people, lock_person, lock_places, locked, locked_request
from spaces.availability import asks, waiting
from spaces.models import Booking, Space, Verb, WaitingRequest

Status = WaitingRequest.Status
#: Longer than any pause that a booking keeps around itself.
NEAR = timedelta(days=1)


@again_if_deadlocked
@transaction.atomic
def hand_on(*, space, start, end) -> list[Booking]:
    """Offer the place, free now in `[start, end)`, to the first in line whom it fits, then to the next.

    Its parts and the rooms that it is part of come free with it. Who can't have it now is skipped and
    stays in line. Answers with the offers; nobody is offered what begins within `waiting.LAST_CALL`.
    """
    # Whoever frees a place holds its lock, and joining a line takes it: nobody comes in line meanwhile.
    line = WaitingRequest.objects.in_line().filter(end__gt=start - NEAR, start__lt=end + NEAR)
    return _offer_all(waiting.beside(space), start, end) if line.exists() else []


@again_if_deadlocked
@transaction.atomic
def hand_on_all(*, places: Iterable[Space], start, end=None) -> list[Booking]:
    """The same for many places that came free together; without an end, from `start` on."""
    now = timezone.now()
    hoping = WaitingRequest.objects.in_line().filter(end__gt=start - NEAR, start__gt=now)
    last = hoping.order_by("-end").values_list("end", flat=True).first()
    if last is None:
        return []
    ids = {beside for place in places for beside in waiting.beside(place)}
    return _offer_all(ids, start, end or max(last, start))


def lock_to_free(bookings: list[Booking]) -> None:
    """All that giving these back together locks: the places, then the people to whom some are only offered."""
    lock_places({beside for booking in bookings for beside in waiting.beside(booking.space)})
    offered = Booking.objects.filter(pk__in=[booking.pk for booking in bookings])
    lock_people(offered.filter(status=Booking.Status.OFFERED).values("person"))


def hand_on_freed(bookings: list[Booking]) -> None:
    """What these bookings held, all at once: one after the other, two that free places wait for each other."""
    if bookings:
        places = {booking.space_id: booking.space for booking in bookings}
        start = min(booking.start for booking in bookings)
        hand_on_all(places=places.values(), start=start, end=max(each.end for each in bookings))


def _offer_all(ids: Iterable[int], start, end) -> list[Booking]:
    places, now = lock_places(ids), timezone.now()
    line = waiting.line_for(places, start, end, now)
    if not lock_people(line.values("person")):
        return []
    # Read only now: who waited for these locks may have been offered another place meanwhile.
    in_line = lock_all(line.select_related("person"))
    offers = [_offer(request, places, now) for request in in_line]
    return [offer for offer in offers if offer]


def _offer(request: WaitingRequest, places: list[Space], now) -> Booking | None:
    """Hold one of the places for the request's person; None when none of them fits."""
    until = waiting.held_until(request.start, asks.rules_of(request.kind), now)
    offer = _hold_one(request, places, until, now) if until else None
    if offer is None:
        return None
    rules.WAITING.move(request, Status.OFFERED, by=None, offer=offer)
    record(by=None, verb=Verb.OFFERED, on=request, space=offer.space.code, until=until.isoformat())
    _tell(request, "place_offered")
    return offer


def _hold_one(request: WaitingRequest, places: list[Space], until, now) -> Booking | None:
    left = list(places)
    while place := waiting.place_for(request, left):
        offer = Booking(
            space=place,
            person=request.person,
            start=request.start,
            end=request.end,
            status=Booking.Status.OFFERED,
            held_until=until,
            made_at=now,
        )
        if _held(offer):
            return offer
        # Somebody has it after all, if only an offer that is overdue: another one may do.
        left.remove(place)
    return None


def _held(offer: Booking) -> bool:
    """Write the offer; False when the database's wall says that somebody has the place after all."""
    try:
        with explained({DEADLOCK: rules.somebody_was_first}):
            offer.save(force_insert=True)
    except Refusal:
        return False
    return True


def _tell(request: WaitingRequest, template: str, **words) -> None:
    context = {"request": request, "booking": request.offer, **words}
    post(to=request.person, template=template, context=context, about=request)


@transaction.atomic
def join(*, by, person, kind, start, end, space=None) -> WaitingRequest:
    """Put the person in line for a place of the kind, or for this one. The same again finds the first request.

    Raises `waiting.FreeNow` with a place that can be booked, or `Refusal` with the rule that is broken.
    """
    kind = space.kind if space else kind
    places = waiting.places_of(kind, space, start)
    # Nobody frees one of them while it is decided whether there is something to wait for.
    lock_places(place.pk for place in places)
    lock_person(person)
    wanted = {"person": person, "kind": kind, "space": space, "start": start, "end": end}
    first = WaitingRequest.objects.active().filter(**wanted).first()
    if first:
        return first
    now = timezone.now()
    ensure(waiting.why_not_join(person, places, start, end, now))
    with explained():
        request = WaitingRequest.objects.create(**wanted, made_at=now)
    told = {"kind": kind, "space": space.code if space else "", "start": start.isoformat()}
    record(by=by, verb=Verb.WAITING_JOINED, on=request, **told)
    return request


def accept(*, by, request) -> Booking:
    """Turn the offer into a booking. Twice changes nothing.

    Raises `Refusal` when it was not offered, its time is over, or a rule has been broken meanwhile. Who comes too
    late does not keep the next in line waiting for the portal's round.
    """
    try:
        return _accept(by=by, request=request)
    except Refusal:
        expire(request=request)
        raise


@transaction.atomic
def _accept(*, by, request) -> Booking:
    request = _locked(request)
    ensure(rules.why_not_decide(by, request))
    if request.status == Status.SERVED:
        return request.offer
    offer, now = request.offer, timezone.now()
    ensure(rules.why_not_accept(request))
    ensure_open(offer.start)
    wanted = {"space": offer.space, "start": offer.start, "end": offer.end}
    ensure(rules.objection(asks.ask_for(person=request.person, **wanted, moving=offer, by=by)))
    rules.BOOKING.move(offer, Booking.Status.CONFIRMED, by=by, made_at=now, made_by=by)
    _end(request, Status.SERVED, by=by, verb=Verb.OFFER_ACCEPTED)
    if not runs_the_place(request.person):
        context = {"booking": offer}
        post(to=request.person, template="booking_confirmed", context=context, about=request)
    return offer


@again_if_deadlocked
@transaction.atomic
def decline(*, by, request, hands_on: bool = True) -> WaitingRequest:
    """Say no to the offer; the place goes to the next in line. Twice changes nothing.

    Said too late, it is no answer any more: the offer has expired, and nobody has declined it.
    """
    request = _locked(request)
    ensure(rules.why_not_decide(by, request))
    if request.is_overdue:
        return _expire(request, hands_on=hands_on)
    if request.status == Status.OFFERED:
        said = {"verb": Verb.OFFER_DECLINED, "hands_on": hands_on}
        return _give_back(request, Status.DECLINED, by=by, **said)
    ensure(rules.why_not_decline(request))
    return request


@again_if_deadlocked
@transaction.atomic
def withdraw(*, by, request) -> WaitingRequest:
    """Leave the line, and give back what is held. Twice changes nothing; too late, the offer expired."""
    had_offer = WaitingRequest.objects.get(pk=request.pk).status == Status.OFFERED
    request = _locked(request)
    ensure(rules.why_not_decide(by, request))
    ensure(rules.why_not_withdraw(request, knew_of_offer=had_offer))
    if request.is_overdue:
        return _expire(request)
    if request.status == Status.OFFERED:
        return _give_back(request, Status.WITHDRAWN, by=by, verb=Verb.WAITING_WITHDRAWN)
    if request.status == Status.WAITING:
        _end(request, Status.WITHDRAWN, by=by, verb=Verb.WAITING_WITHDRAWN)
    return request


@again_if_deadlocked
@transaction.atomic
def expire(*, request) -> WaitingRequest:
    """Give back what was held in vain until its time; before it, and twice, nothing changes."""
    request = _locked(request)
    return _expire(request) if request.is_overdue else request


def _expire(request: WaitingRequest, *, hands_on: bool = True) -> WaitingRequest:
    said = {"verb": Verb.OFFER_EXPIRED, "hands_on": hands_on}
    request = _give_back(request, Status.EXPIRED, by=None, **said)
    _tell(request, "offer_lapsed")
    return request


@again_if_deadlocked
@transaction.atomic
def expire_offer(*, offer: Booking) -> None:
    """`expire`, for who knows only what is held: nothing changes before its time, and twice."""
    lock_places(waiting.beside(offer.space))
    request = WaitingRequest.objects.filter(offer=offer, status=Status.OFFERED).first()
    if request:
        expire(request=request)
        return
    offer = locked(offer)
    if offer.is_overdue:
        _lapse(offer, by=None)


def expire_in_the_way(*, space, start, end) -> None:
    """Hand on what is held in vain of the place in `[start, end)`, each offer in its own transaction."""
    for offer in overdue_in_the_way(space, start, end):
        expire_offer(offer=offer)


def overdue_in_the_way(space, start, end):
    """The offers held in vain of the place in `[start, end)`, the oldest first, each with its place."""
    overdue = Booking.objects.in_the_way_of(space).overdue().select_related("space")
    return overdue.filter(start__lt=end, end__gt=start).order_by("held_until", "pk")


def overdue_first(action):
    """Outside of the action's transaction: what it finds held in vain is handed on, then it begins again.

    So an offer ends with its time however late the portal's round is, and the next in line comes before
    whoever asks now. It costs nothing unless there is such an offer.
    """

    @wraps(action)
    def acting(**wanted):
        while True:
            try:
                return action(**wanted)
            except asks.Overdue as overdue:
                for offer in overdue.offers:
                    expire_offer(offer=offer)

    return acting


@again_if_deadlocked
@transaction.atomic
def take_offer_back(*, by, request, reason: str, hands_on: bool = True) -> WaitingRequest:
    """The house can't keep an offer (a closure, an outage): its person is back in line where it was.

    An offer whose time is over was lost before: it expires.
    """
    request = _locked(request)
    if request.status != Status.OFFERED:
        return request
    if request.is_overdue:
        return _expire(request, hands_on=hands_on)
    _lapse(request.offer, by=by, reason=reason)
    rules.WAITING.move(request, Status.WAITING, by=by)
    record(by=by, verb=Verb.OFFER_TAKEN_BACK, on=request)
    _tell(request, "offer_lapsed", reason=reason)
    if hands_on:
        hand_on(space=request.offer.space, start=request.offer.start, end=request.offer.end)
    return request


@again_if_deadlocked
@transaction.atomic
def drop_offer(*, by, booking, reason: str, hands_on: bool = True) -> Booking:
    """An offer is cancelled: its person declines, or the house has a `reason` to take it back."""
    request = WaitingRequest.objects.filter(offer=booking).select_related("person").first()
    if request is None:
        _lapse(booking, by=by, reason=reason)
    elif reason:
        take_offer_back(by=by, request=request, reason=reason, hands_on=hands_on)
    else:
        decline(by=by, request=request, hands_on=hands_on)
    booking.refresh_from_db()
    return booking


@transaction.atomic
def end_unserved() -> int:
    """End the requests whose time began before a place came free. Answers with how many."""
    line = WaitingRequest.objects.in_line().filter(start__lte=timezone.now())
    begun = lock_all(line, waits=False)
    for request in begun:
        _end(request, Status.UNSERVED, by=None, verb=Verb.WAITING_UNSERVED)
    return len(begun)


def _locked(request: WaitingRequest) -> WaitingRequest:
    """The request as it is now; locked with its person, and with what its offer holds."""
    held = Booking.objects.filter(waiting_request=request.pk).select_related("space").first()
    if held:
        lock_places(waiting.beside(held.space))
    lock_person(request.person)
    return locked_request(request)


def _give_back(
    request: WaitingRequest, status: str, *, by, verb: Verb, hands_on: bool = True
) -> WaitingRequest:
    """End a request whose offer was not taken, and hand the place on."""
    _lapse(request.offer, by=by)
    _end(request, status, by=by, verb=verb)
    if hands_on:
        hand_on(space=request.offer.space, start=request.offer.start, end=request.offer.end)
    return request


def _lapse(offer: Booking, *, by, reason: str = "") -> None:
    said = {"cancelled_by": by, "cancel_reason": reason}
    rules.BOOKING.move(offer, Booking.Status.LAPSED, by=by, **said)


def _end(request: WaitingRequest, status: str, *, by, verb: Verb) -> None:
    rules.WAITING.move(request, status, by=by, ended_at=timezone.now())
    record(by=by, verb=verb, on=request)
