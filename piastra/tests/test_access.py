"""Every address × every role: the view wears one mark, the mark is the guard, the guard obeys the table."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse

from core.access import ANY_USER, PUBLIC, Permission, Role, allows, requires
from core.models import OutgoingMail
from core.testing.plugin import PASSWORD
from members.models import User
from piastra.access_table import THIRD_PARTY, Door, doors, layers, table

OURS = [door for door in doors() if not door.third_party]
# Asked by an app's rules, where the page itself is open to strangers too.
ASKED_INSIDE = {Permission.REGISTER_TO_EVENTS}
SAMPLES = ["nessuno", "999999", "2001-01"]


def path_of(door: Door) -> str:
    """An address of this kind behind which there is nothing: guards must answer before anything is sought."""
    return reverse(door.name, kwargs={name: sample(kind) for name, kind in door.converters})


def sample(converter):
    """The first sample that this part of an address may be."""
    text = next(text for text in SAMPLES if re.fullmatch(converter.regex, text))
    return converter.to_python(text)


def sent_to_sign_in(response) -> bool:
    return response.status_code == 302 and response["Location"].startswith(
        reverse(settings.LOGIN_URL)
    )


def named(door: Door) -> str:
    return door.name


@pytest.mark.parametrize("door", OURS, ids=named)
def test_each_view_wears_one_mark_on_the_outside(door):
    assert len(door.marks) == 1, f"{door.name} wears {door.marks}: one of core.access is needed."
    assert door.is_guarded_first, f"{door.name}: the mark must be the outermost decorator."
    assert door.marks[0] in {PUBLIC, ANY_USER, *Permission}


@pytest.mark.parametrize("door", OURS, ids=named)
def test_strangers_reach_public_pages_only(door, client_of):
    response = client_of().get(path_of(door))
    assert sent_to_sign_in(response) == (door.marks != [PUBLIC])


@pytest.fixture(scope="module")
def one_of_each(django_db_setup, django_db_blocker):
    """A signed-in client of each role, for all the doors of this file; taken back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield {role: signed_in(role) for role in Role}
        transaction.set_rollback(True)


def signed_in(role: Role) -> Client:
    person = User.objects.create_user(f"{role}@example.org", PASSWORD, role=role)
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("door", OURS, ids=named)
def test_each_role_is_let_in_or_refused_as_the_table_says(door, one_of_each):
    path = path_of(door)
    for role, client in one_of_each.items():
        let_in = role in door.roles
        answers = [client.get(path)] if let_in else [client.get(path), client.post(path)]
        for answer in answers:
            assert not sent_to_sign_in(answer), f"{role} is signed in already"
            assert (answer.status_code == 403) == (not let_in), f"{role} got {answer.status_code}"


@pytest.mark.parametrize("permission", sorted(set(Permission) - ASKED_INSIDE))
def test_whoever_is_refused_reads_for_what(permission, make_person, client_of):
    door = next((door for door in OURS if door.marks == [permission]), None)
    assert door is not None, f"No page asks for {permission}: take it out of core.access."
    refused = next(role for role in Role if role not in door.roles)
    response = client_of(make_person(refused)).get(path_of(door))
    page = response.content.decode().replace("&#x27;", "'").replace("&quot;", '"')
    assert str(permission.label) in page
    assert "Torna" in page


@pytest.mark.django_db
@pytest.mark.parametrize("permission", Permission)
def test_a_closed_account_may_nothing(permission, make_person):
    for role in Role:
        assert not allows(make_person(role, is_active=False), permission)


def test_third_party_views_are_only_those_listed():
    packages = {door.third_party for door in doors() if door.third_party}
    assert packages == set(THIRD_PARTY)


def test_the_committed_table_is_the_codes(capsys):
    committed = (settings.BASE_DIR / "docs" / "access.txt").read_text(encoding="utf-8")
    call_command("access_table")
    assert capsys.readouterr().out == committed, (
        "Access changed. If that is meant: python manage.py access_table > docs/access.txt"
    )
    assert table() == committed


def test_a_mark_under_another_decorator_is_seen(rf):
    """The negative control: the word is copied outwards, the guard is not."""
    from django.views.decorators.http import require_GET

    outside = require_GET(requires(Permission.BOOK)(lambda request: None))
    door = Door("x", "x/", outside, ())
    assert outside.access == Permission.BOOK
    assert not door.is_guarded_first
    twice = requires(Permission.BOOK)(requires(Permission.SEE_BUDGET)(lambda request: None))
    assert len(Door("x", "x/", twice, ()).marks) == 2
    assert len(list(layers(twice))) == 3


def test_the_forged_form_of_another_site_is_refused(member):
    """CSRF stands before every guard."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(member, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(reverse("members:profile"), {}).status_code == 403


@pytest.mark.parametrize("address", ["request", "confirm"])
def test_no_letter_stands_in_for_the_password(address, member, client_of):
    """allauth routes these addresses in any case; here they are off, also for a confirmed address."""
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    path = reverse(f"account_{address}_reauthentication_code")
    browser = client_of(member)
    for answer in (browser.get(path), browser.post(path, {"email": member.email})):
        assert answer.status_code == 403
    assert not OutgoingMail.objects.exists()
    asked = browser.get(reverse("account_reauthenticate"))
    assert asked.status_code == 200
    assert path not in asked.text


#: The page, the menu's entry that leads there, and the table itself.
OF_THE_ROSTER = {"core/access.py", "piastra/navigation.py", "spaces/views/roster.py"}


def test_to_see_the_roster_means_the_roster():
    """Whoever means the staff asks `runs_the_place`; whoever means one's own or everybody's, `own_or`."""
    apps = ["core", "members", "spaces", "events", "budget", "piastra"]
    sources = [path for app in apps for path in (settings.BASE_DIR / app).rglob("*.py")]
    naming = {
        str(path.relative_to(settings.BASE_DIR))
        for path in sources
        if "tests" not in path.parts and "SEE_ROSTER" in path.read_text()
    }
    assert naming == OF_THE_ROSTER
