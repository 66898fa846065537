"""The pages of desks and rooms: a day, a week, a choice, the own bookings, who is in."""

from datetime import date, timedelta
from functools import wraps

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from core.access import Permission, requires
from core.months import ROME, YEARS, local_midnight
from core.months import today as todays_date
from core.refusals import Refusal
from spaces import actions, asks, presence, rules
from spaces.calendar import entry_of
from spaces.floor import Floor, current_slot
from spaces.forms import BookForm, RoomForm, SearchForm, WalkInForm
from spaces.models import Booking, KindRules, Space
from spaces.opening import Opening, Slot
from spaces.plan import DayPage, WeekPage, hours_of, monday_of, slot_name
from spaces.spans import Span

DAYS_TO_LOOK = 31
PAST_BOOKINGS = 20


def dated(view):
    """Read the address's date; one that does not exist leads to the next open day, with a sentence."""

    @wraps(view)
    def reading(request, *args, day, **kwargs):
        read = _read_day(day)
        if read is None:
            sentence = _("There is no date “%(day)s”. Here is the next open day.")
            return _away(request, "spaces:today", sentence=sentence % {"day": day})
        return view(request, *args, day=read, **kwargs)

    return reading


def _read_day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS and text == day.isoformat() else None


def _away(request, name: str, *args, sentence: str):
    """Leave for another page with a sentence; also when only a part of this one was asked."""
    messages.warning(request, sentence)
    answer = redirect(name, *args)
    return HttpResponseClientRedirect(answer.url) if request.htmx else answer


@requires(Permission.SEE_SPACES)
def today(request):
    """Today, or the next open day."""
    first = todays_date()
    floor = Floor(first, first + timedelta(days=DAYS_TO_LOOK), request.user)
    open_days = (day for day in floor.opening.days() if current_slot(floor, day))
    return redirect("spaces:day", next(open_days, first))


@requires(Permission.SEE_SPACES)
@dated
def day(request, day):
    """Which places are free on a date: days, slots, plan and list."""
    monday = monday_of(day)
    floor = Floor(monday, monday + timedelta(days=7), request.user)
    slot = _read_slot(request.GET.get("fascia")) or current_slot(floor, day) or Slot.DAY
    return render(request, "spaces/day.html", {"page": DayPage(floor, day, slot)})


def _read_slot(text: str | None) -> Slot | None:
    return Slot(text) if text in list(Slot) else None


@requires(Permission.SEE_SPACES)
@dated
def week(request, day):
    """The half days of all places in the week of a date."""
    monday = monday_of(day)
    floor = Floor(monday, monday + timedelta(days=7), request.user)
    return render(request, "spaces/week.html", {"page": WeekPage(floor, monday)})


@requires(Permission.BOOK)
@dated
def choice(request, day, slot, code):
    """Confirm one desk in one slot. Asked by htmx, only the panel."""
    wanted, place = _read_slot(slot), _place(code)
    if wanted is None or place is None:
        sentence = _("There is no place “%(code)s” in this slot. Choose one of these.")
        return _away(request, "spaces:day", day, sentence=sentence % {"code": code})
    span = _span(place, day, wanted)
    form, refusal = BookForm(_sent(request)), None
    if form.is_valid():
        booking, refusal = _book(request, form, place, span)
        if booking:
            return redirect("spaces:booking", booking.pk)
    elif not form.is_bound:
        refusal = asks.objection(
            asks.ask_for(person=request.user, space=place, start=span[0], end=span[1])
        )
    template = "spaces/_choice.html" if request.htmx else "spaces/choice.html"
    context = _choice_context(place, day, wanted, span)
    context |= {"form": form, "refusal": refusal}
    answer = render(request, template, context, status=409 if form.is_bound else 200)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def _sent(request):
    """The form's data, also when it came empty; None while it is only read."""
    return request.POST if request.method == "POST" else None


def _choice_context(place: Space, day: date, slot: Slot, span: Span) -> dict:
    return {
        "place": place,
        "offers": [equipment.name for equipment in place.equipment.all()],
        "day": day,
        "slot": slot,
        "slot_name": slot_name(slot),
        "start": span[0],
        "end": span[1],
    }


def _book(request, form: BookForm, place: Space, span: Span):
    """The booking and None, or None and the refusal."""
    try:
        booking = actions.book(
            by=request.user,
            person=request.user,
            space=place,
            start=span[0],
            end=span[1],
            request_key=form.cleaned_data["request_key"],
        )
    except Refusal as refusal:
        form.renew()
        return None, refusal
    messages.success(request, _("Booked: %(place)s is yours.") % {"place": place.label})
    return booking, None


def _place(code: str) -> Space | None:
    return Space.objects.select_related("zone").filter(code=code).first()


def _span(place: Space, day: date, slot: Slot):
    """The slot's time; all of the day when there is no such slot, so that the rules can say why."""
    slots = Opening.on(day).slots(place, day, asks.rules_of(place.kind).half_day_at)
    return slots.get(slot, (local_midnight(day), local_midnight(day + timedelta(days=1))))


@requires(Permission.BOOK)
@dated
def room(request, code, day):
    """One room on one date: what is taken, and a form for start and end."""
    place = _place(code)
    if place is None or asks.rules_of(place.kind).unit != KindRules.Unit.HOURS:
        sentence = _("There is no room “%(code)s”. Choose one of these.")
        return _away(request, "spaces:day", day, sentence=sentence % {"code": code})
    floor = Floor(day, day + timedelta(days=1), request.user)
    open_spans = floor.opening.of(place, day)
    form = RoomForm(
        _sent(request),
        day=day,
        open_spans=open_spans,
        free_spans=floor.free_on(place, day),
        step=floor.rules_of(place.kind).raster_minutes,
    )
    if form.is_valid():
        booking, refusal = _book(request, form, place, form.span)
        if booking:
            return redirect("spaces:booking", booking.pk)
        form.add_error(None, refusal.sentence)
    context = {
        "place": place,
        "day": day,
        "form": form,
        "hours": hours_of(open_spans),
        "held": floor.held_on(place, day),
        "closed": floor.opening.why_closed(place, day),
    }
    return render(request, "spaces/room.html", context, status=409 if form.is_bound else 200)


@requires(Permission.BOOK)
def bookings(request):
    """The person's own bookings: what comes, and the last that were."""
    own = Booking.objects.filter(person=request.user).select_related("space__zone")
    coming = Q(end__gt=timezone.now(), status__in=Booking.HOLDING)
    context = {
        "coming": own.filter(coming),
        "past": own.exclude(coming).order_by("-start")[:PAST_BOOKINGS],
    }
    return render(request, "spaces/bookings.html", context)


def _visible_booking(user, pk: int) -> Booking:
    seen = Booking.objects.visible_to(user).select_related("space__zone", "person")
    return get_object_or_404(seen, pk=pk)


@requires(Permission.BOOK)
def booking(request, pk):
    """One booking, with what can be done about it."""
    found = _visible_booking(request.user, pk)
    refusal = rules.cancel_refusal(request.user, found, timezone.now())
    context = {"booking": found, "may_cancel": refusal is None and not found.is_cancelled}
    return render(request, "spaces/booking.html", context)


@requires(Permission.BOOK)
def booking_calendar(request, pk):
    """The booking as a file for one's own calendar."""
    found = _visible_booking(request.user, pk)
    headers = {"Content-Disposition": f'attachment; filename="prenotazione-{found.pk}.ics"'}
    return HttpResponse(
        entry_of(found), content_type="text/calendar; charset=utf-8", headers=headers
    )


@requires(Permission.BOOK)
def booking_cancel(request, pk):
    """Ask before cancelling; then cancel."""
    found, now = _visible_booking(request.user, pk), timezone.now()
    if request.method == "POST":
        return _cancel(request, found)
    in_time = rules.cancelled_in_time(found, asks.rules_of(found.space.kind), now)
    context = {
        "booking": found,
        "in_time": in_time,
        "refusal": rules.cancel_refusal(request.user, found, now),
    }
    return render(request, "spaces/booking_cancel.html", context)


def _cancel(request, found: Booking):
    try:
        actions.cancel(by=request.user, booking=found)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Cancelled: the place is free for somebody else."))
    return redirect("spaces:booking", found.pk)


@requires(Permission.SEE_ROSTER)
def roster(request):
    """Who is in today, place by place."""
    now = timezone.now()
    day = now.astimezone(ROME).date()
    context = {"day": day, "lines": presence.lines(day, now)}
    return render(request, "spaces/roster.html", context)


@requires(Permission.SEE_ROSTER)
@require_POST
def check_in(request, pk):
    """Let a person in."""
    return _present(request, pk, actions.check_in, _("Checked in: %(person)s."))


@requires(Permission.SEE_ROSTER)
@require_POST
def check_out(request, pk):
    """Write that a person has left."""
    return _present(request, pk, actions.check_out, _("Checked out: %(person)s."))


@requires(Permission.SEE_ROSTER)
def walk_in(request):
    """Let in somebody who has no booking: search the person, choose a free place."""
    search = SearchForm(request.GET if "chi" in request.GET else None)
    found = presence.find_people(search.cleaned_data["chi"]) if search.is_valid() else None
    day = todays_date()
    free = presence.free_now(Floor(day, day + timedelta(days=1), request.user))
    people = presence.find_people("") if found is None else found
    form = WalkInForm(_sent(request), people=people, free=free)
    if form.is_bound and (booking := _walk_in(request, form)):
        messages.success(request, _("Checked in: %(person)s.") % {"person": booking.person})
        return redirect("spaces:roster")
    count = people.count()
    context = {
        "search": search,
        "form": form,
        "searched": found is not None,
        "count": count,
        "too_many": count > presence.MOST_FOUND,
        "free": bool(free),
    }
    status = 409 if form.is_bound else 200
    return render(request, "spaces/walk_in.html", context, status=status)


def _walk_in(request, form: WalkInForm) -> Booking | None:
    """The booking that the form makes, or made when it was sent before; None with the errors in the form."""
    valid, key = form.is_valid(), form.cleaned_data.get("request_key")
    first = Booking.objects.holding().filter(request_key=key, is_walk_in=True)
    if key and (done := first.select_related("person").first()):
        return done
    if not valid:
        return None
    try:
        return actions.walk_in(by=request.user, **form.wanted)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        form.renew()
        return None


@requires(Permission.SEE_ROSTER)
@require_POST
def undo_check_in(request, pk):
    """Take a check-in back that was written by mistake."""
    return _present(request, pk, actions.undo_check_in, _("Check-in undone: %(person)s."))


@requires(Permission.SEE_ROSTER)
@require_POST
def mark_absent(request, pk):
    """Write that nobody came, so that the place is free again."""
    return _present(request, pk, actions.mark_absent, _("Marked absent: %(person)s."))


@requires(Permission.SEE_ROSTER)
@require_POST
def unmark(request, pk):
    """Take an absence back."""
    return _present(request, pk, actions.unmark, _("Absence undone: %(person)s is expected."))


def _present(request, pk: int, action, done: str):
    found = _visible_booking(request.user, pk)
    try:
        action(by=request.user, booking=found)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, done % {"person": found.person})
    return redirect("spaces:roster")
