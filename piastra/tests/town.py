"""A small town for walks: one of each thing, in the state in which its page has most to show."""

from dataclasses import dataclass

from core.months import Month, today
from events.tests.factories import EventFactory, RegistrationFactory
from members.models import User
from members.tests.factories import ApplicationFactory, PersonFactory, ProfileFactory, ThemeFactory
from piastra.tests.addresses import Address

READERS = ["stranger", "applicant", "member", "staff", "official"]


@dataclass
class Town:
    applicant: User
    member: User
    staff: User
    official: User
    things: dict

    @classmethod
    def build(cls) -> "Town":
        theme = ThemeFactory(slug="green-economy")
        people = {
            "applicant": PersonFactory(first_name="Chiara", last_name="Conti"),
            "member": PersonFactory(member=True, first_name="Marta", last_name="Moretti"),
            "staff": PersonFactory(staff=True, first_name="Sara", last_name="Salvi"),
            "official": PersonFactory(official=True, first_name="Ugo", last_name="Urbani"),
        }
        ProfileFactory(person=people["member"], open=True, themes=[theme])
        application = ApplicationFactory(
            applicant=people["applicant"], submitted=True, themes=[theme]
        )
        event = EventFactory(themes=[theme])
        registration = RegistrationFactory(event=event)
        things = {
            "theme": theme,
            "application": application,
            "event": event,
            "registration": registration,
        }
        return cls(things=things, **people)

    def arguments(self, address: Address) -> dict:
        """What this address is about, in this town."""
        given = {}
        return given
