"""Clock hours of a month: the weekly map and the peak."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from core.clock import ROME
from spaces.figures.answer import HeatCell, KindHeat, Peak
from spaces.figures.place import Place
from spaces.schedule.spans import Span

HOUR = 3600
MEASURES = ("open", "booked", "used", "left")


def hours_of(found: Iterable[Span]) -> Iterator[tuple[int, int]]:
    """The clock hours that the spans touch, each with its seconds. Rome's offsets are whole hours."""
    for start, end in found:
        for hour in range(start // HOUR, (end - 1) // HOUR + 1):
            yield hour, min(end, (hour + 1) * HOUR) - max(start, hour * HOUR)


def local(hour: int) -> datetime:
    return datetime.fromtimestamp(hour * HOUR, ROME)


# -- The weekly map --------------------------------------------------------------------------------


class Map:
    """Seconds by weekday and hour, of each measure."""

    def __init__(self, places: Iterable[Place] = ()):
        places = list(places)
        self.seconds = {
            name: _by_weekday_and_hour(getattr(place, name) for place in places)
            for name in MEASURES
        }

    def __add__(self, other: "Map") -> "Map":
        both = Map()
        both.seconds = {name: self.seconds[name] + other.seconds[name] for name in MEASURES}
        return both

    def cells(self) -> tuple[HeatCell, ...]:
        """The hours of the week in which something was open, in their order."""
        return tuple(self._cell(*at) for at in sorted(self.seconds["open"]))

    def _cell(self, weekday: int, hour: int) -> HeatCell:
        minutes = {name: self.seconds[name][weekday, hour] // 60 for name in MEASURES}
        used = minutes["used"]
        return HeatCell(
            weekday, hour, minutes["open"], minutes["booked"], used, used - minutes["left"]
        )


def heat(places: list[Place], together: list[str]) -> dict:
    """The map of these kinds together, and of each kind that has a place apart."""
    kinds = dict.fromkeys(place.space.kind for place in places)
    maps = {kind: Map(p for p in places if p.space.kind == kind) for kind in kinds}
    whole = sum((maps[kind] for kind in maps if kind in together), Map())
    apart = (KindHeat(kind, found.cells()) for kind, found in sorted(maps.items()))
    return {"heat": whole.cells(), "kind_heat": tuple(apart)}


def _by_weekday_and_hour(places: Iterable[tuple[Span, ...]]) -> Counter:
    seconds = Counter()
    for found in places:
        for hour, part in hours_of(found):
            seconds[hour] += part
    cells = Counter()
    for hour, total in seconds.items():
        at = local(hour)
        cells[at.weekday(), at.hour] += total
    return cells


# -- The peak --------------------------------------------------------------------------------------


def peaks(desks: list[Place]) -> dict:
    """The busiest open hour of the month, and the mean of each open day's busiest."""
    available = _desks_by_hour(desk.open for desk in desks)
    in_use = _desks_by_hour(desk.used for desk in desks)
    by_day = {local(hour).date(): 0 for hour in available}
    for hour, count in in_use.items():
        day = local(hour).date()
        by_day[day] = max(by_day[day], count)
    return {"peak": _peak(in_use, available), "mean_daily_peak": _mean(by_day.values())}


def _desks_by_hour(desks: Iterable[tuple[Span, ...]]) -> Counter:
    """How many desks each hour touches; a desk counts once in an hour."""
    return Counter(hour for found in desks for hour in {hour for hour, _part in hours_of(found)})


def _peak(in_use: Counter, available: Counter) -> Peak:
    if not in_use:
        return Peak(0, max(available.values(), default=0), None)
    hour = min(in_use, key=lambda hour: (-in_use[hour], hour))
    return Peak(in_use[hour], available[hour], local(hour))


def _mean(counts) -> Decimal | None:
    if not counts:
        return None
    return (Decimal(sum(counts)) / len(counts)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
