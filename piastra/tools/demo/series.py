"""Two bookings that repeat, of the coworker who shows the portal: a desk, and a room for a meeting."""

import uuid
from datetime import date, time, timedelta

from piastra.tools.demo.cast import COWORKERS
from piastra.tools.demo.people import People
from piastra.tools.demo.story import Story
from spaces.availability.dry_run import DryRun
from spaces.models import Booking, Series, Space
from spaces.schedule import Slot
from spaces.schedule.series import Wish

#: The next days stay as they are: who tries the portal books on them.
STARTS_IN, LASTS = timedelta(days=6), timedelta(days=21)
THURSDAY, TUESDAY = 3, 1


def load(story: Story, places: dict[str, Space], people: People) -> None:
    """Nothing of the past: the figures of the demo's months stay what they are."""
    first = story.today + STARTS_IN
    for wish in _wishes(places, first, first + LASTS):
        _book(story, people, wish)


def _wishes(places: dict[str, Space], first: date, until: date) -> list[Wish]:
    return [
        Wish(places["M04"], frozenset({THURSDAY}), first, until, slot=Slot.MORNING),
        Wish(
            places["R2"],
            frozenset({TUESDAY}),
            first,
            until,
            starts_at=time(17),
            ends_at=time(18),
            purpose="Riunione di progetto",
        ),
    ]


def _book(story: Story, people: People, wish: Wish) -> None:
    """The free dates, without letters; nothing where none is free."""
    person = people.coworkers[COWORKERS[0]]
    run, dice = DryRun(wish, person, story.now), story.dice(f"series {wish.space.code}")
    if not run.free:
        return
    made_at = story.now - timedelta(hours=20)
    series = Series.objects.create(
        space=wish.space,
        person=person,
        weekdays=sorted(wish.weekdays),
        first=wish.first,
        until=wish.until,
        slot=wish.slot or "",
        starts_at=wish.starts_at,
        ends_at=wish.ends_at,
        purpose=wish.purpose,
        request_key=_key(dice),
        left_out=[line.told for line in run.left_out],
        made_at=made_at,
        made_by=person,
    )
    Booking.objects.bulk_create(
        Booking(
            space=wish.space,
            person=person,
            start=line.start,
            end=line.end,
            purpose=wish.purpose,
            series=series,
            request_key=_key(dice),
            made_at=made_at,
            made_by=person,
        )
        for line in run.free
    )


def _key(dice) -> uuid.UUID:
    return uuid.UUID(int=dice.getrandbits(128), version=4)
