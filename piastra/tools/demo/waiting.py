"""Who waits for a meeting room that is taken, and who has waited in vain: the rooms are few."""

from datetime import timedelta

from core.clock import day_of
from members.models import User
from piastra.tools.demo.cast import COWORKERS
from piastra.tools.demo.people import People
from piastra.tools.demo.story import Story
from spaces.models import Booking, Space, WaitingRequest

#: How many of the meetings to come have somebody in line, and after how many past ones somebody waited.
COMING, EVERY = 2, 25
#: Late enough to be seen by who opens the demo.
SOONEST = timedelta(hours=26)


def load(story: Story, people: People) -> None:
    """Write them; the bookings are there already."""
    meetings = Booking.objects.filter(space__kind=Space.Kind.MEETING_ROOM)
    meetings = meetings.select_related("space").order_by("start", "space__code")
    line, sample = WaitingLine(story, people), people.coworkers[COWORKERS[0]]
    coming = meetings.filter(start__gt=story.now + SOONEST, status=Booking.Status.CONFIRMED)
    coming = list(coming.exclude(person=sample)[:COMING])
    made = [line.waits(meeting) for meeting in coming]
    # The sample coworker is second in line, so that the demo shows what that looks like.
    made += [line.waits(meeting, sample) for meeting in coming[:1]]
    past = meetings.filter(end__lt=story.now, status=Booking.Status.ATTENDED)
    made += [line.waited(meeting) for meeting in list(past)[EVERY::EVERY]]
    made = [request for request in made if request]
    WaitingRequest.objects.bulk_create(sorted(made, key=lambda request: request.made_at))


class WaitingLine:
    """Finds who waits: a member on that day, and not the one who has the room."""

    def __init__(self, story: Story, people: People):
        self.story, self.people, self.dice = story, people, story.dice("waiting")

    def waits(self, meeting: Booking, person: User | None = None) -> WaitingRequest | None:
        """Somebody in line; the `person`, when given, after the others."""
        since = self.story.now - (timedelta(minutes=2) if person else timedelta(minutes=4))
        return self._request(meeting, person or self._somebody(meeting), made_at=since)

    def waited(self, meeting: Booking) -> WaitingRequest | None:
        """Somebody for whom no room came free."""
        made_at = meeting.made_at + (meeting.start - meeting.made_at) / 2
        ended = {"status": WaitingRequest.Status.UNSERVED, "ended_at": meeting.start}
        return self._request(meeting, self._somebody(meeting), made_at=made_at, **ended)

    def _request(self, meeting: Booking, person: User | None, **fate) -> WaitingRequest | None:
        if person is None:
            return None
        return WaitingRequest(
            person=person,
            kind=meeting.space.kind,
            space=meeting.space,
            start=meeting.start,
            end=meeting.end,
            **fate,
        )

    def _somebody(self, meeting: Booking) -> User | None:
        """A member since before the room was booked; not the sample coworker. None in the first days."""
        since, day = (day_of(moment) for moment in (meeting.made_at, meeting.start))
        members = [
            self.people.coworkers[each]
            for each in COWORKERS[1:]
            if self.people.joined[each] <= since
            and (each not in self.people.left or day < self.people.left[each])
        ]
        others = [each for each in members if each.pk != meeting.person_id]
        return self.dice.choice(others) if others else None
