"""Whether something may be done to this event or registration now, and if not, why.

Each question answers with the `Refusal` that says no, or with None.
"""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import walls
from core.access import Permission, allows
from core.clock import day_of, today
from core.moves import NEW, Move, Moves, anybody, holder_of
from core.refusals import Refusal
from events.models import Event, Registration

ORGANISER, WHO_COMES = holder_of(Permission.MANAGE_EVENTS), anybody("who comes, or has the link")
ACTIONS = "events.actions"
Status, Presence = Event.Status, Registration.Status

EVENT = Moves(
    Event,
    Move(NEW, Status.DRAFT, (f"{ACTIONS}.draft",), ORGANISER),
    Move(Status.DRAFT, Status.PUBLISHED, (f"{ACTIONS}.publish",), ORGANISER),
    Move(Status.PUBLISHED, Status.CANCELLED, (f"{ACTIONS}.call_off",), ORGANISER),
)

MARKED = (f"{ACTIONS}.mark_attendance",)
CANCEL = (f"{ACTIONS}.cancel_registration",)
REGISTRATION = Moves(
    Registration,
    Move(NEW, Presence.REGISTERED, (f"{ACTIONS}.register",), WHO_COMES),
    Move(Presence.REGISTERED, Presence.ATTENDED, MARKED, ORGANISER),
    Move(Presence.REGISTERED, Presence.ABSENT, MARKED, ORGANISER),
    Move(Presence.ATTENDED, Presence.ABSENT, MARKED, ORGANISER),
    Move(Presence.ABSENT, Presence.ATTENDED, MARKED, ORGANISER),
    Move(Presence.REGISTERED, Presence.CANCELLED, CANCEL, WHO_COMES),
    # Presence is taken from the day of the event on: on its morning one may still cancel.
    Move(Presence.ATTENDED, Presence.CANCELLED, CANCEL, WHO_COMES),
    Move(Presence.ABSENT, Presence.CANCELLED, CANCEL, WHO_COMES),
)


def why_not_register_as(user) -> Refusal | None:
    """A visitor may register, and of those who are signed in whoever comes to events."""
    if user is None or not user.is_authenticated or allows(user, Permission.REGISTER_TO_EVENTS):
        return None
    return Refusal(_("You can’t register for events with your account."), code="not_for_you")


def why_not_register(event: Event) -> Refusal | None:
    if event.status == Event.Status.DRAFT:
        return Refusal(_("This event is not announced yet."), code="draft")
    if event.status == Event.Status.CANCELLED:
        return Refusal(_("This event was called off: it will not take place."), code="called_off")
    if event.has_begun:
        return Refusal(
            _("Registration is closed: the event has started. Come along, the staff will help."),
            code="begun",
        )
    if event.free < 1:
        return no_place_left()
    return None


def no_place_left() -> Refusal:
    return Refusal(
        _(
            "There are no places left: you were not registered. Places become free when somebody "
            "cancels: look here again."
        ),
        code="full",
    )


def is_registered() -> Refusal:
    return Refusal(_("This e-mail is already registered: you have your place."), code="registered")


walls.register(
    {
        "event_has_no_more_people_than_places": no_place_left,
        "one_place_for_each_email": is_registered,
    }
)


def why_not_cancel(registration: Registration) -> Refusal | None:
    if registration.event.status == Event.Status.CANCELLED:
        return Refusal(
            _("This event was called off: you do not need to cancel anything."),
            code="called_off",
        )
    if registration.event.has_begun:
        return Refusal(
            _("The event has started: your registration can no longer be cancelled."), code="begun"
        )
    return None


def why_not_again(first: Event, wanted: dict, themes) -> Refusal | None:
    """Why the form that made this event does not make it again: it says something else by now."""
    same = all(getattr(first, name) == value for name, value in wanted.items())
    if same and {theme.pk for theme in themes} == {theme.pk for theme in first.themes.all()}:
        return None
    sentence = _(
        "This form has already saved “%(event)s”. Change that event; or save again, and this "
        "becomes another one."
    )
    return Refusal(sentence % {"event": first.title}, code="used_form")


def why_not_change(event: Event) -> Refusal | None:
    if event.status == Event.Status.CANCELLED:
        return Refusal(
            _("This event was called off: make a new one instead of changing it."),
            code="called_off",
        )
    if event.status == Event.Status.PUBLISHED and event.is_over:
        return Refusal(
            _("This event is over: it can no longer be changed."),
            code="over",
        )
    return None


def why_not_hold(event: Event) -> Refusal | None:
    """Why this event cannot stand announced as it is written: when, and for how many."""
    if event.has_begun:
        return Refusal(
            _("This event starts in the past. Give it a day and a time in the future."),
            code="begun",
        )
    if event.taken > event.capacity:
        return Refusal(
            ngettext(
                "%(taken)d person is registered: there cannot be fewer places.",
                "%(taken)d people are registered: there cannot be fewer places.",
                event.taken,
            )
            % {"taken": event.taken},
            code="fewer_than_registered",
        )
    return None


def why_not_publish(event: Event) -> Refusal | None:
    if event.status == Event.Status.PUBLISHED:
        return Refusal(_("This event is already announced."), code="announced")
    if event.status == Event.Status.CANCELLED:
        return Refusal(_("This event was called off: make a new one."), code="called_off")
    return why_not_hold(event)


def why_not_call_off(event: Event) -> Refusal | None:
    if event.status == Event.Status.CANCELLED:
        return Refusal(_("This event has already been called off."), code="called_off")
    if event.status == Event.Status.DRAFT:
        return Refusal(
            _("This event is not announced: there is nothing to call off."), code="draft"
        )
    if event.has_begun:
        return Refusal(_("This event has started: it can no longer be called off."), code="begun")
    return None


def why_not_mark(registration: Registration) -> Refusal | None:
    """Why presence cannot be written: it is taken from the day of the event on."""
    if registration.event.status != Event.Status.PUBLISHED:
        return Refusal(_("Attendance is only taken at announced events."), code="not_announced")
    if registration.status == Registration.Status.CANCELLED:
        return Refusal(_("This registration was cancelled."), code="cancelled")
    if day_of(registration.event.start) > today():
        return Refusal(_("Attendance is taken from the day of the event."), code="too_early")
    return None
