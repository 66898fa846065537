"""What happens to bookings and accounts and matters to events."""

from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import Permission, allows
from core.refusals import Refusal, refused
from core.words import clock, day_long
from events import actions
from events.models import Event, Registration
from members.signals import Held, asking, losing
from spaces.signals import cancelling


@receiver(cancelling)
def keep_the_place(booking, **_more):
    """An announced event keeps its place: whoever cancels the booking alone would leave it without."""
    event = Event.objects.filter(booking=booking).first()
    if event:
        raise Refusal(
            _(
                "“%(event)s” takes place in %(place)s on %(day)s at %(hour)s: change the event "
                "or call it off, and the place is free."
            )
            % {
                "place": booking.space.title,
                "day": day_long(event.start),
                "hour": clock(event.start),
                "event": event.title,
            },
            code="event",
        )


@receiver(asking)
def say_where_registered(person, **_more) -> list[Held]:
    return [_in_words(each) for each in _lost_by(person)]


@receiver(losing)
def give_back_registrations(person, by, **_more) -> list[Held]:
    """The places at events to come of whoever may register no longer."""
    cancel = actions.cancel_registration
    given_back = [
        each
        for each in _lost_by(person)
        if refused(cancel, by=by, registration=each, tells=False) is None
    ]
    return [_in_words(each) for each in given_back]


def _lost_by(person) -> list[Registration]:
    if allows(person, Permission.REGISTER_TO_EVENTS):
        return []
    held = Registration.objects.holding().of(person=person).select_related("event")
    coming = held.filter(event__start__gt=timezone.now(), event__status=Event.Status.PUBLISHED)
    return list(coming.order_by("event__start", "pk"))


def _in_words(registration: Registration) -> Held:
    event = registration.event
    words = {"event": event.title, "day": day_long(event.start), "hour": clock(event.start)}
    return Held(event.start, _("Registered for “%(event)s”, %(day)s at %(hour)s") % words)
