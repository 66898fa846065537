"""Every rule of booking, with the sentence that people read."""

from datetime import date, time, timedelta

import pytest
from django.db import transaction
from django.utils.translation import override

from members.models import Application
from spaces import rules
from spaces.availability import asks
from spaces.models import Booking, KindRules, WeeklyHours
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

    def ask(space=None, day=TUESDAY, hours=HALF, person=None, end_day=None, by=None):
        made = asks.ask_for(
            person=person or PersonFactory(),
            space=space or floor.desk,
            start=local(day, hours[0]),
            end=local(end_day or day, hours[1]),
            by=by,
        )
        refusal = rules.objection(made)
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
    assert answer() == ("over", "Quell’orario è già passato. Scegline uno successivo.")


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
        "La tua adesione non comprende martedì 24 novembre 2026. Puoi chiedere il rinnovo in «La mia adesione».",
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


@pytest.mark.parametrize(
    ("asks_for_it", "words"),
    [
        (None, "Ti abbiamo offerto A02 per quell’orario: prima accetta o rifiuta l’offerta."),
        ("staff", "Per quell’orario c’è già un’offerta di A02 per Ada Lodi"),
    ],
)
def test_an_offer_is_not_called_a_booking(floor, staff, asks_for_it, words):
    """Who has been offered another desk has booked nothing, and has nothing to cancel."""
    person = PersonFactory(first_name="Ada", last_name="Lodi")
    held = {"status": "offered", "held_until": local(TUESDAY, time(7, 30))}
    offer = BookingFactory(space=floor.desks[1], person=person, **held)
    wanted = {"space": floor.desk, "start": offer.start, "end": offer.end}
    by = staff if asks_for_it else None
    refusal = rules.objection(asks.ask_for(person=person, by=by, **wanted))
    assert refusal.code == "has_another"
    assert words in refusal.sentence
    assert "nnull" not in refusal.sentence


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


# -- Limits that the staff set for each kind of place ------------------------------------------------
def limit(kind, **limits):
    KindRules.objects.filter(kind=kind).update(**limits)


@pytest.mark.parametrize(
    ("hours", "code"),
    [
        ((time(10), time(10, 30)), "too_short"),
        ((time(10), time(11)), None),
        ((time(10), time(13)), None),
        ((time(10), time(13, 30)), "too_long"),
    ],
)
def test_the_length_has_a_least_and_a_most(answer, floor, hours, code):
    limit("meeting_room", min_minutes=60, max_minutes=180)
    got = answer(floor.room, hours=hours)
    assert (got and got[0]) == code


def test_the_lengths_are_said_in_words(answer, floor):
    limit("meeting_room", min_minutes=90, max_minutes=120)
    assert answer(floor.room, hours=(time(9), time(10)))[1] == (
        "Stelvio si prenota per almeno 1 ora e 30 minuti. Scegli un tempo più lungo."
    )
    assert answer(floor.room, hours=(time(9), time(12)))[1] == (
        "Stelvio si prenota per non più di 2 ore. Scegli un tempo più breve."
    )


def test_a_longest_booking_of_five_hours_leaves_half_days(answer):
    limit("fixed_desk", max_minutes=330)
    assert answer() is None
    assert answer(hours=(time(8, 30), time(18, 30)))[0] == "too_long"


def test_so_many_coming_bookings_at_once_and_no_more(answer, floor):
    limit("fixed_desk", max_coming=1)
    own = BookingFactory(space=floor.desk)
    code, sentence = answer(person=own.person, day=TUESDAY + timedelta(1))
    assert code == "too_many_coming"
    assert sentence.startswith("Hai già 1 prenotazione futura per questo tipo di spazio")
    # Another kind of place has a count of its own, and so has another person.
    assert answer(floor.desks[2], person=own.person, day=TUESDAY + timedelta(1)) is None
    assert answer(day=TUESDAY + timedelta(1)) is None


@pytest.mark.parametrize(
    ("status", "counts"),
    [
        ("confirmed", True),
        ("attended", False),
        ("no_show", False),
        ("cancelled", False),
        ("cancelled_late", False),
        ("offered", False),
        ("lapsed", False),
    ],
)
def test_what_is_used_or_given_back_is_not_coming(answer, floor, status, counts):
    limit("fixed_desk", max_coming=1)
    start = local(TUESDAY, time(8, 30))
    own = BookingFactory(space=floor.desk, status=status, checked_in_at=start, held_until=start)
    got = answer(person=own.person, day=TUESDAY + timedelta(1))
    assert (got and got[0]) == ("too_many_coming" if counts else None)


def test_a_booking_comes_until_it_begins(answer, floor, at):
    limit("fixed_desk", max_coming=1)
    own = BookingFactory(space=floor.desk)
    at("2026-11-24 08:29")
    assert answer(person=own.person, day=TUESDAY + timedelta(1))[0] == "too_many_coming"
    at("2026-11-24 08:30")
    assert answer(person=own.person, day=TUESDAY + timedelta(1)) is None


def test_who_takes_what_is_free_now_books_nothing_to_come(answer, floor, at):
    limit("fixed_desk", max_coming=1)
    own = BookingFactory(space=floor.desk, day=TUESDAY + timedelta(1))
    at("2026-11-24 08:29")
    assert answer(person=own.person)[0] == "too_many_coming"
    at("2026-11-24 08:30")
    assert answer(person=own.person) is None


def test_hours_of_a_week_are_those_of_the_kind_from_monday_to_sunday(answer, floor):
    limit("fixed_desk", max_hours_week=9)
    own = BookingFactory(space=floor.desk)  # Tuesday morning: four hours and a half
    friday, monday = date(2026, 11, 27), date(2026, 11, 30)
    assert answer(person=own.person, day=friday) is None  # nine in all
    code, sentence = answer(person=own.person, day=friday, hours=(time(13), time(18, 30)))
    assert code == "week_is_full"
    assert sentence == (
        "Hai già prenotato 4 ore e 30 minuti su un massimo di 9 ore alla settimana per questo tipo di "
        "spazio: questa prenotazione non ci sta più nella settimana da lunedì 23 novembre 2026. "
        "Scegli un’altra settimana o un tempo più breve."
    )
    assert answer(person=own.person, day=monday, hours=(time(13), time(18, 30))) is None
    assert answer(floor.desks[2], person=own.person, day=friday) is None


def test_hours_already_used_this_week_count_too(answer, floor, at):
    limit("fixed_desk", max_hours_week=9)
    used = BookingFactory(space=floor.desk, attended=True)
    at("2026-11-26 19:00")
    friday = date(2026, 11, 27)
    assert answer(person=used.person, day=friday, hours=(time(13), time(18, 30)))[0] == (
        "week_is_full"
    )


@pytest.mark.parametrize(
    ("sunday", "fits"), [(date(2026, 3, 29), True), (date(2026, 10, 25), False)]
)
def test_hours_of_the_week_are_those_that_pass_on_the_night_of_a_clock_change(
    answer, floor, at, sunday, fits
):
    """From midnight to eight: seven hours in March, nine in October. The week ends on that Sunday."""
    at(f"{sunday - timedelta(3)} 09:00")
    WeeklyHours.objects.create(
        kind="meeting_room", weekday=6, opens=time(0), closes=time(12), valid_from=sunday
    )
    limit("meeting_room", max_hours_week=8)
    got = answer(floor.room, day=sunday, hours=(time(0), time(8)))
    assert (got is None) is fits
    own = BookingFactory(space=floor.room, day=sunday, opens=time(3), closes=time(11))
    assert answer(floor.room, person=own.person, day=sunday + timedelta(1)) is None


@pytest.mark.parametrize(
    ("hours", "code"),
    [
        ((time(9), time(9, 30)), None),
        ((time(9), time(10)), "too_close"),
        ((time(11), time(12)), "too_close"),
        ((time(11, 30), time(12)), None),
    ],
)
def test_a_buffer_keeps_bookings_of_a_room_apart(answer, floor, hours, code):
    limit("meeting_room", buffer_minutes=30)
    BookingFactory(space=floor.room, opens=time(10), closes=time(11))
    got = answer(floor.room, hours=hours)
    assert (got and got[0]) == code


def test_a_buffer_says_how_long_it_is_and_what_it_keeps_clear_of(answer, floor):
    limit("meeting_room", buffer_minutes=15)
    BookingFactory(space=floor.room, opens=time(10), closes=time(11))
    assert answer(floor.room, hours=(time(9), time(10)))[1] == (
        "In quell’orario non si può usare Stelvio: tra due prenotazioni devono restare 15 minuti, e una"
        " va dalle 10:00 alle 11:00. "
        "Scegli un orario più lontano."
    )


def test_a_buffer_of_one_minute_is_one(answer, floor):
    limit("meeting_room", buffer_minutes=1)
    BookingFactory(space=floor.room, opens=time(10), closes=time(11))
    said = answer(floor.room, hours=(time(9), time(10)))[1]
    assert "tra due prenotazioni deve restare 1 minuto, e una va dalle 10:00" in said


def test_the_buffer_holds_between_a_whole_and_its_parts_too(answer, floor):
    whole = SpaceFactory(room=True, code="TUTTA", zone=floor.room.zone)
    whole.parts.set([floor.room])
    limit("meeting_room", buffer_minutes=30)
    BookingFactory(space=whole, opens=time(10), closes=time(11))
    assert answer(floor.room, hours=(time(11), time(12)))[0] == "too_close"
    assert answer(floor.room, hours=(time(10), time(12)))[0] == "taken"


def test_what_is_given_back_needs_no_buffer(answer, floor):
    limit("meeting_room", buffer_minutes=30)
    BookingFactory(space=floor.room, opens=time(10), closes=time(11), status="cancelled")
    assert answer(floor.room, hours=(time(11), time(12))) is None


def admitted(kind, status="admitted", made_at="2026-01-10T09:00+01:00"):
    person = PersonFactory()
    Application.objects.create(
        applicant=person, kind=kind, status=status, submitted_at=made_at, made_at=made_at
    )
    return person


def test_a_kind_of_place_may_be_kept_for_some_kinds_of_people(answer, floor):
    limit("fixed_desk", open_to=["researcher", "graduate"])
    assert answer(person=admitted("researcher")) is None
    code, sentence = answer(person=admitted("student"))
    assert code == "not_open_to"
    assert sentence == (
        "A01 è riservato a chi è stato ammesso come: Neolaureato, Ricercatore. Scegli un altro spazio."
    )
    assert answer(floor.desks[2], person=admitted("student")) is None


def test_the_last_admitted_application_says_what_somebody_is(answer):
    limit("fixed_desk", open_to=["researcher"])
    person = admitted("student")
    Application.objects.create(
        applicant=person, kind="researcher", status="admitted",
        submitted_at="2026-05-10T09:00+02:00", made_at="2026-05-10T09:00+02:00",
    )  # fmt: skip
    Application.objects.create(
        applicant=person, kind="graduate", status="withdrawn",
        submitted_at="2026-06-10T09:00+02:00", made_at="2026-06-10T09:00+02:00",
    )  # fmt: skip
    assert answer(person=person) is None


def test_who_never_applied_books_what_is_open_to_all_and_nothing_else(answer, staff):
    assert answer() is None
    limit("fixed_desk", open_to=["researcher"])
    assert answer()[0] == "not_open_to"
    limit("fixed_desk", open_to=[])
    assert answer(person=admitted("student")) == (
        "not_open_to",
        "A01 è prenotabile solo dallo staff. Scegli un altro spazio.",
    )
    assert answer(person=staff) is None


def test_limits_that_share_places_fairly_do_not_bind_the_staff(answer, floor, staff):
    limit("meeting_room", min_minutes=120, max_coming=0, max_hours_week=0, open_to=["student"])
    assert answer(floor.room, person=staff, hours=(time(9), time(10))) is None
    limit("meeting_room", min_minutes=None, max_minutes=30)
    assert answer(floor.room, person=staff, hours=(time(9), time(10))) is None


@pytest.mark.parametrize("count", [0, 12])
def test_an_ask_makes_as_many_queries_for_a_person_with_many_bookings(floor, queries_of, count):
    limit("fixed_desk", max_coming=20, max_hours_week=40, buffer_minutes=15)
    person = PersonFactory()
    for number in range(count):
        BookingFactory(
            space=floor.desks[number % 4], person=person, day=TUESDAY + timedelta(number)
        )
    wanted = {"start": local(TUESDAY, time(13)), "end": local(TUESDAY, time(18, 30))}

    def asked():
        rules.objection(asks.ask_for(person=person, space=floor.desk, **wanted))

    assert queries_of(asked) == 3


# -- Read by the staff, a sentence names the person --------------------------------------------------
@pytest.mark.parametrize(
    ("limits", "asked"),
    [
        ({}, {"day": date(2027, 3, 2)}),
        ({}, {"member": False}),
        ({"open_to": ["student"]}, {}),
        ({"max_coming": 1}, {"day": TUESDAY + timedelta(1), "own": True}),
        ({"max_hours_week": 5}, {"day": TUESDAY + timedelta(1), "own": True}),
        ({}, {"own": True}),
    ],
)
def test_sentences_for_the_staff_name_the_person(answer, floor, staff, limits, asked):
    limit("fixed_desk", **limits)
    person = PersonFactory(first_name="Marta", last_name="Moretti", membership=None)
    if asked.pop("member", True):
        join(person)
    if asked.pop("own", False):
        BookingFactory(space=floor.desks[1], person=person)
    read_by_staff = answer(person=person, by=staff, **asked)
    read_by_person = answer(person=person, **asked)
    assert read_by_staff[0] == read_by_person[0]
    assert "Marta Moretti" in read_by_staff[1]
    assert "Marta" not in read_by_person[1]
    assert not any(word in read_by_staff[1].lower() for word in ("hai ", "tua ", "puoi "))


def test_every_limit_has_its_own_sentence_in_english_too(answer, floor):
    BookingFactory(space=floor.room, opens=time(15), closes=time(16))
    own = BookingFactory(space=floor.room, opens=time(8, 30), closes=time(9, 30))
    limits = [
        {"min_minutes": 180}, {"max_minutes": 60}, {"max_coming": 1}, {"max_hours_week": 2},
        {"open_to": ["student"]}, {"buffer_minutes": 30},
    ]  # fmt: skip
    sentences = []
    for each in limits:
        with override("en"), transaction.atomic():
            limit("meeting_room", **each)
            sentences.append(answer(floor.room, hours=(time(13), time(15)), person=own.person)[1])
            transaction.set_rollback(True)
    assert len(set(sentences)) == len(limits)
    assert all(sentence.endswith(".") for sentence in sentences)


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
    refusal = rules.why_not_cancel(booking.person, booking, now)
    assert (refusal and refusal.code) == code


def test_the_staff_read_who_is_checked_in(floor, staff, at):
    booking, now = BookingFactory(space=floor.desk, attended=True), at("2026-11-24 09:00")
    name = str(booking.person)
    assert name in rules.why_not_cancel(staff, booking, now).sentence
    assert name not in rules.why_not_cancel(booking.person, booking, now).sentence


def test_only_the_person_and_the_staff_cancel(floor, staff, other_member, at):
    booking, now = BookingFactory(space=floor.desk), at("2026-11-23 09:00")
    assert rules.why_not_cancel(staff, booking, now) is None
    assert rules.why_not_cancel(other_member, booking, now).code == "not_yours"


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
    refusal = rules.why_not_check_in(booking, asks.rules_of(booking.space.kind), moment)
    assert (refusal and refusal.code) == code
