"""The plan as it is drawn for people, without bookings: to see where a place stands."""

from dataclasses import dataclass
from functools import cached_property

from core.months import today
from spaces.models import Space
from spaces.plan import MARGIN, WIDTH

GAP = 28


@dataclass
class Preview:
    """Places on the plan; the one that is being changed is marked."""

    places: list[Space]
    shown: Space | None = None
    width = WIDTH

    @cached_property
    def _standing(self) -> list[Space]:
        now = today()
        return [place for place in self.places if not place.retired_on or place.retired_on > now]

    @property
    def height(self) -> int:
        return self._bottom + MARGIN

    @property
    def next_row(self) -> int:
        """Below everything, with air for the zone's name."""
        return self._bottom + GAP

    @property
    def _bottom(self) -> int:
        return max((place.plan_y + place.plan_height for place in self._standing), default=0)

    @property
    def boxes(self) -> list[dict]:
        return [
            {
                "place": place,
                "css": "mine" if place == self.shown else "free",
                "middle": place.plan_x + place.plan_width // 2,
                "centre": place.plan_y + place.plan_height // 2 + 4,
            }
            for place in self._standing
        ]
