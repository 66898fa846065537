"""A small floor with people and bookings, for the tests of this app and of those above it.

The plan is 360 wide: a place stands at (`plan_x`, `plan_y`), 56 × 48 unless said otherwise.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

import factory
from django.contrib.auth import get_user_model
from factory.django import DjangoModelFactory

from core.access import Role
from core.clock import ROME
from members.models import Membership, Organisation
from spaces.models import (
    Assignment,
    Booking,
    Closure,
    Equipment,
    KindRules,
    OutOfService,
    Space,
    WeeklyHours,
    Zone,
)

SINCE = date(2025, 1, 1)
OPENS, HALF, CLOSES = time(8, 30), time(13), time(18, 30)
Kind = Space.Kind


def local(day: date, clock: time) -> datetime:
    """The instant of this wall-clock time in Rome."""
    return datetime.combine(day, clock, tzinfo=ROME)


class PersonFactory(DjangoModelFactory):
    """A coworker of the programme; `PersonFactory(membership=None)` has no membership."""

    class Meta:
        model = get_user_model()
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"coworker{n}@example.org")
    first_name = "Coworker"
    last_name = factory.Sequence(lambda n: f"Numero{n}")
    role = Role.MEMBER
    membership = factory.RelatedFactory(
        "spaces.tests.factories.MembershipFactory", factory_related_name="person"
    )


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    person = factory.SubFactory(PersonFactory, membership=None)
    starts = SINCE


class ZoneFactory(DjangoModelFactory):
    class Meta:
        model = Zone

    name = factory.Sequence(lambda n: f"Zona {n}")
    order = factory.Sequence(lambda n: n)


class SpaceFactory(DjangoModelFactory):
    """A mobile desk; traits make it a fixed desk, an office, a meeting room, an event room."""

    class Meta:
        model = Space

    class Params:
        fixed = factory.Trait(kind=Kind.FIXED_DESK)
        office = factory.Trait(kind=Kind.OFFICE, capacity=3, plan_width=115)
        room = factory.Trait(kind=Kind.MEETING_ROOM, capacity=8, plan_width=172)
        hall = factory.Trait(kind=Kind.EVENT_ROOM, capacity=30, plan_width=172)

    code = factory.Sequence(lambda n: f"X{n:02d}")
    kind = Kind.MOBILE_DESK
    zone = factory.SubFactory(ZoneFactory)
    opened_on = SINCE


class ClosureFactory(DjangoModelFactory):
    class Meta:
        model = Closure

    reason = "Disinfestazione"


class OutOfServiceFactory(DjangoModelFactory):
    class Meta:
        model = OutOfService

    space = factory.SubFactory(SpaceFactory)
    reason = "Lampada rotta"


class BookingFactory(DjangoModelFactory):
    """A confirmed morning on `day`; traits `afternoon`, `whole_day`, `attended`, `no_show`."""

    class Meta:
        model = Booking

    class Params:
        day = date(2026, 11, 24)
        opens = OPENS
        closes = HALF
        afternoon = factory.Trait(opens=HALF, closes=CLOSES)
        whole_day = factory.Trait(opens=OPENS, closes=CLOSES)
        attended = factory.Trait(
            status=Booking.Status.ATTENDED, checked_in_at=factory.SelfAttribute("start")
        )
        no_show = factory.Trait(status=Booking.Status.NO_SHOW)

    space = factory.SubFactory(SpaceFactory)
    person = factory.SubFactory(PersonFactory)
    start = factory.LazyAttribute(lambda booking: local(booking.day, booking.opens))
    end = factory.LazyAttribute(lambda booking: local(booking.day, booking.closes))
    made_by = factory.SelfAttribute("person")


def join(person, starts=SINCE, ends=None) -> Membership:
    """Make the person a coworker of the programme in `[starts, ends)`."""
    return Membership.objects.create(person=person, starts=starts, ends=ends)


@dataclass(frozen=True)
class Floor:
    """What `make_floor` made."""

    desks: tuple[Space, ...]
    office: Space
    room: Space

    @property
    def desk(self) -> Space:
        return self.desks[0]

    @property
    def spaces(self) -> tuple[Space, ...]:
        return (*self.desks, self.office, self.room)


def make_floor() -> Floor:
    """Two fixed and two mobile desks, an office, a meeting room; Monday to Friday, 8:30 to 18:30."""
    open_weekdays()
    # Most tests begin with this floor: it is written in few statements.
    adda, mallero = Zone.objects.bulk_create(
        ZoneFactory.build(name=f"Zona {name}", order=order)
        for order, name in enumerate(["Adda", "Mallero"], 1)
    )
    monitor, _made = Equipment.objects.get_or_create(
        slug="monitor", defaults={"name_it": "monitor esterno", "name_en": "external monitor"}
    )
    desks = tuple(
        SpaceFactory.build(
            code=f"A0{place + 1}", kind=kind, zone=adda, plan_x=4 + 60 * place, plan_y=24
        )
        for place, kind in enumerate(
            [Kind.FIXED_DESK, Kind.FIXED_DESK, Kind.MOBILE_DESK, Kind.MOBILE_DESK]
        )
    )
    office = SpaceFactory.build(office=True, code="U01", zone=mallero, plan_x=4, plan_y=104)
    room = SpaceFactory.build(
        room=True, code="STELVIO", name="Stelvio", zone=mallero, plan_x=124, plan_y=104
    )
    Space.objects.bulk_create([*desks, office, room])
    Space.equipment.through.objects.create(space=desks[0], equipment=monitor)
    return Floor(desks, office, room)


def open_weekdays() -> None:
    """The usual hours and rules of every kind of place."""
    WeeklyHours.objects.bulk_create(
        WeeklyHours(kind=kind, weekday=weekday, opens=OPENS, closes=CLOSES, valid_from=SINCE)
        for kind in Kind
        for weekday in range(5)
    )
    by_hours = {Kind.MEETING_ROOM, Kind.EVENT_ROOM}
    KindRules.objects.bulk_create(
        KindRules(kind=kind, unit="hours" if kind in by_hours else "half_day") for kind in Kind
    )


def organisation_named(name: str) -> Organisation:
    """The organisation of this name, made where it is not there."""
    return Organisation.objects.get_or_create(name=name)[0]


def assign(space, *, to=None, organisation="", people=(), starts=SINCE, ends=None) -> Assignment:
    """Give the place to a person, or to an organisation for which `people` use it."""
    holder = organisation_named(organisation) if organisation else None
    made = Assignment.objects.create(
        space=space, person=to, organisation=holder, starts=starts, ends=ends
    )
    made.people.set(people)
    return made
