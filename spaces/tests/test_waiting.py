"""Waiting for a place: first come, first served; held, then handed on."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import JournalEntry, OutgoingMail
from core.refusals import Refusal
from spaces import actions
from spaces.actions.openings import close_places, reopen, set_hours
from spaces.actions.places import change_place
from spaces.availability import waiting
from spaces.models import Booking, KindRules, Space, WaitingRequest
from spaces.tasks import release_places, serve_waiting_lists
from spaces.tests.factories import (
    BookingFactory,
    PersonFactory,
    SpaceFactory,
    local,
    make_floor,
)

TUESDAY = date(2026, 11, 24)
MORNING = {"start": local(TUESDAY, time(8, 30)), "end": local(TUESDAY, time(13))}
AFTERNOON = {"start": local(TUESDAY, time(13)), "end": local(TUESDAY, time(18, 30))}
DAY = {"start": local(TUESDAY, time(8, 30)), "end": local(TUESDAY, time(18, 30))}
FIXED = Space.Kind.FIXED_DESK


@pytest.fixture
def floor(db, at):
    at("2026-11-23 09:00")
    return make_floor()


@pytest.fixture
def taken(floor):
    """Both fixed desks held on Tuesday morning."""
    return [BookingFactory(space=desk) for desk in floor.desks[:2]]


def wait(person, kind=FIXED, space=None, **span):
    return actions.join(by=person, person=person, kind=kind, space=space, **(span or MORNING))


def in_line(number: int, **words) -> list[WaitingRequest]:
    return [wait(PersonFactory(), **words) for _each in range(number)]


def cancel(booking):
    return actions.cancel(by=booking.person, booking=booking)


def states(*requests) -> list[str]:
    for request in requests:
        request.refresh_from_db()
    return [request.status for request in requests]


def offers() -> list[tuple]:
    found = Booking.objects.filter(status="offered").order_by("start", "pk")
    return [(each.space.code, each.person_id) for each in found]


def refused(action, **words) -> Refusal:
    with pytest.raises(Refusal) as caught:
        action(**words)
    return caught.value


def test_a_cancelled_place_is_held_for_the_first_in_line(taken):
    first, second = in_line(2)
    cancel(taken[0])
    assert states(first, second) == ["offered", "waiting"]
    offer = first.offer
    assert (offer.space, offer.person, offer.start, offer.end) == (
        taken[0].space,
        first.person,
        MORNING["start"],
        MORNING["end"],
    )
    assert offer.held_until == local(date(2026, 11, 23), time(11))
    letter = OutgoingMail.objects.get(to=first.person.email)
    assert f"/attesa/{first.pk}/" in letter.text
    assert not OutgoingMail.objects.filter(to=second.person.email).exists()


def test_an_offer_shows_as_taken_to_others(taken):
    (first,) = in_line(1)
    cancel(taken[0])
    other = PersonFactory()
    refusal = refused(actions.book, by=other, person=other, space=taken[0].space, **MORNING)
    assert refusal.code == "taken"


def test_accepting_makes_a_booking_once(taken):
    (first,) = in_line(1)
    cancel(taken[0])
    first.refresh_from_db()
    booking = actions.accept(by=first.person, request=first)
    assert (booking.status, booking.made_by) == ("confirmed", first.person)
    assert actions.accept(by=first.person, request=first) == booking
    assert states(first) == ["served"]
    assert first.offer == booking
    assert OutgoingMail.objects.filter(to=first.person.email).count() == 2
    assert JournalEntry.objects.filter(verb="offer_accepted").count() == 1


def test_nobody_accepts_for_another_person(taken, other_member):
    (first,) = in_line(1)
    cancel(taken[0])
    for action in (actions.accept, actions.decline, actions.withdraw):
        assert refused(action, by=other_member, request=first).code == "not_yours"
    assert states(first) == ["offered"]


def test_declined_it_goes_to_the_next_and_then_nobody_is_left(taken):
    first, second = in_line(2)
    cancel(taken[0])
    actions.decline(by=first.person, request=first)
    assert states(first, second) == ["declined", "offered"]
    assert first.offer.status == "lapsed"
    actions.decline(by=first.person, request=first)
    actions.decline(by=second.person, request=second)
    assert offers() == []
    person = PersonFactory()
    assert actions.book(by=person, person=person, space=taken[0].space, **MORNING)


def test_a_chain_of_three_each_with_its_own_time(taken, at):
    line = in_line(3)
    cancel(taken[0])
    for hour, expected in (
        ("11:00", ["expired", "offered", "waiting"]),
        ("13:00", ["expired", "expired", "offered"]),
        ("15:00", ["expired", "expired", "expired"]),
    ):
        at(f"2026-11-23 {hour}")
        serve_waiting_lists()
        assert states(*line) == expected
    assert offers() == []
    assert OutgoingMail.objects.filter(to=line[2].person.email).count() == 2


def test_an_offer_expires_at_its_exact_second(taken, at):
    first, second = in_line(2)
    cancel(taken[0])
    at("2026-11-23 10:59:59")
    assert serve_waiting_lists() == 0
    actions.expire(request=first)
    assert states(first) == ["offered"]
    at("2026-11-23 11:00:00")
    refusal = refused(actions.accept, by=first.person, request=first)
    assert (refusal.code, "11:00" in refusal.sentence) == ("expired", True)
    actions.expire(request=first)
    actions.expire(request=first)
    assert states(first, second) == ["expired", "offered"]
    letter = OutgoingMail.objects.filter(to=first.person.email).last()
    assert "11:00" in letter.text


def test_accepting_too_late_leaves_the_offer_to_the_next(taken, at):
    """Whoever asks the verb, a page or a script: nobody waits for the portal's round."""
    first, second = in_line(2)
    cancel(taken[0])
    at("2026-11-23 11:00")
    assert refused(actions.accept, by=first.person, request=first).code == "expired"
    assert states(first, second) == ["expired", "offered"]


def test_accepted_in_the_last_second(taken, at):
    (first,) = in_line(1)
    cancel(taken[0])
    at("2026-11-23 10:59:59")
    assert actions.accept(by=first.person, request=first).status == "confirmed"


def test_the_hold_never_reaches_past_one_hour_before_the_start(taken, at):
    (first,) = in_line(1)
    at("2026-11-24 06:45")
    cancel(taken[0])
    first.refresh_from_db()
    assert first.offer.held_until == local(TUESDAY, time(7, 30))


@pytest.mark.parametrize("clock", ["07:30", "08:00", "08:30", "12:00"])
def test_nobody_is_offered_what_begins_within_the_hour_or_began(taken, at, clock):
    (first,) = in_line(1)
    at(f"2026-11-24 {clock}")
    cancel(taken[0])
    serve_waiting_lists()
    assert offers() == []
    assert states(first) == ["waiting" if clock < "08:30" else "unserved"]
    assert first.offer is None


def test_what_began_before_a_place_came_free_ends_unserved_without_a_letter(taken, at):
    (first,) = in_line(1)
    at("2026-11-24 08:29:59")
    serve_waiting_lists()
    assert states(first) == ["waiting"]
    at("2026-11-24 08:30")
    serve_waiting_lists()
    serve_waiting_lists()
    assert states(first) == ["unserved"]
    assert first.ended_at == local(TUESDAY, time(8, 30))
    assert not OutgoingMail.objects.exists()


def test_withdrawn_it_is_no_longer_in_line(taken):
    first, second = in_line(2)
    actions.withdraw(by=first.person, request=first)
    actions.withdraw(by=first.person, request=first)
    cancel(taken[0])
    assert states(first, second) == ["withdrawn", "offered"]


def test_withdrawn_from_an_offer_it_goes_on(taken):
    first, second = in_line(2)
    cancel(taken[0])
    actions.withdraw(by=first.person, request=first)
    assert states(first, second) == ["withdrawn", "offered"]


def test_cancelling_an_offer_declines_it(taken):
    first, second = in_line(2)
    cancel(taken[0])
    first.refresh_from_db()
    found = cancel(first.offer)
    assert (found.status, states(first, second)) == ("lapsed", ["declined", "offered"])
    assert cancel(found).status == "lapsed"
    assert not OutgoingMail.objects.filter(subject__startswith="Annullat").exclude(
        to=taken[0].person.email
    )


@pytest.mark.parametrize("step", ["decline", "withdraw", "cancel", "take_back"])
def test_what_is_said_too_late_finds_the_offer_expired(taken, at, staff, step):
    """Nobody declined it: its time was over at 11:00, and only the clock of the portal was late."""
    first, second = in_line(2)
    cancel(taken[0])
    first.refresh_from_db()
    at("2026-11-23 11:00:00")
    if step == "cancel":
        assert cancel(first.offer).status == "lapsed"
    elif step == "take_back":
        actions.cancel(by=staff, booking=first.offer, reason="Pittura")
    else:
        getattr(actions, step)(by=first.person, request=first)
    assert states(first, second) == ["expired", "offered"]
    letter = OutgoingMail.objects.filter(to=first.person.email).last()
    assert "11:00" in letter.text
    assert JournalEntry.objects.filter(verb="offer_expired", by=None).count() == 1


@pytest.mark.parametrize("others", [0, 1])
def test_nobody_is_told_that_a_place_went_on_to_somebody(taken, at, others):
    """There may be no next in line: the letter and the page say what is true of both."""
    first, *_others = in_line(1 + others)
    cancel(taken[0])
    at("2026-11-23 11:00")
    serve_waiting_lists()
    first.refresh_from_db()
    letter = OutgoingMail.objects.filter(to=first.person.email).last()
    sentence = refused(actions.accept, by=first.person, request=first).sentence
    for words in (letter.text, letter.html, sentence):
        assert "non è più riservato a te" in words
        assert "persona successiva" not in words


def test_who_has_another_desk_meanwhile_is_skipped_and_stays_in_line(taken, floor):
    first, second = in_line(2)
    BookingFactory(space=floor.desks[2], person=first.person)
    cancel(taken[0])
    assert states(first, second) == ["waiting", "offered"]


def test_who_is_no_member_any_more_is_skipped(taken):
    first, second = in_line(2)
    first.person.memberships.update(ends=TUESDAY)
    cancel(taken[0])
    assert states(first, second) == ["waiting", "offered"]


def test_a_named_place_and_its_kind_are_one_line(taken):
    """Who waits for any fixed desk was first; who waits for this one is next."""
    (any_desk,) = in_line(1)
    (named,) = in_line(1, space=taken[0].space)
    cancel(taken[0])
    assert states(any_desk, named) == ["offered", "waiting"]
    actions.decline(by=any_desk.person, request=any_desk)
    assert states(named) == ["offered"]


def test_who_waits_for_another_place_or_kind_is_not_asked(taken, floor):
    (named,) = in_line(1, space=taken[1].space)
    BookingFactory(space=floor.office)
    (office,) = in_line(1, kind="office")
    cancel(taken[0])
    assert states(named, office) == ["waiting", "waiting"]


def test_one_freed_day_serves_a_morning_and_an_afternoon(floor):
    days = [BookingFactory(space=desk, whole_day=True) for desk in floor.desks[:2]]
    afternoon, morning, late = wait(PersonFactory(), **AFTERNOON), *in_line(2)
    cancel(days[0])
    assert states(afternoon, morning, late) == ["offered", "offered", "waiting"]
    assert offers() == [("A01", morning.person_id), ("A01", afternoon.person_id)]


def test_a_whole_day_needs_both_halves(floor, taken):
    BookingFactory(space=floor.desks[1], afternoon=True)
    afternoon = BookingFactory(space=floor.desks[0], afternoon=True)
    (first,) = in_line(1, **DAY)
    cancel(taken[0])
    assert states(first) == ["waiting"]
    cancel(afternoon)
    assert states(first) == ["offered"]


def test_an_absence_hands_the_place_on(floor, at, staff):
    """A day released in the morning is offered to who waits for the afternoon."""
    days = [BookingFactory(space=desk, whole_day=True) for desk in floor.desks[:2]]
    afternoon, morning = wait(PersonFactory(), **AFTERNOON), *in_line(1)
    at("2026-11-24 10:00")
    actions.mark_absent(by=staff, booking=days[0])
    assert states(afternoon, morning) == ["offered", "waiting"]
    assert afternoon.offer.held_until == local(TUESDAY, time(12))


def test_a_place_that_reopens_is_handed_on(floor, taken, staff):
    closure = close_places(
        by=staff,
        places=[floor.desks[0]],
        reason="Pittura",
        agreed=frozenset({taken[0].pk}),
        start=MORNING["start"],
        end=MORNING["end"],
    )
    (first,) = in_line(1)
    reopen(by=staff, hole=closure)
    assert states(first) == ["offered"]


def test_wider_hours_are_handed_on(floor, staff):
    morning_only = [[(time(8, 30), time(13))]] * 5 + [[], []]
    set_hours(by=staff, kinds=[FIXED], week=morning_only, since=TUESDAY)
    taken = [BookingFactory(space=desk, day=date(2026, 11, 25)) for desk in floor.desks[:2]]
    assert taken
    person = PersonFactory()
    WaitingRequest.objects.create(person=person, kind=FIXED, **AFTERNOON)
    all_day = [[(time(8, 30), time(13)), (time(13), time(18, 30))]] * 5 + [[], []]
    set_hours(by=staff, kinds=[FIXED], week=all_day, since=TUESDAY)
    assert offers() == [("A01", person.pk)]


def test_a_closure_over_an_offer_puts_its_person_back_in_line(floor, taken, staff):
    first, second = in_line(2)
    cancel(taken[0])
    first.refresh_from_db()
    closing = {
        "by": staff,
        "places": [floor.desks[0]],
        "reason": "Pittura",
        "start": MORNING["start"],
        "end": MORNING["end"],
    }
    with pytest.raises(Refusal):
        close_places(**closing)
    assert states(first) == ["offered"]
    close_places(**closing, agreed=frozenset({first.offer_id}))
    assert states(first, second) == ["waiting", "waiting"]
    assert first.offer.status == "lapsed"
    letter = OutgoingMail.objects.filter(to=first.person.email).last()
    assert "Pittura" in letter.text
    cancel(taken[1])
    assert states(first, second) == ["offered", "waiting"]


def test_a_freed_whole_frees_its_parts(floor):
    left, right, whole = rooms()
    booking = BookingFactory(space=whole)
    first = wait(PersonFactory(), kind=left.kind, space=left)
    second = wait(PersonFactory(), kind=right.kind)
    cancel(booking)
    assert states(first, second) == ["offered", "offered"]
    assert {code for code, _person in offers()} == {left.code, right.code}


def test_a_freed_part_frees_the_whole(floor):
    left, right, whole = rooms()
    BookingFactory(space=left, afternoon=True)
    booking = BookingFactory(space=right)
    first = wait(PersonFactory(), kind=whole.kind, space=whole)
    cancel(booking)
    assert states(first) == ["offered"]


def rooms():
    """Two event rooms and the one that they make together."""
    left, right, whole = (
        SpaceFactory(hall=True, code=code, name="", capacity=seats)
        for code, seats in (("S1", 10), ("S2", 10), ("S12", 20))
    )
    whole.parts.set([left, right])
    return left, right, whole


def test_the_sweep_serves_what_nobody_handed_on(taken):
    first, second = in_line(2)
    Booking.objects.filter(pk=taken[0].pk).update(status="cancelled")
    assert (serve_waiting_lists(), serve_waiting_lists()) == (1, 0)
    assert states(first, second) == ["offered", "waiting"]


def test_a_late_sweep_offers_nothing_that_began(taken, at):
    (first,) = in_line(1)
    Booking.objects.filter(pk=taken[0].pk).update(status="cancelled")
    at("2026-11-26 09:00")
    assert serve_waiting_lists() == 0
    assert states(first) == ["unserved"]


def test_a_late_sweep_takes_an_old_offer_back_and_offers_it_to_nobody(taken, at):
    first, second = in_line(2)
    cancel(taken[0])
    at("2026-11-26 09:00")
    assert serve_waiting_lists() == 0
    assert states(first, second) == ["expired", "unserved"]


def test_a_person_waits_once_for_the_same(taken):
    (first,) = in_line(1)
    assert wait(first.person) == first
    assert WaitingRequest.objects.count() == 1
    assert JournalEntry.objects.filter(verb="waiting_joined").count() == 1


def test_nobody_waits_for_what_is_free(taken):
    cancel(taken[1])
    person = PersonFactory()
    refusal = refused(wait, person=person)
    assert (refusal.code, refusal.place) == ("free", taken[1].space)
    assert wait(person, space=taken[0].space)


@pytest.mark.parametrize(
    ("code", "span"),
    [
        (
            "over",
            {
                "start": local(date(2026, 11, 20), time(8, 30)),
                "end": local(date(2026, 11, 20), time(13)),
            },
        ),
        (
            "too_far",
            {
                "start": local(date(2027, 2, 2), time(8, 30)),
                "end": local(date(2027, 2, 2), time(13)),
            },
        ),
        (
            "closed",
            {
                "start": local(date(2026, 12, 8), time(8, 30)),
                "end": local(date(2026, 12, 8), time(13)),
            },
        ),
        ("not_a_slot", {"start": local(TUESDAY, time(9)), "end": local(TUESDAY, time(10))}),
        ("reversed", {"start": MORNING["end"], "end": MORNING["start"]}),
    ],
)
def test_what_can_never_be_had_is_not_waited_for(taken, code, span):
    assert refused(wait, person=PersonFactory(), **span).code == code
    assert not WaitingRequest.objects.exists()


def test_who_is_no_member_does_not_wait(taken):
    assert refused(wait, person=PersonFactory(membership=None)).code == "not_a_member"


def test_who_has_a_desk_then_does_not_wait_for_another(taken):
    assert refused(wait, person=taken[0].person).code == "has_another"


def test_what_begins_within_the_hour_is_not_waited_for(taken, at):
    at("2026-11-24 07:30")
    assert refused(wait, person=PersonFactory()).code == "too_soon"
    at("2026-11-24 07:29:59")
    assert wait(PersonFactory())


def test_a_person_waits_for_many_things_at_once_but_casts_no_net(floor, monkeypatch):
    person, days = PersonFactory(), [TUESDAY + timedelta(days=day) for day in (0, 1, 2, 6, 7, 8, 9)]
    for day in days:
        for desk in floor.desks[:2]:
            BookingFactory(space=desk, day=day)
    spans = [{"start": local(day, time(8, 30)), "end": local(day, time(13))} for day in days]
    for span in spans[:6]:
        wait(person, **span)
    monkeypatch.setattr(waiting, "MOST_AT_ONCE", 6)
    refusal = refused(wait, person=person, **spans[6])
    assert (refusal.code, "6" in refusal.sentence) == ("too_many", True)


def test_an_accepted_offer_keeps_the_rules(taken, floor):
    """What has become impossible meanwhile is said, and the offer stays for its time."""
    (first,) = in_line(1)
    cancel(taken[0])
    first.person.memberships.update(ends=TUESDAY)
    assert refused(actions.accept, by=first.person, request=first).code == "not_a_member"
    assert states(first) == ["offered"]


def test_an_offer_is_no_presence(taken, at, staff):
    (first,) = in_line(1)
    at("2026-11-24 06:00")
    cancel(taken[0])
    first.refresh_from_db()
    assert refused(actions.check_in, by=staff, booking=first.offer).code
    at("2026-11-24 10:00")
    release_places()
    first.refresh_from_db()
    assert first.offer.status in ("offered", "lapsed")


@pytest.mark.parametrize(
    ("now", "day", "expected"),
    [
        # The clocks go forward in the night: two hours that pass, not two on the dial.
        ("2026-03-29 00:30", date(2026, 3, 30), "2026-03-29T03:30+02:00"),
        ("2026-03-29 01:30", date(2026, 3, 30), "2026-03-29T04:30+02:00"),
        ("2026-10-25 01:30", date(2026, 10, 26), "2026-10-25T02:30+01:00"),
        ("2026-01-31 23:30", date(2026, 2, 2), "2026-02-01T01:30+01:00"),
    ],
)
def test_holds_through_clock_changes_and_the_end_of_a_month(floor, at, now, day, expected):
    at(now)
    for desk in floor.desks[:2]:
        BookingFactory(space=desk, day=day)
    first = wait(PersonFactory(), start=local(day, time(8, 30)), end=local(day, time(13)))
    cancel(Booking.objects.order_by("pk").first())
    first.refresh_from_db()
    held = first.offer.held_until
    assert held - timezone.now() == timedelta(hours=2)
    assert held == datetime.fromisoformat(expected)


def test_the_hold_is_what_the_staff_set(taken):
    KindRules.objects.filter(kind=FIXED).update(hold_minutes=15)
    (first,) = in_line(1)
    cancel(taken[0])
    first.refresh_from_db()
    assert first.offer.held_until == local(date(2026, 11, 23), time(9, 15))


def test_where_nobody_waits_handing_on_costs_one_statement(floor, queries_of):
    wait_on = {"space": floor.desk, **MORNING}
    assert (
        queries_of(lambda: actions.hand_on(**wait_on)) == 3
    )  # with the begin and the end of its part


def test_who_waits_for_what_a_booking_only_touched_is_seen(floor):
    """A booking keeps a pause on both sides of itself: its end frees the hour after it, too."""
    KindRules.objects.update_or_create(kind=floor.room.kind, defaults={"buffer_minutes": 30})
    held = BookingFactory(space=floor.room, opens=time(9), closes=time(10))
    later = {"start": local(TUESDAY, time(10)), "end": local(TUESDAY, time(11))}
    request = wait(PersonFactory(), kind=floor.room.kind, space=floor.room, **later)
    cancel(held)
    assert states(request) == ["offered"]


def test_a_closure_asks_who_waits_in_one_turn(floor, taken, staff):
    """One place after the other, two closures would lock the same people in no common order."""
    in_line(2)
    closing = {"by": staff, "reason": "Pittura", **MORNING}
    agreed = frozenset(booking.pk for booking in taken)
    with CaptureQueriesContext(connection) as queries:
        close_places(**closing, places=floor.desks[:2], agreed=agreed)
    people = [each["sql"] for each in queries if 'OF "members_user"' in each["sql"]]
    in_lines = [sql for sql in people if "spaces_waitingrequest" in sql]
    assert len(in_lines) == 1


def test_offers_that_a_closure_takes_back_are_locked_together(floor, taken, staff):
    requests = in_line(2)
    for booking in taken:
        cancel(booking)
    assert states(*requests) == ["offered", "offered"]
    closing = {"by": staff, "reason": "Pittura", **MORNING, "places": floor.desks[:2]}
    close_places(**closing, agreed=frozenset(request.offer_id for request in requests))
    assert states(*requests) == ["waiting", "waiting"]


def test_who_waits_for_what_several_bookings_only_touched_is_seen(floor):
    """The same where they are given back together: the last of them ends where the wait begins, or begins."""
    KindRules.objects.update_or_create(kind=floor.room.kind, defaults={"buffer_minutes": 30})
    person = PersonFactory()
    for opens, closes, begins in ((9, 10, 10), (15, 16, 14)):
        BookingFactory(space=floor.room, person=person, opens=time(opens), closes=time(closes))
        wanted = {"start": local(TUESDAY, time(begins)), "end": local(TUESDAY, time(begins + 1))}
        request = wait(PersonFactory(), kind=floor.room.kind, space=floor.room, **wanted)
        actions.cancel_several(by=person, bookings=Booking.objects.filter(person=person))
        assert states(request) == ["offered"]


def test_rooms_that_are_parted_are_handed_on_at_once(floor, staff):
    """Who booked the whole takes its parts no more, and who booked a part nothing of the whole."""
    left, right, whole = rooms()
    BookingFactory(space=whole)
    BookingFactory(space=left, afternoon=True)
    in_part = wait(PersonFactory(), kind=left.kind, space=left)
    in_whole = wait(PersonFactory(), kind=whole.kind, space=whole, **AFTERNOON)
    assert states(in_part, in_whole) == ["waiting", "waiting"]
    names = ["code", "name", "kind", "capacity", "opened_on"]
    facts = {name: getattr(whole, name) for name in names} | {"zone": whole.zone}
    change_place(by=staff, place=whole, **facts, equipment=[], parts=[right])
    assert states(in_part, in_whole) == ["offered", "offered"]
