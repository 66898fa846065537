"""The staff set the rules of a kind of place, and read them as sentences."""

import re
from datetime import date, time

import pytest

from core.clock import ROME
from core.models import JournalEntry, OutgoingMail
from spaces import rules
from spaces.models import Booking, KindRules
from spaces.tests.factories import CLOSES, HALF, BookingFactory

PAGE = "/spazi/regole/meeting_room/cambia/"
SENT = {
    "unit": "hours",
    "half_day_at": "13:00",
    "raster_minutes": "15",
    "days_ahead": "45",
    "min_minutes": "30",
    "max_minutes": "240",
    "max_coming": "3",
    "max_hours_week": "8",
    "buffer_minutes": "15",
    "cancel_hours": "2",
    "remind_hours": "24",
    "early_minutes": "10",
    "grace_minutes": "15",
    "cutoff_minutes": "60",
    "hold_minutes": "120",
    "open_to": ["researcher", "organisation"],
}


@pytest.fixture
def desk(floor, staff, client_of):
    return client_of(staff)


def found() -> KindRules:
    return KindRules.objects.get(kind="meeting_room")


def test_every_rule_is_set_and_read_back_as_a_sentence(desk):
    page = desk.post(PAGE, SENT, follow=True)
    assert page.redirect_chain == [("/spazi/orari/", 302)]
    set_now = found()
    numbers = {
        name: str(getattr(set_now, name)) for name in SENT if name not in ("open_to", "half_day_at")
    }
    assert numbers == {name: value for name, value in SENT.items() if name in numbers}
    assert set_now.open_to == ["researcher", "organisation"]
    words = " ".join(page.content.decode().split())
    for sentence in [
        "Si prenota da un’ora a un’altra, a passi di 15 minuti.",
        "Fino a 45 giorni prima, con un’adesione che comprende la data.",
        "Per almeno 30 minuti e non più di 4 ore.",
        "Ogni persona ha al massimo 3 prenotazioni future insieme.",
        "Ogni persona ha al massimo 8 ore da lunedì a domenica.",
        "Tra due prenotazioni di uno spazio resta libero un tempo di 15 minuti.",
        "Lo prenotano solo i coworker ammessi come Ricercatore, Organizzazione.",
        "Si annulla in tempo, o si sposta, fino a 2 ore prima dell’inizio.",
        "Il promemoria parte 24 ore prima dell’inizio.",
    ]:
        assert sentence in words.replace("&#x27;", "'")


def test_the_same_form_twice_changes_nothing_more(desk):
    for _again in range(2):
        desk.post(PAGE, SENT)
    assert KindRules.objects.filter(kind="meeting_room").count() == 1
    assert found().max_coming == 3


def test_the_form_shows_what_holds_now(desk):
    KindRules.objects.filter(kind="meeting_room").update(max_coming=7, open_to=["student"])
    page = desk.get(PAGE).content.decode()
    assert 'name="max_coming" value="7"' in page
    assert page.count(" checked") == 1


def test_an_empty_limit_is_no_limit(desk):
    KindRules.objects.filter(kind="meeting_room").update(max_coming=7, max_hours_week=7)
    desk.post(
        PAGE, SENT | {"max_coming": "", "max_hours_week": "", "min_minutes": "", "max_minutes": ""}
    )
    now = found()
    assert (now.max_coming, now.max_hours_week, now.min_minutes, now.max_minutes) == (None,) * 4
    told = " ".join(rules.in_words(now))
    assert "al massimo" not in told


@pytest.mark.parametrize(
    "wrong",
    [
        {"days_ahead": "-1"},
        {"days_ahead": "9999999999999"},
        {"raster_minutes": "0"},
        {"raster_minutes": "7"},
        {"half_day_at": "25:00"},
        {"min_minutes": "300"},
        {"min_minutes": "", "max_minutes": "10"},
        {"max_coming": "0"},
        {"max_hours_week": "169"},
        {"buffer_minutes": ""},
        {"cancel_hours": "mai"},
        {"remind_hours": "0"},
        {"grace_minutes": "\x00"},
        {"hold_minutes": "1.5"},
        {"open_to": ["astronaut"]},
        {"unit": "minuti"},
    ],
)
def test_what_makes_no_sense_is_said_and_the_form_kept(desk, wrong):
    before = KindRules.objects.values().get(kind="meeting_room")
    answer = desk.post(PAGE, SENT | {"early_minutes": "17"} | wrong)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'role="alert"' in page
    assert 'name="early_minutes" value="17"' in page
    assert KindRules.objects.values().get(kind="meeting_room") == before


def test_who_set_what_stands_in_the_journal(desk, staff):
    desk.post(PAGE, SENT)
    line = JournalEntry.objects.get(verb="rules_set")
    assert (line.by, line.details["max_coming"]) == (staff, "3")


def test_the_page_of_all_kinds_makes_as_many_queries_whatever_is_set(desk, queries_of):
    with_rules = queries_of(lambda: desk.get("/spazi/orari/"))
    KindRules.objects.all().delete()
    assert queries_of(lambda: desk.get("/spazi/orari/")) == with_rules


@pytest.mark.parametrize("role", ["member", "applicant", "official"])
def test_only_the_staff_set_rules(floor, role, request, client_of):
    client = client_of(request.getfixturevalue(role))
    for page in (PAGE, "/spazi/orari/"):
        assert client.get(page).status_code == 403
    assert client.post(PAGE, SENT).status_code == 403
    assert found().days_ahead == 30


DESKS = "/spazi/regole/fixed_desk/cambia/"
BY_HALF_DAY = SENT | {"unit": "half_day", "raster_minutes": "30", "max_minutes": "", "open_to": []}
TUESDAY = date(2026, 11, 24)


def rules_now(kind: str) -> tuple:
    return KindRules.objects.values_list("unit", "half_day_at", "raster_minutes").get(kind=kind)


@pytest.mark.parametrize(
    ("half", "held", "left_out"),
    [
        ("14:00", [(time(8, 30), HALF), (HALF, CLOSES)], [(HALF, CLOSES)]),
        ("12:00", [(time(8, 30), HALF), (HALF, CLOSES)], [(time(8, 30), HALF)]),
        ("14:00", [(time(8, 30), CLOSES)], []),
        ("13:00", [(HALF, CLOSES)], []),
        # By the hour, with a reason of the staff's: it fitted neither before nor now.
        ("14:00", [(time(11), time(15))], []),
    ],
)
def test_a_booking_across_the_new_half_of_the_day_is_shown_first(desk, floor, half, held, left_out):
    bookings = [
        BookingFactory(space=place, day=TUESDAY, opens=opens, closes=closes)
        for place, (opens, closes) in zip(floor.desks, held, strict=False)
    ]
    before, sent = rules_now("fixed_desk"), BY_HALF_DAY | {"half_day_at": half}
    page = desk.post(DESKS, sent).text
    shown = [str(each.pk) for each in bookings if span_of(each) in left_out]
    assert [str(each.pk) for each in bookings if f"/prenotazioni/{each.pk}/" in page] == shown
    if not shown:
        assert rules_now("fixed_desk")[1] == time.fromisoformat(half)
        return
    assert rules_now("fixed_desk") == before
    agreed = sent | {"shown": ",".join(shown), "agreed": "on"}
    assert 'role="alert"' in desk.post(DESKS, agreed).text
    assert rules_now("fixed_desk") == before
    answer = desk.post(DESKS, agreed | {"reason": "Pranzo alle due"}, follow=True)
    assert answer.redirect_chain == [("/spazi/orari/", 302)]
    assert "Aveva prenotato 1 persona" in answer.text
    cancelled = Booking.objects.filter(status="cancelled")
    assert [span_of(each) for each in cancelled] == left_out
    letter = OutgoingMail.objects.get()
    assert letter.to == cancelled.get().person.email
    assert "Pranzo alle due" in letter.text


def test_a_day_of_one_half_is_kept_by_whatever_was_booked_of_it(desk, floor):
    """The half changes after the closing: of a morning that is the whole day, an old half keeps all."""
    morning = BookingFactory(space=floor.desks[0], day=TUESDAY)
    afternoon = BookingFactory(space=floor.desks[1], day=TUESDAY, afternoon=True)
    BookingFactory(space=floor.desks[1], day=date(2026, 11, 25), opens=time(8, 30), closes=CLOSES)
    page = desk.post(DESKS, BY_HALF_DAY | {"half_day_at": "20:00"}).text
    shown = re.findall(r'href="/prenotazioni/(\d+)/"', page)
    assert shown == [str(morning.pk), str(afternoon.pk)]


def span_of(booking) -> tuple[time, time]:
    start, end = booking.start.astimezone(ROME), booking.end.astimezone(ROME)
    return start.time(), end.time()


@pytest.mark.parametrize(
    ("change", "opens", "closes", "is_shown"),
    [
        ({"raster_minutes": "60"}, time(10, 30), time(11, 30), True),
        ({"raster_minutes": "60"}, time(10), time(11), False),
        ({"raster_minutes": "15"}, time(10, 30), time(11, 30), False),
        ({"unit": "half_day"}, time(12), time(14), True),
        ({"unit": "half_day"}, time(10), time(11), False),
        # Limits hold for what is booked from now on.
        ({"max_minutes": "30", "raster_minutes": "30"}, time(10), time(12), False),
        ({"days_ahead": "0"}, time(10), time(12), False),
        ({"open_to": []}, time(10), time(12), False),
        ({"max_coming": "1", "max_hours_week": "1"}, time(10), time(12), False),
    ],
)
def test_a_booking_off_the_new_steps_or_in_both_halves_is_shown_first(
    desk, floor, change, opens, closes, is_shown
):
    booking = BookingFactory(space=floor.room, day=TUESDAY, opens=opens, closes=closes)
    KindRules.objects.filter(kind="meeting_room").update(grace_minutes=77)
    answer = desk.post(PAGE, SENT | {"raster_minutes": "30"} | change)
    assert (answer.status_code == 200) == is_shown
    assert (f"/prenotazioni/{booking.pk}/" in answer.text) == is_shown
    assert (found().grace_minutes == 77) == is_shown
    booking.refresh_from_db()
    assert booking.status == "confirmed"


def test_what_is_over_or_cancelled_is_in_nobodys_way(desk, floor):
    for day, facts in [(date(2026, 11, 20), {}), (TUESDAY, {"status": "cancelled"})]:
        BookingFactory(space=floor.desk, day=day, afternoon=True, **facts)
    desk.post(DESKS, BY_HALF_DAY | {"half_day_at": "14:00"})
    assert rules_now("fixed_desk")[1] == time(14)
