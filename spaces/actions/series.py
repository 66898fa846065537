"""Many dates at once: booked from one wish, or given back together."""

import uuid
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.access import runs_the_place
from core.clock import local_midnight
from core.closing import ensure_open
from core.journal import record
from core.mail import post
from core.month import Month
from core.refusals import Refusal, ensure, refused
from core.walls import DEADLOCK, again_if_deadlocked, explained
from spaces import rules
from spaces.actions.booking import cancel
from spaces.actions.locks import lock_person, lock_places
from spaces.actions.waiting import expire_in_the_way, hand_on_freed
from spaces.availability import waiting
from spaces.availability.dry_run import DryDate, DryRun, why_none
from spaces.models import Booking, Series, Space, Verb
from spaces.schedule.series import Wish, why_not_wish


@again_if_deadlocked
def book_series(*, by, person, wish: Wish, request_key=None) -> Series:
    """Book each date of the wish that is free now; the others stay in `left_out` with their reasons.

    The same `request_key` finds its first series. One letter tells all dates.

    Raises `Refusal` when the wish can't be meant, or none of its dates is free: nothing is made then.
    """
    # Offers that nobody answered in time are in the way of no date, and who waits next comes first.
    if why_not_wish(wish, timezone.now()) is None:
        start, end = local_midnight(wish.first), local_midnight(wish.until + timedelta(days=1))
        expire_in_the_way(space=wish.space, start=start, end=end)
    return _book_series(by, person, wish, request_key)


@transaction.atomic
def _book_series(by, person, wish: Wish, request_key) -> Series:
    (place,) = lock_places([wish.space.pk])
    lock_person(person)
    wish, request_key = replace(wish, space=place), request_key or uuid.uuid4()
    first = Series.objects.filter(request_key=request_key).first()
    if first:
        ensure(None if _stands(first, person, wish) else rules.used_series_form())
        return first
    ensure(why_not_wish(wish, timezone.now()))
    # All is read after the locks: what is free now stays free until the end of this transaction.
    run = DryRun(wish, person)
    for month in sorted({Month.of(line.day) for line in run.free}):
        ensure_open(month.first)
    series = _save_series(by, person, wish, request_key)
    booked, lost = _save_bookings(series, run)
    left_out = sorted([*run.left_out, *lost], key=lambda line: line.day)
    ensure(None if booked else _none_free(left_out))
    series.left_out = [line.told for line in left_out]
    series.save(update_fields=["left_out"])
    lost_days = {line.day for line in lost}
    days = [line.day.isoformat() for line in run.free if line.day not in lost_days]
    record(by=by, verb=Verb.SERIES_BOOKED, on=series, space=place.code, days=days)
    if not runs_the_place(person):
        with translation.override(person.language):
            not_booked = series.not_booked
        context = {"series": series, "booked": booked, "not_booked": not_booked}
        post(to=person, template="series_booked", context=context, about=series)
    return series


def _stands(first: Series, person, wish: Wish) -> bool:
    """Whether the series is what is asked for again."""
    return first.person_id == person.pk and Wish.of(first) == wish


def _none_free(left_out: list[DryDate]) -> Refusal:
    advice = _("Nothing was booked. Choose another place, other days or another time.")
    return Refusal(f"{why_none(left_out)} {advice}", code="none_free")


def _save_series(by, person, wish: Wish, request_key) -> Series:
    series = Series(
        space=wish.space,
        person=person,
        weekdays=sorted(wish.weekdays),
        first=wish.first,
        until=wish.until,
        slot=wish.slot or "",
        starts_at=wish.starts_at,
        ends_at=wish.ends_at,
        purpose=wish.purpose,
        request_key=request_key,
        made_by=by,
    )
    with explained():
        series.save(force_insert=True)
    return series


def _save_bookings(series: Series, run: DryRun) -> tuple[list[Booking], list[DryDate]]:
    """The bookings of the free dates, and the dates lost to the database's last wall."""
    bookings = [_booking(series, line) for line in run.free]
    with suppress(Taken), explained(LOST):
        return Booking.objects.bulk_create(bookings), []
    booked, lost = [], []
    for line in run.free:
        booking = _booking(series, line)
        try:
            with explained(LOST):
                booking.save(force_insert=True)
        except Taken:
            lost.append(run.lost(line))
        else:
            booked.append(booking)
    return booked, lost


class Taken(Refusal):
    """A date was lost to somebody who was first: it is left out, and its reason is read after."""

    def __init__(self):
        super().__init__(rules.somebody_was_first().sentence, code="taken")


LOST = {rules.ONE_AT_A_TIME: Taken, DEADLOCK: Taken}


def _booking(series: Series, line: DryDate) -> Booking:
    return Booking(
        space=series.space,
        person=series.person,
        start=line.start,
        end=line.end,
        purpose=series.purpose,
        made_by=series.made_by,
        series=series,
    )


@dataclass(frozen=True)
class Given:
    """What became of bookings given back together."""

    cancelled: list[Booking]
    #: Those that stay, each with its refusal: somebody is checked in, an event needs the room, it is over.
    kept: list[tuple[Booking, Refusal]]

    @property
    def late(self) -> list[Booking]:
        return [each for each in self.cancelled if each.status == Booking.Status.CANCELLED_LATE]


@again_if_deadlocked
@transaction.atomic
def cancel_several(*, by, bookings) -> Given:
    """Give back bookings of one person together, each in time or late; one letter tells them all.

    One that can't be cancelled stays, and does not keep the others. Cancelling twice changes nothing.
    """
    places = {place.pk: place for place in Space.objects.filter(bookings__in=bookings).distinct()}
    lock_places({beside for place in places.values() for beside in waiting.beside(place)})
    cancelled, kept, news = [], [], []
    for booking in bookings.select_related("space", "person", "series").order_by("start", "pk"):
        try:
            done = cancel(by=by, booking=booking, hands_on=False, tells=False)
        except Refusal as refusal:
            kept.append((booking, refusal))
        else:
            cancelled.append(done)
            news.extend([] if booking.is_cancelled else [done])
    hand_on_freed(news)
    _tell(by, news, kept)
    return Given(cancelled, kept)


def _tell(by, freed: list[Booking], kept: list[tuple[Booking, Refusal]]) -> None:
    person = freed[0].person if freed else None
    if person is None or runs_the_place(person):
        return
    with translation.override(person.language):
        told = [{"booking": each, "sentence": _why_kept(by, each)} for each, _refusal in kept]
    context = {"bookings": freed, "kept": told, "by_staff": person.pk != by.pk}
    post(to=person, template="bookings_cancelled", context=context, about=_series_of(freed))


def _why_kept(by, booking: Booking) -> str:
    """What keeps the booking, said anew in the language of the moment: to its person, whoever wanted it back."""
    refusal = rules.why_not_cancel(booking.person, booking, timezone.now())
    refusal = refusal or refused(cancel, by=by, booking=booking, hands_on=False, tells=False)
    return refusal.sentence


def _series_of(bookings: list[Booking]) -> Series | None:
    """The series that all of them belong to, if there is one."""
    theirs = {booking.series_id for booking in bookings}
    return bookings[0].series if len(theirs) == 1 else None
