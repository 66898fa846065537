"""A session of the staff found open lets nobody in: the password is asked first, and nothing is lost."""

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from core.access import Role
from core.models import OutgoingMail
from core.testing.plugin import PASSWORD
from members import actions
from members.models import Invitation, User

pytestmark = pytest.mark.django_db

#: What opens a door or closes one: its address by the people and the invitation below, and what its form sends.
DELICATE = {
    "role": ("members:role_change", "open", "staff", {"reason": "Serve", "seen": "member"}),
    "close": ("members:account_close", "open", None, {"reason": "Serve"}),
    "reopen": ("members:account_reopen", "closed", None, {"reason": "Serve"}),
    "factor": ("members:factor_reset", "open", None, {"reason": "Di persona"}),
    "invite": (
        "members:invite",
        None,
        None,
        {"email": "chiunque@example.org", "role": "staff", "language": "it"},
    ),
    "again": ("members:invitation_again", "invited", None, {}),
}


@pytest.fixture
def things(make_person, staff):
    known = make_person(Role.MEMBER)
    Authenticator.objects.create(user=known, type=Authenticator.Type.TOTP, data={})
    sent = actions.invite(by=staff, email="altra@example.org", role=Role.OFFICIAL)
    return {
        "open": known,
        "closed": make_person(Role.STAFF, is_active=False),
        "invited": sent.invitation,
    }


def address(things, view: str, whom: str | None, kind: str | None) -> str:
    parts = [things[whom].pk] if whom else []
    return reverse(view, args=[*parts, kind] if kind else parts)


def as_it_is() -> list:
    return [
        list(User.objects.order_by("pk").values_list("pk", "role", "is_active")),
        list(Invitation.objects.order_by("pk").values_list("email", "status")),
        Authenticator.objects.count(),
        OutgoingMail.objects.count(),
    ]


@pytest.mark.parametrize("what", DELICATE)
def test_it_is_done_once_the_password_is_there_and_not_before(what, things, staff, client_of):
    view, whom, kind, fields = DELICATE[what]
    path, before = address(things, view, whom, kind), as_it_is()
    browser = client_of(staff, typed=False)
    asked = browser.post(path, fields)
    assert asked["Location"].startswith("/accedi/reauthenticate/?next=")
    assert browser.post(asked["Location"], {"password": "sbagliata"}).status_code == 200
    assert as_it_is() == before
    browser.post(asked["Location"], {"password": PASSWORD})
    assert as_it_is() != before


@pytest.mark.parametrize("what", ["role", "close", "reopen", "factor", "invite"])
def test_it_is_asked_before_the_form_is_shown(what, things, staff, client_of):
    view, whom, kind, _fields = DELICATE[what]
    path = address(things, view, whom, kind)
    assert client_of(staff, typed=False).get(path)["Location"].startswith("/accedi/reauthenticate/")
    assert client_of(staff).get(path).status_code == 200


def test_what_waits_for_the_password_is_not_done_by_another_answer_to_it(things, staff, client_of):
    """A form that somebody else left behind is not sent by whoever confirms something of their own."""
    view, whom, kind, fields = DELICATE["invite"]
    browser, before = client_of(staff, typed=False), as_it_is()
    browser.post(address(things, view, whom, kind), fields)
    browser.post("/accedi/reauthenticate/?next=/accedi/password/change/", {"password": PASSWORD})
    browser.get(address(things, view, whom, kind))
    assert as_it_is() == before


def test_a_waiting_form_is_not_done_for_whoever_was_lowered_meanwhile(things, staff, client_of):
    view, whom, kind, fields = DELICATE["invite"]
    browser, before = client_of(staff, typed=False), as_it_is()
    asked = browser.post(address(things, view, whom, kind), fields)["Location"]
    User.objects.filter(pk=staff.pk).update(role=Role.MEMBER)
    assert browser.post(asked, {"password": PASSWORD}).status_code == 403
    assert as_it_is()[1:] == before[1:]
