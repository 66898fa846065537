"""A page says what a status says: a time that is still written beside it says nothing by itself."""

from datetime import date, time, timedelta

import pytest

from spaces import actions
from spaces.models import Booking, WaitingRequest
from spaces.tests.factories import BookingFactory, local

TUESDAY = date(2026, 11, 24)
NOW = local(date(2026, 11, 23), time(9))
SOON, BEFORE = NOW + timedelta(hours=2), NOW - timedelta(minutes=1)
TIMES = {"cancelled_at", "checked_in_at", "checked_out_at", "released_at", "undone_at"}
OPEN = (Booking.Status.OFFERED, SOON)
#: What a page says of an offer that waits for an answer.
ASKS = ("Rispondi entro", "Tenuto per te", "tenuto per te fino", "Accetta", "accetta o rifiuta")


def asks_for_an_answer(page: str) -> bool:
    main = page[page.index("<main") : page.index("</main>")]
    return any(words in main for words in ASKS)


def make(floor, member, status, held_until):
    """A booking on which every time is written, whatever its status."""
    booking = BookingFactory(space=floor.desk, person=member, day=TUESDAY)
    WaitingRequest.objects.create(
        person=member,
        kind=floor.desk.kind,
        start=booking.start,
        end=booking.end,
        offer=booking,
        status="offered" if status == "offered" else "served",
    )
    written = dict.fromkeys(TIMES, NOW)
    Booking.objects.filter(pk=booking.pk).update(status=status, held_until=held_until, **written)
    return booking


@pytest.mark.parametrize("held_until", [SOON, BEFORE], ids=["to come", "over"])
@pytest.mark.parametrize("status", Booking.Status.values)
def test_only_an_open_offer_asks_for_an_answer(read, floor, member, status, held_until):
    booking = make(floor, member, status, held_until)
    pages = ["/prenotazioni/", f"/prenotazioni/{booking.pk}/", "/", "/attesa/"]
    asking = {path for path in pages if asks_for_an_answer(read(path))}
    assert asking == (set(pages) if (status, held_until) == OPEN else set())


@pytest.mark.parametrize("status", Booking.Status.values)
def test_a_booking_is_cancelled_in_or_left_by_its_status(read, floor, member, status):
    booking = make(floor, member, status, SOON)
    page = read(f"/prenotazioni/{booking.pk}/")
    assert ("Annullata il" in page) == (status in ("cancelled", "cancelled_late"))
    assert ("Uscita</dt>" in page) == (status == "attended")
    assert ("Ingresso</dt>" in page) == (status == "attended")
    booking.refresh_from_db()
    assert ("Uscita alle" in booking.presence) == (status == "attended")
    assert (booking.is_in, booking.is_left) == (False, status == "attended")


@pytest.mark.parametrize("held_until", [SOON, BEFORE], ids=["to come", "over"])
@pytest.mark.parametrize("status", WaitingRequest.Status.values)
def test_only_an_offer_in_time_is_held(read, client_of, staff, floor, member, status, held_until):
    booking = make(floor, member, "offered" if status == "offered" else "lapsed", held_until)
    WaitingRequest.objects.update(status=status)
    (request,) = WaitingRequest.objects.all()
    is_open = status == "offered" and held_until == SOON
    assert asks_for_an_answer(read(f"/attesa/{request.pk}/")) == is_open
    assert asks_for_an_answer(read("/attesa/")) == is_open
    assert asks_for_an_answer(read("/")) == is_open
    assert asks_for_an_answer(read(f"/prenotazioni/{booking.pk}/")) == is_open
    lines = client_of(staff).get("/presenze/attese/").text
    assert ("è tenuto fino" in lines) == is_open


def test_an_accepted_offer_is_a_booking_like_others(read, floor, member):
    """As it really happens: the time until which it was held is still to come."""
    taken = BookingFactory(space=floor.desk, day=TUESDAY)
    wish = {"kind": floor.desk.kind, "space": floor.desk, "start": taken.start, "end": taken.end}
    request = actions.join(by=member, person=member, **wish)
    actions.cancel(by=taken.person, booking=taken)
    request.refresh_from_db()
    assert asks_for_an_answer(read("/prenotazioni/"))
    booking = actions.accept(by=member, request=request)
    assert booking.held_until > NOW
    for path in ("/prenotazioni/", f"/prenotazioni/{booking.pk}/", "/", "/attesa/"):
        assert not asks_for_an_answer(read(path)), path
