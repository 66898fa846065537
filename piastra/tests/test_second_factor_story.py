"""An official's first morning, and one a month later: nothing opens before the second factor, then everything."""

from datetime import date

import pytest

from core.month import Month
from core.testing.browser import DESK
from members.actions import invite
from piastra.celery import app
from piastra.reports import actions, making
from piastra.tests.personas import Official, Place, code_of, with_passkeys
from piastra.tools.embedded.worker import worker_inside

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def required(settings, tmp_path):
    settings.REQUIRE_SECOND_FACTOR = True
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def anna(at, live_server, staff, browse, tmp_path):
    """Invited on Monday 2 November 2026, when October is published; she opens the link at her desk."""
    at("2026-10-01 09:00")
    Place.opened(on=date(2026, 10, 1))
    at("2026-11-02 09:00")
    edition = actions.request_edition(month=Month(2026, 10), by=staff)
    making.make(edition.pk)
    edition.refresh_from_db()
    actions.publish(edition=edition, by=staff)
    with worker_inside(app):
        invite(by=staff, email=Official.email, role="official")
        anna = Official(with_passkeys(browse(size=DESK)), tmp_path)
        anna.opens_the_link_in_the_letter()
        yield anna


def accepts(anna):
    anna.answers(first_name="Anna", last_name="Alberti", password=anna.password)
    anna.presses("Create the account")
    anna.is_led_to_a_second_factor()


def finds_every_door_closed(anna):
    for path in ("/", "/rapporti/", "/bilancio/", "/eventi/", "/accedi/email/"):
        anna.page.goto(anna.visitor.server + path)
        assert anna.page.url == anna.visitor.server + "/accedi/2fa/"


def test_with_an_app_and_a_month_later_with_a_recovery_code(anna, browse, tmp_path, at):
    accepts(anna)
    finds_every_door_closed(anna)
    anna.page.goto(anna.visitor.server + "/rapporti/")
    secret = anna.sets_up_an_app()
    codes = anna.keeps_the_recovery_codes()
    assert anna.page.url == anna.visitor.server + "/rapporti/"
    assert len(anna.downloads("Ottobre 2026")) == 2

    at("2026-12-02 09:00")
    again = Official(browse(size=DESK), tmp_path)
    again.signs_in_with_a_code(code_of(secret))
    assert len(again.downloads("Ottobre 2026")) == 2

    new_phone = Official(browse(), tmp_path)
    new_phone.signs_in_with_a_code(codes[0])
    assert len(new_phone.downloads("Ottobre 2026")) == 2


def test_with_a_passkey(anna):
    accepts(anna)
    anna.adds_a_passkey()
    anna.keeps_the_recovery_codes()
    assert len(anna.downloads("Ottobre 2026")) == 2
    anna.page.context.clear_cookies()
    anna.signs_in_with_a_passkey()
    assert len(anna.downloads("Ottobre 2026")) == 2


def test_a_device_that_does_not_finish_is_told_in_words(anna):
    accepts(anna)
    anna.taps_on("Add a passkey")
    anna.page.wait_for_url("**/webauthn/add/")
    anna.page.evaluate(
        "() => { navigator.credentials.create = () => Promise.reject(new DOMException('', 'NotAllowedError')) }"
    )
    anna.taps_on("Add the passkey", "button")
    anna.reads("Il dispositivo non ha completato l’operazione")
    anna.visitor.check()


def test_without_javascript_no_button_is_dead(browse):
    visitor = browse(javascript=False)
    page = visitor.open("/accedi/login/")
    assert page.locator("main button:visible").all_inner_texts() == ["Accedi"]
