"""The staff's pages of hours, rules and closures."""

from datetime import date, time

import pytest
from django.db import transaction

from core.closing import close
from core.models import JournalEntry, OutgoingMail
from core.month import Month
from spaces.actions import cancel, decline, join
from spaces.models import Booking, Closure, WeeklyHours
from spaces.schedule.opening import Opening
from spaces.tests.factories import BookingFactory, PersonFactory, SpaceFactory

HOURS = {
    "kinds": ["fixed_desk", "mobile_desk"],
    "since": "2026-12-01",
    "day_0": "8-12:30, 14.00–18",
    "day_4": "9:00-13:00",
    "reason": "Orario invernale",
}
CLOSURE = {
    "first": "2026-11-24",
    "opens": "00:00",
    "last": "2026-11-24",
    "closes": "00:00",
    "reason": "Disinfestazione",
}


@pytest.fixture
def desk(floor, staff, client_of):
    return client_of(staff)


def closed(text, staff):
    with transaction.atomic():
        close(Month.parse(text), by=staff)


def test_new_hours_begin_on_their_day_and_the_old_ones_stay(desk, floor):
    page = desk.post("/spazi/orari/mobile_desk/cambia/", HOURS, follow=True).text
    assert "08:00–12:30, 14:00–18:00" in page
    before, after = Opening.on(date(2026, 11, 30)), Opening.on(date(2026, 12, 14))
    assert before.weekly("mobile_desk", date(2026, 11, 30)) == [(time(8, 30), time(18, 30))]
    assert after.weekly("mobile_desk", date(2026, 12, 14))[0] == (time(8), time(12, 30))
    assert after.weekly("office", date(2026, 12, 14)) == [(time(8, 30), time(18, 30))]


def test_the_same_hours_again_change_nothing(desk):
    for _again in range(2):
        desk.post("/spazi/orari/mobile_desk/cambia/", HOURS)
    assert WeeklyHours.objects.filter(kind="mobile_desk", valid_from="2026-12-01").count() == 3


@pytest.mark.parametrize(
    ("until", "is_shown"), [("2026-11-22", False), ("2026-11-23", False), ("2026-11-24", True)]
)
def test_hours_that_ended_are_not_shown(desk, until, is_shown):
    """It is 23 November: hours that ended that morning hold no more."""
    WeeklyHours.objects.filter(kind="office").update(valid_until=until)
    WeeklyHours.objects.create(
        kind="office", weekday=0, opens="07:10", closes="07:40", valid_from=until
    )
    (office,) = [
        each for each in desk.get("/spazi/orari/").context["kinds"] if each["kind"] == "office"
    ]
    shown = [since for since, _week in office["weeks"]]
    assert (date(2025, 1, 1) in shown) == is_shown
    assert shown[-1] == date.fromisoformat(until)


@pytest.mark.parametrize(
    "wrong",
    [
        {"day_0": "mattina"},
        {"day_0": "18-8"},
        {"day_0": "8-13, 12-18"},
        {"day_0": "8-25"},
        {"since": ""},
        {"since": "2026-02-30"},
        {"kinds": []},
        {"kinds": ["sofa"]},
    ],
)
def test_bad_hours_keep_the_form(desk, wrong):
    page = desk.post("/spazi/orari/mobile_desk/cambia/", HOURS | wrong).text
    assert 'role="alert"' in page
    assert "14.00–18" in page or "day_0" in wrong
    assert not WeeklyHours.objects.filter(valid_from="2026-12-01").exists()


def test_the_hours_of_a_closed_month_stay(desk, staff):
    closed("2026-10", staff)
    for since in ["2026-10-15", "2026-09-01"]:
        page = desk.post("/spazi/orari/mobile_desk/cambia/", HOURS | {"since": since}).text
        assert "Ottobre 2026" in page
    assert not WeeklyHours.objects.filter(valid_until__isnull=False).exists()


def test_bookings_outside_the_new_hours_are_shown_first(desk, floor):
    late = BookingFactory(space=floor.desk, day=date(2026, 12, 4), afternoon=True)
    early = BookingFactory(space=floor.desk, day=date(2026, 12, 4))
    path, hours = "/spazi/orari/fixed_desk/cambia/", HOURS | {"day_4": "8:00-13:00"}
    assert "1 prenotazione" in desk.post(path, hours).text
    desk.post(path, hours | {"shown": str(late.pk), "agreed": "on"})
    late.refresh_from_db()
    early.refresh_from_db()
    assert (late.status, early.status) == (Booking.Status.CANCELLED, Booking.Status.CONFIRMED)


BREAK = HOURS | {
    "kinds": ["fixed_desk", "meeting_room"],
    "since": "2026-11-24",
    "day_1": "8:30-10, 11-18:30",
}


def test_a_booking_in_a_new_midday_break_is_shown_cancelled_and_told(desk, floor):
    times = [("before", 9, 10), ("within", 10, 11), ("across", 9, 12)]
    held = {}
    for name, opens, closes in times:
        # In two rooms: they overlap.
        room = SpaceFactory(room=True)
        held[name] = BookingFactory(space=room, opens=time(opens), closes=time(closes))
    slot = BookingFactory(space=floor.desk)
    path = "/spazi/orari/meeting_room/cambia/"
    assert "2 prenotazioni" in desk.post(path, BREAK).text
    assert not WeeklyHours.objects.filter(valid_from=BREAK["since"]).exists()
    shown = ",".join(str(held[name].pk) for name in ("within", "across"))
    agreed = BREAK | {"shown": shown, "agreed": "on"}
    desk.post(path, agreed)
    holding = set(Booking.objects.holding().values_list("pk", flat=True))
    # A morning of a desk lasts over the break.
    assert holding == {held["before"].pk, slot.pk}
    told = {mail.to for mail in OutgoingMail.objects.all()}
    assert told == {held["within"].person.email, held["across"].person.email}


def test_half_a_day_that_is_all_closed_is_in_the_way(desk, floor):
    morning = BookingFactory(space=floor.desk, opens=time(10), closes=time(11))
    page = desk.post("/spazi/orari/fixed_desk/cambia/", BREAK).text
    assert "1 prenotazione" in page
    morning.refresh_from_db()
    assert morning.status == Booking.Status.CONFIRMED


def test_unknown_kinds_are_not_found(desk):
    for path in ["orari/sofa/cambia/", "regole/sofa/cambia/"]:
        assert desk.get(f"/spazi/{path}").status_code == 404


def test_a_closure_shows_the_bookings_then_cancels_and_tells(desk, floor):
    booking = BookingFactory(space=floor.desk, person=PersonFactory(last_name="Bonetti"))
    BookingFactory(space=floor.desk, day=date(2026, 11, 25))
    page = desk.post("/spazi/chiusure/nuova/", CLOSURE).text
    assert "Bonetti" in page
    assert not Closure.objects.exists()
    assert not OutgoingMail.objects.exists()
    agreed = CLOSURE | {"shown": str(booking.pk), "agreed": "on"}
    for _again in range(2):
        page = desk.post("/spazi/chiusure/nuova/", agreed, follow=True).text
    assert "Disinfestazione" in page
    assert "Disinfestazione" in OutgoingMail.objects.get().text
    assert Closure.objects.count() == 1
    assert Booking.objects.holding().count() == 1
    assert not Opening.on(date(2026, 11, 24)).of(floor.room, date(2026, 11, 24))


def test_the_step_in_between_is_no_error_and_keeps_what_was_written(desk, floor):
    BookingFactory(space=floor.desk)
    page = desk.post("/spazi/chiusure/nuova/", CLOSURE).text
    assert "non è ancora cambiato nulla" in page
    assert "Prenotazioni che verrebbero annullate" in page
    assert "error-summary" not in page
    assert 'value="Disinfestazione"' in page
    # The tick and its button stand below the people, above what was written.
    order = [page.index(part) for part in ('id="in-the-way"', 'name="agreed"', 'name="reason"')]
    assert order == sorted(order)
    assert page.count('name="agreed"') == page.count('name="shown"') == 1


def test_the_staff_read_how_many_were_told(desk, floor, staff):
    person = PersonFactory()
    held = [
        BookingFactory(space=floor.desk, person=person),
        BookingFactory(space=floor.desks[1], person=person, afternoon=True),
        BookingFactory(space=floor.desks[2]),
        BookingFactory(space=floor.room, person=staff),
    ]
    agreed = CLOSURE | {"shown": ",".join(str(each.pk) for each in held), "agreed": "on"}
    for _again in range(2):
        page = desk.post("/spazi/chiusure/nuova/", agreed, follow=True).text
        assert "Avevano prenotato 2 persone, che ricevono un avviso." in page
    assert len({mail.to for mail in OutgoingMail.objects.all()}) == 2


def test_nobody_is_told_of_a_day_that_nobody_booked(desk, floor):
    page = desk.post("/spazi/chiusure/nuova/", CLOSURE, follow=True).text
    assert "La chiusura è salvata." in page
    assert "riceve un avviso" not in page


def test_who_had_cancelled_before_is_not_counted_as_told(desk, floor, member):
    booking = BookingFactory(space=floor.desk, person=member)
    cancel(by=member, booking=booking)
    agreed = CLOSURE | {"shown": str(booking.pk), "agreed": "on"}
    assert "riceve un avviso" not in desk.post("/spazi/chiusure/nuova/", agreed, follow=True).text


def test_who_declined_an_offer_before_is_not_counted_as_told(desk, floor):
    held = BookingFactory(space=floor.desk)
    person, span = PersonFactory(), {"start": held.start, "end": held.end}
    request = join(by=person, person=person, kind=floor.desk.kind, space=floor.desk, **span)
    cancel(by=held.person, booking=held)
    request.refresh_from_db()
    decline(by=person, request=request)
    agreed = CLOSURE | {"shown": str(request.offer_id), "agreed": "on"}
    assert "riceve un avviso" not in desk.post("/spazi/chiusure/nuova/", agreed, follow=True).text


def test_a_closure_of_some_places_for_some_hours(desk, floor):
    other = BookingFactory(space=floor.desks[1])
    sent = CLOSURE | {"opens": "12:00", "closes": "15:00", "places": [floor.desk.pk]}
    desk.post("/spazi/chiusure/nuova/", sent)
    opening, day = Opening.on(date(2026, 11, 24)), date(2026, 11, 24)
    assert len(opening.of(floor.desk, day)) == 2
    assert len(opening.of(floor.desks[1], day)) == 1
    other.refresh_from_db()
    assert other.status == Booking.Status.CONFIRMED


@pytest.mark.parametrize(
    "wrong", [{"last": "2026-11-23"}, {"first": ""}, {"opens": "9"}, {"places": ["999999"]}]
)
def test_a_bad_closure_keeps_the_form(desk, wrong):
    page = desk.post("/spazi/chiusure/nuova/", CLOSURE | wrong).text
    assert 'role="alert"' in page
    assert not Closure.objects.exists()


def test_a_closed_month_gets_no_closure(desk, staff):
    closed("2026-10", staff)
    sent = CLOSURE | {"first": "2026-10-30"}
    assert "Ottobre 2026" in desk.post("/spazi/chiusure/nuova/", sent).text
    assert not Closure.objects.exists()


def test_opening_again_twice(desk):
    desk.post("/spazi/chiusure/nuova/", CLOSURE)
    found = Closure.objects.get()
    for _again in range(2):
        desk.post(f"/spazi/chiusure/{found.pk}/togli/")
    assert not Closure.objects.exists()
    assert JournalEntry.objects.filter(verb="reopened").count() == 1


@pytest.mark.parametrize("path", ["", "assegnazioni/", "orari/", "chiusure/", "calendari/"])
def test_the_pages_of_the_places_say_which_one_this_is(desk, path):
    page = desk.get(f"/spazi/{path}").text
    doors = page[page.index('<nav class="doors"') :]
    doors = doors[: doors.index("</nav>")]
    assert doors.count("aria-current") == 1
    assert f'href="/spazi/{path}" aria-current="page"' in doors


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({}, "martedì 24 novembre 2026, tutto il giorno:"),
        ({"last": "2026-11-26"}, "da martedì 24 novembre 2026 a giovedì 26 novembre 2026:"),
        ({"opens": "13:00"}, "martedì 24 novembre 2026, 13:00–24:00:"),
        ({"opens": "09:00", "closes": "12:00"}, "martedì 24 novembre 2026, 09:00–12:00:"),
        (
            {"last": "2026-11-25", "opens": "13:00", "closes": "12:00"},
            "da martedì 24 novembre 2026, 13:00, a mercoledì 25 novembre 2026, 12:00:",
        ),
    ],
)
def test_when_a_closure_is_stands_in_words(desk, wrong, words):
    assert words in desk.post("/spazi/chiusure/nuova/", CLOSURE | wrong, follow=True).text


def test_what_was_not_chosen_is_said_once(desk):
    page = desk.post("/spazi/orari/mobile_desk/cambia/", HOURS | {"kinds": []}).text
    assert "Scegli almeno un tipo di posto." in page
