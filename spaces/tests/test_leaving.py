"""Whoever may no longer book gives back what is to come: it is handed on, and told in one letter."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from core.access import Role
from core.models import OutgoingMail
from core.refusals import Refusal
from members import actions as people
from members.models import Membership, User
from members.signals import asking
from spaces import actions
from spaces.models import Assignment, Booking, Feed, WaitingRequest
from spaces.tests.factories import BookingFactory, PersonFactory, assign, local

TUESDAY = date(2026, 11, 24)
MORNING = {"start": local(TUESDAY, time(8, 30)), "end": local(TUESDAY, time(13))}
WHY = "Ha finito il dottorato."


@pytest.fixture
def boss(floor):
    return PersonFactory(role=Role.STAFF, membership=None)


@pytest.fixture
def ada(floor):
    return PersonFactory(email="ada@example.org", language="it")


@pytest.fixture
def bea(floor):
    return PersonFactory(email="bea@example.org")


def close(boss, person):
    return people.close_account(by=boss, person=person, reason=WHY)


def here(person, floor, day) -> Booking:
    """A booking of a morning at which its person was checked in."""
    checked_in = {"status": "attended", "checked_in_at": local(day, time(8, 40))}
    return BookingFactory(space=floor.desks[2], person=person, day=day, **checked_in)


def letters(person) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(to=person.email).order_by("pk"))


def test_coming_bookings_are_cancelled_by_the_house_and_told_in_one_letter(floor, boss, ada):
    days = [TUESDAY, TUESDAY + timedelta(days=1)]
    coming = [BookingFactory(space=floor.desks[2], person=ada, day=day) for day in days]
    over = here(ada, floor, date(2026, 11, 20))
    close(boss, ada)
    for booking in coming:
        booking.refresh_from_db()
        assert (booking.status, booking.cancelled_by) == (Booking.Status.CANCELLED, boss)
        assert booking.cancel_reason == WHY
    over.refresh_from_db()
    assert over.status == Booking.Status.ATTENDED
    (letter,) = letters(ada)
    assert "24 novembre 2026" in letter.text
    assert "25 novembre 2026" in letter.text


def test_what_comes_free_goes_to_who_waits(floor, boss, ada, bea):
    BookingFactory(space=floor.desk, person=ada, day=TUESDAY)
    BookingFactory(space=floor.desks[1], day=TUESDAY)
    waits = WaitingRequest.objects.create(person=bea, kind="fixed_desk", **MORNING)
    close(boss, ada)
    waits.refresh_from_db()
    assert (waits.status, waits.offer.space) == ("offered", floor.desk)
    assert [letter.to for letter in letters(bea)] == [bea.email]


def test_whoever_waits_leaves_the_line_and_an_offer_goes_on(floor, boss, ada, bea):
    offer = BookingFactory(
        space=floor.desk, person=ada, day=TUESDAY, status="offered",
        held_until=timezone.now() + timedelta(hours=1),
    )  # fmt: skip
    mine = WaitingRequest.objects.create(
        person=ada, kind="fixed_desk", status="offered", offer=offer, **MORNING
    )
    BookingFactory(space=floor.desks[1], day=TUESDAY)
    later = {"start": local(TUESDAY, time(13)), "end": local(TUESDAY, time(18, 30))}
    other = WaitingRequest.objects.create(person=ada, kind="fixed_desk", **later)
    next_one = WaitingRequest.objects.create(person=bea, kind="fixed_desk", **MORNING)
    close(boss, ada)
    states = []
    for request in (mine, other, next_one):
        request.refresh_from_db()
        states.append(request.status)
    assert states == ["withdrawn", "withdrawn", "offered"]


def test_an_assigned_place_ends_today_and_an_organisation_keeps_its_own(floor, boss, ada, bea):
    own = assign(floor.office, to=ada)
    shared = assign(floor.desks[0], organisation="Verde srl", people=[ada, bea])
    close(boss, ada)
    own.refresh_from_db()
    assert own.ends == date(2026, 11, 23)
    assert set(shared.people.all()) == {bea}
    assert Assignment.objects.get(pk=shared.pk).ends is None


def test_who_is_checked_in_stays_until_the_end(floor, boss, ada):
    booking = here(ada, floor, date(2026, 11, 23))
    close(boss, ada)
    booking.refresh_from_db()
    assert booking.status == Booking.Status.ATTENDED


@pytest.mark.parametrize(
    ("role", "keeps"), [(Role.STAFF, True), (Role.OFFICIAL, False), (Role.APPLICANT, False)]
)
def test_another_role_gives_back_what_it_may_not_have(floor, boss, ada, role, keeps):
    booking = BookingFactory(space=floor.desks[2], person=ada, day=TUESDAY)
    people.change_role(by=boss, person=ada, role=role, reason=WHY, seen="member")
    booking.refresh_from_db()
    assert (booking.status == Booking.Status.CONFIRMED) == keeps


def test_what_the_page_shows_beforehand_is_what_is_given_back(floor, boss, ada):
    BookingFactory(space=floor.desks[2], person=ada, day=TUESDAY)
    WaitingRequest.objects.create(person=ada, kind="fixed_desk", **MORNING)
    assign(floor.office, to=ada)
    becoming = User.objects.get(pk=ada.pk)
    becoming.is_active = False
    shown = [each.words for _by, held in asking.send(User, person=becoming) for each in held]
    assert len(shown) == 3
    assert Booking.objects.get(person=ada).status == Booking.Status.CONFIRMED
    close(boss, ada)
    (letter,) = letters(ada)
    for words in shown:
        assert words in letter.text
    assert [held for _by, held in asking.send(User, person=becoming) if held] == []


def test_who_was_signed_in_when_the_account_was_closed_books_nothing_more(floor, boss, ada):
    """The account was read before it was closed; what it may do is read again under the lock."""
    stale = User.objects.get(pk=ada.pk)
    close(boss, ada)
    Membership.objects.create(person=ada, starts=TUESDAY)
    with pytest.raises(Refusal):
        actions.book(by=stale, person=stale, space=floor.desks[2], **MORNING)
    assert not Booking.objects.filter(person=ada).exists()


def test_a_calendar_of_a_closed_account_tells_nothing(floor, boss, ada, client):
    feed = Feed.objects.create(person=ada)
    here(ada, floor, TUESDAY)
    close(boss, ada)
    answer = client.get(f"/calendari/{feed.token}.ics")
    assert answer.status_code == 404 or "BEGIN:VEVENT" not in answer.content.decode()
