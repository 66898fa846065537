"""An admission that is undone: what was booked meanwhile is named first, then given back and told once."""

import pytest
from django.urls import reverse

from core.access import Role
from core.models import OutgoingMail
from members import actions
from members.models import Membership
from members.pages.applications import room_left, what_undoing_gives_back
from members.tests.factories import ApplicationFactory, PersonFactory
from spaces.models import Booking
from spaces.tests.factories import BookingFactory, SpaceFactory, assign

NOW = "2026-11-23 10:00"


@pytest.fixture
def admitted(at, staff):
    """Somebody admitted this morning, who reads English."""
    at(NOW)
    person = PersonFactory(email="nuova@example.org", language="en")
    application = ApplicationFactory(applicant=person, under_review=True)
    return actions.admit(by=staff, application=application)


def booked(person, desk) -> Booking:
    day = Membership.objects.get(person=person).starts
    return BookingFactory(person=person, space=desk, day=day.replace(day=day.day + 1))


def test_what_was_booked_meanwhile_is_named_then_given_back(admitted, staff, client_of):
    desk = SpaceFactory(code="M01")
    booking = booked(admitted.applicant, desk)
    page = client_of(staff).get(reverse("members:application_undo", args=[admitted.pk]))
    assert "M01" in page.content.decode()
    seen = admitted.moves.last().pk
    OutgoingMail.objects.all().delete()
    actions.undo(by=staff, application=admitted, seen=seen, reason="Letta male.")
    booking.refresh_from_db()
    assert booking.status == Booking.Status.CANCELLED
    (letter,) = OutgoingMail.objects.filter(to="nuova@example.org")
    assert letter.subject == "The decision on your application has been undone"
    assert "M01" in letter.text
    admitted.applicant.refresh_from_db()
    assert admitted.applicant.role == Role.APPLICANT


def test_a_refused_undo_gives_nothing_back(admitted, staff, at):
    booking = booked(admitted.applicant, SpaceFactory(code="M01"))
    seen = admitted.moves.last().pk
    at("2026-11-24 10:01")
    with pytest.raises(Exception, match="24 ore"):
        actions.undo(by=staff, application=admitted, seen=seen, reason="Letta male.")
    booking.refresh_from_db()
    assert booking.status == Booking.Status.CONFIRMED


def test_a_no_that_is_undone_gives_nothing_back(at, staff):
    at(NOW)
    application = ApplicationFactory(under_review=True)
    actions.refuse(by=staff, application=application, reason="Fuori tema.")
    assert what_undoing_gives_back(application) == []


def test_the_room_that_is_left_counts_desks_that_nobody_has(at, staff):
    at(NOW)
    application = ApplicationFactory(under_review=True)
    SpaceFactory(code="M01")
    fixed = SpaceFactory(code="F01", fixed=True)
    SpaceFactory(code="SALA", room=True)
    assert [(each.number, each.of) for each in room_left(application)][:1] == [(2, 2)]
    assign(fixed, to=PersonFactory(member=True))
    assert [(each.number, each.of) for each in room_left(application)][:1] == [(1, 2)]
