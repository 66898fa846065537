"""Every rule of booking, with the sentence that people read."""

from datetime import date, time, timedelta

import pytest
from django.utils.translation import override

from spaces import asks, rules
from spaces.models import Booking
from spaces.tests.factories import (
    BookingFactory,
    ClosureFactory,
    OutOfServiceFactory,
    PersonFactory,
    SpaceFactory,
    join,
    local,
    make_floor,
)

TUESDAY = date(2026, 11, 24)
HALF = (time(8, 30), time(13))


@pytest.fixture
def floor(db, at):
    at("2026-11-23 09:00")
    return make_floor()


@pytest.fixture
def answer(floor):
    """The code and sentence that an ask gets; nothing when it may be booked."""

    def ask(space=None, day=TUESDAY, hours=HALF, person=None, end_day=None):
        made = asks.ask_for(
            person=person or PersonFactory(),
            space=space or floor.desk,
            start=local(day, hours[0]),
            end=local(end_day or day, hours[1]),
        )
        refusal = rules.refusal(made)
        return (refusal.code, refusal.sentence) if refusal else None

    return ask


def test_a_half_day_and_a_day_of_a_desk_may_be_booked(answer):
    assert answer() is None
    assert answer(hours=(time(13), time(18, 30))) is None
    assert answer(hours=(time(8, 30), time(18, 30))) is None


@pytest.mark.parametrize("hours", [(time(13), time(13)), (time(13), time(8, 30))])
def test_a_booking_ends_after_it_starts(answer, hours):
    assert answer(hours=hours)[0] == "reversed"


def test_a_slot_is_over_at_its_last_second_and_not_before(answer, at):
    at("2026-11-24 12:59")
    assert answer() is None
    at("2026-11-24 13:00")
    assert answer() == ("over", "Quell'orario è già passato. Scegline uno successivo.")


def test_a_meeting_begins_in_the_present_step_at_the_earliest(answer, floor, at):
    at("2026-11-24 10:29")
    assert answer(floor.room, hours=(time(10), time(12))) is None
    at("2026-11-24 10:30")
    assert answer(floor.room, hours=(time(10), time(12)))[0] == "over"


def test_thirty_days_ahead_and_no_more(answer):
    assert answer(day=date(2026, 12, 23)) is None
    code, sentence = answer(day=date(2026, 12, 24))
    assert code == "too_far"
    assert "30 giorni" in sentence
    assert "mercoledì 23 dicembre 2026" in sentence


def test_the_membership_covers_the_date(answer):
    person = PersonFactory(membership=None)
    join(person, ends=TUESDAY)
    assert answer(person=person, day=TUESDAY - timedelta(1)) is None
    assert answer(person=person) == (
        "not_a_member",
        "La tua adesione non comprende martedì 24 novembre 2026. Chiedi allo staff di rinnovarla.",
    )


def test_an_applicant_does_not_book_even_with_a_membership(answer, applicant):
    join(applicant)
    assert answer(person=applicant)[0] == "not_a_member"


def test_the_staff_book_for_the_programme_without_limits_of_people(answer, staff):
    assert answer(person=staff, day=date(2027, 3, 2)) is None


def test_a_retired_place_is_not_booked(answer, floor):
    retired = SpaceFactory(zone=floor.desk.zone, retired_on=TUESDAY)
    assert answer(retired)[0] == "not_in_service"
    assert answer(retired, day=TUESDAY - timedelta(1)) is None


def test_a_place_out_of_service_says_why(answer, floor):
    OutOfServiceFactory(
        space=floor.desk, start=local(TUESDAY, time(7)), end=local(TUESDAY, time(20))
    )
    code, sentence = answer()
    assert code == "out_of_service"
    assert "Lampada rotta" in sentence
    assert answer(floor.desks[1]) is None


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2026, 12, 8), "Immacolata Concezione"),
        (date(2026, 11, 28), "giorno di chiusura settimanale"),
    ],
)
def test_a_closed_day_says_why(answer, day, reason):
    code, sentence = answer(day=day)
    assert code == "closed"
    assert reason in sentence


def test_an_extraordinary_closure_says_why(answer):
    ClosureFactory(start=local(TUESDAY, time(8)), end=local(TUESDAY, time(20)))
    code, sentence = answer()
    assert code == "closed"
    assert "Disinfestazione" in sentence


def test_hours_outside_of_the_opening_name_the_opening(answer, floor):
    code, sentence = answer(floor.room, hours=(time(18), time(20)))
    assert code == "closed"
    assert "08:30–18:30" in sentence
    overnight = answer(floor.room, hours=(time(18), time(9)), end_day=TUESDAY + timedelta(1))
    assert overnight[0] == "closed"


def test_a_desk_is_booked_by_half_day(answer):
    assert answer(hours=(time(9), time(11)))[0] == "not_a_slot"


@pytest.mark.parametrize("hours", [(time(9, 10), time(10)), (time(9), time(10, 0, 1))])
def test_a_room_is_booked_in_its_steps(answer, floor, hours):
    assert answer(floor.room, hours=hours)[0] == "off_the_raster"
    assert answer(floor.room, hours=(time(9, 30), time(10))) is None


def test_one_desk_at_a_time_but_a_room_beside_it(answer, floor):
    own = BookingFactory(space=floor.desks[1])
    code, sentence = answer(person=own.person)
    assert code == "has_another"
    assert "A02" in sentence
    assert answer(person=own.person, hours=(time(13), time(18, 30))) is None
    assert answer(floor.room, person=own.person) is None


def test_every_rule_has_its_own_sentence_in_english_too(answer, floor):
    with override("en"):
        asked = [
            answer(hours=(time(13), time(9))),
            answer(day=date(2026, 11, 20)),
            answer(day=date(2027, 3, 2)),
            answer(person=PersonFactory(membership=None)),
            answer(day=date(2026, 12, 8)),
            answer(hours=(time(9), time(11))),
            answer(floor.room, hours=(time(9, 1), time(11))),
        ]
    assert len({sentence for _code, sentence in asked}) == len(asked)
    assert all(sentence.endswith(".") for _code, sentence in asked)


# -- Cancelling, arriving, leaving -------------------------------------------------------------------
Status = Booking.Status


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (Status.CONFIRMED, None),
        (Status.ATTENDED, "attended"),
        (Status.NO_SHOW, "over"),
    ],
)
def test_what_may_be_cancelled(floor, at, status, code):
    booking = BookingFactory(space=floor.desk, attended=status == Status.ATTENDED, status=status)
    now = at("2026-11-24 09:00")
    refusal = rules.cancel_refusal(booking.person, booking, now)
    assert (refusal and refusal.code) == code


def test_only_the_person_and_the_staff_cancel(floor, staff, other_member, at):
    booking, now = BookingFactory(space=floor.desk), at("2026-11-23 09:00")
    assert rules.cancel_refusal(staff, booking, now) is None
    assert rules.cancel_refusal(other_member, booking, now).code == "not_yours"


@pytest.mark.parametrize(
    ("now", "in_time"), [("2026-11-23 20:30", True), ("2026-11-23 20:31", False)]
)
def test_in_time_is_twelve_hours_before(floor, at, now, in_time):
    booking = BookingFactory(space=floor.desk)
    moment = at(now)
    assert rules.cancelled_in_time(booking, asks.rules_of("fixed_desk"), moment) is in_time


@pytest.mark.parametrize(
    ("status", "now", "code"),
    [
        ("confirmed", "2026-11-24 07:29", "early"),
        ("confirmed", "2026-11-24 07:30", None),
        ("confirmed", "2026-11-24 12:59", None),
        ("confirmed", "2026-11-24 13:00", "over"),
        ("cancelled", "2026-11-24 09:00", "not_held"),
        ("cancelled_late", "2026-11-24 09:00", "not_held"),
        ("no_show", "2026-11-24 09:00", "not_held"),
    ],
)
def test_who_may_be_let_in(floor, at, status, now, code):
    booking, moment = BookingFactory(space=floor.desk, status=status), at(now)
    refusal = rules.check_in_refusal(booking, asks.rules_of(booking.space.kind), moment)
    assert (refusal and refusal.code) == code
