"""Clock hours of a month: the weekly map and the peak."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from itertools import chain

from core.clock import ROME
from spaces.figures.answer import HeatCell, KindHeat, Peak
from spaces.figures.frames import HOUR, Frame
from spaces.figures.place import Place
from spaces.schedule.spans import Span

MEASURES = ("booked", "used", "left")


@lru_cache(maxsize=2000)
def local(hour: int) -> datetime:
    return datetime.fromtimestamp(hour * HOUR, ROME)


def by_frame(places: Iterable[Place]) -> dict[Frame, list[Place]]:
    """The places that are open alike."""
    alike = defaultdict(list)
    for place in places:
        alike[place.frame].append(place)
    return alike


# -- The weekly map --------------------------------------------------------------------------------


class Map:
    """Seconds by weekday and hour: open, and of each measure."""

    def __init__(self, places: Iterable[Place] = ()):
        alike = by_frame(places)
        self.seconds = {"open": _by_weekday_and_hour(alike, _open)}
        for name in MEASURES:
            self.seconds[name] = _by_weekday_and_hour(alike, lambda p, name=name: getattr(p, name))

    def __add__(self, other: "Map") -> "Map":
        both = Map()
        both.seconds = {
            name: self.seconds[name] + other.seconds[name] for name in ("open", *MEASURES)
        }
        return both

    def cells(self) -> tuple[HeatCell, ...]:
        """The hours of the week in which something was open, in their order."""
        return tuple(self._cell(*at) for at in sorted(self.seconds["open"]))

    def _cell(self, weekday: int, hour: int) -> HeatCell:
        minutes = {name: found[weekday, hour] // 60 for name, found in self.seconds.items()}
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


def _open(place: Place) -> tuple[Span, ...]:
    return place.frame.open


def _by_weekday_and_hour(alike: dict[Frame, list[Place]], spans_of: Callable) -> Counter:
    seconds = Counter()
    for frame, places in alike.items():
        # The same half day at many places is looked at once.
        for span, count in Counter(chain.from_iterable(map(spans_of, places))).items():
            for hour, part in frame.hours(span):
                seconds[hour] += part * count
    cells = Counter()
    for hour, total in seconds.items():
        at = local(hour)
        cells[at.weekday(), at.hour] += total
    return cells


# -- The peak --------------------------------------------------------------------------------------


def peaks(desks: list[Place]) -> dict:
    """The busiest open hour of the month, and the mean of each open day's busiest."""
    alike = by_frame(desks)
    available, in_use = Counter(), Counter()
    for frame, places in alike.items():
        for hour in _touched(frame, frame.open):
            available[hour] += len(places)
        for place in places:
            in_use.update(_touched(frame, place.used))
    by_day = {local(hour).date(): 0 for hour in available}
    for hour, count in in_use.items():
        day = local(hour).date()
        by_day[day] = max(by_day[day], count)
    return {"peak": _peak(in_use, available), "mean_daily_peak": _mean(by_day.values())}


def _touched(frame: Frame, found: Iterable[Span]) -> set[int]:
    """The hours that the open part of the spans touches; a desk counts once in an hour."""
    return set(chain.from_iterable(map(frame.touched, found)))


def _peak(in_use: Counter, available: Counter) -> Peak:
    if not in_use:
        return Peak(0, max(available.values(), default=0), None)
    hour = min(in_use, key=lambda hour: (-in_use[hour], hour))
    return Peak(in_use[hour], available[hour], local(hour))


def _mean(counts) -> Decimal | None:
    if not counts:
        return None
    return (Decimal(sum(counts)) / len(counts)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
