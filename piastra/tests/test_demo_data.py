"""What the demo tells: a place, its people and eight months that could have been."""

import json
from collections import Counter
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from budget.models import Document, Line, Programme
from core.clock import ROME, local_midnight
from core.month import Month
from events.models import Event
from members.models import Application, Membership, Profile, User
from piastra.tests.test_demo import our_models
from piastra.tools.demo import cast, place
from piastra.tools.demo.loading import load
from spaces.models import Assignment, Booking, LentDay, Space, WaitingRequest
from spaces.schedule.opening import Opening

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 21, tzinfo=ROME)


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The demo, loaded once for all the tests of this file, and taken back after them."""
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False), transaction.atomic():
        load(NOW)
        yield
        transaction.set_rollback(True)


# -- the place ---------------------------------------------------------------------------------------
def test_the_layout_is_that_of_the_brief(loaded):
    kinds = Counter(Space.objects.values_list("kind", flat=True))
    assert kinds == {
        "fixed_desk": 8, "mobile_desk": 6, "office": 6, "meeting_room": 2, "event_room": 1,
    }  # fmt: skip


def test_places_on_the_plan_fit_a_finger_and_do_not_overlap():
    places = place.floor()
    for one in places:
        assert one.x >= 0
        assert one.x + one.width <= 360
        assert one.width >= 56
        assert one.height >= 48
        for other in places:
            assert one is other or _are_apart(one, other), (one.code, other.code)


def _are_apart(one, other) -> bool:
    return (
        one.x + one.width <= other.x
        or other.x + other.width <= one.x
        or one.y + one.height <= other.y
        or other.y + other.height <= one.y
    )


# -- the bookings ------------------------------------------------------------------------------------
def test_every_booking_lies_within_the_opening_hours(loaded):
    bookings = Booking.objects.select_related("space").order_by("start")
    last = bookings.last().start.date() + timedelta(days=2)
    opening = Opening(bookings.first().start.date(), last)
    for booking in bookings:
        day = timezone.localtime(booking.start).date()
        spans = opening.of(booking.space, day)
        assert any(opens <= booking.start and booking.end <= closes for opens, closes in spans)


def test_bookings_tell_a_possible_story(loaded):
    now = timezone.now()
    assert not Booking.objects.filter(made_at__gt=now).exists()
    assert not Booking.objects.filter(start__gt=now, status__in=["attended", "no_show"]).exists()
    assert not Booking.objects.filter(end__lt=now, status="confirmed").exists()
    for booking in Booking.objects.exclude(cancelled_at=None):
        assert booking.made_at < booking.cancelled_at < booking.start
    for booking in Booking.objects.filter(is_walk_in=False):
        assert booking.made_at < booking.start


def test_nobody_sits_at_two_desks_at_once(loaded):
    taken = {}
    desks = Booking.objects.holding().filter(space__kind__in=Space.DESKS_AND_OFFICES)
    for booking in desks.order_by("start"):
        assert taken.get(booking.person_id, booking.start) <= booking.start
        taken[booking.person_id] = booking.end


def test_the_place_fills_up_and_rests_in_august(loaded):
    hours = Counter()
    for booking in Booking.objects.counted().filter(space__kind__in=Space.DESKS_AND_OFFICES):
        hours[str(Month.of(booking.start))] += (booking.end - booking.start).total_seconds() / 3600
    assert hours["2026-04"] < hours["2026-06"] < hours["2026-09"] < hours["2026-10"]
    assert hours["2026-08"] < hours["2026-07"] / 2 + hours["2026-06"] / 4


def test_two_offices_are_assigned_and_only_their_people_are_there(loaded):
    assigned = Assignment.objects.prefetch_related("people")
    assert {str(each.organisation) for each in assigned} == {
        "Cooperativa Esempio",
        "Consorzio Esempio",
    }
    for each in assigned:
        assert each.starts == Month.of(timezone.localdate()).first
        since = Booking.objects.filter(space=each.space, start__date__gte=each.starts)
        assert set(since.values_list("person", flat=True)) <= {who.pk for who in each.people.all()}
        for lent in each.lent.all():
            assert lent.day > timezone.localdate()
            assert not since.filter(start__date=lent.day).exists()
    assert LentDay.objects.count() == 1


def test_every_fate_of_a_booking_is_there(loaded):
    # A waiting list's offers come and go within hours.
    passing = {Booking.Status.OFFERED, Booking.Status.LAPSED}
    lasting = set(Booking.Status) - passing
    assert set(Booking.objects.values_list("status", flat=True)) - passing == lasting
    assert Booking.objects.filter(status="attended", checked_out_at=None).exists()
    assert Booking.objects.filter(is_walk_in=True).exists()


def test_some_wait_for_a_room_that_is_taken(loaded):
    requests = WaitingRequest.objects.select_related("space", "person")
    in_line = list(requests.in_line().filter(start__gt=timezone.now()))
    assert len(in_line) == 3
    assert cast.COWORKER.email in {each.person.email for each in in_line}
    waited = requests.filter(status="unserved")
    assert waited.filter(start__gte=local_midnight(Month.current().first)).exists()
    assert waited.count() + len(in_line) == requests.count()
    for each in requests:
        assert each.made_at < min(each.start, timezone.now())
        held = Booking.objects.firm().overlapping(each.start, each.end)
        assert held.filter(space=each.space).exclude(person=each.person).exists()


def test_the_sample_coworker_finds_a_desk_to_take(loaded):
    monday = Opening.on(timezone.localdate() + timedelta(days=1))
    desk = Space.objects.get(code="F01")
    assert monday.of(desk, monday.first)
    theirs = Booking.objects.filter(person__email=cast.COWORKER.email)
    assert not theirs.filter(start__date=monday.first).exists()
    assert theirs.filter(start__date__gt=monday.first).exists()


# -- people, events, money ---------------------------------------------------------------------------
def test_applications_are_in_every_state_with_their_moves(loaded):
    assert set(Application.objects.values_list("status", flat=True)) == set(
        Application.Status.values
    )
    for application in Application.objects.exclude(status="draft").prefetch_related("moves"):
        moves = list(application.moves.all())
        assert moves[0].before == "draft"
        assert moves[-1].after == application.status
        assert all(one.after == two.before for one, two in zip(moves, moves[1:], strict=False))


def test_members_have_a_membership_and_a_profile(loaded):
    members = User.objects.filter(role="member")
    current = Membership.objects.current().values_list("person", flat=True)
    assert set(current) == set(members.values_list("pk", flat=True))
    assert Profile.objects.exclude(pk__in=Profile.objects.listed()).exists()
    assert 38 <= User.objects.count() <= 46


def test_events_are_behind_us_and_ahead_and_some_are_full(loaded):
    events = Event.objects.published()
    assert events.upcoming().count() >= 3
    assert events.filter(end__lt=timezone.now()).count() >= 10
    assert any(event.free == 0 for event in events.upcoming())
    for event in Event.objects.all():
        assert event.taken == event.registrations.holding().count()


def test_the_money_stays_under_its_ceilings(loaded):
    programme = Programme.objects.get()
    assert programme.allocated == programme.managed
    assert all("riparto demo" in line.name for line in Line.objects.all())
    assert {"invoice", "credit_note", "receipt", "payslip"} == set(
        Document.objects.values_list("kind", flat=True)
    )
    assert Document.objects.filter(cup_status="missing").exists()
    assert Document.objects.filter(payments__method="cash").exists()


def test_every_address_is_on_example_org(loaded):
    for model in our_models():
        for field in model._meta.get_fields():
            if getattr(field, "concrete", False) and field.name == "email":
                for address in model.objects.values_list("email", flat=True):
                    assert address.endswith("@example.org")
    assert "http" not in json.dumps(list(Profile.objects.values_list("bio", "links")))
