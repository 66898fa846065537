"""The plan as it is drawn for people, without bookings: to see where a place stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from core.clock import today
from spaces.models import Space, is_retired_on
from spaces.pages.plan import MARGIN, WIDTH

GAP = 28


@dataclass
class Preview:
    """Places on the plan; the one that is being drawn is marked, where its numbers would put it."""

    places: list[Space]
    shown: Space | None = None
    width = WIDTH

    @classmethod
    def of(cls, drawn: Space, places: Iterable[Space]) -> "Preview":
        """The plan of all places with this one, saved or not yet, as it would be."""
        others = (place for place in places if place.pk != drawn.pk)
        return cls([*others, drawn], shown=drawn)

    @property
    def covered(self) -> list[Space]:
        """The places on which the drawn one lies, whole or in part."""
        if self.shown is None:
            return []
        return [place for place in self._standing if place is not self.shown and self._meets(place)]

    def _meets(self, place: Space) -> bool:
        return all(
            getattr(one, f"plan_{at}") < getattr(other, f"plan_{at}") + getattr(other, size)
            for at, size in (("x", "plan_width"), ("y", "plan_height"))
            for one, other in ((self.shown, place), (place, self.shown))
        )

    @cached_property
    def _standing(self) -> list[Space]:
        now = today()
        return [
            place for place in self.places if place is self.shown or not is_retired_on(place, now)
        ]

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
                "css": "mine" if place is self.shown else "free",
                "middle": place.plan_x + place.plan_width // 2,
                "centre": place.plan_y + place.plan_height // 2 + 4,
            }
            for place in self._standing
        ]
