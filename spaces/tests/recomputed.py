"""A month's figures the slow and obvious way: each quarter of an hour of each place is asked what it was.

Written from the definitions alone (docs/domain.md, Occupancy). Nothing here comes from `spaces.figures` or
`spaces.schedule`; the holidays are written by hand.
"""

from collections import Counter, defaultdict
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from zoneinfo import ZoneInfo

QUARTER = 900
ROME = ZoneInfo("Europe/Rome")
EASTER = {date(2026, 4, 5), date(2026, 4, 6), date(2027, 3, 28), date(2027, 3, 29)}
FIXED = [
    (1, 1), (1, 6), (4, 25), (5, 1), (6, 2), (6, 19), (8, 15), (10, 4), (11, 1), (12, 8), (12, 25),
    (12, 26),
]  # fmt: skip
HOLIDAYS = EASTER | {date(year, *day) for year in (2026, 2027) for day in FIXED}
DESKS = ("fixed_desk", "mobile_desk")
DESKS_AND_OFFICES = (*DESKS, "office")
ASSIGNED = ("fixed_desk", "office")
STAFF = "staff"


def figures(written) -> dict:
    """Everything that `spaces.figures.occupancy` answers, as plain dictionaries, without the month."""
    first, last = written.month.first, written.month.next.first
    places = [Watched(place, written, first, last) for place in written.places]
    places = sorted((p for p in places if p.is_reported), key=lambda place: place.code)
    rows = tuple(place.row() for place in places)
    desks = [place for place in places if place.kind in DESKS]
    both = [place for place in places if place.kind in DESKS_AND_OFFICES]
    kinds = sorted({place.kind for place in places})
    counts = ("bookings_due", "no_shows", "cancelled_in_time", "cancelled_late", "walk_ins")
    return {
        "rows": rows,
        "waiting": waiting(written, first, last),
        "open_days": len({day_of(q) for place in places for q in place.open}),
        "people": len(coworkers(places)),
        **{name: sum(row[name] for row in rows) for name in counts},
        "desk_days_available": sum(row["days_available"] for row in rows if row["kind"] in DESKS),
        "desk_days_attended": sum(row["days_attended"] for row in rows if row["kind"] in DESKS),
        **peaks(desks),
        "heat": heat(both),
        "kind_heat": tuple(
            {"kind": kind, "cells": heat([place for place in places if place.kind == kind])}
            for kind in kinds
        ),
        "themes": themes(written, places),
    }


class Watched:
    """One place with the quarters in which it was open, booked, used … as sets of their first seconds."""

    def __init__(self, place, written, first, last):
        self.place, self.written, self.first, self.last = place, written, first, last
        self.code, self.kind = place.code, place.kind
        begin, end = stamp(local_midnight(first)), stamp(local_midnight(last))
        self.month = range(begin, end, QUARTER)
        self.bookings = [
            b
            for b in written.bookings
            if b.space == place and stamp(b.start) < end and stamp(b.end) > begin
        ]
        self.starting = [b for b in self.bookings if begin <= stamp(b.start)]
        self.hours = [
            [
                hours
                for hours in written.hours
                if (hours.kind, hours.weekday) == (place.kind, weekday)
            ]
            for weekday in range(7)
        ]
        self.open = self._open()
        counted = [b for b in self.bookings if b.status in ("confirmed", "attended", "no_show")]
        attended = [b for b in self.bookings if b.status == "attended"]
        self.booked = self._during(taken(b) for b in counted)
        self.used = self._during(use(b) for b in attended)
        self.known = self._during(use(b) for b in attended if b.checked_out_at)
        self.released = self._during(
            (max(b.start, b.released_at), b.end)
            for b in self.bookings
            if b.status == "no_show" and b.released_at
        )
        self.attended = self._during((b.start, b.end) for b in attended)

    @property
    def is_reported(self) -> bool:
        """In service on some day of the month, or with a booking in it."""
        days = (self.first + timedelta(days=n) for n in range((self.last - self.first).days))
        return bool(self.bookings) or any(self._exists(day) for day in days)

    def _exists(self, day) -> bool:
        place = self.place
        return place.opened_on <= day and (place.retired_on is None or day < place.retired_on)

    def _open(self) -> set[int]:
        weekly = {q for q in self.month if self._exists(day_of(q)) and self._is_weekly(q)}
        # A room made of rooms can't be had in full while one of them is closed.
        here = {self.place, *self.written.parts.get(self.place, ())}
        holes = [closure for closure, only in self.written.closures if not only or here & {*only}]
        holes += [outage for outage in self.written.outages if outage.space in here]
        return weekly - quarters((hole.start, hole.end) for hole in holes)

    def _is_weekly(self, quarter) -> bool:
        moment = at(quarter)
        # In the hour that October repeats, every minute of it was shown once already.
        clock = time(2, 59, 59) if moment.fold else moment.time()
        day = moment.date()
        return day not in HOLIDAYS and any(
            hours.opens <= clock < hours.closes
            and hours.valid_from <= day
            and (hours.valid_until is None or day < hours.valid_until)
            for hours in self.hours[day.weekday()]
        )

    def _during(self, times) -> set[int]:
        return quarters(times) & self.open

    def is_assigned(self, day) -> bool:
        return any(
            made.space == self.place
            and made.starts <= day
            and (made.ends is None or day < made.ends)
            and day not in lent
            for made, lent in self.written.assignments
        )

    def row(self) -> dict:
        days = {day_of(q) for q in self.open}
        assignable = days if self.kind in ASSIGNED else set()
        return {
            "code": self.code,
            "name": self.code,
            "kind": self.kind,
            "zone": self.place.zone.name,
            "available": minutes(self.open),
            "booked": minutes(self.booked),
            "used": minutes(self.used),
            "estimated": minutes(self.used - self.known),
            "released": minutes(self.released),
            "recovered": minutes(self.released & self.booked),
            "days_available": len(days),
            "days_attended": len({day_of(q) for q in self.attended}),
            "days_assignable": len(assignable),
            "days_assigned": len([day for day in assignable if self.is_assigned(day)]),
            "bookings_due": len([b for b in self.starting if is_due(b, self.written.now)]),
            "no_shows": len([b for b in self.starting if b.status == "no_show"]),
            "cancelled_in_time": len([b for b in self.starting if b.status == "cancelled"]),
            "cancelled_late": len([b for b in self.starting if b.status == "cancelled_late"]),
            "walk_ins": len(
                [
                    b
                    for b in self.starting
                    if b.is_walk_in and b.status in ("confirmed", "attended", "no_show")
                ]
            ),
        }


# -- Times ---------------------------------------------------------------------------------------------


def stamp(moment) -> int:
    return round(moment.timestamp())


@cache
def at(quarter) -> datetime:
    return datetime.fromtimestamp(quarter, ROME)


def day_of(quarter) -> date:
    return at(quarter).date()


def local_midnight(day) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ROME)


def quarters(times) -> set[int]:
    """Every quarter that begins in one of the times."""
    return {q for start, end in times for q in range(stamp(start), stamp(end), QUARTER)}


def minutes(found) -> int:
    return 15 * len(found)


def taken(booking) -> tuple:
    if booking.status == "no_show" and booking.released_at:
        return booking.start, min(booking.end, booking.released_at)
    return booking.start, booking.end


def use(booking) -> tuple:
    return booking.checked_in_at, min(booking.checked_out_at or booking.end, booking.end)


def is_due(booking, now) -> bool:
    status = booking.status
    return booking.start <= now and status not in ("cancelled", "offered", "lapsed")


# -- Hours of the week, the peak -------------------------------------------------------------------------


def heat(places) -> tuple[dict, ...]:
    cells = defaultdict(Counter)
    for place in places:
        for quarter in place.open:
            cell = cells[at(quarter).weekday(), at(quarter).hour]
            cell["available"] += 15
            cell["booked"] += 15 * (quarter in place.booked)
            cell["used"] += 15 * (quarter in place.used)
            cell["estimated"] += 15 * (quarter in place.used - place.known)
    names = ("available", "booked", "used", "estimated")
    return tuple(
        {"weekday": weekday, "hour": hour, **{name: cells[weekday, hour][name] for name in names}}
        for weekday, hour in sorted(cells)
    )


def peaks(desks) -> dict:
    hours = sorted({quarter - quarter % 3600 for desk in desks for quarter in desk.open})
    if not hours:
        return {"peak": {"in_use": 0, "available": 0, "at": None}, "mean_daily_peak": None}
    in_use = {hour: touching(desks, "used", hour) for hour in hours}
    available = {hour: touching(desks, "open", hour) for hour in hours}
    most = max(in_use.values())
    when = next(hour for hour in hours if in_use[hour] == most) if most else None
    peak = {
        "in_use": most,
        "available": available[when] if most else max(available.values()),
        "at": at(when) if most else None,
    }
    daily = defaultdict(int)
    for hour in hours:
        daily[day_of(hour)] = max(daily[day_of(hour)], in_use[hour])
    mean = Decimal(sum(daily.values())) / len(daily)
    return {"peak": peak, "mean_daily_peak": mean.quantize(Decimal("0.01"), ROUND_HALF_UP)}


def touching(desks, what, hour) -> int:
    times = range(hour, hour + 3600, QUARTER)
    return sum(any(quarter in getattr(desk, what) for quarter in times) for desk in desks)


# -- People, who waited ----------------------------------------------------------------------------------


def coworkers(places) -> set[int]:
    return {
        booking.person_id
        for place in places
        for booking in place.bookings
        if booking.status in ("confirmed", "attended", "no_show") and booking.person.role != STAFF
    }


def themes(written, places) -> tuple[dict, ...]:
    return tuple(
        {
            "slug": slug,
            "name": "x",
            **of_followers(places, followers & coworkers(places), written.now),
        }
        for slug, followers in written.follows.items()
    )


def of_followers(places, people, now) -> dict:
    sums = Counter()
    for place in places:
        for booking in place.bookings:
            if booking.person_id in people:
                sums.update(of_booking(place, booking, now))
    names = ("booked", "used", "estimated", "bookings_due", "no_shows")
    return {"people": len(people), **{name: sums[name] for name in names}}


def of_booking(place, booking, now) -> dict:
    counted = booking.status in ("confirmed", "attended", "no_show")
    used = quarters([use(booking)]) & place.open if booking.status == "attended" else ()
    return {
        "booked": minutes(quarters([taken(booking)]) & place.open) if counted else 0,
        "used": minutes(used),
        "estimated": 0 if booking.checked_out_at else minutes(used),
        "bookings_due": booking in place.starting and is_due(booking, now),
        "no_shows": booking in place.starting and booking.status == "no_show",
    }


def waiting(written, first, last) -> tuple[dict, ...]:
    found = defaultdict(list)
    for request in written.requests:
        begins = local_midnight(first) <= request.start < local_midnight(last)
        if begins and request.start <= written.now and request.status != "withdrawn":
            found[request.kind, request.space.code if request.space else ""].append(request)
    return tuple(waiting_row(kind, code, found[kind, code]) for kind, code in sorted(found))


def waiting_row(kind, code, requests) -> dict:
    ended = Counter(request.status for request in requests)
    unmet = [request for request in requests if request.status in ("unserved", "waiting")]
    return {
        "asked": len(requests),
        "served": ended["served"],
        "declined": ended["declined"],
        "expired": ended["expired"] + ended["offered"],
        "unmet": len(unmet),
        "asked_minutes": sum((stamp(r.end) - stamp(r.start)) // 60 for r in requests),
        "unmet_minutes": sum((stamp(r.end) - stamp(r.start)) // 60 for r in unmet),
        "kind": kind,
        "code": code,
    }
