"""In a real browser: somebody writes for a long time, is signed out meanwhile, and finds every word again."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from core.testing.plugin import PASSWORD
from events.tests.factories import ObjectiveFactory, ThemeFactory
from members.models import Application, Profile, Session
from members.tests.factories import ApplicationFactory
from spaces.models import Booking, WaitingRequest
from spaces.tests.factories import HALF, OPENS, join, local, make_floor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

IDEA = "Quaranta minuti di lavoro:\n“percorsi sicuri” per chi va in bici,\nanche <d’inverno>."
KEPT, AGAIN = "conservato per un’ora", "Ecco di nuovo quello che avevi scritto"

DAY = date(2026, 11, 24)

#: Who writes what, where, in which fields, and who comes to the same browser after.
WRITERS = [
    ("applicant", "/domanda/progetto/", {"idea": IDEA}, "other_applicant"),
    ("member", "/profilo/", {"headline": "Biciclette", "bio": IDEA}, "other_member"),
    (
        "staff",
        "/eventi/nuovo/",
        {"title": "In bici", "summary": "Prova", "description": IDEA},
        "other_staff",
    ),
]


@pytest.fixture
def other_applicant(make_person):
    return make_person("applicant", email="altra@example.org")


@pytest.fixture
def other_staff(make_person):
    return make_person("staff", email="altra.staff@example.org")


@pytest.mark.parametrize(("who", "path", "words", "next_one"), WRITERS)
def test_the_words_of_whoever_was_signed_out_come_back(
    request, browse, who, path, words, next_one, db
):
    ThemeFactory(), ObjectiveFactory()
    writer, other = request.getfixturevalue(who), request.getfixturevalue(next_one)
    for person in (writer, other):
        if person.role == "applicant":
            ApplicationFactory(applicant=person, idea="")
        person.emailaddress_set.create(email=person.email, primary=True, verified=True)
    visitor = browse(writer)
    page = visitor.open(path)
    for name, text in words.items():
        page.locator(f"main [name={name}]").fill(text)
    Session.objects.all().delete()
    sends(page)
    assert "/accedi/login/" in page.url
    assert KEPT in page.locator("main").inner_text()
    visitor.check()

    signs_in(page, other)
    assert page.url.endswith(path)
    assert AGAIN not in page.content()
    assert "Quaranta minuti" not in page.content()
    Session.objects.all().delete()

    page.goto(f"{visitor.server}{path}")
    signs_in(page, writer)
    assert page.url.endswith(path)
    assert AGAIN in page.locator("main").inner_text()
    for name, text in words.items():
        assert page.locator(f"main [name={name}]").input_value() == text
    assert not Application.objects.exclude(idea="").exists()
    assert not Profile.objects.exclude(bio="").exists()
    visitor.check()


def sends(page) -> None:
    """Press the form's own button, though it lacks something: what is kept need not be right."""
    form = page.locator("main form[method=post]").first
    form.evaluate("form => { form.noValidate = true }")
    with page.expect_navigation():
        form.locator("button:not([type=button])").first.click()


def signs_in(page, person) -> None:
    page.locator("main [name=login]").fill(person.email)
    page.locator("main [name=password]").fill(PASSWORD)
    with page.expect_navigation():
        page.locator("main [name=password]").press("Enter")
    page.wait_for_load_state()


def test_a_part_that_is_asked_for_meanwhile_takes_no_words_away(browse, staff):
    """The plan of a new place is drawn anew at each number: the page stays, and its form is kept once sent."""
    staff.emailaddress_set.create(email=staff.email, primary=True, verified=True)
    visitor = browse(staff)
    page = visitor.open("/spazi/nuovo/")
    page.locator("main [name=name]").fill("Accanto alla finestra")
    Session.objects.all().delete()
    page.locator("main [name=plan_x]").fill("7")
    said = page.locator("[data-signed-out]")
    said.get_by_text("L’accesso è scaduto").wait_for()
    assert page.url.endswith("/spazi/nuovo/")
    visitor.faults[:] = [each for each in visitor.faults if "401" not in each]
    visitor.check()
    sends(page)
    assert KEPT in page.locator("main").inner_text()
    signs_in(page, staff)
    assert page.locator("main [name=name]").input_value() == "Accanto alla finestra"
    visitor.no_faults()


def test_the_text_alone_is_read_where_its_form_is_gone(browse, staff):
    staff.emailaddress_set.create(email=staff.email, primary=True, verified=True)
    ThemeFactory(), ObjectiveFactory()
    visitor = browse(staff)
    page = visitor.open("/eventi/nuovo/")
    page.locator("main [name=title]").fill("In bici")
    page.locator("main [name=description]").fill(IDEA + "\n" + "w" * 90)
    Session.objects.all().delete()
    sends(page)
    type(staff).objects.update(role="official")
    signs_in(page, staff)
    assert "/scritto/" in page.url
    assert page.locator("dd").all_inner_texts()[-1].startswith(IDEA)
    visitor.check()


def test_a_page_on_which_nothing_is_written_goes_to_sign_in(browse, staff):
    visitor = browse(staff)
    page = visitor.open("/spazi/nuovo/")
    Session.objects.all().delete()
    with page.expect_navigation():
        page.locator("main [name=plan_x]").evaluate(
            "box => box.dispatchEvent(new Event('input', {bubbles: true}))"
        )
    assert "/accedi/login/?next=/spazi/nuovo/" in page.url


def test_a_letter_s_button_pressed_while_signed_out_leads_to_the_button(browse, member, at):
    """A place is free: the link is opened on a phone on which nobody is signed in any more."""
    at("2026-11-23 09:00")
    floor = make_floor()
    join(member)
    member.emailaddress_set.create(email=member.email, primary=True, verified=True)
    wish = {"person": member, "start": local(DAY, OPENS), "end": local(DAY, HALF)}
    held = {"status": Booking.Status.OFFERED, "held_until": timezone.now() + timedelta(hours=2)}
    offer = Booking.objects.create(space=floor.desk, **wish, **held)
    request = WaitingRequest.objects.create(
        **wish, kind=floor.desk.kind, status=WaitingRequest.Status.OFFERED, offer=offer
    )
    visitor = browse(member)
    page = visitor.open(f"/attesa/{request.pk}/")
    Session.objects.all().delete()
    accept = f"main form[action='/attesa/{request.pk}/accetta/'] button"
    with page.expect_navigation():
        page.locator(accept).click()
    assert "premi di nuovo il pulsante" in page.locator("main").inner_text()
    signs_in(page, member)
    assert page.url.endswith(f"/attesa/{request.pk}/")
    assert "Non è stato fatto nulla" in page.locator("main").inner_text()
    visitor.check()
    with page.expect_navigation():
        page.locator(accept).click()
    offer.refresh_from_db()
    assert offer.status == Booking.Status.CONFIRMED
