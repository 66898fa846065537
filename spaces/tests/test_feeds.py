"""Calendars by a secret address: one's own bookings, and a room's busy times."""

import json
import logging
from datetime import date, time, timedelta

import pytest
from django.conf import settings
from icalendar import Calendar

from core.models import JournalEntry
from core.requests import JsonFormatter
from spaces import actions
from spaces.models import Booking, Feed
from spaces.tests.factories import BookingFactory, SpaceFactory, local

MONDAY = date(2026, 11, 23)
Status = Booking.Status


@pytest.fixture
def own(reader, member):
    """The member's calendar; the member is a coworker of the programme."""
    return actions.renew_own_feed(by=member)


@pytest.fixture
def of_the_room(floor, staff):
    return actions.renew_room_feed(by=staff, space=floor.room)


@pytest.fixture
def stranger(client_of):
    """What reads calendars: no session, no cookies."""
    return client_of()


def path_of(feed) -> str:
    return f"/calendari/{feed.token}.ics"


def calendar(client, feed):
    answer = client.get(path_of(feed))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(answer.content)


def entries(client, feed) -> list:
    return calendar(client, feed).walk("VEVENT")


# -- One's own ------------------------------------------------------------------------------------


def test_it_tells_what_the_person_comes_for(stranger, own, member, floor):
    booking = BookingFactory(space=floor.desk, person=member)
    BookingFactory(space=floor.room)
    (found,) = entries(stranger, own)
    assert found["uid"].startswith(f"booking-{booking.pk}@")
    assert found.decoded("dtstart") == booking.start
    assert found["summary"] == "Postazione fissa A01"


def test_programs_are_told_its_name_and_when_to_come_again(stranger, own):
    read = calendar(stranger, own)
    assert read["x-wr-calname"] == "Piastra Coworking"
    assert read.decoded("refresh-interval") == timedelta(hours=1)
    assert read["x-published-ttl"] == "PT1H"


@pytest.mark.parametrize(
    ("days", "status", "said"),
    [
        (-31, Status.ATTENDED, None),
        (-29, Status.ATTENDED, "CONFIRMED"),
        (1, Status.CONFIRMED, "CONFIRMED"),
        (300, Status.CONFIRMED, "CONFIRMED"),
        (1, Status.CANCELLED, "CANCELLED"),
        (1, Status.CANCELLED_LATE, "CANCELLED"),
        (-1, Status.CANCELLED, None),
        (-1, Status.NO_SHOW, None),
        (1, Status.OFFERED, None),
        (1, Status.LAPSED, None),
    ],
)
def test_which_bookings_it_tells(stranger, own, member, floor, days, status, said):
    day = MONDAY + timedelta(days=days)
    times = {"checked_in_at": local(day, time(9)), "held_until": local(day, time(7))}
    BookingFactory(space=floor.desk, person=member, day=day, status=status, **times)
    assert [found["status"] for found in entries(stranger, own)] == ([said] if said else [])


def test_what_was_given_back_is_dropped_by_calendars(stranger, own, member, floor):
    booking = BookingFactory(space=floor.desk, person=member)
    (before,) = entries(stranger, own)
    actions.cancel(by=member, booking=booking)
    (after,) = entries(stranger, own)
    assert (after["uid"], after["status"]) == (before["uid"], "CANCELLED")
    assert after["sequence"] > before["sequence"]


def test_it_speaks_the_persons_language(stranger, own, member, floor):
    BookingFactory(space=floor.desk, person=member)
    member.language = "en"
    member.save()
    (found,) = entries(stranger, own)
    assert found["summary"] == "Dedicated desk A01"


@pytest.mark.parametrize(
    "token", ["x", "x" * 43, "x" * 500, "%F0%9F%8C%BF", "..%2f", "'; --", "a b"]
)
def test_an_address_that_nobody_was_given_is_not_found(stranger, own, token):
    assert stranger.get(f"/calendari/{token}.ics").status_code == 404


def test_an_address_is_dead_once_there_is_another(stranger, own, member):
    old = path_of(own)
    actions.renew_own_feed(by=member, instead_of=own.version)
    new = path_of(Feed.objects.get(person=member))
    assert [stranger.get(old).status_code, stranger.get(new).status_code] == [404, 200]


def test_it_ends_with_the_account(stranger, own, member):
    member.is_active = False
    member.save()
    assert stranger.get(path_of(own)).status_code == 404


@pytest.mark.parametrize(("ends", "status"), [(MONDAY, 404), (MONDAY + timedelta(days=1), 200)])
def test_it_ends_with_the_membership(stranger, own, member, ends, status):
    member.memberships.update(ends=ends)
    assert stranger.get(path_of(own)).status_code == status


def test_the_staff_need_no_membership(stranger, staff, floor):
    assert stranger.get(path_of(actions.renew_own_feed(by=staff))).status_code == 200


def test_nothing_is_read_twice_while_nothing_changes(stranger, own, member, floor):
    BookingFactory(space=floor.desk, person=member)
    first = stranger.get(path_of(own))
    again = stranger.get(path_of(own), headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    BookingFactory(space=floor.room, person=member, day=date(2026, 11, 25))
    changed = stranger.get(path_of(own), headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_a_compressed_one_is_not_read_twice_either(stranger, own, member, floor):
    for day in range(1, 9):
        BookingFactory(space=floor.desk, person=member, day=MONDAY + timedelta(days=day))
    headers = {"accept-encoding": "gzip"}
    first = stranger.get(path_of(own), headers=headers)
    assert first["Content-Encoding"] == "gzip"
    again = stranger.get(path_of(own), headers=headers | {"if-none-match": first["ETag"]})
    assert again.status_code == 304


def test_only_its_reader_may_keep_it_and_no_cookie_is_set(stranger, own):
    answer = stranger.get(path_of(own))
    assert answer["Cache-Control"] == "private, max-age=900"
    assert answer.cookies == {}


def test_asking_changes_nothing(stranger, own, queries_of):
    assert stranger.head(path_of(own)).status_code == 200
    assert stranger.post(path_of(own)).status_code == 405


def test_500_bookings_cost_what_one_costs(stranger, own, member, floor, queries_of):
    BookingFactory(space=floor.desk, person=member)
    with_one = queries_of(lambda: stranger.get(path_of(own)))
    day = local(MONDAY, time(9))
    Booking.objects.bulk_create(
        Booking(space=floor.room, person=member, start=start, end=start + timedelta(hours=1))
        for start in (day + timedelta(hours=2 * turn) for turn in range(500))
    )
    assert queries_of(lambda: stranger.get(path_of(own))) == with_one
    assert with_one <= 3
    assert len(entries(stranger, own)) == 501


def test_a_secret_is_not_written_down(stranger, own, caplog):
    """Neither in the journal nor in the log, where a dead address is a warning."""
    with caplog.at_level(logging.INFO):
        Feed.objects.update(token="z" * 43)
        assert stranger.get(path_of(own)).status_code == 404
    lines = [JsonFormatter().format(record) for record in caplog.records]
    assert any("/calendari/….ics" in json.loads(line)["text"] for line in lines)
    assert own.token not in "".join(lines)
    assert own.token not in str(list(JournalEntry.objects.values()))
    assert own.token not in repr(own)


# -- The page -------------------------------------------------------------------------------------


def test_reading_the_page_makes_no_address(reader, read):
    assert "Crea il mio indirizzo" in read("/calendari/")
    assert not Feed.objects.exists()


def test_one_makes_an_address_and_finds_it(reader, read, member):
    answer = reader.post("/calendari/nuovo/", {"instead_of": ""})
    assert answer.status_code == 302
    feed = Feed.objects.get(person=member)
    page = read("/calendari/")
    assert f">{settings.SITE_URL}{path_of(feed)}</textarea>" in page
    assert f'href="{settings.SITE_URL.replace("http", "webcal")}{path_of(feed)}"' in page


def test_another_address_is_made_only_when_one_says_so(reader, read, own, member):
    assert "Creare un nuovo indirizzo" in read("/calendari/nuovo/")
    assert Feed.objects.get(person=member).token == own.token
    reader.post("/calendari/nuovo/", {"instead_of": own.version})
    assert Feed.objects.get(person=member).token != own.token


@pytest.mark.parametrize("instead_of", ["", "ieri", None])
def test_a_form_that_is_old_changes_nothing(reader, own, member, instead_of):
    form = {} if instead_of is None else {"instead_of": instead_of}
    assert reader.post("/calendari/nuovo/", form).status_code == 302
    assert Feed.objects.get(person=member).token == own.token


def test_a_form_sent_twice_makes_one_address(reader, own, member):
    old = {"instead_of": own.version}
    reader.post("/calendari/nuovo/", old)
    first = Feed.objects.get(person=member).token
    reader.post("/calendari/nuovo/", old)
    assert Feed.objects.get(person=member).token == first


@pytest.mark.parametrize("path", ["/calendari/", "/calendari/nuovo/", "/calendari/disattiva/"])
def test_who_may_not_book_has_no_calendar(client_of, applicant, official, path):
    assert client_of(applicant).get(path).status_code == 403
    assert client_of(official).post(path).status_code == 403
    assert client_of().get(path).status_code == 302


def test_a_replaced_address_is_dead(reader, own, member, stranger):
    assert stranger.get(path_of(own)).status_code == 200
    reader.post("/calendari/nuovo/", {"instead_of": own.version})
    assert stranger.get(path_of(own)).status_code == 404
    assert stranger.get(path_of(Feed.objects.get(person=member))).status_code == 200


def test_an_address_that_is_switched_off_is_dead(reader, read, own, member, stranger):
    assert "Disattivare" in read("/calendari/disattiva/")
    assert stranger.get(path_of(own)).status_code == 200
    for _again in range(2):
        answer = reader.post("/calendari/disattiva/", {"version": own.version}, follow=True)
        assert "non risponde più" in answer.text
        assert "Crea il mio indirizzo" in answer.text
    assert stranger.get(path_of(own)).status_code == 404
    assert JournalEntry.objects.filter(verb="feed_switched_off").count() == 1
    assert own.token not in str(list(JournalEntry.objects.values()))
    assert reader.get("/calendari/disattiva/").url == "/calendari/"
    reader.post("/calendari/nuovo/", {"instead_of": ""})
    made = Feed.objects.get(person=member)
    assert stranger.get(path_of(made)).status_code == 200
    assert stranger.get(path_of(own)).status_code == 404


@pytest.mark.parametrize("version", ["", "ieri", None])
def test_an_old_form_switches_nothing_off(reader, own, stranger, version):
    form = {} if version is None else {"version": version}
    assert "resta com" in reader.post("/calendari/disattiva/", form, follow=True).text
    assert stranger.get(path_of(own)).status_code == 200


def test_nobody_elses_address_is_switched_off(client_of, staff, own, stranger):
    client_of(staff).post("/calendari/disattiva/", {"version": own.version})
    assert stranger.get(path_of(own)).status_code == 200


# -- A room's -------------------------------------------------------------------------------------


def test_a_room_says_only_when_it_is_taken(stranger, of_the_room, floor, member):
    booking = BookingFactory(space=floor.room, person=member, purpose="Colloquio riservato")
    (found,) = entries(stranger, of_the_room)
    assert sorted(found.keys()) == [
        *["DTEND", "DTSTAMP", "DTSTART", "LAST-MODIFIED", "STATUS", "SUMMARY", "TRANSP", "UID"]
    ]
    assert found["summary"] == "Occupata"
    assert (found.decoded("dtstart"), found.decoded("dtend")) == (booking.start, booking.end)
    content = stranger.get(path_of(of_the_room)).text
    assert "Stelvio" in content
    for secret in (member.last_name, member.email, "riservato", "/prenotazioni/"):
        assert secret not in content


def test_a_room_says_so_in_english(stranger, of_the_room, floor):
    BookingFactory(space=floor.room)
    answer = stranger.get(path_of(of_the_room), headers={"accept-language": "en"})
    assert "SUMMARY:Busy" in answer.text


def test_what_was_given_back_is_free(stranger, of_the_room, floor):
    BookingFactory(space=floor.room, status=Status.CANCELLED)
    BookingFactory(space=floor.room, status=Status.NO_SHOW)
    assert entries(stranger, of_the_room) == []


def test_a_place_that_is_held_for_somebody_is_taken(stranger, of_the_room, floor, monday):
    held = local(MONDAY, time(12))
    BookingFactory(space=floor.room, status=Status.OFFERED, held_until=held)
    assert len(entries(stranger, of_the_room)) == 1


def test_a_room_made_of_rooms_is_taken_with_them(stranger, staff, floor):
    """The whole while a part is; a part while the whole is; two parts at once are one busy time."""
    other = SpaceFactory(room=True, code="SPLUGA", zone=floor.room.zone)
    whole = SpaceFactory(room=True, code="INTERA", zone=floor.room.zone)
    whole.parts.set([floor.room, other])
    feeds = {
        room.code: actions.renew_room_feed(by=staff, space=room)
        for room in (floor.room, other, whole)
    }
    BookingFactory(space=floor.room, opens=time(9), closes=time(11))
    BookingFactory(space=other, opens=time(10), closes=time(12))
    BookingFactory(space=whole, opens=time(12), closes=time(13))

    def hours(code):
        return [
            (found.decoded("dtstart").hour, found.decoded("dtend").hour)
            for found in entries(stranger, feeds[code])
        ]

    assert hours("INTERA") == [(8, 11), (11, 12)]
    assert hours("STELVIO") == [(8, 10), (11, 12)]
    assert hours("SPLUGA") == [(9, 11), (11, 12)]


def test_a_rooms_queries_stay_the_same(stranger, of_the_room, floor, queries_of):
    BookingFactory(space=floor.room)
    with_one = queries_of(lambda: stranger.get(path_of(of_the_room)))
    for day in (25, 26):
        BookingFactory(space=floor.room, day=date(2026, 11, day))
    assert queries_of(lambda: stranger.get(path_of(of_the_room))) == with_one


def test_the_staff_make_and_replace_a_rooms_address(client_of, staff, stranger, floor):
    desk = client_of(staff)
    assert "Stelvio" in desk.get("/spazi/calendari/").text
    desk.post("/spazi/calendari/STELVIO/nuovo/", {"instead_of": ""})
    first = Feed.objects.get(space=floor.room)
    assert path_of(first) in desk.get("/spazi/calendari/").text
    assert "Creare un nuovo indirizzo" in desk.get("/spazi/calendari/STELVIO/nuovo/").text
    desk.post("/spazi/calendari/STELVIO/nuovo/", {"instead_of": first.version})
    desk.post("/spazi/calendari/STELVIO/nuovo/", {"instead_of": first.version})
    second = Feed.objects.get(space=floor.room)
    assert second.token != first.token
    assert stranger.get(path_of(first)).status_code == 404
    assert JournalEntry.objects.filter(subject="spaces.feed").count() == 2


def test_the_staff_switch_a_rooms_address_off(client_of, staff, stranger, of_the_room, floor):
    desk, path = client_of(staff), "/spazi/calendari/STELVIO/disattiva/"
    assert "Disattivare" in desk.get(path).text
    for _again in range(2):
        page = desk.post(path, {"version": of_the_room.version}, follow=True).text
        assert "non risponde più" in page
    assert stranger.get(path_of(of_the_room)).status_code == 404
    assert desk.get(path).url == "/spazi/calendari/"
    desk.post("/spazi/calendari/STELVIO/nuovo/", {"instead_of": ""})
    assert stranger.get(path_of(Feed.objects.get(space=floor.room))).status_code == 200


@pytest.mark.parametrize("code", ["A01", "NESSUNA"])
def test_what_is_no_room_has_no_calendar(client_of, staff, floor, code):
    for verb in ("nuovo", "disattiva"):
        assert client_of(staff).get(f"/spazi/calendari/{code}/{verb}/").status_code == 404


def test_rooms_calendars_are_the_staffs(reader, client_of, official):
    for client in (reader, client_of(official)):
        assert client.get("/spazi/calendari/").status_code == 403
        for verb in ("nuovo", "disattiva"):
            assert client.post(f"/spazi/calendari/STELVIO/{verb}/").status_code == 403


def test_the_list_of_rooms_costs_the_same(client_of, staff, floor, queries_of):
    desk = client_of(staff)
    with_one = queries_of(lambda: desk.get("/spazi/calendari/"))
    for _turn in range(2):
        actions.renew_room_feed(by=staff, space=SpaceFactory(room=True))
    assert queries_of(lambda: desk.get("/spazi/calendari/")) == with_one
