"""What is read at once, in one statement, is what the querysets say."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from members.models import Application
from members.tests.factories import ApplicationFactory
from spaces.availability import reading
from spaces.models import Booking
from spaces.rules import Asker
from spaces.schedule import setup
from spaces.tests.factories import BookingFactory, SpaceFactory, local

TUESDAY = date(2026, 11, 24)
Status, STUDENT, GRADUATE = Application.Status, Application.Kind.STUDENT, Application.Kind.GRADUATE
NOON = local(date(2026, 11, 23), time(12))


@pytest.mark.parametrize("held_until", [NOON, local(date(2026, 11, 23), time(8))])
def test_the_bookings_that_are_read_are_those_that_keep_their_place(floor, member, held_until):
    for status in Booking.Status:
        BookingFactory(space=SpaceFactory(zone=floor.desk.zone), **_facts(status, held_until))
    held = {one[3] for one in _read(member).holding}
    assert held == set(Booking.objects.keeping().values_list("pk", flat=True))
    assert len(held) == (3 if held_until > timezone.now() else 2)


def _facts(status: str, held_until) -> dict:
    facts = {"day": TUESDAY, "status": status}
    if status in (Booking.Status.OFFERED, Booking.Status.LAPSED):
        facts["held_until"] = held_until
    if status == Booking.Status.ATTENDED:
        facts["checked_in_at"] = NOON
    return facts


def test_the_person_is_what_the_last_admission_says(floor, member):
    """The last one made; of two made at once, the one with the higher number."""
    now = timezone.now()
    for status in (Status.NOT_ADMITTED, Status.ADMITTED, Status.WITHDRAWN, Status.ADMITTED):
        for kind, made_at in ((STUDENT, now), (GRADUATE, now), (STUDENT, now - timedelta(1))):
            made = ApplicationFactory(applicant=member, status=status, kind=kind)
            Application.objects.filter(pk=made.pk).update(made_at=made_at)
            last = Application.objects.admitted().filter(applicant=member).first()
            assert _read(member).own.applicant_kind == (last.kind if last else "")
    assert last.kind == GRADUATE


def _read(person) -> reading.Read:
    asker = Asker(person, timezone.now())
    until = TUESDAY + timedelta(days=1)
    return reading.bookings(TUESDAY, until, timedelta(), None, asker, setup.current())
