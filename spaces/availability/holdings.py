"""All that a person has of the place from now on: bookings, places in line, places assigned."""

from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import Permission, allows, runs_the_place
from core.clock import day_of, local_midnight, today
from core.refusals import refused
from core.words import clock, day_long, from_day
from members.signals import Held, Standing
from spaces.models import Assignment, Booking, WaitingRequest
from spaces.signals import cancelling


@dataclass(frozen=True)
class Holdings:
    """What one person holds, each kind in the order of its time."""

    bookings: list[Booking]
    requests: list[WaitingRequest]
    assignments: list[Assignment]

    @classmethod
    def of(cls, person) -> "Holdings":
        """What is to come, and what is not over: who is checked in holds that no longer, but sits there."""
        now, mine = timezone.now(), {"person": person}
        bookings = Booking.objects.filter(**mine, status=Booking.Status.CONFIRMED, end__gt=now)
        requests = WaitingRequest.objects.still_active(now).filter(**mine)
        assignments = Assignment.objects.not_over(today()).of(person)
        return cls(
            list(bookings.select_related("space__zone", "person").order_by("start", "pk")),
            list(
                requests.select_related("person", "space", "offer__space").order_by("start", "pk")
            ),
            list(
                assignments.select_related("space", "person", "organisation").order_by(
                    "starts", "pk"
                )
            ),
        )

    @classmethod
    def lost_by(cls, person, standing: Standing | None = None) -> "Holdings":
        """What the person has no right to any more: by the account, or by the membership (`members.signals`).

        Where nobody changes the membership, what the staff booked in spite of it stays.
        """
        if not allows(person, Permission.BOOK):
            return cls.of(person)
        if standing is None or runs_the_place(person):
            return cls([], [], [])
        held = cls.of(person)
        return cls(
            [each for each in held.bookings if _is_lost(each, standing)],
            [each for each in held.requests if standing.loses(day_of(each.start))],
            [each for each in held.assignments if _outlasts(each, standing, person)],
        )

    def free_to_go(self) -> "Holdings":
        """Without the bookings that somebody above needs: an event takes place there."""
        free = [each for each in self.bookings if refused(_ask, booking=each) is None]
        return replace(self, bookings=free)

    def in_words(self) -> list[Held]:
        """Each as the staff and the person read it."""
        in_line = _("On the waiting list for %(place)s, %(day)s, %(from)s–%(until)s")
        booked = _("%(place)s, %(day)s, %(from)s–%(until)s")
        said = [Held(each.start, booked % _facts(each)) for each in self.bookings]
        said += [Held(each.start, in_line % _facts(each)) for each in self.requests]
        return said + [_of_assigned(each) for each in self.assignments]


def _is_lost(booking: Booking, standing: Standing) -> bool:
    is_exception = standing.before is None and bool(booking.override_reason)
    return standing.loses(day_of(booking.start)) and not is_exception


def _outlasts(assignment: Assignment, standing: Standing, person) -> bool:
    """Whether it is to end with the membership; what an organisation shares goes only once that is over."""
    until = last_until(standing)
    if until is None:
        return False
    is_longer = assignment.ends is None or assignment.ends > until
    return is_longer and (assignment.person_id == person.pk or until <= today())


def last_until(standing: Standing | None) -> date | None:
    """Until when a place may be assigned to the person: for ever (None), until the membership ends, or today."""
    if standing is None:
        return today()
    return None if standing.is_open else max(standing.ends or today(), today())


def _ask(booking: Booking) -> None:
    """Raises `Refusal` where somebody needs the place."""
    cancelling.send(Booking, booking=booking)


def _facts(held: Booking | WaitingRequest) -> dict[str, str]:
    place = held.space.label if held.space else held.get_kind_display()
    hours = {"from": clock(held.start), "until": clock(held.end)}
    return {"place": place, "day": day_long(held.start), **hours}


def _of_assigned(assignment: Assignment) -> Held:
    words = {"place": assignment.space.label, "from_day": from_day(assignment.starts)}
    return Held(local_midnight(assignment.starts), _("%(place)s, assigned %(from_day)s") % words)
