"""The states of bookings, waiting requests, assignments, series and closures, and every move between them."""

from core.access import Permission
from core.moves import CALENDAR, NEW, PORTAL, Derived, Move, Moves, holder_of, own
from spaces.models import Assignment, Booking, Closure, OutOfService, Series, WaitingRequest

HOUSE = holder_of(Permission.MANAGE_BOOKINGS)
OWN_OR_HOUSE = own() | HOUSE
#: The portal gives back what somebody holds who is a member no longer.
OWN_HOUSE_OR_PORTAL = OWN_OR_HOUSE | PORTAL
KEEPS_SPACES = holder_of(Permission.MANAGE_SPACES)

Status = Booking.Status
PRESENCE, WAITING_LIST = "spaces.actions.presence", "spaces.actions.waiting"
CANCEL = ("spaces.actions.booking.cancel", "spaces.actions.series.cancel_several")

BOOKING = Moves(
    Booking,
    Move(
        NEW,
        Status.CONFIRMED,
        (
            "spaces.actions.booking.book",
            "spaces.actions.series.book_series",
            f"{PRESENCE}.walk_in",
        ),
        OWN_OR_HOUSE,
    ),
    Move(NEW, Status.OFFERED, (f"{WAITING_LIST}.hand_on", f"{WAITING_LIST}.hand_on_all"), PORTAL),
    Move(Status.OFFERED, Status.CONFIRMED, (f"{WAITING_LIST}.accept",), OWN_OR_HOUSE),
    Move(
        Status.OFFERED,
        Status.LAPSED,
        (f"{WAITING_LIST}.decline", f"{WAITING_LIST}.withdraw", f"{WAITING_LIST}.take_offer_back"),
        OWN_OR_HOUSE,
    ),
    Move(
        Status.OFFERED,
        Status.LAPSED,
        (f"{WAITING_LIST}.expire", f"{WAITING_LIST}.expire_offer"),
        PORTAL,
    ),
    Move(Status.CONFIRMED, Status.ATTENDED, (f"{PRESENCE}.check_in",), OWN_OR_HOUSE),
    Move(Status.ATTENDED, Status.CONFIRMED, (f"{PRESENCE}.undo_check_in",), HOUSE),
    Move(Status.CONFIRMED, Status.NO_SHOW, (f"{PRESENCE}.mark_absent",), HOUSE),
    Move(Status.CONFIRMED, Status.NO_SHOW, (f"{PRESENCE}.release",), PORTAL),
    Move(Status.NO_SHOW, Status.CONFIRMED, (f"{PRESENCE}.unmark",), HOUSE),
    Move(Status.CONFIRMED, Status.CANCELLED, CANCEL, OWN_HOUSE_OR_PORTAL),
    Move(Status.CONFIRMED, Status.CANCELLED_LATE, CANCEL, OWN_OR_HOUSE),
    person="person",
)

Waiting = WaitingRequest.Status

WAITING = Moves(
    WaitingRequest,
    Move(NEW, Waiting.WAITING, (f"{WAITING_LIST}.join",), OWN_OR_HOUSE),
    Move(
        Waiting.WAITING,
        Waiting.OFFERED,
        (f"{WAITING_LIST}.hand_on", f"{WAITING_LIST}.hand_on_all"),
        PORTAL,
    ),
    Move(Waiting.WAITING, Waiting.WITHDRAWN, (f"{WAITING_LIST}.withdraw",), OWN_HOUSE_OR_PORTAL),
    Move(Waiting.WAITING, Waiting.UNSERVED, (f"{WAITING_LIST}.end_unserved",), PORTAL),
    Move(Waiting.OFFERED, Waiting.SERVED, (f"{WAITING_LIST}.accept",), OWN_OR_HOUSE),
    Move(Waiting.OFFERED, Waiting.DECLINED, (f"{WAITING_LIST}.decline",), OWN_OR_HOUSE),
    Move(Waiting.OFFERED, Waiting.WITHDRAWN, (f"{WAITING_LIST}.withdraw",), OWN_HOUSE_OR_PORTAL),
    Move(Waiting.OFFERED, Waiting.WAITING, (f"{WAITING_LIST}.take_offer_back",), HOUSE),
    Move(
        Waiting.OFFERED,
        Waiting.EXPIRED,
        (f"{WAITING_LIST}.expire", f"{WAITING_LIST}.expire_offer"),
        PORTAL,
    ),
    person="person",
)

TO_COME, IN_FORCE, OVER, GONE = "to come", "in force", "over", "taken away"
ASSIGNING, OPENINGS = "spaces.actions.assignments", "spaces.actions.openings"

ASSIGNMENT = Derived(
    Assignment,
    (
        (TO_COME, "starts is after today"),
        (IN_FORCE, "starts has come, ends has not, or there is none"),
        (OVER, "ends has come"),
        (GONE, "the row is deleted"),
    ),
    (
        Move(NEW, TO_COME, (f"{ASSIGNING}.assign",), KEEPS_SPACES),
        Move(NEW, IN_FORCE, (f"{ASSIGNING}.assign",), KEEPS_SPACES),
        Move(NEW, OVER, (f"{ASSIGNING}.assign",), KEEPS_SPACES),
        Move(TO_COME, IN_FORCE, (), CALENDAR),
        Move(IN_FORCE, OVER, (), CALENDAR),
        Move(IN_FORCE, OVER, (f"{ASSIGNING}.end_now", f"{ASSIGNING}.change_end"), KEEPS_SPACES),
        Move(OVER, IN_FORCE, (f"{ASSIGNING}.change_end",), KEEPS_SPACES),
        Move(TO_COME, GONE, (f"{ASSIGNING}.end_now",), KEEPS_SPACES),
        # On its first day, too.
        Move(IN_FORCE, GONE, (f"{ASSIGNING}.end_now",), KEEPS_SPACES),
    ),
)

SERIES = Derived(
    Series,
    (
        ("booked", "a booking of it holds its place"),
        ("over", "none does: each was cancelled, attended or missed"),
    ),
    (
        Move(NEW, "booked", ("spaces.actions.series.book_series",), OWN_OR_HOUSE),
        Move("booked", "over", ("spaces.actions.series.cancel_several",), OWN_OR_HOUSE),
        Move("booked", "over", (), CALENDAR),
    ),
)


def _closing(model: type, verb: str) -> Derived:
    return Derived(
        model,
        (
            (TO_COME, "start is still to come"),
            (IN_FORCE, "start has come, end has not"),
            (OVER, "end has come"),
            (GONE, "the row is deleted"),
        ),
        (
            Move(NEW, TO_COME, (verb,), KEEPS_SPACES),
            Move(NEW, IN_FORCE, (verb,), KEEPS_SPACES),
            Move(NEW, OVER, (verb,), KEEPS_SPACES),
            Move(TO_COME, IN_FORCE, (), CALENDAR),
            Move(IN_FORCE, OVER, (), CALENDAR),
            Move(IN_FORCE, OVER, (f"{OPENINGS}.reopen",), KEEPS_SPACES),
            Move(TO_COME, GONE, (f"{OPENINGS}.reopen",), KEEPS_SPACES),
        ),
    )


CLOSURE = _closing(Closure, f"{OPENINGS}.close_places")
OUTAGE = _closing(OutOfService, f"{OPENINGS}.take_out")
