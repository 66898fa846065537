"""From the admission to the renewal, on a phone: every letter, every tap."""

from datetime import date, timedelta

import pytest

from core.models import OutgoingMail
from core.testing.browser import DESK
from members import actions, tasks
from members.actions import memberships
from members.models import Membership, RenewalRequest
from members.tests.factories import ApplicationFactory
from spaces.actions import join
from spaces.models import Booking
from spaces.tests.factories import BookingFactory, PersonFactory, make_floor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def letters(person) -> list[str]:
    return [mail.subject for mail in OutgoingMail.objects.filter(to=person.email).order_by("pk")]


@pytest.fixture
def floor(at, live_server):
    at("2026-11-23 09:00")
    return make_floor()


@pytest.mark.parametrize("javascript", [True, False])
def test_admitted_reminded_asked_and_renewed(floor, at, browse, staff, applicant, javascript):
    application = ApplicationFactory(applicant=applicant, under_review=True)
    actions.admit(by=staff, application=application)
    assert "Il tuo primo giorno nel coworking" in letters(applicant)
    Membership.objects.update(ends=date(2026, 12, 24))
    at("2026-11-24 07:30")
    assert tasks.remind_of_ends() == 1
    at("2026-11-24 09:00")

    phone = browse(applicant, javascript=javascript)
    page = phone.open("/adesione/")
    page.get_by_role("button", name="Chiedi il rinnovo").click()
    page.get_by_role("button", name="Ritira la richiesta").wait_for()
    phone.no_faults()

    desk = browse(staff, size=DESK, javascript=javascript)
    page = desk.open("/rinnovi/")
    page.get_by_role("button", name="Rinnova").click()
    page.get_by_text("è stata rinnovata").wait_for()
    desk.no_faults()
    assert RenewalRequest.objects.get().granted.starts == date(2026, 12, 24)
    assert letters(applicant)[-1] == "La tua adesione è stata rinnovata"


def test_a_membership_that_ends_in_the_middle_of_a_series(floor, at, browse, staff):
    ada, bea = PersonFactory(language="en"), PersonFactory(language="it")
    days = [date(2026, 12, 1) + timedelta(days=7 * week) for week in range(3)]
    for day in days:
        BookingFactory(space=floor.desk, person=ada, day=day)
        BookingFactory(space=floor.desks[1], day=day)
    last = Booking.objects.filter(person=ada).order_by("start").last()
    join(by=bea, person=bea, kind=floor.desk.kind, start=last.start, end=last.end)
    memberships.end(
        by=staff, membership=ada.memberships.get(), ends=date(2026, 12, 8), reason="Trasloco."
    )
    assert letters(ada) == ["Your membership now lasts until 7 December 2026"]
    assert len(letters(bea)) == 1
    at("2026-12-08 09:00")
    tasks.close_memberships()
    tasks.close_memberships()
    assert letters(ada)[1:] == ["Your membership has ended"]
    visitor = browse(ada)
    page = visitor.open("/")
    page.get_by_role("button", name="Chiedi il rinnovo").click()
    page.get_by_role("button", name="Ritira la richiesta").wait_for()
    visitor.no_faults()
