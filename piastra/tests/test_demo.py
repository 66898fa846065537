"""The demo is always the same, keeps every rule of the house, and never enters a real database."""

import hashlib
import json
from collections import Counter
from datetime import timedelta

import pytest
from django.apps import apps
from django.core import serializers
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from budget.models import Document, Line, Programme
from core.models import Installation
from core.months import Month, is_closed
from events.models import Event
from members.models import Application, Membership, Profile, User
from piastra.demo import cast, place
from piastra.demo.loading import RealData, load
from piastra.reports.models import Edition
from spaces.models import Booking, Space
from spaces.opening import Opening

pytestmark = pytest.mark.django_db

OUR_APPS = ["core", "members", "account", "spaces", "events", "budget", "reports"]


@pytest.fixture
def loaded(at):
    at("2026-11-22 21:00")
    load(timezone.now())


# -- always the same ---------------------------------------------------------------------------------
class Undo(Exception):
    pass


def _hash_of_a_fresh_load() -> str:
    """Load into emptied tables whose numbers begin at one again, then take everything back."""
    tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in _models())
    digest = ""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
            load(timezone.now())
            digest = _hash_of_all()
            raise Undo
    except Undo:
        return digest


def _models():
    return [model for app in OUR_APPS for model in apps.get_app_config(app).get_models()]


def _hash_of_all() -> str:
    digest = hashlib.sha256()
    for model in _models():
        rows = serializers.serialize("json", model.objects.order_by("pk"))
        digest.update(rows.encode())
    return digest.hexdigest()


def test_two_loads_on_one_day_are_equal(at):
    at("2026-11-22 21:00")
    assert _hash_of_a_fresh_load() == _hash_of_a_fresh_load()


def test_a_second_load_changes_nothing(loaded):
    before = _hash_of_all()
    assert load(timezone.now()) is False
    assert _hash_of_all() == before


@pytest.mark.parametrize(
    "moment",
    [
        "2026-01-31 23:30",
        "2026-03-29 10:00",
        "2026-08-16 12:00",
        "2026-10-25 02:30",
        "2028-02-29 08:00",
    ],
)
def test_the_demo_can_be_loaded_on_any_day(at, moment):
    at(moment)
    assert load(timezone.now())
    assert Booking.objects.count() > 1000


# -- never over real data ----------------------------------------------------------------------------
def test_a_database_with_people_is_left_alone(staff):
    with pytest.raises(RealData):
        load(timezone.now())
    assert not Space.objects.exists()
    assert not Installation.demo()


def test_the_command_says_why_in_a_sentence(staff):
    with pytest.raises(CommandError, match="holds real data, so the demo was not loaded"):
        call_command("load_demo")


def test_the_command_tells_how_to_sign_in(loaded, client, capsys):
    call_command("load_demo")
    assert capsys.readouterr().out == "The demo is loaded already.\n"
    for sign_in in cast.SIGN_INS:
        person = User.objects.get(email=sign_in.email)
        assert (person.role, person.check_password(cast.PASSWORD)) == (sign_in.role, True)


def test_one_month_is_published_and_the_next_asked_for(at, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    at("2026-11-22 21:00")
    call_command("load_demo")
    found = Edition.objects.order_by("month").values_list("month__month", "state")
    assert list(found) == [(9, "published"), (10, "requested")]
    assert Edition.objects.first().files.count() + Edition.objects.last().files.count() == 2
    assert is_closed(Month(2026, 9).first)


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


def test_every_fate_of_a_booking_is_there(loaded):
    assert set(Booking.objects.values_list("status", flat=True)) == set(Booking.Status.values)
    assert Booking.objects.filter(status="attended", checked_out_at=None).exists()
    assert Booking.objects.filter(is_walk_in=True).exists()


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
    assert Profile.objects.filter(is_listed=False).exists()
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
    for model in _models():
        for field in model._meta.get_fields():
            if getattr(field, "concrete", False) and field.name == "email":
                for address in model.objects.values_list("email", flat=True):
                    assert address.endswith("@example.org")
    assert "http" not in json.dumps(list(Profile.objects.values_list("bio", "website")))
