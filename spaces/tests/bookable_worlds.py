"""Random months in which somebody books: with rules, memberships, quotas and offers that are still open."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

from django.utils import timezone

from core.access import Role
from core.clock import ROME
from members.models import Application, Membership
from spaces.models import Booking, KindRules, Space, WaitingRequest
from spaces.tests import generated_months
from spaces.tests.factories import PersonFactory

KINDS = list(Space.Kind.values)


@dataclass
class BookableWorld:
    """A month, the moment, and who looks."""

    world: generated_months.GeneratedMonth
    now: datetime
    person: object
    chance: Random

    @property
    def today(self):
        return self.now.astimezone(ROME).date()

    @property
    def places(self) -> list[Space]:
        return self.world.places


def moment_of(seed: int) -> datetime:
    """When the world is looked at: within the month, by day mostly, at odd minutes too."""
    chance = Random(seed + 1)
    month = generated_months.drawn(seed)["month"]
    day = month.first + timedelta(days=chance.choice([chance.randrange(26), 0, 24, 27]))
    clock = chance.choice([time(9), time(9, 10), time(chance.randrange(24), chance.randrange(60))])
    return datetime.combine(day, clock, tzinfo=ROME)


def build(seed: int) -> BookableWorld:
    """Write the month; the clock must stand at `moment_of(seed)`."""
    chance, now = Random(seed + 2), timezone.now()
    world = generated_months.build(seed)
    _keep_what_can_be(now)
    person = chance.choice([*_people(world), PersonFactory(membership=None)])
    person.role = chance.choice([Role.MEMBER, Role.MEMBER, Role.MEMBER, Role.STAFF])
    person.save()
    _admit(chance, person, world)
    for kind in chance.sample(KINDS, chance.randint(2, 5)):
        KindRules.objects.create(kind=kind, **_rules(chance, kind))
    for assignment, _lent in world.assignments:
        if assignment.organisation and chance.random() < 0.4:
            assignment.people.add(person)
    return BookableWorld(world, now, person, chance)


def _keep_what_can_be(now: datetime) -> None:
    """Nobody has come to what is still to begin, and what ran out was given back."""
    ahead = Booking.objects.filter(status="attended", start__gt=now)
    ahead.update(status="confirmed", checked_in_at=None, checked_out_at=None)
    for offer in Booking.objects.filter(status="offered"):
        offer.held_until = offer.start
        if offer.start <= now:
            offer.status = "lapsed"
        offer.save()
    WaitingRequest.objects.all().delete()


def _people(world: generated_months.GeneratedMonth) -> list:
    return list({booking.person for booking in world.bookings})[:3]


def _admit(chance: Random, person, world: generated_months.GeneratedMonth) -> None:
    first = world.month.first + timedelta(days=chance.choice([-40, -40, -40, 5, 12]))
    until = chance.choice([None, None, first + timedelta(days=chance.randint(1, 50))])
    if chance.random() < 0.93:
        Membership.objects.create(person=person, starts=first, ends=until)
    for made in range(chance.randrange(3)):
        Application.objects.create(
            applicant=person,
            kind=chance.choice(Application.Kind.values),
            status="admitted",
            made_at=timezone.now() - timedelta(days=9 - made),
            submitted_at=timezone.now(),
        )


def _rules(chance: Random, kind: str) -> dict:
    by_hours = chance.random() < (0.75 if kind in Space.ROOMS else 0.15)
    raster = chance.choice([15, 30, 30, 60, 90])
    least, most = chance.choice([(None, None), (None, None), (60, None), (None, 120), (60, 330)])
    return {
        "unit": "hours" if by_hours else "half_day",
        "raster_minutes": raster,
        "half_day_at": chance.choice([time(13), time(13), time(11)]),
        "days_ahead": chance.choice([30, 30, 60, 3]),
        "min_minutes": least,
        "max_minutes": most,
        "max_coming": chance.choice([None, None, None, 1, 3]),
        "max_hours_week": chance.choice([None, None, None, 9, 30]),
        "buffer_minutes": chance.choice([0, 0, 15, 45]),
        "open_to": chance.choice(
            [Application.Kind.values, Application.Kind.values, ["researcher", "student"], []]
        ),
    }
