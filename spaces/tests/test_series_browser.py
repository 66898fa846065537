"""A series in a real browser: by keyboard, without JavaScript, and nothing for axe to find."""

from datetime import date

import pytest

from spaces.models import Booking, Series
from spaces.tests.factories import BookingFactory, join, make_floor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: Counts the forms that would be sent, and sends none: a server that takes its time.
NEVER_ANSWERED = """() => {
  window.sent = 0;
  window.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) window.sent += 1;
    event.preventDefault();
  });
}"""
ADDRESS = "/serie/nuova/?posto=A01&fascia=mattina&dal=2026-11-24"


@pytest.fixture
def marta(at, member):
    at("2026-11-23 09:00")
    floor = make_floor()
    join(member)
    BookingFactory(space=floor.desk, day=date(2026, 12, 1))
    return member


@pytest.mark.parametrize("javascript", [True, False])
def test_from_the_wish_to_the_absence(browse, marta, javascript):
    visitor = browse(marta, javascript=javascript)
    page = visitor.open(ADDRESS)
    page.get_by_role("button", name="Guarda quali date sono libere").click()
    assert page.get_by_role("heading", name="3 date libere su 5").is_visible()
    assert not Series.objects.exists()
    page.get_by_role("button", name="Prenota le 3 date libere").click()
    page.get_by_role("heading", name="3 date prenotate").wait_for()
    assert Booking.objects.filter(person=marta).count() == 3
    page.get_by_role("link", name="Annulla più date").click()
    page.get_by_role("button", name="Guarda queste date").click()
    page.get_by_role("button", name="Annulla 3 prenotazioni").click()
    page.get_by_text("3 prenotazioni annullate").wait_for()
    assert not Booking.objects.holding().filter(person=marta).exists()
    visitor.no_faults()


def test_what_takes_long_shows_that_it_works_and_is_sent_once(browse, marta):
    visitor = browse(marta)
    page = visitor.open(ADDRESS)
    page.get_by_role("button", name="Guarda quali date sono libere").click()
    page.get_by_role("heading", name="3 date libere su 5").wait_for()
    page.wait_for_load_state("networkidle")  # The page takes what it shows back when it has loaded.
    page.evaluate(NEVER_ANSWERED)
    button = page.get_by_role("button", name="Prenota le 3 date libere")
    button.click()
    assert page.get_by_text("Un momento").count() == 0
    page.get_by_text("Un momento, ci stiamo lavorando…").wait_for()
    assert button.get_attribute("aria-disabled") == "true"
    visitor.check()
    button.dispatch_event("click")
    assert page.evaluate("window.sent") == 1
    # Whoever comes back by the browser's own button finds the form as it was.
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow'))")
    assert page.get_by_text("Un momento").count() == 0
    assert button.get_attribute("aria-disabled") is None
    button.click()
    assert page.evaluate("window.sent") == 2


def test_by_keyboard_alone(browse, marta):
    visitor = browse(marta)
    page = visitor.open(ADDRESS)
    press_through(page, "Guarda quali date sono libere")
    page.get_by_role("heading", name="3 date libere su 5").wait_for()
    press_through(page, "Prenota le 3 date libere")
    page.get_by_role("heading", name="3 date prenotate").wait_for()
    assert Series.objects.count() == 1


def press_through(page, words: str) -> None:
    """Tab until the button has the focus, then press it."""
    for _step in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip() == words:
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"no way to “{words}” by keyboard")


def test_axe_finds_nothing_in_any_state(browse, marta):
    visitor = browse(marta)
    wish = "&giorni=1&giorni=3&al=2026-12-23"
    for path in (
        "/serie/nuova/",
        "/serie/nuova/?posto=STELVIO",
        ADDRESS + wish,
        ADDRESS + "&al=2026-11-01",
        ADDRESS + "&giorni=1&al=2026-11-24",
        "/prenotazioni/assenza/",
        "/prenotazioni/assenza/?dal=2026-11-23&al=2026-12-31",
    ):
        visitor.open(path)
        visitor.check()
    page = visitor.open(ADDRESS + wish)
    page.get_by_role("button", name="Prenota le").click()
    page.get_by_role("heading", name="date prenotate").wait_for()
    visitor.check()
    series = Series.objects.get()
    for path in (
        f"/serie/{series.pk}/annulla/?dal=2026-11-23&al=2026-12-31",
        "/prenotazioni/assenza/?dal=2026-11-23&al=2026-12-31",
        "/prenotazioni/",
    ):
        visitor.open(path)
        visitor.check()
