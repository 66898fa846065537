"""Past bookings from a file: of coworkers, in the past, in open months, once."""

from datetime import date, time

import pytest

from core.closing import close
from core.month import Month
from members.actions import imports as actions
from spaces.models import Booking
from spaces.tests.factories import BookingFactory, PersonFactory, join, local, make_floor

HEAD = "email;posto;giorno;dalle;alle;presente"
NOW = "2026-11-23 10:00"


@pytest.fixture
def floor(db, at):
    at(NOW)
    return make_floor()


@pytest.fixture
def ada(floor):
    return PersonFactory(email="ada@example.org")


def written(staff, *rows: str):
    content = "\n".join([HEAD, *rows]).encode()
    brought = actions.bring_file(by=staff, kind="bookings", content=content, name="b.csv")
    actions.check_import(brought)
    said = list(brought.rows.values_list("outcome", "words"))
    actions.begin_import(by=staff, brought=brought)
    actions.write_import(brought)
    assert list(brought.rows.values_list("outcome", "words")) == said
    return said


def test_who_came_and_who_did_not(floor, ada, staff):
    rows = [
        "ADA@example.org;a03;20/11/2026;09:00;13.00;sì",
        "ada@example.org;A03;2026-11-19;9:00;13:00;no",
    ]
    written(staff, *rows)
    absent, present = Booking.objects.order_by("start")
    assert (absent.status, absent.checked_in_at) == ("no_show", None)
    assert present.status == "attended"
    day = date(2026, 11, 20)
    assert (present.checked_in_at, present.checked_out_at) == (
        local(day, time(9)),
        local(day, time(13)),
    )
    assert present.person == ada
    assert [outcome for outcome, _words in written(staff, *rows)] == ["there", "there"]
    assert Booking.objects.count() == 2


def test_what_is_no_past_booking_says_why(floor, ada, staff):
    late = PersonFactory(email="tardi@example.org", membership=None)
    join(late, starts=date(2026, 11, 20))
    close(Month(2026, 9), by=staff)
    BookingFactory(space=floor.desks[3], day=date(2026, 11, 18))
    BookingFactory(space=floor.desks[3], person=ada, day=date(2026, 11, 17))
    wrong = {
        "nessuno@example.org;A03;20/11/2026;09:00;10:00;": "importa prima i coworker",
        f"{staff.email};A03;20/11/2026;09:00;10:00;": "non è di un coworker",
        "ada@example.org;Z99;20/11/2026;09:00;10:00;": "Non c’è un posto",
        "ada@example.org;A03;20/11/2026;10:00;10:00;": "finisce dopo il suo inizio",
        "ada@example.org;A03;24/11/2026;09:00;10:00;": "non è ancora finita",
        "ada@example.org;A03;23/11/2026;09:00;10:01;": "non è ancora finita",
        "ada@example.org;A03;21/09/2026;09:00;10:00;": "Settembre 2026 è chiuso",
        "tardi@example.org;A03;19/11/2026;09:00;10:00;": "non era coworker",
        "ada@example.org;A03;20/12/2024;09:00;10:00;": "non era coworker",
        "ada@example.org;A04;18/11/2026;09:00;10:00;": "ha già un’altra prenotazione",
        "ada@example.org;A03;17/11/2026;09:00;10:00;": "ha già un’altra prenotazione",
        "ada@example.org;A03;20/11/2026;nove;10:00;": "non è un’ora",
        "ada@example.org;A03;20/11/2026;09:00;10:00;forse": "né sì né no",
        "ada@example.org;A03;;09:00;10:00;": "Manca un dato",
    }
    before = Booking.objects.count()
    said = written(staff, *wrong, "ada@example.org;A03;20/11/2026;09:00;10:00;")
    assert [outcome for outcome, _words in said] == ["refused"] * len(wrong) + ["made"]
    for (_outcome, words), expected in zip(said, wrong.values(), strict=False):
        assert expected in words
    assert Booking.objects.count() == before + 1
