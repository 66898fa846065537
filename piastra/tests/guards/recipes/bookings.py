"""How each verb is done: bookings."""

from datetime import date, time

from piastra.tests.guards.recipes.world import (
    DECEMBER,
    FRIDAY,
    LONG_AGO,
    MONDAY,
    TUESDAY,
    Call,
    World,
    morning,
    recipe,
)
from spaces.models import Booking, KindRules, WaitingRequest
from spaces.schedule.opening import Slot
from spaces.schedule.series import Wish
from spaces.tests.factories import (
    BookingFactory,
    local,
)


@recipe("spaces.book")
def _(world):
    given = {"by": world.staff, "person": world.ada, "space": world.floor.desks[2]}
    given |= {"purpose": "Scrivo", **morning(TUESDAY)}
    return Call(given, dated=(TUESDAY,), writes=("booked",), tells=("ada",))


@recipe("spaces.cancel")
def _(world):
    world.bea_waits()
    booking = world.booking(space=world.floor.desk)
    BookingFactory(space=world.floor.desks[1], day=TUESDAY)
    # Its person would be late; the house never is.
    KindRules.objects.update(cancel_hours=48)
    given = {"by": world.staff, "booking": booking, "reason": "Guasto"}
    return Call(given, dated=(TUESDAY,), writes=("cancelled", "offered"), tells=("ada", "bea"))


@recipe("spaces.cancel_several")
def _(world):
    first, other = world.booking(), world.booking(day=FRIDAY)
    bookings = Booking.objects.filter(pk__in=[first.pk, other.pk])
    return Call(
        {"by": world.ada, "bookings": bookings},
        dated=(TUESDAY,), writes=("cancelled", "cancelled"), tells=("ada",),
    )  # fmt: skip


@recipe("spaces.move")
def _(world):
    booking = world.booking(reminded_at=LONG_AGO)
    given = {"by": world.staff, "booking": booking, "space": world.floor.desks[3]}
    return Call(
        given | morning(DECEMBER), dated=(TUESDAY, DECEMBER), writes=("moved",), tells=("ada",)
    )


@recipe("spaces.rebook")
def _(world):
    given = {"by": world.ada, "person": world.ada, "booking": world.booking()}
    given |= {"space": world.floor.desks[3], "purpose": "Altro", **morning(DECEMBER)}
    writes = ("cancelled", "booked")
    return Call(given, dated=(TUESDAY, DECEMBER), writes=writes, tells=("ada",))


@recipe("spaces.book_series")
def _(world):
    wish = Wish(world.floor.desks[2], frozenset({4}), FRIDAY, date(2026, 12, 11), slot=Slot.MORNING)
    given = {"by": world.staff, "person": world.ada, "wish": wish}
    return Call(given, dated=(FRIDAY, DECEMBER), writes=("series_booked",), tells=("ada",))


@recipe("spaces.change_purpose")
def _(world):
    given = {"by": world.staff, "booking": world.booking(), "purpose": "Altro"}
    return Call(given, writes=("purpose_changed",))


@recipe("spaces.check_in")
def _(world):
    return Call(
        {"by": world.staff, "booking": world.now()}, dated=(MONDAY,), writes=("checked_in",)
    )


@recipe("spaces.check_out")
def _(world):
    booking = world.now(attended=True)
    return Call({"by": world.ada, "booking": booking}, dated=(MONDAY,), writes=("checked_out",))


@recipe("spaces.undo_check_in")
def _(world):
    booking = world.now(attended=True, checked_out_at=local(MONDAY, time(9, 30)))
    return Call(
        {"by": world.staff, "booking": booking}, dated=(MONDAY,), writes=("check_in_taken_back",)
    )


MISSED = {"writes": ("marked_absent", "offered"), "tells": ("ada", "bea")}


def _missed(world: World) -> Booking:
    """The room that nobody came to, and Bea who waits for an hour of it."""
    hour = {"start": local(MONDAY, time(12)), "end": local(MONDAY, time(13))}
    WaitingRequest.objects.create(person=world.bea, kind="meeting_room", made_at=LONG_AGO, **hour)
    return world.now(space=world.floor.room)


@recipe("spaces.mark_absent")
def _(world):
    return Call({"by": world.staff, "booking": _missed(world)}, dated=(MONDAY,), **MISSED)  # fmt: skip


@recipe("spaces.release")
def _(world):
    return Call(
        {"booking": world.now()}, dated=(MONDAY,), writes=("marked_absent",), tells=("ada",)
    )


@recipe("spaces.unmark")
def _(world):
    booking = world.now(no_show=True, released_at=local(MONDAY, time(9, 45)))
    return Call(
        {"by": world.staff, "booking": booking}, dated=(MONDAY,), writes=("absence_taken_back",)
    )


@recipe("spaces.walk_in")
def _(world):
    given = {"by": world.staff, "person": world.ada, "space": world.floor.desks[2]}
    return Call(given | morning(MONDAY), dated=(MONDAY,), writes=("booked", "checked_in"))


@recipe("spaces.remind")
def _(world):
    return Call({"by": None, "booking": world.booking()}, writes=("reminded",), tells=("ada",))


@recipe("spaces.give_all_back")
def _(world):
    world.bea_waits()
    world.booking(space=world.floor.desk)
    BookingFactory(space=world.floor.desks[1], day=TUESDAY)
    given = {"by": world.staff, "person": world.ada, "reason": "Se ne va"}
    return Call(given, writes=("cancelled", "offered"), tells=("bea",))
