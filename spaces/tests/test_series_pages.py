"""The pages of a booking that repeats: wish, dry run, one button, giving back."""

import re
import uuid
from datetime import date, timedelta
from html import unescape

import pytest

from core.refusals import Refusal
from spaces import actions
from spaces.models import Booking, KindRules, Series
from spaces.schedule.opening import Slot
from spaces.schedule.series import Wish
from spaces.tests.factories import BookingFactory, PersonFactory

FIRST, LAST = date(2026, 11, 24), date(2026, 12, 17)
NEW = "/serie/nuova/"
WISH = {"posto": "A01", "giorni": [1, 3], "dal": FIRST, "al": LAST, "fascia": "mattina"}
ADDRESS = f"{NEW}?posto=A01&giorni=1&giorni=3&dal={FIRST}&al={LAST}&fascia=mattina"


@pytest.fixture
def series(floor, member, reader) -> Series:
    """Seven Tuesday and Thursday mornings of the member; 8 December is a holiday."""
    wish = Wish(floor.desk, frozenset({1, 3}), FIRST, LAST, slot=Slot.MORNING)
    return actions.book_series(by=member, person=member, wish=wish)


def send(reader, **change):
    return reader.post(NEW, {**WISH, "request_key": uuid.uuid4(), **change})


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


# -- the wish ----------------------------------------------------------------------------------------
def test_without_a_place_it_asks_which(read):
    page = read(NEW)
    assert "Quale spazio?" in page
    assert "A01, Zona Adda" in page


def test_a_place_that_does_not_exist_is_told(read, reader):
    assert "Questo spazio non c’è" in read(f"{NEW}?posto=ZZ9")
    answer = reader.post(NEW, {**WISH, "posto": "ZZ9"})
    assert answer.status_code == 409


def test_an_address_prefills_the_form_and_looks_nothing_up(read):
    page = read(f"{NEW}?posto=A01&fascia=mattina&dal=2026-11-24")
    assert 'value="2026-11-24"' in page
    assert re.search(r'value="mattina"[^>]*checked', page)
    assert re.search(r'name="giorni"[^>]*value="1"[^>]*checked', page)
    assert "Prenota le" not in page


@pytest.mark.parametrize("code", ["9" * 5000, "../..", "%F0%9F%A6%8A"])
def test_a_code_that_nobody_could_have_given_is_told(reader, code):
    assert reader.get(f"{NEW}?posto={code}").status_code == 200


@pytest.mark.parametrize("query", ["fascia=notte", "dal=2026-02-30", "dal=boh", "giorni=9"])
def test_an_address_that_means_nothing_is_a_form(read, query):
    assert "Primo giorno" in read(f"{NEW}?posto=A01&{query}")


def test_a_room_asks_for_hours(read):
    page = read(f"{NEW}?posto=STELVIO")
    assert 'name="dalle"' in page
    assert 'name="fascia"' not in page


@pytest.mark.parametrize("page", ["/prenota/2026-11-24/mattina/A01/", "/sale/STELVIO/2026-11-24/"])
def test_the_pages_of_a_place_lead_to_it_with_what_they_know(read, page):
    link = re.search(r'href="(/serie/nuova/[^"]+)"', read(page)).group(1).replace("&amp;", "&")
    wish = read(link)
    assert 'value="2026-11-24"' in wish
    assert re.search(r'name="giorni"[^>]*value="1"[^>]*checked', wish)


# -- the dry run -------------------------------------------------------------------------------------
def test_each_date_stands_free_or_with_its_reason(read, floor):
    BookingFactory(space=floor.desk, day=date(2026, 11, 26))
    page = read(ADDRESS)
    assert "6 date libere su 8" in page
    assert "Prenota le 6 date libere" in page
    assert "giovedì 26 novembre 2026" in page
    assert "è libero A02" in page or "disponibile A02" in page
    assert "Immacolata" in page
    assert not Booking.objects.filter(series__isnull=False).exists()


def test_reading_it_twice_changes_nothing(reader, read):
    read(ADDRESS)
    read(ADDRESS)
    assert not Series.objects.exists()
    assert not Booking.objects.exists()


def test_where_nothing_is_free_there_is_no_button(read):
    page = read(f"{NEW}?posto=A01&giorni=1&dal=2026-12-08&al=2026-12-08&fascia=mattina")
    assert "In tutte queste date lo spazio è chiuso." in page
    assert "Prenota le" not in page


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"giorni": []}, "In quali giorni?</a> Scegli almeno un giorno."),
        ({"al": "2026-02-30"}, "valida"),
        ({"al": "2026-11-20"}, "viene prima"),
        ({"dal": "2026-01-05", "al": "2026-02-05"}, "passate"),
        ({"al": "2029-01-01"}, "un anno"),
        ({"al": "9999-12-31"}, "2000"),
        ({"giorni": [5, 6], "al": "2026-11-26"}, "Nessuno di questi giorni"),
        ({"giorni": [0, 1, 2, 3, 4, 5, 6], "al": "2027-11-20"}, "al massimo"),
        ({"fascia": "notte"}, "notte"),
        ({"giorni": ["x"]}, "x"),
    ],
)
def test_bad_input_is_a_sentence_and_keeps_the_form(reader, change, told):
    answer = send(reader, **change)
    assert answer.status_code == 409
    page = words(answer)
    assert told in page
    assert 'value="A01"' in page
    assert not Series.objects.exists()


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        ({"dalle": "10:00", "alle": "10:00"}, "finisce dopo"),
        ({"dalle": "10:00", "alle": "9:00"}, "finisce dopo"),
        ({"dalle": "10:07", "alle": "11:00"}, "30 minuti"),
        ({"dalle": "", "alle": "11:00"}, "obbligatorio"),
        ({"dalle": "25:00", "alle": "26:00"}, "valid"),
    ],
)
def test_hours_of_a_room_that_cannot_be(reader, hours, told):
    answer = send(reader, posto="STELVIO", **hours)
    assert answer.status_code == 409
    assert told in words(answer)
    assert not Series.objects.exists()


def test_the_page_takes_the_same_queries_for_a_week_and_for_a_year(reader, queries_of):
    KindRules.objects.update(days_ahead=400)
    days = "&".join(f"giorni={number}" for number in range(5))

    def until(last):
        return lambda: reader.get(f"{NEW}?posto=A01&{days}&dal={FIRST}&al={last}&fascia=mattina")

    until(FIRST)()
    assert queries_of(until(FIRST + timedelta(7))) == queries_of(until(FIRST + timedelta(364)))


# -- booking -----------------------------------------------------------------------------------------
def test_one_free_date_of_several_is_one(read, floor):
    for day in (24, 26):
        BookingFactory(space=floor.desk, day=date(2026, 11, day))
    page = read(f"{NEW}?posto=A01&giorni=1&giorni=3&dal=2026-11-24&al=2026-12-01&fascia=mattina")
    assert "1 data libera su 3" in page
    assert "Prenota la data libera" in page


def test_one_button_books_the_free_dates(reader, floor, member):
    BookingFactory(space=floor.desk, day=date(2026, 11, 26))
    answer = send(reader)
    series = Series.objects.get()
    assert answer.status_code == 302
    assert answer.url == f"/serie/{series.pk}/"
    assert series.bookings.filter(person=member).count() == 6
    page = words(reader.get(answer.url))
    assert "6 date prenotate" in page
    assert "2 date non prenotate" in page
    assert "Immacolata" in page


def test_what_was_taken_meanwhile_is_told(reader, read, floor):
    assert "7 date libere su 8" in read(ADDRESS)
    BookingFactory(space=floor.desk, day=date(2026, 12, 1))
    page = words(reader.get(send(reader).url))
    assert "martedì 1 dicembre 2026" in page
    assert Booking.objects.holding().filter(space=floor.desk).count() == 7


def test_the_same_form_twice_shows_the_firsts_result(reader):
    key = uuid.uuid4()
    first, second = send(reader, request_key=key), send(reader, request_key=key)
    assert first.url == second.url
    assert Series.objects.count() == 1
    assert Booking.objects.count() == 7


def test_a_form_without_its_number_books_nothing(reader):
    for key in ("", "x"):
        answer = send(reader, request_key=key)
        assert answer.status_code == 409
        assert "non è stato prenotato nulla" in words(answer).lower() or "nulla" in words(answer)
    assert not Series.objects.exists()


def test_where_all_was_taken_meanwhile_it_says_so(reader, floor):
    for day in (24, 26):
        BookingFactory(space=floor.desk, day=date(2026, 11, day))
    answer = send(reader, al="2026-11-26")
    assert answer.status_code == 409
    assert "Nessuna di queste date è libera" in words(answer)
    assert not Series.objects.exists()


def test_a_room_is_booked_from_hour_to_hour(reader):
    answer = send(reader, posto="STELVIO", dalle="10:00", alle="11:30", scopo="Riunione")
    series = Series.objects.get()
    assert answer.url == f"/serie/{series.pk}/"
    assert series.bookings.first().purpose == "Riunione"
    assert "10:00–11:30" in words(reader.get(answer.url))


@pytest.mark.parametrize("role", ["applicant", "official"])
def test_who_does_not_book_may_not_come(floor, role, client_of, request, series):
    client = client_of(request.getfixturevalue(role))
    for path in (NEW, f"/serie/{series.pk}/", f"/serie/{series.pk}/annulla/"):
        assert client.get(path).status_code == 403


def test_a_stranger_signs_in_first(floor, client_of):
    assert client_of().get(NEW).status_code == 302


# -- the series --------------------------------------------------------------------------------------
def test_another_persons_series_does_not_exist_for_me(client_of, series):
    from spaces.tests.factories import join

    other = PersonFactory(membership=None)
    join(other)
    client = client_of(other)
    for path in (f"/serie/{series.pk}/", f"/serie/{series.pk}/annulla/", f"/serie/{10**30}/"):
        assert client.get(path).status_code == 404
        assert client.post(path).status_code in (404, 405)
    assert Booking.objects.holding().count() == 7


def test_the_staff_see_whose_it_is(client_of, staff, series):
    assert "Marta Moretti" in words(client_of(staff).get(f"/serie/{series.pk}/"))


def test_the_series_takes_the_same_queries_with_one_and_three(reader, floor, member, queries_of):
    def of(days):
        last = FIRST + timedelta(days=days)
        wish = Wish(
            floor.desk, frozenset({1, 2, 3}), last, last + timedelta(days), slot=Slot.MORNING
        )
        return actions.book_series(by=member, person=member, wish=wish)

    one = of(0)
    reader.get(f"/serie/{one.pk}/")
    few = queries_of(lambda: reader.get(f"/serie/{one.pk}/"))
    Booking.objects.all().delete()
    wish = Wish(floor.desk, frozenset({1, 2, 3}), FIRST, FIRST + timedelta(2), slot=Slot.MORNING)
    three = actions.book_series(by=member, person=member, wish=wish)
    assert three.bookings.count() == 3
    assert queries_of(lambda: reader.get(f"/serie/{three.pk}/")) == few


def test_one_date_is_cancelled_on_its_own_page(reader, series):
    booking = series.bookings.first()
    page = words(reader.get(f"/prenotazioni/{booking.pk}/"))
    assert f"/serie/{series.pk}/" in page
    reader.post(f"/prenotazioni/{booking.pk}/annulla/")
    assert series.bookings.holding().count() == 6


def test_this_one_and_all_that_follow(reader, series):
    third = series.bookings.order_by("start")[2]
    page = words(reader.get(f"/prenotazioni/{third.pk}/annulla/"))
    link = re.search(rf'href="(/serie/{series.pk}/annulla/\?[^"]*)"', page).group(1)
    preview = words(reader.get(link.replace("&amp;", "&")))
    assert "5 prenotazioni da annullare" in preview
    give_back(reader, f"/serie/{series.pk}/annulla/", preview)
    left = [booking.start.date() for booking in series.bookings.holding().order_by("start")]
    assert left == [date(2026, 11, 24), date(2026, 11, 26)]


def test_a_part_of_the_series(reader, series):
    path = f"/serie/{series.pk}/annulla/"
    preview = words(reader.get(f"{path}?dal=2026-11-26&al=2026-12-03"))
    give_back(reader, path, preview)
    assert series.bookings.holding().count() == 4


def give_back(reader, path, preview):
    numbers = re.findall(r'name="booking" value="(\d+)"', preview)
    days = dict(re.findall(r'name="(dal|al)" value="([^"]+)"', preview))
    return reader.post(path, {**days, "booking": numbers})


def test_it_gives_back_only_what_belongs_to_the_series(reader, series, floor, member):
    own = BookingFactory(space=floor.desks[1], person=member, day=date(2026, 11, 27))
    days = {"dal": FIRST, "al": LAST}
    reader.post(f"/serie/{series.pk}/annulla/", {**days, "booking": [own.pk]})
    own.refresh_from_db()
    assert own.status == Booking.Status.CONFIRMED


# -- what was changed after it had been looked at ------------------------------------------------------
def seen_in(page: str) -> str:
    return unescape(re.search(r'name="seen" value="([^"]+)"', page)[1])


def test_a_wish_that_was_changed_after_looking_books_nothing(reader, read):
    """Neither the old dates nor the new ones: the reader sees the new ones first."""
    seen = seen_in(read(ADDRESS))
    answer = send(reader, seen=seen, al="2026-12-03")
    assert answer.status_code == 409
    assert not Series.objects.exists()
    page = answer.text
    assert "non è stato ancora prenotato nulla" in page
    assert "4 date libere su 4" in page
    assert 'name="al" value="2026-12-03"' in page
    assert send(reader, seen=seen_in(page), al="2026-12-03").status_code == 302
    assert Series.objects.get().bookings.count() == 4


def test_a_wish_as_it_was_seen_is_booked(reader, read):
    assert send(reader, seen=seen_in(read(ADDRESS))).status_code == 302


def test_looking_at_a_wish_is_an_address(reader, read):
    wish = {"posto": "A01", "giorni": [1, 3], "dal": FIRST, "al": LAST, "fascia": "mattina"}
    answer = reader.post(f"{NEW}guarda/", wish | {"request_key": "x", "seen": "y"})
    assert answer.url.endswith("#dates")
    assert "seen" not in answer.url
    assert "6 date libere su 8" in read(answer.url) or "7 date libere su 8" in read(answer.url)


def test_dates_of_a_series_that_were_not_seen_are_kept(reader, read, series):
    path = f"/serie/{series.pk}/annulla/"
    page = read(f"{path}?dal={FIRST}&al={FIRST}")
    sent = {"dal": FIRST, "al": LAST, "seen": seen_in(page)}
    numbers = re.findall(r'name="booking" value="(\d+)"', page)
    assert reader.post(path, {**sent, "booking": numbers}).status_code == 409
    assert not series.bookings.exclude(status=Booking.Status.CONFIRMED).exists()


# -- nothing to book ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (date(2026, 12, 8), "In tutte queste date lo spazio è chiuso."),
        (date(2026, 11, 23), "Tutte queste date sono passate."),
        (date(2026, 11, 24), "Nessuna di queste date è libera."),
    ],
)
def test_why_no_date_can_be_booked_is_said_as_it_is(floor, member, reader, at, day, sentence):
    at("2026-11-23 15:00")
    BookingFactory(space=floor.desk, day=FIRST)
    address = f"{NEW}?posto=A01&giorni={day.weekday()}&dal={day}&al={day}&fascia=mattina"
    assert sentence in words(reader.get(address))
    told = Wish(floor.desk, frozenset({day.weekday()}), day, day, slot=Slot.MORNING)
    with pytest.raises(Refusal) as refused:
        actions.book_series(by=member, person=member, wish=told)
    assert refused.value.code == "none_free"
    assert sentence in refused.value.sentence
