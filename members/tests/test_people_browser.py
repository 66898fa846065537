"""The staff's pages about people in a browser: they fit a narrow phone, and axe finds nothing."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from core.access import Role
from core.clock import today
from core.testing.browser import DESK, PHONE
from members import actions
from members.models import Invitation, Membership
from members.tests.factories import PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)

NARROW = {"width": 320, "height": 640}
LONG = {
    "first_name": "W" * 80,
    "last_name": "M" * 80,
    "email": f"{'a' * 60}@{'b' * 50}.example.org",
}


@pytest.fixture
def boss(transactional_db):
    return PersonFactory(staff=True, first_name="Sara", last_name="Riva")


@pytest.fixture
def paths(boss) -> dict[str, str]:
    """Every page about people, of somebody of whom everything is as long as it may be."""
    person = PersonFactory(member=True, **LONG)
    Membership.objects.create(person=person, starts=today() - timedelta(days=9))
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})
    names = {"first_name": "Z" * 80, "last_name": "Q" * 80}
    actions.correct_name(by=boss, person=person, reason="R" * 400, seen=str(person), **names)
    closed = PersonFactory(last_name="D’Angelo", is_active=False)
    actions.invite(by=boss, email=f"{'c' * 60}@{'d' * 50}.example.org", role="staff")
    invited = Invitation.objects.get()
    pages = {
        name: reverse(f"members:{name}", args=[person.pk])
        for name in ("person", "role", "account_close", "name_correct", "factor_reset")
    }
    return pages | {
        "people": reverse("members:people"),
        "nobody": f"{reverse('members:people')}?chi=nessuno",
        "role_change": reverse("members:role_change", args=[person.pk, Role.OFFICIAL]),
        "account_reopen": reverse("members:account_reopen", args=[closed.pk]),
        "invitations": reverse("members:invitations"),
        "invite": reverse("members:invite"),
        "invitation_revoke": reverse("members:invitation_revoke", args=[invited.pk]),
    }


def test_each_page_fits_and_can_be_used_by_all(boss, paths, browse):
    visitor = browse(boss)
    found = {}
    for name, path in paths.items():
        visitor.open(path)
        found[name] = visitor.problems((NARROW, PHONE, DESK))
    assert {name: problems for name, problems in found.items() if problems} == {}


def test_somebody_is_raised_without_javascript(boss, browse):
    person = PersonFactory(member=True, first_name="Niccolò", last_name="D’Angelo")
    page = browse(boss, javascript=False).open(f"{reverse('members:people')}?chi=niccolo")
    main = page.locator("main")
    main.get_by_role("link", name="Niccolò D’Angelo").click()
    main.get_by_role("link", name="Cambia ruolo").click()
    main.get_by_role("link", name="Staff", exact=True).click()
    main.get_by_label("Motivo").fill("Da dicembre lavora con noi.")
    main.get_by_role("button", name="Cambia ruolo").click()
    main.get_by_text("Niccolò D’Angelo ora ha il ruolo “Staff”.").first.wait_for()
    person.refresh_from_db()
    assert person.role == Role.STAFF
