"""The staff's page of a place in a real browser: the plan follows the numbers."""

import pytest

from core.testing.browser import DESK
from spaces.tests.factories import make_floor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def visitor(at, browse, staff):
    at("2026-11-23 09:00")
    make_floor()
    return browse(staff, size=DESK)


def box(page):
    return page.locator("#preview .mine .box")


def test_the_plan_follows_the_numbers_by_keyboard(visitor):
    page = visitor.open("/spazi/A01/modifica/")
    visitor.check()
    assert box(page).get_attribute("x") == "4"
    page.get_by_label("Da sinistra").focus()
    for _step in range(3):
        page.keyboard.press("ArrowUp")
    page.wait_for_selector('#preview .mine .box[x="7"]')
    page.get_by_label("Larghezza").fill("80")
    page.wait_for_selector('#preview .mine .box[width="80"]')
    page.get_by_text("Sulla pianta copre A02.").wait_for()
    visitor.check()
    page.get_by_label("Larghezza").fill("50")
    page.wait_for_selector('#preview .mine .box[width="50"]')
    assert not page.get_by_text("Sulla pianta copre").count()
    page.get_by_label("Larghezza").press("Enter")
    page.get_by_text("Modifiche salvate").wait_for()
    assert (box(page).get_attribute("x"), box(page).get_attribute("width")) == ("7", "50")
