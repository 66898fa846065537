"""Choosing a place and confirming it."""

from datetime import date, timedelta
from functools import partial

from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from core.access import Permission, requires
from core.clock import local_midnight
from core.pages import attempt, sent
from spaces import actions, rules
from spaces.availability import asks, nearest
from spaces.availability.cells import Cells
from spaces.availability.engine import Availability
from spaces.forms.booking import BookForm, RoomForm
from spaces.models import Booking, Space
from spaces.pages.words import hours_of, slot_name
from spaces.schedule import Opening, Slot, Span
from spaces.views.reading import dated, find_place, leave_for, page_of, read_slot


@requires(Permission.BOOK)
@dated
def choice(request, day, slot, code):
    """Confirm one desk in one slot. Asked by htmx, only the panel."""
    wanted, place = read_slot(slot), find_place(code)
    if wanted is None:
        sentence = _("There is no part of the day “%(slot)s”. Choose one of these.")
        return leave_for(request, "spaces:day", day, sentence=sentence % {"slot": slot})
    if place is None:
        sentence = _("There is no place “%(code)s”. Choose one of these.")
        return leave_for(request, "spaces:day", day, sentence=sentence % {"code": code})
    span = _span(place, day, wanted)
    form, refusal = BookForm(sent(request)), None
    if form.is_valid():
        answer, refusal = _book(request, form, place, span)
        if answer:
            return answer
    elif not form.is_bound:
        refusal = nearest.why_not(person=request.user, space=place, start=span[0], end=span[1])
    template = "spaces/_choice.html" if request.htmx else "spaces/choice.html"
    context = _choice_context(place, day, wanted, span)
    context |= {"form": form, "refusal": refusal, "own": _own_booking(request.user, place, span)}
    if refusal and rules.answer_to(refusal.code).remedies & rules.Remedy.MOVING:
        context |= _other_booking(request.user, place, span)
    answer = render(request, template, context, status=409 if form.is_bound else 200)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def _own_booking(person, place: Space, span: Span) -> Booking | None:
    """The booking with which the place is this person's already at that time."""
    own = Booking.objects.firm().filter(person=person, space=place)
    return own.overlapping(*span).first()


def _other_booking(person, place: Space, span: Span) -> dict:
    """The booking that stands in the way, and whether it can be moved to this place."""
    other = asks.other_desk(person, place, *span)
    may_move = (
        other is not None
        and not asks.is_taken(place, *span, moving=other)
        and rules.why_not_move(person, other, asks.rules_of(other.space.kind), timezone.now())
        is None
    )
    return {"other": other, "may_move": may_move}


def _choice_context(place: Space, day: date, slot: Slot, span: Span) -> dict:
    return {
        "place": place,
        "offers": [equipment.name for equipment in place.equipment.all()],
        "day": day,
        "slot": slot,
        "slot_name": slot_name(slot),
        "start": span[0],
        "end": span[1],
        "is_late": _is_late(place, span),
    }


def _is_late(place: Space, span: Span) -> bool:
    """Whether a cancellation would count as late from now on."""
    wanted = Booking(space=place, start=span[0], end=span[1])
    return not rules.cancelled_in_time(wanted, asks.rules_of(place.kind), timezone.now())


def _book(request, form: BookForm, place: Space, span: Span):
    """The way to the booking and None, or None and the refusal."""
    verb = partial(
        actions.book,
        by=request.user,
        person=request.user,
        space=place,
        start=span[0],
        end=span[1],
        request_key=form.cleaned_data["request_key"],
    )
    done = _("Booked: %(place)s is yours.") % {"place": place.label}
    answer, refusal = attempt(request, verb, after=page_of, done=done)
    if refusal:
        form.renew()
    return answer, refusal


def _span(place: Space, day: date, slot: Slot):
    """The slot's time; all of the day when there is no such slot, so that the rules can say why."""
    slots = Opening.on(day).slots(place, day, asks.rules_of(place.kind).half_day_at)
    return slots.get(slot, (local_midnight(day), local_midnight(day + timedelta(days=1))))


@requires(Permission.BOOK)
@dated
def room(request, code, day):
    """One room on one date: what is taken, and a form for start and end."""
    place = find_place(code)
    if place is None or not asks.rules_of(place.kind).by_the_hour:
        sentence = _("There is no room “%(code)s”. Choose one of these.")
        return leave_for(request, "spaces:day", day, sentence=sentence % {"code": code})
    read = Availability(day, day + timedelta(days=1), request.user, places=[place])
    here = read.on(place, day)
    form = RoomForm(
        sent(request),
        day=day,
        open_spans=here.open_spans,
        free_spans=Cells(read).free_hours(place, day),
        step=here.rules.raster_minutes,
        wanted=request.GET,
    )
    refusal = None
    if form.is_valid():
        answer, refusal = _book(request, form, place, form.span)
        if answer:
            return answer
    context = {
        "place": place,
        "day": day,
        "form": form,
        "refusal": refusal,
        "hours": hours_of(here.open_spans),
        "held": here.held_that_day,
        "closed": read.opening.why_closed(place, day),
    }
    return render(request, "spaces/room.html", context, status=409 if form.is_bound else 200)
