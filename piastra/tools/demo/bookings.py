"""Eight months of desks, offices and rooms taken: few at first, more each month, quieter in August."""

import uuid
from collections import defaultdict
from datetime import date, datetime, timedelta

from members.models import User
from piastra.tools.demo.cast import COWORKERS, Coworker
from piastra.tools.demo.people import People
from piastra.tools.demo.place import HALF_DAY_AT
from piastra.tools.demo.story import Story
from spaces.models import Booking, Space
from spaces.schedule import Opening, Slot

Status = Booking.Status

#: How lively a weekday and a month are, against an ordinary one.
WEEKDAYS = [0.95, 1.06, 1.1, 1.04, 0.74, 0.3, 0]
MONTHS = {7: 0.88, 8: 0.5, 12: 0.85}
SLOTS = [Slot.DAY, Slot.MORNING, Slot.AFTERNOON]
SLOT_WEIGHTS = [70, 18, 12]
#: What becomes of a booking, in a hundred.
FATES = [Status.ATTENDED, Status.NO_SHOW, Status.CANCELLED, Status.CANCELLED_LATE]
FATE_WEIGHTS = [87, 4, 6, 3]
PURPOSES = [
    "Riunione di progetto", "Videochiamata con un cliente", "Colloqui", "Gruppo di studio",
    "Incontro con i partner", "Revisione della tesi",
]  # fmt: skip


def load(story: Story, places: dict[str, Space], people: People) -> None:
    diary = Diary(story, places, people)
    bookings = [*diary.desks_and_offices(), *diary.rooms()]
    Booking.objects.bulk_create(sorted(bookings, key=lambda booking: booking.made_at))


class Diary:
    """Writes down who came when. Nothing overlaps, everything lies within the opening hours."""

    def __init__(self, story: Story, places: dict[str, Space], people: People):
        self.story, self.places, self.people = story, places, people
        self.opening = Opening(story.opens, story.last_day + timedelta(days=1))
        self.dice = story.dice("bookings")
        self.taken = defaultdict(list)
        for event in Booking.objects.select_related("space"):
            self._take(event.space, event.start, event.end)
        self.free_for_the_sample = _next_open_days(self.opening, places["F01"], story, 2)

    # -- desks and offices -----------------------------------------------------------------------
    def desks_and_offices(self):
        for day in self.story.days:
            for coworker in self._who_comes(day):
                found = self._find(coworker, day)
                if found:
                    yield self._booking(*found, self.people.coworkers[coworker], day)

    def _who_comes(self, day: date) -> list[Coworker]:
        """Those with a place of their own first: it stays theirs."""
        coming = [each for each in COWORKERS if self._comes(each, day)]
        return sorted(coming, key=lambda coworker: not coworker.place)

    def _comes(self, coworker: Coworker, day: date) -> bool:
        chance = coworker.habit * WEEKDAYS[day.weekday()] * MONTHS.get(day.month, 1)
        chance *= 0.7 + 0.3 * self.story.progress(day)
        chance *= self._already_booked(day)
        if self.dice.random() >= chance or not self._is_member(coworker, day):
            return False
        return coworker is not COWORKERS[0] or day not in self.free_for_the_sample

    def _already_booked(self, day: date) -> float:
        """Of the bookings that a coming day will have, how many are made by now."""
        ahead = (day - self.story.today).days
        return 1 if ahead <= 0 else max(0.25, 0.84 - 0.06 * ahead)

    def _is_member(self, coworker: Coworker, day: date) -> bool:
        left = self.people.left.get(coworker)
        return self.people.joined[coworker] <= day and (left is None or day < left)

    def _find(self, coworker: Coworker, day: date):
        """A free place for this person: (space, start, end). The own one, else where there is room."""
        for space in self._wishes(coworker):
            slots = self.opening.slots(space, day, HALF_DAY_AT)
            wished = self.dice.choices(SLOTS, SLOT_WEIGHTS)[0]
            span = slots.get(wished) or slots.get(Slot.DAY)
            if span and self._take(space, *span):
                return space, *span
        return None

    def _wishes(self, coworker: Coworker) -> list[Space]:
        if coworker.place.startswith("U"):
            return [self.places[coworker.place]]
        mobile = self._shuffled("M")
        if coworker.place:
            return [self.places[coworker.place], *mobile]
        return [*mobile, *self._shuffled("F")]

    def _shuffled(self, letter: str) -> list[Space]:
        found = [space for code, space in self.places.items() if code.startswith(letter)]
        self.dice.shuffle(found)
        return found

    def _take(self, space: Space, start: datetime, end: datetime) -> bool:
        held = self.taken[space.code]
        if any(start < taken_end and taken_start < end for taken_start, taken_end in held):
            return False
        held.append((start, end))
        return True

    # -- rooms -----------------------------------------------------------------------------------
    def rooms(self):
        rooms = [self.places["R1"], self.places["R2"]]
        for day in self.story.days:
            members = [each for each in COWORKERS if self._is_member(each, day)]
            for room in rooms:
                for _meeting in range(self._meetings(day)):
                    found = self._meeting(room, day)
                    if found:
                        person = self.people.coworkers[self.dice.choice(members)]
                        purpose = self.dice.choice(PURPOSES)
                        yield self._booking(room, *found, person, day, purpose)

    def _meetings(self, day: date) -> int:
        lively = WEEKDAYS[day.weekday()] * MONTHS.get(day.month, 1) * self._already_booked(day)
        return round(self.dice.uniform(0, 4.2) * lively * (0.3 + 0.7 * self.story.progress(day)))

    def _meeting(self, room: Space, day: date):
        """One to two and a half hours, from a half hour on; None when the room is taken or closed."""
        for opens, closes in self.opening.of(room, day):
            steps = int((closes - opens) / timedelta(minutes=30))
            length = self.dice.randint(2, min(5, steps))
            start = opens + timedelta(minutes=30) * self.dice.randint(0, steps - length)
            end = start + timedelta(minutes=30) * length
            if self._take(room, start, end):
                return start, end
        return None

    # -- a booking's life ------------------------------------------------------------------------
    def _booking(self, space, start, end, person: User, day: date, purpose="") -> Booking:
        booking = Booking(
            space=space,
            person=person,
            start=start,
            end=end,
            purpose=purpose,
            request_key=uuid.UUID(int=self.dice.getrandbits(128), version=4),
            made_at=self._made_at(person, start),
            made_by=person,
        )
        self._live(booking)
        return booking

    def _made_at(self, person: User, start: datetime) -> datetime:
        """A few days before; never before the account was, nor in the future."""
        latest = min(start - timedelta(minutes=20), self.story.now - timedelta(minutes=5))
        made = start - timedelta(minutes=self.dice.randint(60, 9 * 24 * 60))
        return max(min(made, latest), person.date_joined)

    def _live(self, booking: Booking) -> None:
        fate = self.dice.choices(FATES, FATE_WEIGHTS)[0]
        if fate in (Status.CANCELLED, Status.CANCELLED_LATE):
            self._cancel(booking, fate)
        elif booking.start > self.story.now:
            booking.status = Status.CONFIRMED
        elif fate == Status.NO_SHOW:
            self._stay_away(booking)
        else:
            self._attend(booking)

    def _cancel(self, booking: Booking, fate: Status) -> None:
        """In time: twelve hours before at least; late: after that. What is still to come stays as it is."""
        late = fate == Status.CANCELLED_LATE
        hours = self.dice.uniform(0.5, 11) if late else self.dice.uniform(13, 48)
        at = booking.start - timedelta(minutes=int(hours * 60))
        if at < self.story.now:
            booking.made_at = min(booking.made_at, at - timedelta(hours=1))
            booking.status, booking.cancelled_at = fate, at

    def _stay_away(self, booking: Booking) -> None:
        """Most places of no-shows are given free after an hour."""
        release = booking.start + timedelta(hours=1)
        if release >= self.story.now:
            return
        booking.status = Status.NO_SHOW
        if self.dice.random() < 0.7:
            booking.released_at = release

    def _attend(self, booking: Booking) -> None:
        arrival = booking.start + timedelta(minutes=max(-10, min(70, self.dice.gauss(9, 14))))
        if arrival >= self.story.now:
            return
        booking.status = Status.ATTENDED
        booking.checked_in_at = arrival.replace(second=0, microsecond=0)
        self._walk_in(booking)
        departure = booking.end + timedelta(minutes=self.dice.triangular(-70, 8, -5))
        if self.dice.random() < 0.87 and departure < self.story.now:
            booking.checked_out_at = departure.replace(second=0, microsecond=0)

    def _walk_in(self, booking: Booking) -> None:
        if booking.space.kind == Space.Kind.MOBILE_DESK and self.dice.random() < 0.08:
            booking.is_walk_in, booking.made_at = True, booking.checked_in_at


def _next_open_days(opening: Opening, space: Space, story: Story, number: int) -> list[date]:
    coming = [day for day in opening.days() if day >= story.today and opening.of(space, day)]
    return coming[:number]
