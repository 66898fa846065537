"""The staff assign a desk while many people book it, at one instant, over real HTTP."""

import uuid
from datetime import date

import pytest

from core.testing.plugin import session_of
from core.testing.races import Runner, race
from spaces.actions import assignments, booking
from spaces.models import Assignment, Booking, Space
from spaces.tests.factories import PersonFactory, make_floor

MOST, ROUNDS = 30, 8
MONDAY = "2026-11-23 07:00"
TUESDAY = date(2026, 11, 24)
PATH = f"/prenota/{TUESDAY}/mattina/A01/"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rivals(at, staff):
    """The staff's form that assigns the desk, and the sessions of thirty people."""
    at(MONDAY)
    floor = make_floor()
    people = [session_of(person) for person in PersonFactory.create_batch(MOST)]
    form = {
        "space": floor.desk.pk,
        "person": PersonFactory().pk,
        "first": "2026-11-23",
        "last": "2026-11-29",
    }
    return Runner(session_of(staff), "/spazi/assegnazioni/nuova/", form), people


def run(rivals, live_server, runners=12):
    """One round: the answers of the staff and of the others."""
    Booking.objects.all().delete()
    Assignment.objects.all().delete()
    assigning, people = rivals
    booking_it = [Runner(session, PATH, {"request_key": uuid.uuid4()}) for session in people]
    booking_it, half = booking_it[:runners], runners // 2
    answers = race(live_server.url, [*booking_it[:half], assigning, *booking_it[half:]])
    return answers.pop(half), answers


def have_both() -> bool:
    """Whether the desk is somebody's, and booked by somebody else."""
    return Assignment.objects.exists() and Booking.objects.holding().exists()


@pytest.mark.parametrize("runners", [2, 12, MOST])
def test_a_desk_is_assigned_or_booked_but_never_both(rivals, live_server, runners):
    for _round in range(ROUNDS):
        staff, others = run(rivals, live_server, runners)
        assert not have_both()
        booked = [answer.status for answer in others].count(302)
        assert {answer.status for answer in others} <= {302, 409}
        # Assigned: everybody reads why not. Or booked by one: the staff are asked first.
        assert (staff.status, booked) in {(302, 0), (200, 1)}
        assert staff.status == 302 or "1 prenotazione" in staff.body
        # The queue moves: ties that end in deadlocks would take a second each.
        assert max(answer.seconds for answer in [staff, *others]) < 15


def test_without_the_lock_both_happen(rivals, live_server, monkeypatch):
    """The negative control: the same race with the lock off. So the test above can fail."""
    monkeypatch.setattr(booking, "lock_places", read_places)
    monkeypatch.setattr(assignments, "lock_places", read_places)
    for _round in range(5 * ROUNDS):
        run(rivals, live_server)
        if have_both():
            return
    pytest.fail("the race did not happen: this control proves nothing")


def read_places(ids) -> list[Space]:
    """What `lock_places` does, less the lock."""
    return list(Space.objects.filter(pk__in=list(ids)).order_by("pk"))
