"""Write the whole demo, or say why not."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction

from core.locks import for_update
from core.models import Installation
from piastra import programme
from piastra.tools.demo import (
    assignments,
    board,
    bookings,
    budget,
    events,
    memberships,
    people,
    place,
    series,
    waiting,
)
from piastra.tools.demo.story import Story
from spaces.models import Booking

REAL_DATA = (
    "This portal holds real data, so the demo was not loaded and nothing was changed. "
    "To see the demo, start the portal over an empty database."
)
BEGUN = (
    "A real place was begun here, so the demo was not loaded and nothing was changed. Nobody has an account yet: "
    "the first of the staff makes it with the link of the invitation, which `make start` sends, also once more. "
    "To see the demo, give it a folder of its own: "
    "PIASTRA_HOME=/some/new/folder make run"
)
PRODUCTION = (
    "SITE_URL begins with https://, so this is a real portal; the demo's password is published, and anybody could "
    "sign in. The demo was not loaded and nothing was changed. The first of the staff is invited by "
    "`manage.py start`. For a rehearsal that nobody else can reach: manage.py load_demo --even-in-production"
)


class NotHere(Exception):
    """The demo does not belong into this database; nothing was written. The text is for whoever asked."""


def why_not(*, begun: bool, even_in_production: bool = False) -> str:
    """Why the demo is not loaded here, in a sentence; empty where it may be. `begun`: as a real place."""
    if get_user_model().objects.exists() or Booking.objects.exists():
        return REAL_DATA
    if begun:
        return BEGUN
    if settings.HTTPS and not even_in_production:
        return PRODUCTION
    return ""


@transaction.atomic
def load(now: datetime, *, even_in_production: bool = False) -> bool:
    """Load the demo as of `now` into an empty database. False when it is there already.

    Raises NotHere with a sentence where somebody began a real place, and where the portal is in production.
    """
    portal, made = for_update(Installation.objects.all()).get_or_create(
        id=1, defaults={"made_at": now}
    )
    if portal.is_demo:
        return False
    if sentence := why_not(begun=not made, even_in_production=even_in_production):
        raise NotHere(sentence)
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
    memberships.load(story, everybody)
    board.load(story, everybody)
    budget.load(story, everybody)
