"""Waiting for a place: asking for it, the own requests, deciding on an offer; who waits, for the staff."""

from collections import Counter
from datetime import date, time, timedelta
from functools import partial

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import Permission, requires
from core.clock import is_shown, local_midnight, moment
from core.pages import attempt, button_on, carry_out
from core.refusals import Refusal
from spaces import actions, rules
from spaces.availability import asks, waiting
from spaces.models import Booking, Space, WaitingRequest
from spaces.schedule import Opening, Slot, Span
from spaces.views.reading import dated, find_place, leave_for, page_of, read_slot

PAST_REQUESTS = 10


@requires(Permission.BOOK)
@dated
def new(request, day, slot, what):
    """Ask before joining the line for a kind of place, or for one place; then join.

    `slot` is a half day, the whole day, or hours as `14:00-15:30`; `what` a kind or a place's code.
    """
    place = find_place(what)
    kind = place.kind if place else what
    hours = _hours(day, slot)
    if kind not in Space.Kind or (hours is None and read_slot(slot) is None):
        sentence = _("There is no such place or time to queue for. Choose one of these.")
        return leave_for(request, "spaces:day", day, sentence=sentence)
    start, end = hours or _slot_of(waiting.places_of(kind, place, local_midnight(day)), day, slot)
    wanted = {"kind": kind, "space": place, "start": start, "end": end}
    if request.method == "POST":
        return _join(request, day, slot, wanted)
    already = WaitingRequest.objects.active().filter(person=request.user, **wanted).first()
    if already:
        return redirect("spaces:waiting", already.pk)
    return _ask(request, day, slot, wanted, _refusal(request.user, wanted))


def _hours(day: date, text: str) -> Span | None:
    """`14:00-15:30` of the date as instants."""
    begin, dash, end = text.partition("-")
    try:
        clocks = [time.fromisoformat(begin), time.fromisoformat(end)]
    except ValueError:
        return None
    if not dash or any(clock.tzinfo or not is_shown(day, clock) for clock in clocks):
        return None
    return tuple(moment(day, clock) for clock in clocks)


def _slot_of(places: list[Space], day: date, slot: str) -> Span:
    """The slot's time at most of the places, so that one that closes early asks for nobody else.

    Of two times that are as common, the longer; all of the day when no place has the slot, so that the
    rules can say why.
    """
    opening = Opening.on(day)
    times = Counter()
    for place in places:
        slots = opening.slots(place, day, asks.rules_of(place.kind).half_day_at)
        if Slot(slot) in slots:
            times[slots[Slot(slot)]] += 1
    if not times:
        return local_midnight(day), local_midnight(day + timedelta(days=1))
    return max(times, key=lambda span: (times[span], span[1] - span[0]))


def _refusal(person, wanted: dict) -> Refusal | None:
    places = waiting.places_of(wanted["kind"], wanted["space"], wanted["start"])
    return waiting.why_not_join(person, places, wanted["start"], wanted["end"], timezone.now())


def _join(request, day, slot, wanted: dict):
    verb = partial(actions.join, by=request.user, person=request.user, **wanted)
    done = _("You are on the waiting list: we will write to you as soon as a place is free.")
    answer, refusal = attempt(request, verb, after=_page_of, done=done)
    return answer or _ask(request, day, slot, wanted, refusal)


def _ask(request, day, slot, wanted: dict, refusal: Refusal | None):
    context = {
        **wanted,
        "day": day,
        "slot": slot,
        "is_slot": read_slot(slot) is not None,
        "wanted": WaitingRequest(kind=wanted["kind"], space=wanted["space"]).wanted,
        "refusal": refusal,
    }
    status = 409 if refusal and request.method == "POST" else 200
    return render(request, "spaces/waiting_new.html", context, status=status)


@requires(Permission.BOOK)
def waits(request):
    """What the person waits for, with the place in line; what was."""
    own = WaitingRequest.objects.filter(person=request.user)
    own = own.select_related("space", "offer__space")
    active = own.still_active(timezone.now()).order_by("start", "pk")
    past = own.exclude(pk__in=active.order_by().values("pk")).order_by("-start", "-pk")
    context = {
        "active": waiting.with_place_in_line(list(active)),
        "past": past[:PAST_REQUESTS],
    }
    return render(request, "spaces/waits.html", context)


@requires(Permission.BOOK)
def wait(request, pk):
    """One request: the place in line, or the offer and until when it is held."""
    found, now = _visible(request.user, pk), timezone.now()
    offer = found.offer if found.status == WaitingRequest.Status.OFFERED else None
    refusal = rules.why_not_accept(found) if offer else None
    (line,) = waiting.with_place_in_line([found])
    context = {"wait": found, "line": line, "offer": offer, "refusal": refusal, "now": now}
    return render(request, "spaces/waiting.html", context)


@requires(Permission.BOOK)
@button_on("spaces:waiting", "pk")
def accept(request, pk):
    """Take the offered place."""
    found = _visible(request.user, pk)
    verb = partial(actions.accept, by=request.user, request=found)
    return carry_out(request, verb, back=_page_of(found), after=page_of, done=_booked_sentence)


def _booked_sentence(booking: Booking) -> str:
    return _("Booked: %(place)s is yours.") % {"place": booking.space.label}


@requires(Permission.BOOK)
@button_on("spaces:waiting", "pk")
def decline(request, pk):
    """Say no to the offered place."""
    sentence = _("Declined: the place is no longer held for you.")
    return _decide(request, pk, actions.decline, sentence)


@requires(Permission.BOOK)
@button_on("spaces:waiting", "pk")
def withdraw(request, pk):
    """Leave the line."""
    sentence = _("Withdrawn: you are no longer waiting for this place.")
    return _decide(request, pk, actions.withdraw, sentence)


def _decide(request, pk: int, action, done: str):
    found = _visible(request.user, pk)

    def told(decided: WaitingRequest) -> str:
        # Too late for any answer: the page says so.
        return "" if decided.status == WaitingRequest.Status.EXPIRED else done

    verb = partial(action, by=request.user, request=found)
    return carry_out(request, verb, done=told, back=_page_of(found))


@requires(Permission.MANAGE_BOOKINGS)
def lines(request):
    """Who waits, by day and kind, in the order in which they are served."""
    return render(request, "spaces/waiting_lines.html", {"days": waiting.days(timezone.now())})


def open_offer(booking: Booking) -> dict:
    """What `_offer.html` shows of a booking that is an open offer; nothing of any other."""
    if not booking.is_open_offer:
        return {}
    found = WaitingRequest.objects.filter(offer=booking).first()
    return {"wait": found, "now": timezone.now(), "may_cancel": False} if found else {}


def _page_of(request: WaitingRequest) -> str:
    return reverse("spaces:waiting", args=[request.pk])


def _visible(user, pk: int) -> WaitingRequest:
    seen = WaitingRequest.objects.visible_to(user)
    return get_object_or_404(seen.select_related("space", "person", "offer__space__zone"), pk=pk)
