"""Clock hours of a month: the weekly map and the peak."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from itertools import chain
from operator import attrgetter

from core.clock import ROME
from spaces.figures.answer import HeatCell, KindHeat, Peak
from spaces.figures.frames import HOUR, Frame
from spaces.figures.place import Place
from spaces.models import Space
from spaces.schedule.spans import Span

#: What the map shows, and where a place has it.
MEASURES = {"open": "frame.open", "booked": "booked", "used": "used", "left": "left"}


@lru_cache(maxsize=2000)
def local(hour: int) -> datetime:
    return datetime.fromtimestamp(hour * HOUR, ROME)


@lru_cache(maxsize=2000)
def weekday_and_hour(hour: int) -> tuple[int, int]:
    at = local(hour)
    return at.weekday(), at.hour


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
        self.seconds = {
            name: _by_weekday_and_hour(alike, attrgetter(path)) for name, path in MEASURES.items()
        }

    def __add__(self, other: "Map") -> "Map":
        both = Map()
        both.seconds = {name: self.seconds[name] + other.seconds[name] for name in MEASURES}
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


def heat(places: list[Place]) -> dict:
    """The map of desks and offices together, and of each kind that has a place apart."""
    kinds = dict.fromkeys(place.space.kind for place in places)
    maps = {kind: Map(p for p in places if p.space.kind == kind) for kind in kinds}
    whole = sum((maps[kind] for kind in maps if kind in Space.DESKS_AND_OFFICES), Map())
    apart = (KindHeat(kind, found.cells()) for kind, found in sorted(maps.items()))
    return {"heat": whole.cells(), "kind_heat": tuple(apart)}


def _by_weekday_and_hour(alike: dict[Frame, list[Place]], spans_of: Callable) -> Counter:
    seconds = Counter()
    for frame, places in alike.items():
        # The same half day at many places is looked at once.
        for span, count in Counter(chain.from_iterable(map(spans_of, places))).items():
            for hour, part in frame.hours(span):
                seconds[hour] += part * count
    cells = Counter()
    for hour, total in seconds.items():
        cells[weekday_and_hour(hour)] += total
    return cells


# -- The peak --------------------------------------------------------------------------------------


def peaks(desks: list[Place]) -> dict:
    """The busiest open hour of the month, and the mean of each open day's busiest."""
    available, in_use = Counter(), Counter()
    for frame, places in by_frame(desks).items():
        _add_desks(available, frame, {span: len(places) for span in frame.open})
        _add_desks(in_use, frame, Counter(chain.from_iterable(place.used for place in places)))
        in_use.subtract(chain.from_iterable(_twice(frame, place.used) for place in places))
        available.subtract(_twice(frame, frame.open) * len(places))
    by_day = {local(hour).date(): 0 for hour in available}
    for hour, count in in_use.items():
        day = local(hour).date()
        by_day[day] = max(by_day[day], count)
    return {"peak": _peak(in_use, available), "mean_daily_peak": _mean(by_day.values())}


def _add_desks(found: Counter, frame: Frame, spans: dict[Span, int]) -> None:
    """Add the desks of each span to the hours that it touches."""
    for span, count in spans.items():
        for hour in frame.touched(span):
            found[hour] += count


def _twice(frame: Frame, found: Iterable[Span]) -> list[int]:
    """The hours that a desk's spans touch once more than one of them does: it counts once in an hour."""
    again, last = [], None
    for hours in filter(None, map(frame.touched, found)):
        if hours[0] == last:
            again.append(last)
        last = hours[-1]
    return again


def _peak(in_use: Counter, available: Counter) -> Peak:
    if not in_use:
        return Peak(0, max(available.values(), default=0), None)
    hour = min(in_use, key=lambda hour: (-in_use[hour], hour))
    return Peak(in_use[hour], available[hour], local(hour))


def _mean(counts) -> Decimal | None:
    if not counts:
        return None
    return (Decimal(sum(counts)) / len(counts)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
