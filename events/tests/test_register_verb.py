"""Who registers, as the verb sees it: whoever has no account leaves a name and an e-mail, both."""

import pytest
from django.contrib.auth.models import AnonymousUser

from core.models import OutgoingMail
from events import actions
from events.models import Registration
from events.tests.factories import EventFactory

pytestmark = pytest.mark.django_db
NADIA = {"name": "Nadia Neri", "email": "Nadia@Example.org"}


@pytest.mark.parametrize("by", [None, AnonymousUser()])
@pytest.mark.parametrize("left", [{}, {"name": "Nadia"}, {"email": "nadia@example.org"}])
def test_a_visitor_without_name_or_email_is_never_registered(monday, by, left):
    event = EventFactory()
    with pytest.raises(TypeError, match="required keyword-only"):
        actions.register(by=by, event=event, **left)
    event.refresh_from_db()
    assert (event.taken, Registration.objects.exists()) == (0, False)


def test_who_has_a_place_keeps_it_whatever_the_letters_of_the_email(monday):
    event = EventFactory()
    first = actions.register(by=None, event=event, **NADIA)
    assert (first.name, first.email, first.person) == ("Nadia Neri", "nadia@example.org", None)
    again = actions.register(by=None, event=event, name="N. N.", email="nadia@example.ORG")
    event.refresh_from_db()
    assert (again.pk, again.name, event.taken) == (first.pk, "Nadia Neri", 1)
    assert OutgoingMail.objects.count() == 1


def test_a_signed_in_person_keeps_the_place_taken_as_a_visitor(monday, member):
    event = EventFactory()
    first = actions.register(by=None, event=event, name="Marta", email=member.email)
    assert actions.register(by=member, event=event) == first
    event.refresh_from_db()
    assert event.taken == 1
