"""What happens to bookings and matters to events."""

from django.dispatch import receiver
from django.utils.translation import gettext as _

from core.refusals import Refusal
from core.words import clock, day_long
from events.models import Event
from spaces.signals import cancelling


@receiver(cancelling)
def keep_the_place(booking, **_more):
    """An announced event keeps its place: whoever cancels the booking alone would leave it without."""
    event = Event.objects.filter(booking=booking).first()
    if event:
        raise Refusal(
            _(
                "In %(place)s, on %(day)s at %(hour)s, “%(event)s” takes place: change the event or call "
                "it off, and the place is free."
            )
            % {
                "place": booking.space.title,
                "day": day_long(event.start),
                "hour": clock(event.start),
                "event": event.title,
            },
            code="event",
        )
