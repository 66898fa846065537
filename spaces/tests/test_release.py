"""The portal gives back places of who did not come: asked again under the lock, whatever the task has read."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from core.closing import close
from core.models import JournalEntry
from core.month import Month
from core.refusals import Refusal
from spaces import actions, tasks
from spaces.models import Booking
from spaces.tests.factories import BookingFactory, local, make_floor

TUESDAY = date(2026, 11, 24)
BEFORE = local(date(2026, 11, 20), time(12))


@pytest.fixture
def floor(db, at):
    at("2026-11-24 09:30")
    return make_floor()


@pytest.fixture
def booking(floor):
    """A morning from half past eight, made days before; its hour of grace ends just now."""
    return BookingFactory(space=floor.desk, made_at=BEFORE)


def spare(booking, staff, floor):
    actions.mark_absent(by=staff, booking=booking)
    actions.unmark(by=staff, booking=booking)


def come(booking, staff, floor):
    actions.check_in(by=staff, booking=booking)


def come_and_undo(booking, staff, floor):
    come(booking, staff, floor)
    actions.undo_check_in(by=staff, booking=booking)


def move(booking, staff, floor):
    afternoon = {"start": local(TUESDAY, time(13)), "end": local(TUESDAY, time(18, 30))}
    actions.move(by=staff, booking=booking, space=floor.desks[1], **afternoon)


def cancel(booking, staff, floor):
    actions.cancel(by=booking.person, booking=booking)


def make_staff(booking, staff, floor):
    booking.person.role = "staff"
    booking.person.save()


def close_month(booking, staff, floor):
    close(Month(2026, 11), by=staff)


@pytest.mark.parametrize(
    ("meanwhile", "code"),
    [
        (spare, "spared"),
        (come, "attended"),
        (come_and_undo, "early"),
        (move, "early"),
        (cancel, "not_held"),
        (make_staff, "spared"),
        (close_month, "closed_month"),
    ],
)
def test_what_happened_since_the_task_looked_is_seen(booking, staff, floor, meanwhile, code):
    (found,) = tasks._due(timezone.now())
    meanwhile(booking, staff, floor)
    before = Booking.objects.values().get()
    lines = JournalEntry.objects.count()
    with pytest.raises(Refusal) as refused:
        actions.release(booking=found)
    assert refused.value.code == code
    assert Booking.objects.values().get() == before
    assert JournalEntry.objects.count() == lines


def test_who_booked_after_the_cutoff_is_spared(floor):
    booking = BookingFactory(space=floor.desk, made_at=local(TUESDAY, time(8, 30)))
    with pytest.raises(Refusal) as refused:
        actions.release(booking=booking)
    assert refused.value.code == "spared"


@pytest.mark.parametrize(("minutes", "code"), [(-1, "early"), (0, ""), (1, "")])
def test_the_grace_ends_on_the_minute(booking, at, minutes, code):
    at(f"2026-11-24 {(timezone.now() + timedelta(minutes=minutes)).astimezone():%H:%M}")
    if code:
        with pytest.raises(Refusal) as refused:
            actions.release(booking=booking)
        assert refused.value.code == code
        return
    released = actions.release(booking=booking)
    assert (released.status, released.released_at) == ("no_show", timezone.now())


def test_twice_is_once_and_the_portal_did_it(booking):
    actions.release(booking=booking)
    actions.release(booking=booking)
    assert [(line.subject_id, line.by) for line in JournalEntry.objects.all()] == [
        (booking.pk, None)
    ]
