"""Clock hours of a month, numbered from its first: the weekly map and the peak."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from core.clock import ROME
from core.month import Month
from spaces.figures.answer import HeatCell, KindHeat, Peak
from spaces.figures.frames import HOUR, Frame
from spaces.figures.place import Place
from spaces.figures.sums import KINDS, MEASURES, Sums, Together
from spaces.models import Space


@lru_cache(maxsize=50)
def clock(month: Month) -> list[datetime]:
    """What Rome's clocks show when each hour of the month begins."""
    first, end = int(month.start.timestamp()), int(month.end.timestamp())
    return [datetime.fromtimestamp(at, ROME) for at in range(first, end, HOUR)]


@lru_cache(maxsize=50)
def weekdays_and_hours(month: Month) -> list[tuple[int, int]]:
    return [(at.weekday(), at.hour) for at in clock(month)]


def alike(places: Iterable[Place]) -> Counter[Frame]:
    """How many places have each frame."""
    return Counter(place.frame for place in places)


# -- The weekly map --------------------------------------------------------------------------------


class Map:
    """Seconds by weekday and hour: open, and of each measure."""

    def __init__(self):
        self.seconds = {name: Counter() for name in ("open", *MEASURES)}

    def __add__(self, other: "Map") -> "Map":
        both = Map()
        both.seconds = {name: found + other.seconds[name] for name, found in self.seconds.items()}
        return both

    def add(self, name: str, month: Month, hours: dict[int, int]) -> None:
        cells, found = weekdays_and_hours(month), self.seconds[name]
        for hour, seconds in hours.items():
            found[cells[hour]] += seconds

    def cells(self) -> tuple[HeatCell, ...]:
        """The hours of the week in which something was open, in their order."""
        return tuple(self._cell(*at) for at in sorted(self.seconds["open"]))

    def _cell(self, weekday: int, hour: int) -> HeatCell:
        minutes = {name: found[weekday, hour] // 60 for name, found in self.seconds.items()}
        used = minutes["used"]
        return HeatCell(
            weekday, hour, minutes["open"], minutes["booked"], used, used - minutes["left"]
        )


def heat(month: Month, places: list[Place], sums: Sums) -> dict:
    """The map of desks and offices together, and of each kind that has a place apart."""
    maps = {place.space.kind: Map() for place in places}
    for kind, found in maps.items():
        _add_open(found, month, alike(place for place in places if place.space.kind == kind))
    for name in MEASURES:
        for kind, hours in _by_kind(sums.hours[name]).items():
            maps[kind].add(name, month, hours)
    whole = sum((maps[kind] for kind in maps if kind in Space.DESKS_AND_OFFICES), Map())
    apart = (KindHeat(kind, found.cells()) for kind, found in sorted(maps.items()))
    return {"heat": whole.cells(), "kind_heat": tuple(apart)}


def _add_open(found: Map, month: Month, frames: Counter[Frame]) -> None:
    for frame, count in frames.items():
        found.add("open", month, {hour: part * count for hour, part in frame.hours.items()})


def _by_kind(stretches: list[Together]) -> dict[str, Counter]:
    """The seconds in each hour, by kind."""
    found = defaultdict(Counter)
    for each in stretches:
        _add_stretches(found[KINDS[each.kind]], each)
    return found


def _add_stretches(seconds: Counter, each: Together) -> None:
    """They fill the hours between the first and the last."""
    for hour in range(each.first, each.last + 1):
        seconds[hour] += HOUR * each.count
    seconds[each.first] -= each.starts - each.first * HOUR * each.count
    seconds[each.last] -= (each.last + 1) * HOUR * each.count - each.ends


# -- The peak --------------------------------------------------------------------------------------


def peaks(month: Month, desks: list[Place], sums: Sums) -> dict:
    """The busiest open hour of the month, and the mean of each open day's busiest."""
    available, in_use = Counter(), _in_use(sums.hours["used"])
    for frame, count in alike(desks).items():
        available.update(dict.fromkeys(frame.hours, count))
    at = clock(month)
    by_day = {at[hour].day: 0 for hour in available}
    for hour, count in in_use.items():
        day = at[hour].day
        by_day[day] = max(by_day[day], count)
    return {
        "peak": _peak(month, in_use, available),
        "mean_daily_peak": _mean(by_day.values()),
    }


def _in_use(stretches: list[Together]) -> Counter:
    """How many desks are in use at some time of each hour."""
    found = Counter()
    for each in stretches:
        if KINDS[each.kind] in Space.DESKS:
            for hour in range(each.first, each.last + 1):
                found[hour] += each.count
            found[each.first] -= each.again
    return found


def _peak(month: Month, in_use: Counter, available: Counter) -> Peak:
    if not in_use:
        return Peak(0, max(available.values(), default=0), None)
    hour = min(in_use, key=lambda hour: (-in_use[hour], hour))
    return Peak(in_use[hour], available[hour], clock(month)[hour])


def _mean(counts) -> Decimal | None:
    if not counts:
        return None
    return (Decimal(sum(counts)) / len(counts)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
