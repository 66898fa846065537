"""“I'm away”: all own bookings of some days are given back at once."""

import re
from datetime import date, time, timedelta
from html import unescape

import pytest

from core.models import JournalEntry, OutgoingMail
from spaces import actions
from spaces.models import Assignment, Booking, WaitingRequest
from spaces.schedule.opening import Slot
from spaces.schedule.series import Wish
from spaces.signals import cancelling
from spaces.tests.factories import BookingFactory, PersonFactory, local, organisation_named

AWAY = "/prenotazioni/assenza/"
TODAY, TUESDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 27)
DAYS = f"{AWAY}?dal={TODAY}&al={FRIDAY}"


@pytest.fixture
def week(floor, member):
    """A desk on Tuesday and Wednesday, the room on Friday; another one the week after."""
    wednesday = TUESDAY + timedelta(days=1)
    return [
        BookingFactory(space=floor.desk, person=member, day=TUESDAY),
        BookingFactory(space=floor.desks[1], person=member, day=wednesday),
        BookingFactory(space=floor.room, person=member, day=FRIDAY),
        BookingFactory(space=floor.desk, person=member, day=date(2026, 12, 1)),
    ]


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


def press(reader, page: str, path=AWAY):
    """Press the button of the page as it was read."""
    return reader.post(path, sent_by(page), follow=True)


def sent_by(page: str) -> dict:
    """What the page's form sends when nothing is changed in it."""
    numbers = re.findall(r'name="booking" value="(\d+)"', page)
    fields = re.findall(r'name="(dal|al|seen)" value="([^"]+)"', page)
    return {**{name: unescape(value) for name, value in fields}, "booking": numbers}


def statuses(bookings) -> list[str]:
    return [Booking.objects.get(pk=booking.pk).status for booking in bookings]


def test_it_asks_for_the_days_first(read):
    page = read(AWAY)
    assert "Primo giorno" in page
    assert 'name="booking"' not in page


def test_it_shows_what_would_be_given_back(read, week):
    page = read(DAYS)
    assert "3 prenotazioni da annullare" in page
    assert "venerdì 27 novembre 2026" in page
    assert "1 dicembre" not in page
    assert statuses(week) == ["confirmed"] * 4


def test_one_press_gives_all_back(reader, read, week, member):
    page = words(press(reader, read(DAYS)))
    assert "3 prenotazioni annullate" in page
    assert statuses(week) == ["cancelled"] * 3 + ["confirmed"]
    (letter,) = OutgoingMail.objects.filter(to=member.email)
    assert "mercoledì 25 novembre 2026" in letter.text
    assert JournalEntry.objects.filter(verb="cancelled").count() == 3


def test_what_is_late_is_said_before_and_counted(reader, read, at, week):
    at("2026-11-24 07:00")
    page = read(DAYS)
    assert "1 di queste è in ritardo" in page
    assert "1 di queste conta come annullamento in ritardo" in words(press(reader, page))
    assert statuses(week) == ["cancelled_late", "cancelled", "cancelled", "confirmed"]


def test_twice_changes_nothing(reader, read, week, member):
    page = read(DAYS)
    for _time in range(2):
        assert "3 prenotazioni annullate" in words(press(reader, page))
    assert OutgoingMail.objects.filter(to=member.email).count() == 1
    assert JournalEntry.objects.filter(verb="cancelled").count() == 3


def test_what_is_attended_stays_with_its_reason(reader, read, at, week):
    at("2026-11-24 09:00")
    actions.check_in(by=week[0].person, booking=week[0])
    page = read(DAYS)
    assert "2 prenotazioni da annullare" in page
    assert "questa prenotazione resta" in page
    numbers = [booking.pk for booking in week[:3]]
    answer = reader.post(AWAY, {"dal": TODAY, "al": FRIDAY, "booking": numbers}, follow=True)
    assert "A01 resta." in words(answer)
    assert statuses(week) == ["attended", "cancelled", "cancelled", "confirmed"]


def test_what_an_event_needs_stays_and_the_rest_goes(reader, read, week):
    from core.refusals import Refusal

    def needs(sender, booking, **_more):
        if booking.pk == week[2].pk:
            raise Refusal("Serve a un evento.", code="event")

    cancelling.connect(needs)
    try:
        answer = press(reader, read(DAYS))
    finally:
        cancelling.disconnect(needs)
    assert "Stelvio resta. Serve a un evento." in words(answer)
    assert statuses(week) == ["cancelled", "cancelled", "confirmed", "confirmed"]


def test_only_what_was_shown_goes(reader, read, week, floor, member):
    page = read(DAYS)
    later = BookingFactory(space=floor.desks[2], person=member, day=date(2026, 11, 26))
    press(reader, page)
    assert statuses([later]) == ["confirmed"]


def test_nobody_gives_back_what_is_another_persons(reader, week, floor):
    other = BookingFactory(space=floor.desks[3])
    numbers = [other.pk, "x", 10**30, -1, "9" * 4999, "\0", "٣"]
    answer = reader.post(AWAY, {"dal": TODAY, "al": FRIDAY, "booking": numbers}, follow=True)
    assert "Non hai prenotazioni in questi giorni" in words(answer)
    assert statuses([other, *week]) == ["confirmed"] * 5


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ({"dal": "2026-11-27", "al": "2026-11-24"}, "viene prima"),
        ({"dal": "2026-02-30", "al": "2026-11-24"}, "valida"),
        ({"dal": "0001-01-01", "al": "9999-12-31"}, "2000"),
        ({"dal": "", "al": ""}, "Scrivi un giorno."),
        ({}, "Scrivi un giorno."),
    ],
)
def test_bad_days_are_a_sentence(reader, week, days, told):
    answer = reader.post(AWAY, {**days, "booking": [week[0].pk]})
    assert answer.status_code == 409
    assert told in words(answer)
    assert statuses(week) == ["confirmed"] * 4


def test_days_without_bookings_say_so(read):
    assert "Non hai prenotazioni in questi giorni" in read(DAYS)


def test_it_takes_the_same_queries_with_one_and_three(reader, week, queries_of):
    reader.get(DAYS)
    one = queries_of(lambda: reader.get(f"{AWAY}?dal={TUESDAY}&al={TUESDAY}"))
    assert queries_of(lambda: reader.get(DAYS)) == one


def test_a_series_is_given_back_with_the_rest(reader, read, floor, member):
    wish = Wish(floor.desk, frozenset({1, 3}), TUESDAY, date(2026, 12, 3), slot=Slot.MORNING)
    series = actions.book_series(by=member, person=member, wish=wish)
    press(reader, read(DAYS))
    left = series.bookings.holding().order_by("start")
    assert [booking.start.date() for booking in left] == [date(2026, 12, 1), date(2026, 12, 3)]


def test_whoever_waits_is_offered_what_came_free(reader, read, floor, member):
    for desk in floor.desks:
        who = member if desk == floor.desk else PersonFactory()
        BookingFactory(space=desk, person=who, day=FRIDAY)
    waiting = PersonFactory()
    request = actions.join(
        by=waiting,
        person=waiting,
        kind=floor.desk.kind,
        space=floor.desk,
        start=local(FRIDAY, time(8, 30)),
        end=local(FRIDAY, time(13)),
    )
    press(reader, read(DAYS))
    request.refresh_from_db()
    assert request.status == WaitingRequest.Status.OFFERED
    assert request.offer.space == floor.desk


def test_a_place_of_ones_own_is_lent_on_open_days(reader, read, floor, member, week):
    own = Assignment.objects.create(space=floor.office, person=member, starts=TODAY)
    days = f"{AWAY}?dal=2026-12-04&al=2026-12-09"
    page = read(days)
    assert re.search(rf'name="lend" value="{own.pk}"[^>]*checked', page)
    assert "per 3 giorni" in page
    sent = {"dal": "2026-12-04", "al": "2026-12-09", "lend": [own.pk]}
    assert "U01 è in prestito per 3 giorni" in words(reader.post(AWAY, sent, follow=True))
    assert "già in prestito" in words(reader.post(AWAY, sent, follow=True))
    assert [lent.day.isoformat() for lent in own.lent.all()] == [
        "2026-12-04", "2026-12-07", "2026-12-09",
    ]  # fmt: skip
    assert statuses(week) == ["confirmed"] * 4


def test_a_place_is_lent_only_where_it_is_ticked(reader, read, floor, member, week):
    own = Assignment.objects.create(space=floor.office, person=member, starts=TODAY)
    press(reader, read(DAYS))
    assert not own.lent.exists()
    assert statuses(week)[0] == "cancelled"


def test_what_others_use_too_is_ticked_by_hand(read, floor, member):
    shared = Assignment.objects.create(
        space=floor.office, organisation=organisation_named("Verde"), starts=TODAY
    )
    shared.people.add(member)
    page = read(DAYS)
    assert f'name="lend" value="{shared.pk}" id="lend-{shared.pk}">' in page
    assert "(Verde)" in page


def test_another_persons_place_is_not_lent(reader, floor):
    other = Assignment.objects.create(space=floor.office, person=PersonFactory(), starts=TODAY)
    reader.post(AWAY, {"dal": TODAY, "al": FRIDAY, "lend": [other.pk, "x"]})
    assert not other.lent.exists()


def test_a_year_of_days_at_most(read):
    assert "al massimo un anno" in read(f"{AWAY}?dal=2026-11-23&al=2099-11-23")


@pytest.mark.parametrize("role", ["applicant", "official"])
def test_who_has_no_bookings_may_not_come(floor, role, client_of, request):
    assert client_of(request.getfixturevalue(role)).get(AWAY).status_code == 403


def test_other_days_than_those_that_were_seen_cancel_nothing(reader, read, week):
    """Neither the old days nor the new ones: the reader sees first what the new ones hold."""
    sent = sent_by(read(DAYS)) | {"al": "2026-12-01"}
    answer = reader.post(AWAY, sent)
    assert answer.status_code == 409
    assert statuses(week) == ["confirmed"] * 4
    page = answer.text
    assert "non è stato annullato ancora nulla" in page
    assert "4 prenotazioni da annullare" in page
    assert 'name="al" value="2026-12-01"' in page
    assert "4 prenotazioni annullate" in words(press(reader, page))


def test_other_days_lend_nothing(reader, read, floor, member, week):
    own = Assignment.objects.create(space=floor.office, person=member, starts=TODAY)
    sent = sent_by(read(DAYS)) | {"al": "2026-12-01", "lend": [own.pk]}
    assert reader.post(AWAY, sent).status_code == 409
    assert not own.lent.exists()


def test_looking_is_an_address(reader):
    sent = {"dal": TODAY, "al": FRIDAY, "booking": ["1"], "seen": "x"}
    assert reader.post(f"{AWAY}guarda/", sent).url == DAYS
