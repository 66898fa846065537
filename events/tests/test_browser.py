"""The event pages in a real browser: every state sound, everything done without JavaScript too."""

import pytest
from django.conf import settings

from events.models import Registration
from events.tests.factories import EventFactory, RegistrationFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STATES = {
    "free": {},
    "full": {"taken": 20},
    "called off": {"is_called_off": True},
    "held": {"is_past": True},
    "without description": {"description": ""},
}


def test_every_state_of_the_event_page_is_sound(monday, browse, member):
    events = [EventFactory(**state) for state in STATES.values()]
    registered = RegistrationFactory(person=member, email=member.email).event
    for person in (None, member):
        visitor = browse(person)
        for event in [*events, registered]:
            visitor.open(f"/eventi/{event.slug}/")
            visitor.check()


def test_the_list_with_a_theme_and_without_events_is_sound(monday, browse):
    EventFactory()
    visitor = browse()
    for address in ["/eventi/", "/eventi/?tema=green-economy"]:
        visitor.open(address)
        visitor.check()


def test_the_staffs_pages_are_sound(monday, browse, staff):
    draft = EventFactory(is_draft=True)
    evening = EventFactory(days=0)
    RegistrationFactory(event=evening)
    RegistrationFactory(event=evening, status="attended")
    RegistrationFactory(event=evening, status="absent")
    visitor = browse(staff)
    for address in [
        f"/eventi/{draft.slug}/",
        f"/eventi/{evening.slug}/iscritti/",
        f"/eventi/{draft.slug}/iscritti/",
        f"/eventi/{evening.slug}/annulla/",
    ]:
        visitor.open(address)
        visitor.check()


def test_the_letters_link_is_sound_in_every_state(monday, browse):
    visitor = browse()
    registration = RegistrationFactory()
    path = registration.cancel_address.removeprefix(settings.SITE_URL)
    for status in ["registered", "cancelled"]:
        Registration.objects.update(status=status)
        visitor.open(path)
        visitor.check()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_visitor_registers_and_sees_the_errors_first(monday, browse, javascript):
    event = EventFactory()
    visitor = browse(javascript=javascript)
    page = visitor.open(f"/eventi/{event.slug}/")
    page.fill("main [name=name]", "Nadia Neri")
    page.fill("main [name=email]", "nadia@nessuno")
    page.get_by_role("button", name="Iscriviti").click()
    page.get_by_text("Inserisci un indirizzo email valido.").first.wait_for()
    page.fill("main [name=email]", "nadia@example.org")
    page.get_by_role("button", name="Iscriviti").click()
    page.get_by_text("Abbiamo scritto a nadia@example.org").wait_for()
    assert Registration.objects.get().name == "Nadia Neri"
