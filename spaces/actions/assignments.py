"""Places that are given to somebody for a period, and the days that the holder lends back.

Each action locks the place first: it waits for bookings, and bookings for it.
"""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from core.clock import local_midnight, today
from core.closing import ensure_open, ensure_open_since
from core.journal import record
from core.locks import lock_first
from core.mail import post
from core.month import Month
from core.refusals import ensure
from core.walls import DEADLOCK, again_if_deadlocked, explained
from members.actions.organisations import find_or_make
from spaces.actions.clearing import clear, coming, told_among
from spaces.actions.locks import lock_places
from spaces.actions.waiting import hand_on, hand_on_all
from spaces.models import Assignment, Booking, LentDay, Space, Verb
from spaces.rules import assigning
from spaces.schedule import Opening


@again_if_deadlocked
@transaction.atomic
def assign(
    *,
    by,
    space,
    starts,
    ends=None,
    person=None,
    organisation=None,
    new_organisation="",
    people=(),
    agreed=frozenset(),
) -> Assignment:
    """Give the place to a person, or to an organisation with the people who use it, on `[starts, ends)`.

    `new_organisation` is the name of one that is made for it, or found where it is there already.

    Bookings of others are shown first (`InTheWay`), then cancelled and told. The same again finds the first
    one. Raises `Refusal` when the place is no such place, somebody's already, or the month is closed.
    """
    (place,) = lock_places([space.pk])
    if new_organisation:
        organisation = find_or_make(by=by, name=new_organisation)
    wanted = {"space": place, "starts": starts, "ends": ends, "organisation": organisation}
    same = Assignment.objects.filter(**wanted, person=person).first()
    if same:
        return same
    ensure(assigning.why_not_assign(place))
    ensure(assigning.why_not_assign_between(place, starts, ends))
    ensure_open_since(starts, _last(ends))
    found = _write(Assignment(**wanted, person=person, made_by=by))
    found.people.set(people)
    _clear(found, starts, ends, by=by, agreed=agreed)
    record(by=by, verb=Verb.ASSIGNED, on=found, space=place.code, **_told(found))
    _post("place_assigned", found)
    return found


@again_if_deadlocked
@transaction.atomic
def change_end(*, by, assignment, ends, agreed=frozenset(), tells=True) -> Assignment:
    """Let it end on another date, or never (None). What is added is cleared as by `assign`."""
    place, found = _locked(assignment)
    if found.ends == ends:
        return found
    ensure(assigning.why_not_assign_between(place, found.starts, ends))
    first, until = _between(found.ends, ends)
    ensure_open_since(first, _last(until))
    is_longer = ends is None or (found.ends is not None and ends > found.ends)
    since, found.ends = found.ends, ends
    _write(found)
    if is_longer:
        _clear(found, since, ends, by=by, agreed=agreed)
    else:
        found.lent.filter(day__gte=ends).delete()
        hand_on_all(places=[place], start=local_midnight(ends))
    record(by=by, verb=Verb.ASSIGNMENT_CHANGED, on=found, space=place.code, **_told(found))
    if tells:
        _post("place_assigned" if is_longer else "assignment_ended", found)
    return found


@again_if_deadlocked
@transaction.atomic
def end_now(*, by, assignment, day: date | None = None, tells: bool = True) -> None:
    """Free the place from today on, or from that day; one that has not begun before is taken away. Twice is once.

    Who tells its people otherwise sends no letter (`tells=False`).
    """
    day = day or today()
    place = next(iter(lock_places([assignment.space_id])))
    found = lock_first(Assignment.objects.filter(pk=assignment.pk), deletes=True)
    if found is None or (found.ends and found.ends <= day):
        return
    if found.starts < day:
        change_end(by=by, assignment=found, ends=day, tells=tells)
        return
    ensure_open_since(found.starts, _last(found.ends))
    record(by=by, verb=Verb.ASSIGNMENT_TAKEN_AWAY, on=found, space=place.code, **_told(found))
    if tells:
        _post("assignment_ended", found, taken_away=True)
    found.delete()
    hand_on_all(places=[place], start=local_midnight(found.starts))


@transaction.atomic
def leave_places_of(*, by, person, organisation) -> None:
    """The person no longer uses what is assigned to the organisation; what is booked there stays."""
    shared = organisation.assignments.not_over(today()).filter(people=person)
    for held in shared.order_by("space", "pk"):
        change_people(by=by, assignment=held, people=held.people_but(person))


@transaction.atomic
def change_people(*, by, assignment, people) -> Assignment:
    """Say anew who uses the place for the organisation."""
    place, found = _locked(assignment)
    before, after = set(found.people.all()), set(people)
    if before != after:
        found.people.set(after)
        record(by=by, verb=Verb.ASSIGNMENT_SHARED, on=found, space=place.code, **_told(found))
    return found


@again_if_deadlocked
@transaction.atomic
def lend(*, by, assignment, days) -> list[date]:
    """Give the place back to all on these dates; answers with those that were not lent yet.

    Days on which the place is closed are left out. Raises `Refusal` for dates that are over or not of the
    assignment, closed months, and when nothing is left to lend.
    """
    place, found = _locked(assignment)
    ensure(assigning.why_not_lend(by, found))
    days = sorted(set(days))
    ensure(assigning.why_not_lend_on(found, days))
    for month in sorted({Month.of(day) for day in days}):
        ensure_open(month.first)
    opening = Opening(days[0], days[-1] + timedelta(days=1))
    days = [day for day in days if opening.of(place, day)]
    ensure(None if days else assigning.is_closed(place))
    lent = set(found.lent.values_list("day", flat=True))
    new = [day for day in days if day not in lent]
    LentDay.objects.bulk_create(LentDay(assignment=found, day=day) for day in new)
    if new:
        told = [str(day) for day in new]
        record(by=by, verb=Verb.DAYS_LENT, on=found, space=place.code, days=told)
    for day in new:
        hand_on(space=place, start=local_midnight(day), end=local_midnight(day + timedelta(days=1)))
    return new


@transaction.atomic
def take_back(*, by, assignment, day) -> None:
    """Have a lent date again. Twice is once; raises `Refusal` when somebody booked it, or it is over."""
    place, found = _locked(assignment)
    ensure(assigning.why_not_lend(by, found))
    lent = found.lent.filter(day=day)
    if not lent.exists():
        return
    is_booked = _of_others(found, day, day + timedelta(days=1)).exists()
    ensure(assigning.why_not_take_back(place, day, is_booked=is_booked))
    ensure_open(day)
    lent.delete()
    record(by=by, verb=Verb.DAY_TAKEN_BACK, on=found, space=place.code, day=str(day))


def _locked(assignment: Assignment) -> tuple[Space, Assignment]:
    """Its place, locked, and the assignment as it is now."""
    (place,) = lock_places([assignment.space_id])
    found = lock_first(Assignment.objects.filter(pk=assignment.pk))
    ensure(None if found else assigning.assignment_is_gone())
    return place, found


def _write(assignment: Assignment) -> Assignment:
    """Save, with the database's constraint as the last wall."""
    others = Assignment.objects.filter(space=assignment.space).exclude(pk=assignment.pk)
    ends = Q() if assignment.ends is None else Q(starts__lt=assignment.ends)
    others = others.filter(Q(ends=None) | Q(ends__gt=assignment.starts), ends)
    ensure(assigning.why_not_beside(others.select_related("person", "organisation").first()))
    with explained({DEADLOCK: assigning.assigned_already}):
        assignment.save()
    return assignment


def _of_others(assignment: Assignment, first: date, until: date | None):
    """What holds the place for anybody else on these dates."""
    people = {assignment.person_id, *assignment.people.values_list("pk", flat=True)} - {None}
    held = Booking.objects.in_the_way_of(assignment.space).holding().exclude(person__in=people)
    held = held.filter(end__gt=local_midnight(first))
    return held.filter(Q() if until is None else Q(start__lt=local_midnight(until)))


def _clear(assignment: Assignment, first: date, until: date | None, *, by, agreed) -> None:
    """Cancel the coming bookings of others; raise `Refusal` when somebody was there already."""
    others = set(_of_others(assignment, first, until).values_list("pk", flat=True))
    span = (local_midnight(first), until and local_midnight(until))
    found = [booking for booking in coming([assignment.space], *span) if booking.pk in others]
    left = Booking.objects.filter(pk__in=others - {booking.pk for booking in found})
    ensure(assigning.why_not_after(left.order_by("-start", "-pk").first(), assignment.space))
    clear(found, by=by, agreed=agreed, reason=assigning.assigned_from(first))


def _between(one: date | None, other: date | None) -> tuple[date, date | None]:
    """The dates that are on one side of two ends."""
    if one is None or other is None:
        return (one or other, None)
    return (min(one, other), max(one, other))


def _last(until: date | None) -> date | None:
    return until and until - timedelta(days=1)


def _told(assignment: Assignment) -> dict:
    return {
        "person": assignment.person_id,
        "starts": str(assignment.starts),
        "ends": str(assignment.ends or ""),
    }


def who_is_told(assignment: Assignment) -> list:
    """Who may use the place and gets a letter: not the staff."""
    return told_among(assignment.users)


def _post(template: str, assignment: Assignment, **context) -> None:
    """A letter to each who may use the place, but not to the staff."""
    for person in who_is_told(assignment):
        letter = {"assignment": assignment, **context}
        post(to=person, template=template, context=letter, about=assignment)
