"""Many dates from one wish: which they are, what each would answer, which are booked."""

import time as stopwatch
import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import translation

from core.models import JournalEntry, OutgoingMail
from core.refusals import Refusal
from spaces import actions, rules
from spaces.availability import asks, nearest
from spaces.availability.dry_run import OF_THE_PLACE, DryRun
from spaces.models import Assignment, Booking, KindRules, Series, Space, WeeklyHours
from spaces.schedule.opening import Opening, Slot
from spaces.schedule.series import MOST_DATES, Wish, why_not_wish
from spaces.tests.factories import (
    BookingFactory,
    ClosureFactory,
    OutOfServiceFactory,
    PersonFactory,
    join,
    local,
    make_floor,
)

TUESDAY, THURSDAY = 1, 3
FIRST = date(2026, 11, 24)


@pytest.fixture
def floor(db, at):
    at("2026-11-23 09:00")
    return make_floor()


@pytest.fixture
def person(floor):
    return PersonFactory()


@pytest.fixture
def mornings(floor):
    """Every Tuesday and Thursday morning of four weeks."""
    weekdays = frozenset({TUESDAY, THURSDAY})
    return Wish(floor.desk, weekdays, FIRST, date(2026, 12, 17), slot=Slot.MORNING)


def told(run: DryRun) -> dict[date, str]:
    """The dates that can't be had, each with the code of its reason."""
    return {line.day: line.refusal.code for line in run.left_out}


def book(wish, person, **more) -> Series:
    return actions.book_series(by=person, person=person, wish=wish, **more)


# -- dates and times ---------------------------------------------------------------------------------
def test_chosen_weekdays_from_the_first_date_to_the_last(mornings):
    days = list(mornings.dates())
    assert days[0] == FIRST
    assert days[-1] == date(2026, 12, 17)
    assert len(days) == 8
    assert {day.weekday() for day in days} == {TUESDAY, THURSDAY}


@pytest.mark.parametrize(
    ("sunday", "before", "after"),
    [(date(2028, 3, 26), 8, 7), (date(2026, 10, 25), 7, 8)],
    ids=["spring", "autumn"],
)
def test_the_same_wall_time_on_both_sides_of_a_clock_change(floor, at, sunday, before, after):
    at((sunday - timedelta(days=4)).isoformat() + " 09:00")
    friday, tuesday = sunday - timedelta(days=2), sunday + timedelta(days=2)
    WeeklyHours.objects.create(
        kind=floor.room.kind, weekday=6, opens=time(0), closes=time(23), valid_from=date(2025, 1, 1)
    )
    weekdays = frozenset({4, 6, 1})
    wish = Wish(floor.room, weekdays, friday, tuesday, starts_at=time(9), ends_at=time(10))
    series = book(wish, PersonFactory())
    starts = [booking.start for booking in series.bookings.order_by("start")]
    assert [start.astimezone(UTC).hour for start in starts] == [before, after, after]
    assert [start.astimezone(UTC).date() for start in starts] == [friday, sunday, tuesday]


def test_a_desks_slot_is_that_of_each_date_through_a_clock_change(floor, at):
    at("2027-03-25 09:00")
    friday, monday = date(2027, 3, 26), date(2027, 3, 29)
    wish = Wish(floor.desk, frozenset({0, 4}), friday, date(2027, 4, 2), slot=Slot.AFTERNOON)
    run = DryRun(wish, PersonFactory())
    assert told(run) == {monday: "closed"}  # Easter Monday
    assert [line.start for line in run.free] == [
        local(friday, time(13)), local(date(2027, 4, 2), time(13)),
    ]  # fmt: skip
    assert [line.start.astimezone(UTC).hour for line in run.free] == [12, 11]


@pytest.mark.parametrize("sunday", [date(2027, 3, 28), date(2026, 10, 25)])
def test_an_hour_of_the_night_that_the_clocks_change_has_an_answer(floor, at, sunday):
    at((sunday - timedelta(days=4)).isoformat() + " 09:00")
    for weekday in range(7):
        WeeklyHours.objects.create(
            kind=floor.room.kind, weekday=weekday, opens=time(0), closes=time(8),
            valid_from=date(2025, 1, 1),
        )  # fmt: skip
    wish = Wish(
        floor.room, frozenset(range(7)), sunday - timedelta(days=1), sunday + timedelta(days=1),
        starts_at=time(2), ends_at=time(3),
    )  # fmt: skip
    run = DryRun(wish, PersonFactory())
    if sunday.month == 3:
        assert told(run) == {sunday: "no_such_hour", sunday + timedelta(days=1): "closed"}
    else:
        assert [(line.end - line.start).seconds // 3600 for line in run.free] == [1, 2, 1]


@pytest.mark.parametrize("hours", [(time(2, 30), time(4)), (time(1), time(2, 30))])
def test_an_hour_that_is_skipped_is_not_replaced_by_another_one(floor, at, hours):
    at("2027-03-22 09:00")
    sunday = date(2027, 3, 28)
    WeeklyHours.objects.create(
        kind=floor.room.kind, weekday=6, opens=time(0), closes=time(8), valid_from=date(2025, 1, 1)
    )
    wish = Wish(floor.room, frozenset({6}), sunday, sunday, starts_at=hours[0], ends_at=hours[1])
    assert told(DryRun(wish, PersonFactory())) == {sunday: "no_such_hour"}


# -- each date's answer ------------------------------------------------------------------------------
def test_each_date_has_its_own_reason(floor, person):
    days = frozenset(range(5))
    wish = Wish(floor.desk, days, date(2026, 11, 24), date(2027, 1, 8), slot=Slot.MORNING)
    KindRules.objects.update(days_ahead=20)
    BookingFactory(space=floor.desk, day=date(2026, 11, 26))
    BookingFactory(space=floor.desks[1], person=person, day=date(2026, 11, 27))
    closure = ClosureFactory(
        start=local(date(2026, 11, 30), time(0)), end=local(date(2026, 12, 1), time(0))
    )
    OutOfServiceFactory(
        space=floor.desk, start=local(date(2026, 12, 1), time(0)), end=local(date(2026, 12, 2), time(0))
    )  # fmt: skip
    lines = {line.day: line for line in DryRun(wish, person).lines}
    reason = {day: line.refusal and line.refusal.code for day, line in lines.items()}
    assert reason[date(2026, 11, 24)] is None
    assert reason[date(2026, 11, 26)] == "taken"
    assert reason[date(2026, 11, 27)] == "has_another"
    assert reason[date(2026, 11, 30)] == "closed"
    assert closure.reason in str(lines[date(2026, 11, 30)].refusal.sentence)
    assert reason[date(2026, 12, 1)] == "out_of_service"
    assert "Immacolata" in str(lines[date(2026, 12, 8)].refusal.sentence)
    assert reason[date(2026, 12, 11)] is None
    assert reason[date(2026, 12, 14)] == "too_far"
    assert reason[date(2027, 1, 6)] in ("closed", "too_far")


def test_it_says_the_same_as_asking_for_each_date_alone(floor, person):
    other = PersonFactory()
    assigned = date(2026, 12, 10)
    Assignment.objects.create(
        space=floor.desk, person=other, starts=assigned, ends=assigned + timedelta(1)
    )
    for day in (1, 2, 3):
        BookingFactory(space=floor.desk, whole_day=True, day=FIRST + timedelta(days=day))
    for desk in floor.desks[1:]:
        BookingFactory(space=desk, day=FIRST + timedelta(days=1))
    person.memberships.update(ends=date(2026, 12, 15))
    wish = Wish(floor.desk, frozenset(range(5)), FIRST, date(2026, 12, 24), slot=Slot.MORNING)
    lines = DryRun(wish, person).lines
    alone = []
    for line in lines:
        ask = asks.ask_for(person=person, space=floor.desk, start=line.start, end=line.end)
        refusal = rules.objection(ask)
        is_helped = refusal and rules.answer_to(refusal.code).state in OF_THE_PLACE
        alone.append(nearest.with_alternative(refusal) if is_helped else refusal)
    assert [line.refusal and str(line.refusal) for line in lines] == [
        refusal and str(refusal) for refusal in alone
    ]
    assert {"taken", "assigned", "not_a_member", "closed"} <= {r.code for r in alone if r}


def test_a_taken_date_names_a_place_that_is_free_then(floor, person, mornings):
    BookingFactory(space=floor.desk, day=FIRST)
    BookingFactory(space=floor.desks[1], day=FIRST)
    line = DryRun(mornings, person).lines[0]
    assert line.refusal.instead == floor.desks[2]
    assert "A03" in str(line.refusal)


def test_quotas_count_the_dates_of_the_series_itself(floor, person, mornings):
    KindRules.objects.update(max_coming=3)
    BookingFactory(space=floor.desk, person=person, day=date(2026, 11, 25))
    codes = [line.refusal and line.refusal.code for line in DryRun(mornings, person).lines]
    assert codes[:4] == [None, None, "too_many_coming", "too_many_coming"]
    assert book(mornings, person).bookings.count() == 2


def test_hours_a_week_count_the_dates_of_the_series_itself(floor, person):
    KindRules.objects.update(max_hours_week=10)
    wish = Wish(floor.desk, frozenset(range(5)), FIRST, date(2026, 12, 4), slot=Slot.MORNING)
    run = DryRun(wish, person)
    assert [line.day for line in run.free] == [
        date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 30), date(2026, 12, 1),
    ]  # fmt: skip
    assert {line.refusal.code for line in run.left_out} == {"week_is_full"}


def test_a_whole_room_is_taken_where_a_part_is(floor, person):
    hall = Space.objects.create(
        code="SALA", kind=Space.Kind.EVENT_ROOM, zone=floor.room.zone, opened_on=date(2025, 1, 1)
    )
    hall.parts.add(floor.room)
    BookingFactory(space=floor.room, day=FIRST)
    wish = Wish(hall, frozenset({1}), FIRST, FIRST, starts_at=time(9), ends_at=time(10))
    assert told(DryRun(wish, person)) == {FIRST: "taken"}
    Booking.objects.update(space=hall)
    assert told(DryRun(replace(wish, space=floor.room), person)) == {FIRST: "taken"}


def test_a_year_takes_as_many_queries_as_a_week_and_a_second_at_most(floor, person, queries_of):
    KindRules.objects.update(days_ahead=400)
    week = Wish(floor.desk, frozenset(range(5)), FIRST, FIRST + timedelta(7), slot=Slot.MORNING)
    year = replace(week, until=FIRST + timedelta(days=364))
    for day in list(year.dates())[::2]:
        for desk in floor.desks:
            BookingFactory(space=desk, day=day, person=person)
    few = queries_of(lambda: DryRun(week, person))
    # Of our own work only: what others do on this machine does not count.
    began = stopwatch.process_time()
    assert queries_of(lambda: DryRun(year, person)) == few
    assert stopwatch.process_time() - began < 2


# -- what nobody can mean ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"until": date(2026, 11, 23)}, "reversed"),
        ({"until": date(2027, 11, 26)}, "too_long"),
        ({"weekdays": frozenset(range(7)), "until": date(2027, 11, 20)}, "too_many"),
        ({"weekdays": frozenset({6}), "until": date(2026, 11, 28)}, "no_dates"),
        ({"weekdays": frozenset()}, "no_dates"),
        ({"first": date(2026, 11, 1), "until": date(2026, 11, 20)}, "over"),
        ({"until": date(9999, 12, 31)}, "no_such_year"),
        ({"slot": None}, "no_hours"),
        ({"slot": None, "starts_at": time(10), "ends_at": time(10)}, "no_hours"),
        ({"slot": None, "starts_at": time(10), "ends_at": time(9)}, "no_hours"),
    ],
)
def test_a_wish_that_nobody_can_mean_makes_nothing(mornings, person, change, code):
    with pytest.raises(Refusal) as refused:
        book(replace(mornings, **change), person)
    assert refused.value.code == code
    assert not Series.objects.exists()


def test_the_weekdays_of_a_whole_year_can_be_meant(mornings):
    year = replace(mornings, weekdays=frozenset(range(5)), until=FIRST + timedelta(days=365))
    assert len(list(year.dates())) <= MOST_DATES
    assert why_not_wish(year, datetime(2026, 11, 23, tzinfo=UTC)) is None


# -- booking -----------------------------------------------------------------------------------------
def test_the_free_dates_are_booked_and_the_others_told(mornings, person, floor):
    BookingFactory(space=floor.desk, day=date(2026, 11, 26))
    series = book(mornings, person)
    days = [booking.start.date() for booking in series.bookings.order_by("start")]
    assert len(days) == 6
    assert [told["day"] for told in series.not_booked] == [date(2026, 11, 26), date(2026, 12, 8)]
    assert "A02" in series.not_booked[0]["sentence"]
    opening = Opening(FIRST, date(2026, 12, 18))
    for booking in series.bookings.all():
        slots = opening.slots(floor.desk, booking.start.date(), time(13))
        assert (booking.start, booking.end) == slots[Slot.MORNING]
        assert (booking.person, booking.made_by) == (person, person)


def test_every_reader_reads_the_reasons_in_the_own_language(mornings, person, floor):
    BookingFactory(space=floor.desk, day=date(2026, 11, 26))
    series = book(mornings, person)
    series.refresh_from_db()
    sentences = {}
    for language in ("it", "en"):
        with translation.override(language):
            sentences[language] = [told["sentence"] for told in series.not_booked]
    assert sentences["it"][0].endswith("Nello stesso orario è disponibile A02.")
    assert sentences["en"][0].endswith("At the same time A02 is free.")
    assert sentences["it"][1].endswith("Immacolata Concezione. Scegli un altro giorno.")
    assert sentences["en"][1].endswith("Immacolata Concezione. Choose another day.")


def test_the_letter_tells_the_reasons_in_the_persons_language(mornings, floor):
    person = PersonFactory(language="en")
    book(mornings, person)
    (letter,) = OutgoingMail.objects.filter(to=person.email)
    assert "Immacolata Concezione. Choose another day." in letter.text
    assert "Scegli" not in letter.text


def test_the_language_of_the_moment_changes_no_reason_that_is_kept(mornings, person):
    with translation.override("en"):
        series = book(mornings, person)
    assert series.not_booked[0]["sentence"].endswith("Scegli un altro giorno.")


def test_a_reason_of_before_is_read_as_it_was_kept(mornings, person):
    series = book(mornings, person)
    series.left_out = [{"day": "2026-12-08", "sentence": "Festa."}]
    assert series.not_booked == [{"day": date(2026, 12, 8), "sentence": "Festa."}]


def test_one_letter_and_one_line_of_the_journal(mornings, person):
    series = book(mornings, person)
    (letter,) = OutgoingMail.objects.filter(to=person.email)
    assert "martedì 24 novembre 2026" in letter.text
    assert "Immacolata" in letter.text
    (line,) = JournalEntry.objects.filter(verb="series_booked")
    assert (line.subject_id, len(line.details["days"])) == (series.pk, 7)


def test_the_same_form_twice_is_one_series(mornings, person):
    key = uuid.uuid4()
    first = book(mornings, person, request_key=key)
    assert book(mornings, person, request_key=key) == first
    assert Booking.objects.count() == 7
    assert OutgoingMail.objects.count() == 1


def test_a_used_form_serves_no_other_wish(mornings, person):
    key = uuid.uuid4()
    book(mornings, person, request_key=key)
    for wish, who in [
        (replace(mornings, slot=Slot.AFTERNOON), person),
        (mornings, PersonFactory()),
    ]:
        with pytest.raises(Refusal) as refused:
            book(wish, who, request_key=key)
        assert refused.value.code == "used_form"
    assert Booking.objects.count() == 7


def test_where_no_date_is_free_nothing_is_made(mornings, person, floor):
    for day in mornings.dates():
        if day != date(2026, 12, 8):
            BookingFactory(space=floor.desk, day=day)
    with pytest.raises(Refusal) as refused:
        book(mornings, person)
    assert refused.value.code == "none_free"
    assert not Series.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_far_dates_bind_coworkers_and_not_the_staff(mornings, floor, person, staff):
    KindRules.objects.update(days_ahead=7)
    series = book(mornings, person)
    assert series.bookings.count() == 2
    assert len(series.left_out) == 6
    assert book(replace(mornings, space=floor.desks[1]), staff).bookings.count() == 7
    assert not OutgoingMail.objects.filter(to=staff.email).exists()


def test_the_last_wall_costs_only_the_dates_that_it_stops(mornings, person, floor, monkeypatch):
    """Somebody whom the dry run did not see: the constraint stops that date alone."""
    BookingFactory(space=floor.desk, day=date(2026, 12, 1))
    read = "spaces.availability.engine.Availability._by_place_and_day"
    monkeypatch.setattr(read, lambda *_asked: {})
    series = book(mornings, person)
    assert series.bookings.count() == 6
    assert [told["day"] for told in series.not_booked] == [date(2026, 12, 1), date(2026, 12, 8)]
    assert set(series.left_out[0]["sentences"]) == {"it", "en"}
    (line,) = JournalEntry.objects.filter(verb="series_booked")
    assert (len(line.details["days"]), "2026-12-01" in line.details["days"]) == (6, False)


def test_people_see_their_own_series_the_staff_all(mornings, person, member, staff):
    join(member)
    series = book(mornings, person)
    assert list(Series.objects.visible_to(person)) == [series]
    assert list(Series.objects.visible_to(staff)) == [series]
    assert not Series.objects.visible_to(member).exists()


def test_who_reads_that_a_booking_is_kept_is_spoken_to_in_the_own_language(floor, staff):
    person = PersonFactory(language="en", first_name="Ada")
    kept = BookingFactory(space=floor.desk, person=person, day=date(2026, 11, 23), attended=True)
    given = BookingFactory(space=floor.desk, person=person, day=FIRST)
    with translation.override("it"):
        actions.cancel_several(
            by=staff, bookings=Booking.objects.filter(pk__in=[kept.pk, given.pk])
        )
    letter = OutgoingMail.objects.get(to=person.email)
    assert "You are checked in: this booking stays." in letter.text
    assert "Ada is checked in" not in letter.text
