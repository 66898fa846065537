"""Occupancy of a month, as DOMAIN.md defines it: every number of the report, read-only.

Six queries, whatever the number of places and bookings and however long the history. Times are whole
seconds since 1970 while they are added up, whole minutes in the answer; minutes are those that pass, so a
day of a clock change has 23 or 25 hours. Nothing exceeds 100%: what is booked and used is a union of
times, clipped to the open ones.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone

from core.access import GRANTS, Permission
from core.months import ROME, Month, is_italian
from members.models import Theme
from spaces import spans
from spaces.models import Booking, Space
from spaces.opening import Opening
from spaces.spans import Span

HOUR = 3600
Status = Booking.Status


@dataclass(frozen=True)
class SpaceRow:
    """One place in the month, in minutes. `estimated` is the part of `used` without a check-out."""

    code: str
    name: str
    kind: str
    zone: str
    available: int
    booked: int
    used: int
    estimated: int


@dataclass(frozen=True)
class Totals:
    """Sums of minutes; rates are sums over sums, and None where nothing was available."""

    available: int
    booked: int
    used: int
    estimated: int

    @property
    def occupancy(self) -> Decimal | None:
        return _rate(self.booked, self.available)

    @property
    def use(self) -> Decimal | None:
        return _rate(self.used, self.available)


@dataclass(frozen=True)
class Peak:
    """The open hour with most desks in use, and how many were available in it."""

    in_use: int
    available: int
    at: datetime | None


@dataclass(frozen=True)
class HeatCell:
    """Minutes of all these hours of the month (0 = Monday), desks and offices only."""

    weekday: int
    hour: int
    available: int
    booked: int


@dataclass(frozen=True)
class ThemeRow:
    """Who follows a theme and booked: distinct people, their booked minutes. People follow several."""

    slug: str
    name: str
    people: int
    booked: int


@dataclass(frozen=True)
class Occupancy:
    month: Month
    rows: tuple[SpaceRow, ...]
    open_days: int
    people: int
    bookings_due: int
    no_shows: int
    cancelled_in_time: int
    cancelled_late: int
    walk_ins: int
    desk_days_available: int
    desk_days_attended: int
    peak: Peak
    mean_daily_peak: Decimal | None
    heat: tuple[HeatCell, ...]
    themes: tuple[ThemeRow, ...]

    def of(self, *kinds: str) -> Totals:
        """The sums over places of these kinds."""
        rows = [row for row in self.rows if row.kind in kinds]
        return Totals(
            sum(row.available for row in rows),
            sum(row.booked for row in rows),
            sum(row.used for row in rows),
            sum(row.estimated for row in rows),
        )

    @property
    def no_show_rate(self) -> Decimal | None:
        return _rate(self.no_shows, self.bookings_due)

    @property
    def desk_day_rate(self) -> Decimal | None:
        return _rate(self.desk_days_attended, self.desk_days_available)


def _rate(part: int, whole: int) -> Decimal | None:
    return Decimal(part) / Decimal(whole) if whole else None


def occupancy(month: Month) -> Occupancy:
    """Every figure of the month's occupancy."""
    return _Count(month).answer()


class _Row(NamedTuple):
    """A booking as fetched."""

    space_id: int
    person_id: int
    role: str
    start: datetime
    end: datetime
    status: str
    is_walk_in: bool
    checked_in_at: datetime | None
    checked_out_at: datetime | None
    released_at: datetime | None


@dataclass
class _Place:
    """One place: its open time, what was booked and used of it."""

    space: Space
    days: list[tuple[Span, ...]]
    booked: tuple[Span, ...] = ()
    used: tuple[Span, ...] = ()
    left: tuple[Span, ...] = ()

    @cached_property
    def open(self) -> tuple[Span, ...]:
        return tuple(span for day in self.days for span in day)

    @property
    def is_desk(self) -> bool:
        return self.space.kind in Space.DESKS

    def row(self) -> SpaceRow:
        used = spans.length(self.used)
        return SpaceRow(
            code=self.space.code,
            name=self.space.label,
            kind=self.space.kind,
            zone=self.space.zone.name,
            available=spans.length(self.open) // 60,
            booked=spans.length(self.booked) // 60,
            used=used // 60,
            estimated=used // 60 - spans.length(self.left) // 60,
        )


class _Count:
    """One month's counting, step by step."""

    def __init__(self, month: Month):
        self.month, self.now = month, timezone.now()
        self.bookings = defaultdict(list)
        for row in _bookings_in(month):
            self.bookings[row.space_id].append(row)
        opening = Opening(month.first, month.next.first)
        self.places = [self._place(space, opening) for space in _spaces_in(month)]

    def answer(self) -> Occupancy:
        return Occupancy(
            month=self.month,
            rows=tuple(place.row() for place in self.places),
            open_days=self._open_days(),
            people=len({row.person_id for row in self._all() if _is_a_coworkers(row)}),
            **self._counts_of_bookings(),
            **self._desk_days(),
            **self._peaks(),
            heat=self._heat(),
            themes=self._themes(),
        )

    def _all(self):
        return (row for rows in self.bookings.values() for row in rows)

    def _place(self, space: Space, opening: Opening) -> _Place:
        place = _Place(space, [_seconds(opening.of(space, day)) for day in opening.days()])
        rows = self.bookings[space.pk]
        attended = [row for row in rows if row.status == Status.ATTENDED]
        left = [row for row in attended if row.checked_out_at]
        place.booked = _clipped([_booked_span(row) for row in rows if _counts(row)], place)
        place.used = _clipped([_used_span(row) for row in attended], place)
        place.left = _clipped([_used_span(row) for row in left], place)
        return place

    def _open_days(self) -> int:
        return sum(any(of_day) for of_day in zip(*(p.days for p in self.places), strict=True))

    def _counts_of_bookings(self) -> dict[str, int]:
        """Each booking counts in the month in which it starts, so that months add up."""
        start, end = self.month.start, self.month.end
        begun = [row for row in self._all() if start <= row.start < end]
        by_status = Counter(row.status for row in begun)
        due = [row for row in begun if row.start <= self.now and row.status != Status.CANCELLED]
        return {
            "bookings_due": len(due),
            "no_shows": by_status[Status.NO_SHOW],
            "cancelled_in_time": by_status[Status.CANCELLED],
            "cancelled_late": by_status[Status.CANCELLED_LATE],
            "walk_ins": sum(row.is_walk_in and _counts(row) for row in begun),
        }

    def _desk_days(self) -> dict[str, int]:
        """Days on which a desk was open, and those of them with a booking that somebody attended."""
        available = attended = 0
        for place in self.places:
            if place.is_desk:
                open_days = [day for day in place.days if day]
                held = self._attended(place)
                available += len(open_days)
                attended += sum(bool(spans.clip(held, day)) for day in open_days)
        return {"desk_days_available": available, "desk_days_attended": attended}

    def _attended(self, place: _Place) -> tuple[Span, ...]:
        rows = self.bookings[place.space.pk]
        return spans.union(
            _pair(row.start, row.end) for row in rows if row.status == Status.ATTENDED
        )

    def _peaks(self) -> dict:
        """The busiest open hour of the month, and the mean of each open day's busiest."""
        desks = [place for place in self.places if place.is_desk]
        available = _desks_by_hour(desk.open for desk in desks)
        in_use = _desks_by_hour(desk.used for desk in desks)
        by_day = {_local(hour).date(): 0 for hour in available}
        for hour, count in in_use.items():
            day = _local(hour).date()
            by_day[day] = max(by_day[day], count)
        return {"peak": _peak(in_use, available), "mean_daily_peak": _mean(by_day.values())}

    def _heat(self) -> tuple[HeatCell, ...]:
        places = [p for p in self.places if p.space.kind in Space.DESKS_AND_OFFICES]
        available = _by_weekday_and_hour(place.open for place in places)
        booked = _by_weekday_and_hour(place.booked for place in places)
        return tuple(
            HeatCell(*cell, seconds // 60, booked[cell] // 60)
            for cell, seconds in sorted(available.items())
        )

    def _themes(self) -> tuple[ThemeRow, ...]:
        name = "name_it" if is_italian() else "name_en"
        minutes, followers = self._seconds_of_people(), defaultdict(set)
        themes = Theme.objects.order_by("order", "slug")
        links = list(themes.values_list("slug", name, "profiles__person"))
        for slug, _name, person in links:
            followers[slug].update({person} & minutes.keys())
        names = {slug: name for slug, name, _person in links}
        return tuple(
            ThemeRow(
                slug, name, len(followers[slug]), sum(minutes[p] for p in followers[slug]) // 60
            )
            for slug, name in names.items()
        )

    def _seconds_of_people(self) -> dict[int, int]:
        """What each coworker with a counted booking booked, clipped to open time."""
        found = defaultdict(int)
        for place in self.places:
            for row in self.bookings[place.space.pk]:
                if _is_a_coworkers(row):
                    found[row.person_id] += spans.length(_clipped([_booked_span(row)], place))
        return found


def _bookings_in(month: Month):
    rows = Booking.objects.overlapping(month.start, month.end).order_by()
    fields = ("space", "person", "person__role", *_Row._fields[3:])
    return (_Row(*row) for row in rows.values_list(*fields))


def _spaces_in(month: Month):
    """The places that were in service at some time of the month."""
    there = Q(retired_on__isnull=True) | Q(retired_on__gt=month.first)
    places = Space.objects.filter(there, opened_on__lt=month.next.first)
    return places.select_related("zone").order_by("zone__order", "zone__name", "code")


def _counts(row: _Row) -> bool:
    """Whether the occupancy rate counts the booking."""
    return row.status in (Status.CONFIRMED, Status.ATTENDED, Status.NO_SHOW)


def _is_a_coworkers(row: _Row) -> bool:
    """Whether a person stands behind it. The staff book for the programme: an event's room is nobody's."""
    return _counts(row) and row.role not in GRANTS[Permission.SEE_ROSTER]


def _booked_span(row: _Row) -> Span:
    """All of it; a no-show only until the place was released."""
    if row.status == Status.NO_SHOW and row.released_at:
        return _pair(row.start, min(row.end, row.released_at))
    return _pair(row.start, row.end)


def _used_span(row: _Row) -> Span:
    """From the check-in to the check-out or the end, whichever came first."""
    return _pair(row.checked_in_at, min(row.checked_out_at or row.end, row.end))


def _clipped(found: list[Span], place: _Place) -> tuple[Span, ...]:
    return spans.clip(spans.union(found), place.open)


def _pair(start: datetime, end: datetime) -> Span:
    return int(start.timestamp()), int(end.timestamp())


def _seconds(found: tuple[Span, ...]) -> tuple[Span, ...]:
    return tuple(_pair(start, end) for start, end in found)


def _hours_of(found: tuple[Span, ...]):
    """The clock hours that the spans touch, each with its seconds. Rome's offsets are whole hours."""
    for start, end in found:
        for hour in range(start // HOUR, (end - 1) // HOUR + 1):
            yield hour, min(end, (hour + 1) * HOUR) - max(start, hour * HOUR)


def _local(hour: int) -> datetime:
    return datetime.fromtimestamp(hour * HOUR, ROME)


def _desks_by_hour(desks) -> Counter:
    """How many desks each hour touches; a desk counts once in an hour."""
    return Counter(hour for found in desks for hour in {hour for hour, _part in _hours_of(found)})


def _peak(in_use: Counter, available: Counter) -> Peak:
    if not in_use:
        return Peak(0, max(available.values(), default=0), None)
    hour = min(in_use, key=lambda hour: (-in_use[hour], hour))
    return Peak(in_use[hour], available[hour], _local(hour))


def _mean(peaks) -> Decimal | None:
    if not peaks:
        return None
    return (Decimal(sum(peaks)) / len(peaks)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _by_weekday_and_hour(places) -> Counter:
    seconds = Counter()
    for found in places:
        for hour, part in _hours_of(found):
            seconds[hour] += part
    cells = Counter()
    for hour, total in seconds.items():
        local = _local(hour)
        cells[local.weekday(), local.hour] += total
    return cells
