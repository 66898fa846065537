"""People who did not come: marked by the staff or by the portal, and taken back."""

from datetime import date, time

import pytest
from django.utils import timezone

from core.closing import close
from core.models import JournalEntry, OutgoingMail
from core.month import Month
from core.refusals import Refusal
from spaces import actions, tasks
from spaces.figures import occupancy
from spaces.models import Booking
from spaces.pages.presence import line_of
from spaces.tests.factories import BookingFactory, PersonFactory, local, make_floor

TUESDAY = date(2026, 11, 24)
BEFORE = local(date(2026, 11, 20), time(12))


@pytest.fixture
def floor(db, at):
    at("2026-11-24 09:30")
    return make_floor()


@pytest.fixture
def booking(floor):
    """A morning from half past eight, made days before; its hour of grace ends just now."""
    person = PersonFactory(first_name="Ada", last_name="Bonetti")
    return BookingFactory(space=floor.desk, person=person, made_at=BEFORE)


def refused(action, **words) -> Refusal:
    with pytest.raises(Refusal) as caught:
        action(**words)
    return caught.value


def verbs() -> list[str]:
    return [entry.verb for entry in JournalEntry.objects.order_by("pk")]


def test_an_absence_frees_the_place_and_tells_the_person(floor, booking, staff):
    found = actions.mark_absent(by=staff, booking=booking)
    assert (found.status, found.released_at) == ("no_show", local(TUESDAY, time(9, 30)))
    letter = OutgoingMail.objects.get()
    assert letter.subject == "Posto liberato: A01, martedì 24 novembre 2026"
    assert "alle 09:30 nessuno aveva ancora registrato l’ingresso" in letter.text
    other = PersonFactory()
    where = {"space": floor.desk, "start": booking.start, "end": booking.end}
    assert actions.book(by=other, person=other, **where).status == "confirmed"
    figures = occupancy(Month(2026, 11))
    assert (figures.no_shows, figures.rows[0].booked) == (1, 270)


def test_the_place_counts_as_booked_until_it_was_released(booking, staff):
    actions.mark_absent(by=staff, booking=booking)
    assert occupancy(Month(2026, 11)).rows[0].booked == 60


def test_marking_twice_keeps_the_first_hour_and_writes_once(booking, staff, at):
    actions.mark_absent(by=staff, booking=booking)
    at("2026-11-24 11:00")
    found = actions.mark_absent(by=staff, booking=booking)
    assert found.released_at == local(TUESDAY, time(9, 30))
    assert verbs() == ["marked_absent"]
    assert OutgoingMail.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"status": "attended", "checked_in_at": BEFORE}, "attended"),
        ({"status": "cancelled"}, "not_held"),
        ({"made_at": local(TUESDAY, time(8, 31))}, "early"),
    ],
)
def test_who_can_not_be_marked_absent(booking, staff, fields, code):
    Booking.objects.update(**fields)
    assert refused(actions.mark_absent, by=staff, booking=booking).code == code
    assert verbs() == []


def test_the_grace_is_waited_for(booking, staff, at):
    at("2026-11-24 09:29")
    refusal = refused(actions.mark_absent, by=staff, booking=booking)
    assert refusal.sentence == "È troppo presto: il posto aspetta la sua persona fino alle 09:30."


def test_a_closed_month_keeps_its_bookings(booking, staff, at):
    at("2026-12-02 09:00")
    close(Month(2026, 11), by=staff)
    assert refused(actions.mark_absent, by=staff, booking=booking).code == "closed_month"
    assert tasks.release_places() == 0
    assert Booking.objects.get().status == "confirmed"


def test_the_programmes_own_bookings_are_not_released(floor, staff):
    BookingFactory(space=floor.room, person=staff, made_at=BEFORE)
    assert tasks.release_places() == 0


def test_an_absence_is_taken_back(booking, staff):
    actions.mark_absent(by=staff, booking=booking)
    assert actions.unmark(by=staff, booking=booking).status == "confirmed"
    assert actions.unmark(by=staff, booking=booking).status == "confirmed"
    assert verbs() == ["marked_absent", "absence_taken_back"]
    assert occupancy(Month(2026, 11)).rows[0].booked == 270


def test_what_the_staff_took_back_is_not_released_again(booking, staff):
    actions.mark_absent(by=None, booking=booking)
    actions.unmark(by=staff, booking=booking)
    assert tasks.release_places() == 0
    assert actions.mark_absent(by=staff, booking=booking).status == "no_show"


def test_a_place_that_somebody_else_took_stays_released(floor, booking, staff):
    actions.mark_absent(by=staff, booking=booking)
    BookingFactory(space=floor.desk)
    assert refused(actions.unmark, by=staff, booking=booking).code == "taken"


def test_a_person_who_took_another_desk_stays_there(floor, booking, staff):
    actions.mark_absent(by=staff, booking=booking)
    BookingFactory(space=floor.desks[1], person=booking.person)
    refusal = refused(actions.unmark, by=staff, booking=booking)
    assert refusal.sentence.startswith("Ada Bonetti occupa già A02 in quell’orario")


def test_nobody_absent_nothing_to_take_back(floor, staff):
    gone = BookingFactory(space=floor.desk, status="cancelled")
    assert refused(actions.unmark, by=staff, booking=gone).code == "not_absent"


def test_the_portal_releases_what_waited_in_vain(floor, booking):
    BookingFactory(space=floor.desks[1], attended=True, made_at=BEFORE)
    assert (tasks.release_places(), tasks.release_places()) == (1, 0)
    booking.refresh_from_db()
    assert (booking.status, booking.released_at) == ("no_show", local(TUESDAY, time(9, 30)))
    assert JournalEntry.objects.get().by is None
    assert OutgoingMail.objects.count() == 1


def test_the_portal_waits_for_the_grace_and_spares_late_bookers(floor, booking, at):
    BookingFactory(space=floor.desks[1], made_at=local(TUESDAY, time(8, 30)))
    at("2026-11-24 09:29")
    assert tasks.release_places() == 0
    at("2026-11-24 12:00")
    assert tasks.release_places() == 1
    assert Booking.objects.get(status="no_show") == booking


def test_a_late_round_counts_the_place_as_kept_to_the_end_and_writes_no_letter(booking, at):
    at("2026-11-25 07:00")
    assert tasks.release_places() == 1
    booking.refresh_from_db()
    assert (booking.status, booking.released_at) == ("no_show", booking.end)
    assert not OutgoingMail.objects.exists()


def test_a_check_in_is_taken_back(booking, staff):
    actions.check_in(by=staff, booking=booking)
    found = actions.undo_check_in(by=staff, booking=booking)
    assert (found.status, found.checked_in_at) == ("confirmed", None)
    actions.undo_check_in(by=staff, booking=booking)
    assert verbs() == ["checked_in", "check_in_taken_back"]


def test_who_left_and_sits_elsewhere_is_not_expected_again(booking, staff, at):
    at("2026-11-24 09:00")
    actions.check_in(by=staff, booking=booking)
    actions.check_out(by=staff, booking=booking)
    other = BookingFactory(person=booking.person, day=booking.start.date(), attended=True)
    refusal = refused(actions.undo_check_in, by=staff, booking=booking)
    assert (refusal.code, other.space.label in refusal.sentence) == ("has_another", True)
    Booking.objects.filter(pk=other.pk).delete()
    assert actions.undo_check_in(by=staff, booking=booking).status == "confirmed"


def undone_at_ten(booking, staff, at):
    at("2026-11-24 08:40")
    actions.check_in(by=staff, booking=booking)
    at("2026-11-24 10:00")
    actions.undo_check_in(by=staff, booking=booking)


def test_a_check_in_taken_back_gives_the_grace_anew(booking, staff, at):
    undone_at_ten(booking, staff, at)
    assert tasks.release_places() == 0
    at("2026-11-24 10:59")
    assert tasks.release_places() == 0
    assert not OutgoingMail.objects.exists()
    at("2026-11-24 11:00")
    assert tasks.release_places() == 1
    assert Booking.objects.get().released_at == local(TUESDAY, time(11))


def test_who_is_expected_again_can_come(booking, staff, at):
    undone_at_ten(booking, staff, at)
    at("2026-11-24 10:30")
    assert actions.check_in(by=staff, booking=booking).status == "attended"
    at("2026-11-24 11:30")
    assert tasks.release_places() == 0


def test_by_hand_an_absence_need_not_wait_for_the_grace_anew(booking, staff, at):
    undone_at_ten(booking, staff, at)
    assert actions.mark_absent(by=staff, booking=booking).status == "no_show"


def test_the_grace_of_an_early_slip_ends_when_it_would_have(booking, staff, at):
    at("2026-11-24 08:10")
    actions.check_in(by=staff, booking=booking)
    actions.undo_check_in(by=staff, booking=booking)
    at("2026-11-24 09:29")
    assert tasks.release_places() == 0
    at("2026-11-24 09:30")
    assert tasks.release_places() == 1


def test_what_the_staff_decided_on_is_left_to_them(booking, staff, at):
    actions.mark_absent(by=staff, booking=booking)
    unmarked = actions.unmark(by=staff, booking=booking)
    assert line_of(unmarked, timezone.now()).waits_until is None


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        ("2026-11-24 10:00", "Il posto aspetta la sua persona fino alle 11:00."),
        # It waits no longer than it is booked.
        ("2026-11-24 12:30", "Il posto aspetta la sua persona fino alle 13:00."),
        ("2026-11-24 13:10", "Risulterà come assenza."),
    ],
)
def test_the_staff_read_what_comes_of_it(booking, staff, client_of, at, moment, sentence):
    at("2026-11-24 08:40")
    actions.check_in(by=staff, booking=booking)
    at(moment)
    page = client_of(staff).post(f"/presenze/{booking.pk}/ingresso/togli/", follow=True)
    assert f"Ingresso annullato: Ada Bonetti. {sentence}" in page.content.decode()


def test_what_is_never_released_by_itself_promises_nothing(booking, staff, client_of):
    Booking.objects.update(made_at=local(TUESDAY, time(8, 30)))
    actions.check_in(by=staff, booking=booking)
    page = client_of(staff).post(f"/presenze/{booking.pk}/ingresso/togli/", follow=True)
    assert "Ingresso annullato: Ada Bonetti." in page.content.decode()
    assert "Il posto aspetta" not in page.content.decode()


def test_a_check_in_of_days_ago_stays(floor, staff, at):
    booking = BookingFactory(space=floor.desk, attended=True)
    at("2026-11-24 19:01")
    assert refused(actions.undo_check_in, by=staff, booking=booking).code == "late"


def test_who_is_not_in_has_no_check_in_to_take_back(floor, staff):
    gone = BookingFactory(space=floor.desk, status="no_show")
    assert refused(actions.undo_check_in, by=staff, booking=gone).code == "not_attended"


def test_a_departure_is_written_until_a_little_after_the_closing(floor, staff, at):
    booking = BookingFactory(space=floor.desk, attended=True)
    at("2026-11-24 19:01")
    refusal = refused(actions.check_out, by=staff, booking=booking)
    assert refusal.sentence.startswith("È troppo tardi per registrare l’uscita")
    row = occupancy(Month(2026, 11)).rows[0]
    assert (row.used, row.estimated) == (270, 270)
    at("2026-11-24 18:59")
    assert actions.check_out(by=staff, booking=booking).checked_out_at
    at("2026-11-26 09:00")
    assert actions.check_out(by=staff, booking=booking).checked_out_at
