"""Events and registrations: their walls."""

from collections.abc import Callable

from events.tests.factories import EventFactory, RegistrationFactory
from piastra.tests.guards.walls.rows import EIGHT, MOMENT, NINE, Case, Pair

CHECKS: dict[str, Case] = {
    "event_ends_after_start": (
        lambda: EventFactory(start=EIGHT, end=NINE), [{"end": EIGHT}], [{"end": EIGHT + MOMENT}],
    ),
    "event_has_no_more_people_than_places": (
        lambda: EventFactory(capacity=2), [{"taken": 3}], [{"taken": 2}],
    ),
    "event_status_is_known": (EventFactory, [{"status": "else"}], [{"status": "draft"}]),
    "registration_status_is_known": (
        RegistrationFactory, [{"status": "else"}], [{"status": "absent"}],
    ),
}  # fmt: skip
#: Walls between two rows.
PAIRS: dict[str, Pair] = {
    "one_place_for_each_email": (
        lambda: [
            RegistrationFactory(event=event, email=email)
            for event in [EventFactory()]
            for email in ("a@example.org", "A@example.org")
        ],
        lambda: [
            RegistrationFactory(event=event, email="a@example.org", status=how)
            for event in [EventFactory()]
            for how in ("cancelled", "registered")
        ],
    ),
}  # fmt: skip
TRIGGERS: dict[str, Callable] = {}
