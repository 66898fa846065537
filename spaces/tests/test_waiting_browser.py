"""Waiting for a place on a phone: joined, offered, accepted; each page sound in each of its states."""

from datetime import date, time

import pytest

from core.testing.browser import html_errors
from spaces import actions
from spaces.models import WaitingRequest
from spaces.tests.factories import BookingFactory, PersonFactory, join, local, make_floor

TUESDAY = date(2026, 11, 24)
DAY = "2026-11-24"
NEW = f"/attesa/nuova/{DAY}/mattina/fixed_desk/"
MORNING = {"start": local(TUESDAY, time(8, 30)), "end": local(TUESDAY, time(13))}

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def taken(at, member):
    at("2026-11-23 09:00")
    join(member)
    return [BookingFactory(space=desk) for desk in make_floor().desks]


def give_back(booking) -> None:
    actions.cancel(by=booking.person, booking=booking)


@pytest.mark.parametrize("javascript", [True, False])
def test_from_a_full_day_to_an_accepted_place(taken, member, browse, javascript):
    visitor = browse(member, javascript=javascript)
    page = visitor.open(f"/prenota/{DAY}/?fascia=mattina")
    page.locator(f"main a[href='{NEW}']").first.click()
    page.get_by_role("button", name="Mettimi in lista").click()
    page.get_by_text("Sei la prossima persona in lista").wait_for()
    give_back(taken[0])
    page.reload()
    page.get_by_role("button", name="Accetta il posto").click()
    page.get_by_role("heading", name="Postazione fissa A01").wait_for()
    assert WaitingRequest.objects.get().status == "served"
    visitor.no_faults()


def test_every_state_is_sound(taken, member, staff, browse, at, tmp_path):
    visitor, html, problems = browse(member), {}, []

    def look(name, path):
        visitor.open(path)
        html[name] = visitor.html
        problems.extend(f"{name}: {each}" for each in visitor.problems())

    look("nothing", "/attesa/")
    look("asked", NEW)
    request = actions.join(by=member, person=member, kind="fixed_desk", **MORNING)
    own = f"/attesa/{request.pk}/"
    look("waiting", own)
    give_back(taken[0])
    look("offered", own)
    request.refresh_from_db()
    look("offered booking", f"/prenotazioni/{request.offer_id}/")
    look("my requests", "/attesa/")
    look("a full day", f"/prenota/{DAY}/?fascia=mattina")
    at("2026-11-23 11:00")
    look("too late", own)
    actions.expire(request=request)
    look("expired", own)
    look("lapsed booking", f"/prenotazioni/{request.offer_id}/")
    look("free meanwhile", NEW)
    look("closed", "/attesa/nuova/2026-12-08/mattina/fixed_desk/")
    for status in ("served", "declined", "withdrawn", "unserved"):
        WaitingRequest.objects.update(status=status)
        look(status, own)
    other = PersonFactory()
    BookingFactory(space=taken[0].space)
    actions.join(by=other, person=other, kind="fixed_desk", **MORNING)
    visitor = browse(staff)
    look("who waits", "/presenze/attese/")
    WaitingRequest.objects.all().delete()
    look("nobody waits", "/presenze/attese/")
    assert problems + html_errors(html, tmp_path) == []
