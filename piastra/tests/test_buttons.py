"""Every address that only takes what a button sends leads to the page that has the button."""

from datetime import date, timedelta

import pytest
from django.urls import resolve, reverse
from django.utils import timezone

from events.tests.factories import EventFactory, RegistrationFactory
from members.models import Membership, RenewalRequest, Session
from members.tests.factories import ApplicationFactory, CallFactory, CriterionFactory
from piastra.access_table import doors, layers
from piastra.tests.demo_site import READERS, DemoSite
from piastra.tests.guards.recipes import RECIPES, make_world
from piastra.tests.guards.recipes.world import TUESDAY, morning
from piastra.tests.test_given_back import paths
from piastra.tests.test_walk import ALSO_FILTERED, is_button, signed_in
from piastra.tests.written import forms_of, shown, sign_out_behind
from spaces.tests.factories import OutOfServiceFactory

pytestmark = pytest.mark.django_db

BUTTONS = {
    door.name for door in doors() if any(hasattr(layer, "button_on") for layer in layers(door.view))
}


@pytest.fixture
def demo(settings, tmp_path) -> DemoSite:
    settings.MEDIA_ROOT = tmp_path / "media"
    return DemoSite.build()


@pytest.fixture
def world(at, db):
    return make_world(at)


def sent_to(page) -> set[str]:
    """To where the page's forms and buttons send."""
    if page.status_code != 200 or "text/html" not in page["Content-Type"]:
        return set()
    forms = forms_of(page.text)
    return {address for form in forms for address in form.xpath("@action | .//@formaction")}


# -- Those that the demo shows -----------------------------------------------------------------------


@pytest.mark.slow
def test_every_button_of_the_demo_is_found_by_its_address(demo):
    lost, seen = [], set()
    for reader in READERS:
        client = signed_in(demo, reader)
        pages = [*paths(demo, reader), *more_pages(demo)]
        for address in {each for path in pages for each in buttons_on(client, path)}:
            seen.add(resolve(address).view_name)
            page = client.get(address, follow=True)
            if address not in sent_to(page):
                lost.append(f"{reader}: {address} leads to {page.redirect_chain}, without it")
    assert lost == []
    assert BUTTONS - seen <= {*SITUATIONS, *ELSEWHERE}


def more_pages(demo: DemoSite) -> list[str]:
    """The letters that failed, the report that is a draft."""
    draft = {"month": demo.about["reports:publish"]["month"], "number": 1}
    filtered = [reverse(name) + query for name, query in ALSO_FILTERED.items()]
    return [*filtered, reverse("reports:edition", kwargs=draft)]


def buttons_on(client, path: str) -> set[str]:
    page = client.get(path)
    for close in page._resource_closers if page.streaming else ():
        close()
    return {address for address in sent_to(page) if is_button(address)}


# -- Those of which it shows none at every hour: for whom, and the address's parameters -------------------


def elsewhere(person) -> Session:
    later = timezone.now() + timedelta(hours=1)
    return Session.objects.create(session_key="k" * 32, person=person, expire_date=later)


def registered(world, **event):
    person = {"person": world.ada, "email": world.ada.email}
    return RegistrationFactory(event=EventFactory(**event), **person)


def noted(world) -> dict:
    application = ApplicationFactory(submitted=True)
    note = application.notes.create(by=world.staff, words="Sembra serio")
    return {"pk": application.pk, "number": note.pk}


def of_a_grid() -> dict:
    criterion = CriterionFactory()
    return {"pk": criterion.call_id, "number": criterion.pk}


def attended(world):
    return world.now(status="attended", checked_in_at=timezone.now())


#: Held by other tests: on every page, on two pages, and in the middle of signing up (`test_account_words`).
ELSEWHERE = {"members:language", "spaces:series_new_look", "members:confirmation_again"}


def ending(world) -> Membership:
    """Ada's membership, which ends on Friday."""
    world.ada.memberships.update(ends=date(2026, 11, 27))
    return world.ada.memberships.get()


def asked(world) -> int:
    return RenewalRequest.objects.create(person=world.ada, membership=ending(world)).pk


def done_by(world, verb: str, about: str):
    """Who does it in the verb's recipe, and what it is done to."""
    given = RECIPES[verb](world).given
    return given["by"], {"pk": given[about].pk}


SITUATIONS = {
    "members:post_reopen": lambda world: done_by(world, "members.reopen_post", "post"),
    "members:post_show": lambda world: done_by(world, "members.show_post", "post"),
    "members:it_worked": lambda world: done_by(world, "members.say_it_worked", "conversation"),
    "members:renewal_ask": lambda world: (ending(world).person, {}),
    "members:renewal_withdraw": lambda world: (world.ada, {"pk": asked(world)}),
    "events:publish": lambda world: (world.staff, {"slug": EventFactory(is_draft=True).slug}),
    "events:registration_present": lambda world: (
        world.staff,
        {"pk": registered(world, is_past=True).pk},
    ),
    "events:registration_absent": lambda world: (
        world.staff,
        {"pk": registered(world, is_past=True).pk},
    ),
    "events:registration_cancel": lambda world: (world.ada, {"slug": registered(world).event.slug}),
    "members:application_take_up": lambda world: (
        world.staff,
        {"pk": ApplicationFactory(submitted=True).pk},
    ),
    "members:application_mine": lambda world: (
        world.staff,
        {"pk": ApplicationFactory(submitted=True).pk},
    ),
    "members:application_note_remove": lambda world: (world.staff, noted(world)),
    "members:call_remove": lambda world: (world.staff, {"pk": CallFactory().pk}),
    "members:criterion_remove": lambda world: (world.staff, of_a_grid()),
    "members:session_end": lambda world: (world.ada, {"mark": elsewhere(world.ada).mark}),
    "members:sessions_end_others": lambda world: (world.ada, {} if elsewhere(world.ada) else {}),
    "spaces:check_in": lambda world: (world.staff, {"pk": world.now().pk}),
    "spaces:check_out": lambda world: (world.staff, {"pk": attended(world).pk}),
    "spaces:undo_check_in": lambda world: (world.staff, {"pk": attended(world).pk}),
    "spaces:mark_absent": lambda world: (world.staff, {"pk": world.now().pk}),
    "spaces:unmark": lambda world: (world.staff, {"pk": world.now(status="no_show").pk}),
    "spaces:here_book": lambda world: (world.ada, {"code": world.floor.desks[2].code}),
    "spaces:outage_end": lambda world: (
        world.staff,
        {"pk": OutOfServiceFactory(space=world.floor.desk, **morning(TUESDAY)).pk},
    ),
    "spaces:waiting_withdraw": lambda world: (world.bea, {"pk": world.bea_waits().pk}),
}


@pytest.mark.parametrize("name", SITUATIONS)
def test_a_button_is_found_by_its_address(name, world, client_of):
    reader, about = SITUATIONS[name](world)
    address = reverse(name, kwargs=about)
    page = client_of(reader).get(address, follow=True)
    assert page.redirect_chain
    assert address in sent_to(page)


def test_the_button_for_the_language_is_on_every_page(client_of, db):
    page = client_of().get("/lingua/", follow=True)
    assert page.redirect_chain == [("/", 302)]
    assert 'action="/lingua/"' in page.text


def test_a_button_that_only_looks_leads_to_what_it_asked_for(world, client_of):
    """Whoever was signed out meanwhile finds the place and the days in the form, and the dates below."""
    browser, place = client_of(world.ada), world.floor.desks[2].code
    path = reverse("spaces:series_new") + f"?posto={place}"
    form = forms_of(browser.get(path).text)[0]
    asked = {key: value[0] for key, value in shown(form).items()}
    asked |= {"posto": place, "dal": "2026-11-30", "al": "2026-12-11"}
    sign_out_behind(browser)
    look = reverse("spaces:series_new_look")
    assert browser.post(look, asked)["Location"] == f"/accedi/login/?next={look}"
    browser.force_login(world.ada)
    page = browser.get(look, follow=True)
    assert look in sent_to(page)
    (again,) = [shown(each) for each in forms_of(page.text) if "dal" in shown(each)]
    assert (again["dal"], again["al"]) == (["2026-11-30"], ["2026-12-11"])


def test_what_is_gone_is_told_in_a_sentence(world, client_of):
    """Each address of a thing that nobody has."""
    staff = client_of(world.staff)
    for name in sorted(BUTTONS):
        about = {
            "pk": 999_999,
            "slug": "mai-stato",
            "code": "Z99",
            "mark": "0" * 16,
            "day": "2026-11-24",
        }
        door = next(door for door in doors() if door.name == name)
        named = {key: about[key] for key, _kind in door.converters if key in about}
        if len(named) == len(door.converters):
            answer = staff.get(reverse(name, kwargs=named), follow=True)
            assert answer.status_code in (200, 403, 404), name
            assert "<h1" in answer.text, name


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options"])
def test_other_methods_are_refused_in_a_page_of_ours(method, world, client_of):
    answer = getattr(client_of(world.ada), method)("/accessi/tutti/chiudi/")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, POST")
    assert "<h1" in answer.text


def test_an_address_only_read_does_nothing(world, client_of):
    elsewhere(world.ada)
    browser = client_of(world.ada)
    for method in (browser.get, browser.head):
        assert method("/accessi/tutti/chiudi/").status_code == 302
    assert Session.objects.filter(person=world.ada).count() == 2
