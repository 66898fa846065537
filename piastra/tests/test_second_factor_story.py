"""An official's first morning, and one a month later: nothing opens before the second factor, then everything."""

from datetime import date

import pytest
from django.core.management import call_command

from core.month import Month
from core.testing.browser import DESK
from core.testing.waiting import wait_until
from members.models import User
from piastra.celery import app
from piastra.reports import actions
from piastra.reports.models import Edition
from piastra.tests.personas import Official, Place, Staff, code_of, with_passkeys
from piastra.tools.embedded.worker import worker_inside

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def required(settings, tmp_path):
    settings.REQUIRE_SECOND_FACTOR = True
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def ada(at, live_server, browse, tmp_path):
    """An empty place, open since October 2026: on Monday 2 November the command invites the first of the staff."""
    at("2026-10-01 09:00")
    Place.opened(on=date(2026, 10, 1))
    at("2026-11-02 08:00")
    with worker_inside(app):
        call_command("invite", Staff.email, role="staff")
        ada = Staff(browse(size=DESK), tmp_path)
        ada.opens_the_link_in_the_letter()
        accepts(ada, "Ada", "Airoldi")
        ada.sets_up_an_app()
        ada.keeps_the_recovery_codes()
        yield ada


@pytest.fixture
def anna(ada, at, browse, tmp_path):
    """An official, whom Ada invites; she opens the link when October is published."""
    ada.invites(Official.email, "Funzionario")
    at("2026-11-02 09:00")
    by = User.objects.get(email=Staff.email)
    actions.request_edition(month=Month(2026, 10), by=by)
    assert wait_until(lambda: Edition.objects.get().state == Edition.State.DRAFT)
    actions.publish(edition=Edition.objects.get(), by=by)
    anna = Official(with_passkeys(browse(size=DESK)), tmp_path)
    anna.opens_the_link_in_the_letter()
    return anna


def accepts(person, first_name="Anna", last_name="Alberti"):
    names = {"first_name": first_name, "last_name": last_name}
    person.answers(**names, password=person.password)
    person.presses("Create the account")
    person.is_led_to_a_second_factor()


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
