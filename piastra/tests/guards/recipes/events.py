"""How each verb is done: events."""

from datetime import timedelta

from core.clock import today
from events.tests.factories import (
    EventFactory,
    ObjectiveFactory,
    RegistrationFactory,
    ThemeFactory,
    evening,
)
from piastra.tests.guards.recipes.world import DECEMBER, TUESDAY, Call, recipe

WORDS = {"summary": "In breve", "description": "A lungo", "capacity": 9}


@recipe("events.draft")
def _(world):
    given = {"by": world.staff, "title": "Serata", "themes": [ThemeFactory()], **WORDS}
    given |= {"objective": ObjectiveFactory(), "elsewhere": "Sala"}
    given |= {"start": evening(1), "end": evening(1, 20)}
    return Call(given, writes=("event_drafted",))


@recipe("events.change")
def _(world):
    event = world.event()
    RegistrationFactory(event=event, email="vis@example.org", language="en")
    given = {"by": world.staff, "event": event, "themes": [], "title": "Altra serata"}
    given |= {"start": evening(8, 16), "end": evening(8)}
    writes = ("cancelled", "booked", "event_changed")
    return Call(given, dated=(TUESDAY, DECEMBER), writes=writes, tells=("vis",))


@recipe("events.publish")
def _(world):
    event = EventFactory(
        is_draft=True, days=1, elsewhere="", space=world.floor.room, start=evening(1, 16)
    )
    given = {"by": world.staff, "event": event}
    return Call(given, dated=(TUESDAY,), writes=("booked", "event_announced"))


@recipe("events.call_off")
def _(world):
    event = world.event()
    RegistrationFactory(event=event, email="vis@example.org", language="en")
    given = {"by": world.staff, "event": event, "reason": "Neve"}
    return Call(given, dated=(TUESDAY,), writes=("cancelled", "event_called_off"), tells=("vis",))


@recipe("events.register")
def _(world):
    given = {"by": world.ada, "event": EventFactory()}
    return Call(given, writes=("registered",), tells=("ada",))


@recipe("events.cancel_registration")
def _(world):
    registration = RegistrationFactory(email="vis@example.org", language="en")
    given = {"by": None, "registration": registration}
    return Call(given, writes=("registration_cancelled",), tells=("vis",))


@recipe("events.mark_attendance")
def _(world):
    registration = RegistrationFactory(event=EventFactory(is_past=True))
    given = {"by": world.staff, "registration": registration, "present": True}
    dated = (today() - timedelta(days=7),)
    return Call(given, dated=dated, writes=("marked_present_at_event",))
