"""How each verb is done: the waiting list."""

from datetime import timedelta

from piastra.tests.guards.recipes.world import MONDAY, TUESDAY, Call, World, morning, recipe
from spaces.models import WaitingRequest
from spaces.tests.factories import (
    BookingFactory,
)


@recipe("spaces.join")
def _(world):
    for desk in world.floor.desks[:2]:
        BookingFactory(space=desk, day=TUESDAY)
    given = {"by": world.ada, "person": world.ada, "kind": "fixed_desk", **morning(TUESDAY)}
    return Call(given, writes=("waiting_joined",))


@recipe("spaces.accept")
def _(world):
    given = {"by": world.ada, "request": world.offer()}
    return Call(given, dated=(TUESDAY,), writes=("offer_accepted",), tells=("ada",))


def _on_offer(verb: str, *writes: str, tells: tuple[str, ...] = (), **more):
    @recipe(f"spaces.{verb}")
    def _(world):
        request, _next = world.offer(), world.bea_waits()
        BookingFactory(space=world.floor.desks[1], day=TUESDAY)
        given = {"by": world.ada, "request": request, **more}
        return Call(given, writes=(*writes, "offered"), tells=(*tells, "bea"))


_on_offer("decline", "offer_declined")
_on_offer("withdraw", "waiting_withdrawn")


def _on_overdue(world: World) -> WaitingRequest:
    request, _next = world.offer(until=-timedelta(minutes=1)), world.bea_waits()
    BookingFactory(space=world.floor.desks[1], day=TUESDAY)
    return request


EXPIRED = {"writes": ("offer_expired", "offered"), "tells": ("bea", "ada")}


@recipe("spaces.expire")
def _(world):
    return Call({"request": _on_overdue(world)}, **EXPIRED)


@recipe("spaces.expire_offer")
def _(world):
    return Call({"offer": _on_overdue(world).offer}, **EXPIRED)


@recipe("spaces.expire_in_the_way")
def _(world):
    _on_overdue(world)
    return Call({"space": world.floor.desk, **morning(TUESDAY)}, **EXPIRED)


TAKEN_BACK = {"writes": ("offer_taken_back", "offered"), "tells": ("ada", "bea")}


@recipe("spaces.take_offer_back")
def _(world):
    request, _next = world.offer(), world.bea_waits()
    BookingFactory(space=world.floor.desks[1], day=TUESDAY)
    given = {"by": world.staff, "request": request, "reason": "Guasto"}
    return Call(given, **TAKEN_BACK)


@recipe("spaces.drop_offer")
def _(world):
    request, _next = world.offer(), world.bea_waits()
    BookingFactory(space=world.floor.desks[1], day=TUESDAY)
    given = {"by": world.staff, "booking": request.offer, "reason": "Guasto"}
    return Call(given, **TAKEN_BACK)


@recipe("spaces.hand_on")
def _(world):
    world.bea_waits()
    given = {"space": world.floor.desk, **morning(TUESDAY)}
    return Call(given, writes=("offered",), tells=("bea",))


@recipe("spaces.hand_on_all")
def _(world):
    world.bea_waits()
    given = {"places": list(world.floor.desks[:2]), **morning(TUESDAY)}
    return Call(given, writes=("offered",), tells=("bea",))


@recipe("spaces.end_unserved")
def _(world):
    WaitingRequest.objects.create(person=world.ada, kind="office", **morning(MONDAY))
    return Call({}, writes=("waiting_unserved",))
