"""Series against single bookings, and against each other, over real HTTP at one instant."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import Count

from core.testing.plugin import session_of
from core.testing.races import Runner, race
from spaces.actions import booking as single_booking
from spaces.actions import series as series_booking
from spaces.models import Booking, Series, Space
from spaces.tests.factories import PersonFactory, make_floor

MONDAY = "2026-11-23 07:00"
#: Ten weekday mornings.
DAYS = [date(2026, 11, 24) + timedelta(days=n) for n in (0, 1, 2, 3, 6, 7, 8, 9, 10, 13)]
SINGLES = 12
ROUNDS = 8
CONSTRAINT = "one_booking_of_a_place_at_a_time"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def floor(at):
    at(MONDAY)
    return make_floor()


@pytest.fixture
def wisher(floor) -> Runner:
    """Who wants the desk on ten dates."""
    return wish_of(session_of(PersonFactory()))


@pytest.fixture
def singles(floor) -> list[Runner]:
    """Twelve who want it on one date each: three on each of the first four."""
    sessions = [session_of(person) for person in PersonFactory.create_batch(SINGLES)]
    return [
        Runner(session, f"/prenota/{DAYS[number % 4]}/mattina/A01/", {"request_key": uuid.uuid4()})
        for number, session in enumerate(sessions)
    ]


def wish_of(session: str, place: str = "A01") -> Runner:
    fields = {"posto": place, "dal": DAYS[0], "al": DAYS[-1], "fascia": "mattina"}
    return Runner(session, "/serie/nuova/", {**fields, "giorni": [*range(5)]})


def again(runners) -> list[Runner]:
    """All free once more, and new forms."""
    Booking.objects.all().delete()
    Series.objects.all().delete()
    return [
        Runner(runner.session, runner.path, {**runner.fields, "request_key": uuid.uuid4()})
        for runner in runners
    ]


def most_holders() -> int:
    """How many hold the desk on the date on which most do."""
    held = Booking.objects.holding().values("space", "start").annotate(n=Count("pk"))
    return max((row["n"] for row in held), default=0)


def test_series_against_singles_each_date_has_one_holder(wisher, singles, live_server):
    for _round in range(ROUNDS):
        runners = again([wisher, *singles])
        first, *others = race(live_server.url, runners)
        assert first.status == 302
        assert {answer.status for answer in others} <= {302, 409}
        assert most_holders() == 1
        assert Booking.objects.holding().count() == len(DAYS)
        told = [answer for answer in others if answer.status == 409]
        assert all("Qualcuno ha già prenotato A01" in answer.body for answer in told)
        lost = len(DAYS) - Series.objects.get().bookings.count()
        assert lost == sum(answer.status == 302 for answer in others)
        assert len(Series.objects.get().left_out) == lost


def test_the_series_lists_the_dates_that_it_lost(wisher, singles, live_server, client):
    for _round in range(ROUNDS):
        (answer, *_others) = race(live_server.url, again([wisher, *singles]))
        series = Series.objects.get()
        client.cookies["sessionid"] = wisher.session
        page = " ".join(client.get(answer.location).content.decode().split())
        for told in series.not_booked:
            assert f"{told['day'].day} novembre 2026" in page
            assert "Qualcuno ha già prenotato A01" in page


def test_two_series_at_one_desk_share_no_date(floor, live_server):
    runners = [wish_of(session_of(person)) for person in PersonFactory.create_batch(4)]
    for _round in range(ROUNDS):
        answers = race(live_server.url, again(runners))
        assert sorted(answer.status for answer in answers) == [302, 409, 409, 409]
        assert most_holders() == 1
        assert Booking.objects.holding().count() == len(DAYS)


def test_two_series_of_one_person_at_two_desks_share_no_date(floor, live_server):
    session = session_of(PersonFactory())
    runners = [wish_of(session, "A01"), wish_of(session, "A02")]
    for _round in range(ROUNDS):
        answers = race(live_server.url, again(runners))
        assert sorted(answer.status for answer in answers) == [302, 409]
        assert Booking.objects.holding().count() == len(DAYS)


def test_a_series_sent_twice_at_once_is_one(wisher, live_server):
    for _round in range(5):
        answers = race(live_server.url, again([wisher]) * 2)
        assert [answer.status for answer in answers] == [302, 302]
        assert answers[0].location == answers[1].location
        assert Booking.objects.count() == len(DAYS)


def read_places(ids) -> list[Space]:
    """What `lock_places` does, less the lock."""
    return list(Space.objects.filter(pk__in=list(ids)).order_by("pk"))


@pytest.fixture
def unlocked(monkeypatch):
    for module in (single_booking, series_booking):
        monkeypatch.setattr(module, "lock_places", read_places)


@pytest.fixture
def no_constraint():
    """The last wall taken down, and put up again."""
    wall = next(c for c in Booking._meta.constraints if c.name == CONSTRAINT)
    with connection.schema_editor() as editor:
        editor.remove_constraint(Booking, wall)
    yield
    Booking.objects.all().delete()
    with connection.schema_editor() as editor:
        editor.add_constraint(Booking, wall)


def test_without_the_lock_the_wall_still_holds(wisher, singles, live_server, unlocked):
    answers = race(live_server.url, again([wisher, *singles]))
    assert {answer.status for answer in answers} <= {302, 409}
    assert most_holders() == 1


def test_without_lock_and_wall_a_date_has_several_holders(
    wisher, singles, live_server, unlocked, no_constraint
):
    """The negative control: so the tests above can fail."""
    most = 0
    for _round in range(20):
        race(live_server.url, again([wisher, *singles]))
        most = max(most, most_holders())
        if most > 1:
            break
    assert most > 1
