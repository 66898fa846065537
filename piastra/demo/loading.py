"""Write the whole demo, or say why not."""

from datetime import datetime

from django.contrib.auth import get_user_model
from django.db import transaction

from core.models import Installation
from piastra import programme
from piastra.demo import assignments, bookings, budget, events, people, place, series, waiting
from piastra.demo.story import Story
from spaces.models import Booking


class RealData(Exception):
    """The database holds data of a real place; nothing was written."""

    def __init__(self):
        super().__init__(
            "This portal holds real data, so the demo was not loaded and nothing was changed. "
            "To see the demo, start the portal over an empty database."
        )


@transaction.atomic
def load(now: datetime) -> bool:
    """Load the demo as of `now` into an empty database. False when it is there already.

    Raises RealData when there are people or bookings that are not the demo's.
    """
    portal, _made = Installation.objects.select_for_update().get_or_create(
        id=1, defaults={"made_at": now}
    )
    if portal.is_demo:
        return False
    if get_user_model().objects.exists() or Booking.objects.exists():
        raise RealData
    portal.is_demo = True
    portal.save(update_fields=["is_demo"])
    _write(Story(now))
    return True


def _write(story: Story) -> None:
    programme.load()
    places = place.load(story)
    everybody = people.load(story)
    # Events take their rooms first, everybody else finds them taken.
    events.load(story, places, everybody)
    bookings.load(story, places, everybody)
    assignments.load(story, places, everybody)
    series.load(story, places, everybody)
    waiting.load(story, everybody)
    budget.load(story, everybody)
