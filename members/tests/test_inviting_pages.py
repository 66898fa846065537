"""The staff's pages about invitations: invite, see who has not answered, send again, take back."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.access import Role
from core.clock import today
from core.models import OutgoingMail
from core.refusals import Refusal
from members import actions
from members.models import Invitation, User
from members.tests.factories import PersonFactory

pytestmark = pytest.mark.django_db

INVITE, LIST = reverse("members:invite"), reverse("members:invitations")
ROSSI = {"email": "rossi@comune.example.it", "role": "official", "language": "it"}
ANSWERS = {"first_name": "Anna", "last_name": "Rossi", "password": "una-frase-di-prova-lunga"}


@pytest.fixture
def desk(client_of, staff):
    return client_of(staff)


def badges(desk) -> list[tuple[str, str]]:
    rows = desk.get(LIST).context["rows"]
    return [(invitation.email, badge.label) for invitation, badge in rows]


def link() -> str:
    sent = OutgoingMail.objects.latest("pk")
    start = sent.text.index("/invito/")
    return sent.text[start:].split()[0]


@pytest.mark.parametrize("role", Invitation.ROLES)
def test_whoever_is_invited_comes_to_be_that(desk, client, role):
    desk.post(INVITE, ROSSI | {"role": role})
    assert badges(desk) == [("rossi@comune.example.it", "Senza risposta")]
    client.post(link(), ANSWERS)
    person = User.objects.get(email=ROSSI["email"])
    assert person.role == role
    assert badges(desk) == [("rossi@comune.example.it", "Usato")]
    later = today() + timedelta(days=90)
    assert person.memberships.covering(later).exists() == (role == Role.MEMBER)


def test_a_letter_goes_in_the_language_chosen_also_when_sent_again(desk):
    desk.post(INVITE, ROSSI | {"language": "en"})
    found = Invitation.objects.get()
    desk.post(reverse("members:invitation_again", args=[found.pk]))
    first, second = OutgoingMail.objects.order_by("pk")
    assert 'lang="en"' in first.html
    assert 'lang="en"' in second.html


def test_sending_again_makes_the_first_link_useless(desk, client):
    desk.post(INVITE, ROSSI)
    old = link()
    desk.post(reverse("members:invitation_again", args=[Invitation.objects.get().pk]))
    assert client.get(old).status_code == 410
    assert client.get(link()).status_code == 200
    assert [label for _email, label in badges(desk)] == [
        "Senza risposta",
        "Sostituito da uno più recente",
    ]


def test_an_invitation_is_taken_back(desk, client):
    desk.post(INVITE, ROSSI)
    path = reverse("members:invitation_revoke", args=[Invitation.objects.get().pk])
    assert "rossi@comune.example.it" in desk.get(path).content.decode()
    desk.post(path)
    assert client.get(link()).status_code == 410
    answer = desk.post(path, follow=True)
    assert "Non è cambiato nulla" in answer.content.decode()


def test_whoever_leaves_the_staff_has_left_no_key_behind(desk, client, client_of, make_person):
    """Closed or lowered: what was sent to another address of theirs makes no account, until it is sent again."""
    leaving = make_person(Role.STAFF)
    client_of(leaving).post(INVITE, ROSSI)
    key = link()
    User.objects.filter(pk=leaving.pk).update(is_active=False)
    answer = client.post(key, ANSWERS)
    assert answer.status_code == 410
    assert "non fa più parte dello staff" in answer.content.decode()
    assert not User.objects.filter(email=ROSSI["email"]).exists()
    assert badges(desk) == [(ROSSI["email"], "Non vale più")]
    desk.post(reverse("members:invitation_again", args=[Invitation.objects.get().pk]))
    assert client.get(link()).status_code == 200


def test_taking_back_an_old_one_leaves_the_new_one(desk):
    desk.post(INVITE, ROSSI)
    old = Invitation.objects.get()
    desk.post(INVITE, ROSSI)
    desk.post(reverse("members:invitation_revoke", args=[old.pk]))
    assert Invitation.objects.latest("pk").status == Invitation.Status.OPEN


def test_one_that_nobody_answered_has_expired_and_can_be_sent_again(desk, client):
    desk.post(INVITE, ROSSI)
    Invitation.objects.update(expires_at=timezone.now())
    assert badges(desk) == [("rossi@comune.example.it", "Scaduto")]
    desk.post(reverse("members:invitation_again", args=[Invitation.objects.get().pk]))
    assert client.get(link()).status_code == 200


@pytest.mark.parametrize(
    "email", ["member@example.org", "MEMBER@Example.org", " member@example.org "]
)
def test_an_address_with_an_account_leads_to_its_card(desk, email):
    person = PersonFactory(member=True, email="member@example.org")
    answer = desk.post(INVITE, ROSSI | {"email": email})
    text = answer.content.decode()
    assert reverse("members:person", args=[person.pk]) in text
    assert not Invitation.objects.exists()
    assert email.strip() in text


@pytest.mark.parametrize(
    "odd",
    [{"email": "anna"}, {"email": ""}, {"role": "applicant"}, {"role": ""}, {"language": "de"}],
)
def test_what_is_wrong_is_said_in_the_form_and_kept(desk, odd):
    answer = desk.post(INVITE, ROSSI | odd)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not Invitation.objects.exists()


def test_a_forwarded_one_says_whose_account_is_open(desk, client_of, member):
    desk.post(INVITE, ROSSI)
    text = client_of(member).get(link()).content.decode()
    assert str(member) in text
    assert reverse("account_logout") in text


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.STAFF}))
def test_only_the_staff_invite(role):
    by = PersonFactory(role=role)
    with pytest.raises(Refusal):
        actions.invite(by=by, email="x@example.org", role="staff")
    assert not Invitation.objects.exists()


def test_the_list_asks_the_same_however_long(desk, queries_of):
    desk.post(INVITE, ROSSI)
    few = queries_of(lambda: desk.get(LIST))
    for number in range(10):
        desk.post(INVITE, ROSSI | {"email": f"a{number}@example.org"})
    assert queries_of(lambda: desk.get(LIST)) == few == 5
