"""Two offices that are two organisations' own since the month began, one of them lent for a day."""

from datetime import timedelta

from core.month import Month
from members.models import Organisation
from piastra.tools.demo.cast import COWORKERS
from piastra.tools.demo.people import People
from piastra.tools.demo.story import Story, moment
from spaces.models import Assignment, Booking, LentDay, Space
from spaces.schedule import Opening

#: Offices of which nobody but their organisation has ever made use.
OFFICES = ["U2", "U5"]
#: The one that is lent, on the first day to come on which its people stay away.
LENT = "U5"


def load(story: Story, places: dict[str, Space], people: People) -> None:
    """Write them; the bookings are there already."""
    since = Month.of(story.today).first
    for code in OFFICES:
        coworker = next(each for each in COWORKERS if each.place == code)
        made = Assignment.objects.create(
            space=places[code],
            organisation=Organisation.objects.get(name=coworker.organisation),
            starts=since,
            made_at=moment(since - timedelta(days=3), "10:30"),
            made_by=people.staff,
        )
        made.people.add(people.coworkers[coworker])
        if code == LENT:
            _lend(made, story)


def _lend(made: Assignment, story: Story) -> None:
    opening = Opening(story.today + timedelta(days=1), story.last_day + timedelta(days=8))
    taken = Booking.objects.filter(space=made.space, start__gt=story.now).values_list("start")
    busy = {start.date() for (start,) in taken}
    free = (day for day in opening.days() if day not in busy and opening.of(made.space, day))
    if day := next(free, None):
        LentDay.objects.create(assignment=made, day=day, lent_at=story.now)
