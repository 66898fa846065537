"""What is written when places are booked, cancelled, entered and left."""

import uuid
from datetime import date, time, timedelta

import pytest

from core.closing import close
from core.models import JournalEntry, OutgoingMail
from core.month import Month
from core.refusals import Refusal
from spaces import actions
from spaces.models import Booking, KindRules
from spaces.tests.factories import BookingFactory, PersonFactory, local, make_floor

TUESDAY = date(2026, 11, 24)
MORNING = {"start": local(TUESDAY, time(8, 30)), "end": local(TUESDAY, time(13))}


@pytest.fixture
def floor(db, at):
    at("2026-11-23 09:00")
    return make_floor()


@pytest.fixture
def person(floor):
    return PersonFactory(first_name="Marta", last_name="Moretti")


def book(person, space, **more):
    return actions.book(by=person, person=person, space=space, **{**MORNING, **more})


def refused(call, *args, **kwargs) -> Refusal:
    with pytest.raises(Refusal) as caught:
        call(*args, **kwargs)
    return caught.value


def test_booking_writes_a_row_a_line_and_a_letter(floor, person):
    booking = book(person, floor.desk)
    assert (booking.status, booking.made_by) == (Booking.Status.CONFIRMED, person)
    assert [entry.verb for entry in JournalEntry.objects.all()] == ["booked"]
    letter = OutgoingMail.objects.get()
    assert letter.subject == "Prenotazione confermata: A01, martedì 24 novembre 2026"
    assert "Giorno: martedì 24 novembre 2026\nOrario: 08:30–13:00\n" in letter.text
    assert f"/prenotazioni/{booking.pk}/" in letter.text


def test_letters_are_in_the_persons_language(floor):
    book(PersonFactory(language="en", first_name="Ann"), floor.desk)
    assert OutgoingMail.objects.get().subject == "Booked: A01, Tuesday 24 November 2026"


def test_the_same_form_twice_finds_its_first_booking(floor, person):
    key = uuid.uuid4()
    first = book(person, floor.desk, request_key=key)
    assert book(person, floor.desk, request_key=key) == first
    assert (Booking.objects.count(), OutgoingMail.objects.count()) == (1, 1)


def test_the_same_form_for_another_place_or_after_a_cancellation_is_refused(floor, person):
    key = uuid.uuid4()
    first = book(person, floor.desk, request_key=key)
    assert refused(book, person, floor.desks[1], request_key=key).code == "used_form"
    actions.cancel(by=person, booking=first)
    assert refused(book, person, floor.desk, request_key=key).code == "used_form"
    assert Booking.objects.count() == 1


def test_a_taken_place_names_a_free_one_beside_it(floor, person):
    book(PersonFactory(), floor.desk)
    refusal = refused(book, person, floor.desk)
    assert refusal.code == "taken"
    assert refusal.instead == floor.desks[1]
    assert (
        refusal.sentence == "Qualcuno ha già prenotato A01. Nello stesso orario è disponibile A02."
    )


def test_when_all_are_taken_it_names_the_next_free_slot(floor, person):
    for desk in floor.desks:
        book(PersonFactory(), desk)
    BookingFactory(space=floor.desk, afternoon=True)
    refusal = refused(book, person, floor.desk)
    assert refusal.sentence == (
        "Qualcuno ha già prenotato A01. Torna disponibile mercoledì 25 novembre 2026 di mattina."
    )


def test_a_taken_room_without_another_says_so(floor, person):
    book(PersonFactory(), floor.room)
    refusal = refused(book, person, floor.room)
    assert (refusal.code, refusal.instead) == ("taken", None)


def test_bookings_that_touch_do_not_clash(floor, person):
    book(person, floor.desk)
    book(PersonFactory(), floor.desk, start=MORNING["end"], end=local(TUESDAY, time(18, 30)))
    assert Booking.objects.count() == 2


def test_a_cancelled_place_is_free_for_somebody_else(floor, person):
    actions.cancel(by=person, booking=book(person, floor.desk))
    assert book(PersonFactory(), floor.desk).status == Booking.Status.CONFIRMED


def test_a_closed_month_takes_no_bookings(floor, person, staff):
    booking = BookingFactory(space=floor.desk, person=person)
    close(Month(2026, 11), by=staff)
    assert refused(book, PersonFactory(), floor.desks[1]).code == "closed_month"
    assert refused(actions.cancel, by=person, booking=booking).code == "closed_month"
    assert Booking.objects.holding().count() == 1


def test_nothing_is_written_when_a_rule_is_broken(floor, person):
    refused(book, person, floor.desk, start=MORNING["start"] - timedelta(hours=3))
    assert not Booking.objects.exists()
    assert not JournalEntry.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_the_staff_keep_a_room_for_an_event(floor, staff):
    booking = actions.book(
        by=staff, person=staff, space=floor.room, purpose="Aperitivo verde",
        start=local(date(2027, 3, 2), time(17)), end=local(date(2027, 3, 2), time(18, 30)),
    )  # fmt: skip
    assert booking.purpose == "Aperitivo verde"
    assert not OutgoingMail.objects.exists()


def test_an_event_has_priority_over_nothing(floor, staff, person):
    book(person, floor.room)
    refusal = refused(
        actions.book, by=staff, person=staff, space=floor.room, purpose="Aperitivo", **MORNING
    )
    assert refusal.code == "taken"


@pytest.mark.parametrize(
    ("now", "status"),
    [("2026-11-23 20:00", "cancelled"), ("2026-11-24 08:00", "cancelled_late")],
)
def test_late_cancellations_are_recorded_apart(floor, person, at, now, status):
    booking = book(person, floor.desk)
    moment = at(now)
    found = actions.cancel(by=person, booking=booking)
    assert (found.status, found.cancelled_at) == (status, moment)
    assert OutgoingMail.objects.last().subject.startswith("Prenotazione annullata: A01")


def test_cancelling_twice_changes_nothing(floor, person, at):
    booking = book(person, floor.desk)
    actions.cancel(by=person, booking=booking)
    at("2026-11-24 08:00")
    assert actions.cancel(by=person, booking=booking).status == "cancelled"
    assert [e.verb for e in JournalEntry.objects.order_by("pk")] == ["booked", "cancelled"]


def test_the_staff_cancel_and_the_person_is_told_by_whom(floor, person, staff):
    actions.cancel(by=staff, booking=book(person, floor.desk))
    assert "lo staff ha annullato" in OutgoingMail.objects.last().text


def test_arriving_and_leaving(floor, person, staff, at):
    booking = book(person, floor.desk)
    came = at("2026-11-24 08:45")
    actions.check_in(by=staff, booking=booking)
    left = at("2026-11-24 12:30")
    found = actions.check_out(by=staff, booking=booking)
    assert (found.status, found.checked_in_at, found.checked_out_at) == ("attended", came, left)
    verbs = [entry.verb for entry in JournalEntry.objects.order_by("pk")]
    assert verbs == ["booked", "checked_in", "checked_out"]


def test_arriving_and_leaving_twice_keeps_the_first_hour(floor, staff, at):
    booking = BookingFactory(space=floor.desk)
    came = at("2026-11-24 08:45")
    actions.check_in(by=staff, booking=booking)
    left = at("2026-11-24 09:00")
    actions.check_in(by=staff, booking=booking)
    actions.check_out(by=staff, booking=booking)
    at("2026-11-24 10:00")
    found = actions.check_out(by=staff, booking=booking)
    assert (found.checked_in_at, found.checked_out_at) == (came, left)


def test_nobody_leaves_who_never_came(floor, staff):
    booking = BookingFactory(space=floor.desk)
    assert refused(actions.check_out, by=staff, booking=booking).code == "not_attended"


@pytest.mark.parametrize(
    ("code", "others"),
    [("taken", ["A01"]), ("has_another", ["A02"]), ("taken", ["A01", "A02", "A03", "A04"])],
)
def test_a_refusal_with_what_can_be_had_instead_takes_few_queries(
    floor, person, queries_of, code, others
):
    for desk in floor.desks:
        if desk.code in others:
            BookingFactory(space=desk, **({"person": person} if code == "has_another" else {}))
    times = {"start": local(TUESDAY, time(8, 30)), "end": local(TUESDAY, time(13))}
    found = []

    def asked():
        found.append(refused(book, person, floor.desk, **times))

    assert queries_of(asked) <= 12
    assert found[0].code == code


@pytest.mark.parametrize(
    ("code", "day", "limits"),
    [
        ("closed", date(2026, 11, 29), {}),
        ("over", date(2026, 11, 20), {}),
        ("too_far", date(2027, 11, 23), {}),
        ("not_open_to", TUESDAY, {"open_to": []}),
        ("too_many_coming", TUESDAY, {"max_coming": 1}),
        ("week_is_full", TUESDAY, {"max_hours_week": 5}),
    ],
)
def test_each_refusal_takes_few_queries_from_a_form_too(
    floor, person, queries_of, code, day, limits
):
    BookingFactory(space=floor.desk, person=person, day=date(2026, 11, 26))
    KindRules.objects.update(**limits)
    times = {"start": local(day, time(8, 30)), "end": local(day, time(13))}
    found = []

    def asked():
        found.append(refused(book, person, floor.desk, request_key=uuid.uuid4(), **times))

    asked()
    assert queries_of(asked) <= 12
    assert found[1].code == code


def test_booking_takes_the_same_queries_whatever_the_history(floor, person, queries_of):
    def count(day):
        start, end = local(day, time(8, 30)), local(day, time(13))
        return queries_of(lambda: book(person, floor.desk, start=start, end=end))

    few = count(TUESDAY)
    for offset in range(1, 60):
        BookingFactory(space=floor.desk, person=person, day=TUESDAY - timedelta(days=offset))
    assert count(TUESDAY + timedelta(days=1)) == few
