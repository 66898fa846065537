"""The same verbs where they take another way: each a call, by the verb's name and what is different.

`recipes/` has the usual one of each. What these do is kept beside it in `effects.txt`.
"""

from collections.abc import Callable
from datetime import date, time, timedelta

from piastra.tests.guards.recipes.world import (
    FRIDAY,
    LONG_AGO,
    MONDAY,
    TUESDAY,
    Call,
    World,
    morning,
)
from spaces.models import Booking, KindRules
from spaces.tests.factories import BookingFactory, SpaceFactory, local

SITUATIONS: dict[str, Callable[[World], Call]] = {}


def situation(name: str):
    def keep(make):
        SITUATIONS[name] = make
        return make

    return keep


def _early(world: World, **fields) -> Booking:
    """Ada's, at a mobile desk this morning from half past eight on."""
    times = {"start": local(MONDAY, time(8, 30)), "end": local(MONDAY, time(9, 30))}
    return world.now(**times | fields)


@situation("spaces.mark_absent, what is over")
def _(world):
    return Call({"by": world.staff, "booking": _early(world)})


@situation("spaces.mark_absent, what ends at this moment")
def _(world):
    return Call({"by": world.staff, "booking": _early(world, end=local(MONDAY, time(10)))})


@situation("spaces.mark_absent, one of the staff's")
def _(world):
    booking = _early(world, end=local(MONDAY, time(13)))
    Booking.objects.update(person=world.staff)
    booking.refresh_from_db()
    return Call({"by": world.staff, "booking": booking})


@situation("spaces.book, with a limit set aside")
def _(world):
    KindRules.objects.update(days_ahead=0)
    given = {"by": world.staff, "person": world.ada, "space": world.floor.desks[2]}
    return Call(given | morning(TUESDAY) | {"override": "Le serve"})


@situation("spaces.book, with a reason that no limit needed")
def _(world):
    given = {"by": world.staff, "person": world.ada, "space": world.floor.desks[2]}
    return Call(given | morning(TUESDAY) | {"override": "Le serve"})


@situation("spaces.book, by oneself")
def _(world):
    given = {"by": world.ada, "person": world.ada, "space": world.floor.desks[2]}
    return Call(given | morning(TUESDAY))


@situation("spaces.book, by one of the staff for the programme")
def _(world):
    given = {"by": world.staff, "person": world.staff, "space": world.floor.desks[2]}
    return Call(given | morning(TUESDAY))


@situation("spaces.cancel, by its person in time")
def _(world):
    return Call({"by": world.ada, "booking": world.booking(day=FRIDAY)})


@situation("spaces.cancel, by its person too late")
def _(world):
    KindRules.objects.update(cancel_hours=48)
    return Call({"by": world.ada, "booking": world.booking()})


@situation("spaces.cancel, by the staff without a reason")
def _(world):
    return Call({"by": world.staff, "booking": world.booking()})


@situation("spaces.cancel, an offer by its person")
def _(world):
    return Call({"by": world.ada, "booking": world.offer().offer})


@situation("spaces.cancel, an offer by the house")
def _(world):
    return Call({"by": world.staff, "booking": world.offer().offer, "reason": "Guasto"})


@situation("spaces.cancel_several, by the staff")
def _(world):
    first, other = world.booking(), world.booking(day=FRIDAY)
    bookings = Booking.objects.filter(pk__in=[first.pk, other.pk])
    return Call({"by": world.staff, "bookings": bookings})


@situation("spaces.cancel_several, one of which is over")
def _(world):
    kept, given = world.now(attended=True), world.booking(day=FRIDAY)
    bookings = Booking.objects.filter(pk__in=[kept.pk, given.pk])
    return Call({"by": world.ada, "bookings": bookings})


@situation("spaces.undo_check_in, of who has left")
def _(world):
    booking = world.now(attended=True)
    Booking.objects.update(checked_out_at=booking.start + timedelta(minutes=5))
    booking.refresh_from_db()
    return Call({"by": world.staff, "booking": booking})


@situation("spaces.decline, too late")
def _(world):
    world.bea_waits()
    request = world.offer(until=-timedelta(minutes=1))
    return Call({"by": world.ada, "request": request})


@situation("spaces.withdraw, from the line")
def _(world):
    return Call({"by": world.bea, "request": world.bea_waits()})


@situation("spaces.withdraw, with an offer")
def _(world):
    world.bea_waits()
    return Call({"by": world.ada, "request": world.offer()})


@situation("spaces.change_end, for longer")
def _(world):
    found = world.assigned(ends=date(2026, 12, 31))
    BookingFactory(space=found.space, person=world.bea, day=date(2027, 1, 12), made_at=LONG_AGO)
    booked = frozenset(Booking.objects.values_list("pk", flat=True))
    given = {"by": world.staff, "assignment": found, "ends": None, "agreed": booked}
    return Call(given)


@situation("events.change, of an announced one's time")
def _(world):
    event = world.event()
    facts = {"start": local(TUESDAY, time(10)), "end": local(TUESDAY, time(12))}
    return Call({"by": world.staff, "event": event, "themes": list(event.themes.all()), **facts})


@situation("events.change, of an announced one's title")
def _(world):
    event = world.event()
    given = {"by": world.staff, "event": event, "themes": list(event.themes.all())}
    return Call(given | {"title": "Un altro titolo"})


@situation("events.register, without an account")
def _(world):
    event = world.event()
    return Call({"by": None, "event": event, "name": "Chi Passa", "email": "chi@example.org"})


@situation("spaces.rebook, over an offer of a hall that shares a part with another")
def _(world):
    """What has run out is handed on beside it: the other hall is locked, too."""
    room, floor = world.floor.room, world.floor
    first, other = (SpaceFactory(kind="meeting_room", code=code) for code in ("S01", "S02"))
    between, last = (SpaceFactory(kind="meeting_room", code=code) for code in ("S03", "S04"))
    first.parts.set([room, between])
    other.parts.set([between, last])
    BookingFactory(
        space=first, person=world.bea, day=TUESDAY, status="offered", held_until=LONG_AGO
    )
    given = {"by": world.ada, "person": world.ada, "space": floor.room} | morning(TUESDAY)
    return Call(given | {"booking": world.booking(day=FRIDAY)})


@situation("spaces.change_place, made of other rooms")
def _(world):
    """Who booked the whole takes the new part, too, and nothing of a booking is written but its place."""
    whole, part = world.floor.room, SpaceFactory(kind="meeting_room", code="S01")
    BookingFactory(space=whole, person=world.ada, day=TUESDAY)
    given = {
        "by": world.staff,
        "place": whole,
        "zone": whole.zone,
        "parts": [part],
        "equipment": [],
    }
    facts = ("kind", "code", "name", "capacity", "opened_on", "is_step_free")
    return Call(given | {name: getattr(whole, name) for name in facts})


@situation("spaces.take_offer_back, of what was accepted")
def _(world):
    request = world.offer()
    request.offer.status, request.status = "confirmed", "served"
    request.offer.save()
    request.save()
    return Call({"by": world.staff, "request": request, "reason": "Guasto"})


@situation("spaces.take_offer_back, too late")
def _(world):
    request = world.offer(until=-timedelta(minutes=1))
    return Call({"by": world.staff, "request": request, "reason": "Guasto"})
