"""Events and registrations for tests."""

from datetime import datetime, time, timedelta

import factory
from django.db.models import F

from core.clock import ROME, today
from events.models import Event, Registration
from members.models import Objective, Theme


class ThemeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Theme
        django_get_or_create = ("slug",)

    slug = "green-economy"
    order = 1
    name_it = "Green economy"
    name_en = "Green economy"


class ObjectiveFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Objective
        django_get_or_create = ("slug",)

    slug = "aziende-e-innovatori"
    order = 1
    name_it = "Contaminare le aziende locali con il mondo degli innovatori digitali"
    name_en = "Bring local firms and digital innovators together"


def evening(days: int, hour: int = 18) -> datetime:
    """That hour, so many days from today, in Rome."""
    return datetime.combine(today() + timedelta(days=days), time(hour), tzinfo=ROME)


class EventFactory(factory.django.DjangoModelFactory):
    """An announced evening in a week, with 20 places, outside of the coworking."""

    class Meta:
        model = Event
        skip_postgeneration_save = True

    class Params:
        days = 7
        is_draft = factory.Trait(status=Event.Status.DRAFT)
        is_called_off = factory.Trait(status=Event.Status.CANCELLED)
        is_past = factory.Trait(days=-7)

    slug = factory.Sequence("serata-{}".format)
    title = factory.Sequence("Serata {}".format)
    summary = "Come le imprese del luogo riducono i consumi."
    description = "Ci vediamo alle 18.\n\nPortate le vostre domande."
    start = factory.LazyAttribute(lambda event: evening(event.days))
    end = factory.LazyAttribute(lambda event: event.start + timedelta(hours=2))
    elsewhere = "Sala consiliare"
    capacity = 20
    objective = factory.SubFactory(ObjectiveFactory)
    status = Event.Status.PUBLISHED

    @factory.post_generation
    def themes(self, create, extracted, **kwargs):
        self.themes.set(extracted if extracted is not None else [ThemeFactory()])


class RegistrationFactory(factory.django.DjangoModelFactory):
    """A visitor's place; the event's count goes up with it."""

    class Meta:
        model = Registration
        skip_postgeneration_save = True

    event = factory.SubFactory(EventFactory)
    name = factory.Sequence("Iscritto {}".format)
    email = factory.Sequence("iscritto{}@example.org".format)

    @factory.post_generation
    def place(self, create, extracted, **kwargs):
        if self.status != Registration.Status.CANCELLED:
            Event.objects.filter(pk=self.event_id).update(taken=F("taken") + 1)
            self.event.refresh_from_db(fields=["taken"])
