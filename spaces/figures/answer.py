"""What the figures of a month are. Each rate is beside its numerator and its denominator."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal

from core.month import Month


def rate(part: int, whole: int) -> Decimal | None:
    """The part over the whole, unrounded; None where there is no whole: 0/0 is not 0%."""
    return Decimal(part) / Decimal(whole) if whole else None


@dataclass(frozen=True, kw_only=True)
class Measures:
    """What is counted of places and adds up over them: minutes, days, bookings (docs/domain.md, Occupancy)."""

    #: A: open minutes while in service.
    available: int
    #: B: the union of the bookings, a no-show up to its release.
    booked: int
    #: U: from the check-in to the check-out or the end. `estimated` is the part without a check-out.
    used: int
    estimated: int
    #: Minutes that no-shows gave back before their end, and those of them that were booked again.
    released: int
    recovered: int
    #: Days on which the place is open at some time; those with a booking that somebody attended.
    days_available: int
    days_attended: int
    #: Such days of fixed desks and offices; those on which they are somebody's and not lent back.
    days_assignable: int
    days_assigned: int
    #: Bookings of which the start has passed, less those cancelled in time; a booking is of the month,
    #: the weekday and the hour in which it starts.
    bookings_due: int
    no_shows: int
    cancelled_in_time: int
    cancelled_late: int
    walk_ins: int

    @property
    def occupancy(self) -> Decimal | None:
        """Tasso di occupazione: B / A."""
        return rate(self.booked, self.available)

    @property
    def use(self) -> Decimal | None:
        """Tasso di utilizzo effettivo: U / A."""
        return rate(self.used, self.available)

    @property
    def recovery(self) -> Decimal | None:
        return rate(self.recovered, self.released)

    @property
    def day_rate(self) -> Decimal | None:
        """Desk-day occupancy: days with an attended booking / days available."""
        return rate(self.days_attended, self.days_available)

    @property
    def assignment(self) -> Decimal | None:
        """Tasso di assegnazione: assigned space-days / available space-days."""
        return rate(self.days_assigned, self.days_assignable)

    @property
    def no_show_rate(self) -> Decimal | None:
        return rate(self.no_shows, self.bookings_due)


@dataclass(frozen=True, kw_only=True)
class SpaceRow(Measures):
    """One place in the month."""

    code: str
    name: str
    kind: str
    zone: str


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Requests of the waiting list whose start has passed and that nobody withdrew, by their end.

    `asked` = `served` + `declined` + `expired` + `unmet`; unmet are those that were never served,
    and to whom no place was offered that they let go by. Minutes are those that were asked for.
    """

    asked: int
    served: int
    declined: int
    expired: int
    unmet: int
    asked_minutes: int
    unmet_minutes: int

    @property
    def unmet_rate(self) -> Decimal | None:
        return rate(self.unmet, self.asked)


@dataclass(frozen=True, kw_only=True)
class WaitingRow(Waiting):
    """Who waited for a place of a kind; for the one with this code, or for any of them (no code)."""

    kind: str
    code: str


@dataclass(frozen=True, kw_only=True)
class Totals(Measures, Waiting):
    """Sums over places and over who waited for them; rates are sums over sums, never means."""


@dataclass(frozen=True)
class Peak:
    """The open hour with most desks in use, and how many were available in it."""

    in_use: int
    available: int
    at: datetime | None


@dataclass(frozen=True)
class HeatCell:
    """Minutes of all the hours of the month that fall here (0 = Monday)."""

    weekday: int
    hour: int
    available: int
    booked: int
    used: int
    estimated: int

    @property
    def occupancy(self) -> Decimal | None:
        return rate(self.booked, self.available)

    @property
    def use(self) -> Decimal | None:
        return rate(self.used, self.available)


@dataclass(frozen=True)
class KindHeat:
    """The weekdays and hours of one kind of place."""

    kind: str
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True)
class ThemeRow:
    """Who follows a theme and booked: distinct people, their minutes, their bookings that were due.

    People follow several, so that themes don't add up to the month.
    """

    slug: str
    name: str
    people: int
    booked: int
    used: int
    estimated: int
    bookings_due: int
    no_shows: int


@dataclass(frozen=True, kw_only=True)
class Occupancy:
    """All of a month. What stands beside the rows is summed over all of them."""

    month: Month
    rows: tuple[SpaceRow, ...]
    waiting: tuple[WaitingRow, ...]
    open_days: int
    people: int
    bookings_due: int
    no_shows: int
    cancelled_in_time: int
    cancelled_late: int
    walk_ins: int
    #: Fixed and mobile desks.
    desk_days_available: int
    desk_days_attended: int
    peak: Peak
    mean_daily_peak: Decimal | None
    #: Desks and offices together, then each kind apart.
    heat: tuple[HeatCell, ...]
    kind_heat: tuple[KindHeat, ...]
    themes: tuple[ThemeRow, ...]

    def of(self, *kinds: str) -> Totals:
        """The sums over places of these kinds."""
        return Totals(
            **_sums(Measures, (row for row in self.rows if row.kind in kinds)),
            **_sums(Waiting, (row for row in self.waiting if row.kind in kinds)),
        )

    def heat_of(self, kind: str) -> tuple[HeatCell, ...]:
        """The weekdays and hours of one kind; none where it has no place."""
        return next((heat.cells for heat in self.kind_heat if heat.kind == kind), ())

    @property
    def no_show_rate(self) -> Decimal | None:
        return rate(self.no_shows, self.bookings_due)

    @property
    def desk_day_rate(self) -> Decimal | None:
        return rate(self.desk_days_attended, self.desk_days_available)


def _sums(kind: type, rows: Iterable) -> dict[str, int]:
    rows = list(rows)
    return {f.name: sum(getattr(row, f.name) for row in rows) for f in fields(kind)}
