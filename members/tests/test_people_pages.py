"""The staff's pages about people: the list, the card, the changes, with what is refused and what is kept."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils import timezone

from core.access import Role
from core.clock import today
from members.models import AccountChange, Membership, User
from members.tests.factories import ApplicationFactory, PersonFactory

pytestmark = pytest.mark.django_db

PEOPLE = reverse("members:people")


@pytest.fixture
def desk(client_of, staff):
    return client_of(staff)


def names(answer) -> list[str]:
    return [str(person) for person, _badge in answer.context["rows"]]


def page(verb: str, person: User, *more) -> str:
    return reverse(f"members:{verb}", args=[person.pk, *more])


# -- The list ----------------------------------------------------------------------------------------
def test_everybody_stands_as_italians_sort(desk, staff):
    surnames = ["Zanetti", "elisa rossi", "d'Angelo", "Èlia", "De Rossi", "Abate"]
    for surname in surnames:
        PersonFactory(first_name="X", last_name=surname)
    found = [name for name in names(desk.get(PEOPLE)) if name.startswith("X ")]
    assert found == [
        "X Abate", "X d'Angelo", "X De Rossi", "X Èlia", "X elisa rossi", "X Zanetti",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "words", ["niccolo", "Niccolò", "NICCOLO' D’ANGELO", "d'angelo nic", "n.d@ex"]
)
def test_somebody_is_found_however_the_name_is_typed(desk, words):
    PersonFactory(first_name="Niccolò", last_name="D’Angelo", email="n.d@example.org")
    PersonFactory(last_name="Altra")
    assert names(desk.get(PEOPLE, {"chi": words})) == ["Niccolò D’Angelo"]


@pytest.mark.parametrize("odd", [{"ruolo": "re"}, {"stato": "x"}, {"page": "999"}, {"page": "-1"}])
def test_an_odd_filter_shows_everybody(desk, member, odd):
    assert len(names(desk.get(PEOPLE, odd))) == 2


def test_nobody_found_is_a_sentence_with_a_way_on(desk):
    answer = desk.get(PEOPLE, {"chi": "nessuno così"})
    assert "Nessuno corrisponde a questa ricerca." in answer.content.decode()


@pytest.mark.parametrize("state", ["aperti", "chiusi", "senza-secondo-fattore", "da-confermare"])
def test_each_state_lists_its_accounts(desk, staff, state):
    closed = PersonFactory(is_active=False)
    safe, loose = PersonFactory(), PersonFactory()
    Authenticator.objects.create(user=safe, type=Authenticator.Type.TOTP, data={})
    Authenticator.objects.create(user=loose, type=Authenticator.Type.RECOVERY_CODES, data={})
    EmailAddress.objects.create(user=safe, email=safe.email, verified=True)
    EmailAddress.objects.create(user=loose, email=loose.email, verified=False)
    expected = {
        "aperti": {staff, safe, loose},
        "chiusi": {closed},
        "senza-secondo-fattore": {staff, loose},
        "da-confermare": {loose},
    }
    rows = desk.get(PEOPLE, {"stato": state}).context["rows"]
    assert {person for person, _badge in rows} == expected[state]


def test_each_role_lists_its_accounts(desk, member, official):
    for role, person in ((Role.MEMBER, member), (Role.OFFICIAL, official)):
        assert names(desk.get(PEOPLE, {"ruolo": role})) == [str(person)]


def test_the_list_asks_the_same_however_long(desk, queries_of):
    PersonFactory()
    few = queries_of(lambda: desk.get(PEOPLE))
    PersonFactory.create_batch(20)
    assert queries_of(lambda: desk.get(PEOPLE)) == few == 6


# -- The card ----------------------------------------------------------------------------------------
def test_a_card_tells_what_the_account_is(desk, staff, member):
    ApplicationFactory(admitted=True, applicant=member)
    named = {"kind": "name", "before": "A", "after": "B", "reason": "Era sbagliato"}
    AccountChange.objects.create(person=member, by=staff, **named)
    User.objects.filter(pk=member.pk).update(last_login=timezone.now())
    text = desk.get(page("person", member)).content.decode()
    for words in (member.email, "Era sbagliato", "Domanda del", "Ultimo accesso", "Coworker"):
        assert words in text


def test_a_card_asks_the_same_whatever_was_done(desk, staff, member, queries_of):
    few = queries_of(lambda: desk.get(page("person", member)))
    for number in range(5):
        AccountChange.objects.create(person=member, by=staff, kind="closed", reason=str(number))
    assert queries_of(lambda: desk.get(page("person", member))) == few


def test_a_card_counts_the_open_sessions(desk, member, client_of):
    assert desk.get(page("person", member)).context["sessions"] == 0
    client_of(member).get("/")
    client_of(member).get("/")
    assert desk.get(page("person", member)).context["sessions"] == 2
    member.is_active = False
    member.save()
    assert desk.get(page("person", member)).context["sessions"] == 0


def test_what_can_not_be_done_to_the_own_account_is_not_offered(desk, staff):
    text = desk.get(page("person", staff)).content.decode()
    assert page("role", staff) not in text
    assert page("account_close", staff) not in text
    assert "solo un’altra persona dello staff" in text


def test_a_person_who_is_not_there_is_not_found(desk):
    assert desk.get(reverse("members:person", args=[999_999])).status_code == 404


# -- The changes -------------------------------------------------------------------------------------
def test_a_role_is_chosen_then_explained_then_changed(desk, member):
    Membership.objects.create(person=member, starts=today())
    choice = desk.get(page("role", member)).content.decode()
    change = page("role_change", member, "staff")
    assert change in choice
    shown = desk.get(change).content.decode()
    assert "L’adesione finisce oggi." in shown
    answer = desk.post(change, {"reason": "Lavora con noi", "seen": "member"}, follow=True)
    assert "ora ha il ruolo “Staff”" in answer.content.decode()
    member.refresh_from_db()
    assert member.role == Role.STAFF


def test_without_a_reason_nothing_happens_and_the_form_says_so(desk, member):
    answer = desk.post(page("role_change", member, "staff"), {"reason": " ", "seen": "member"})
    assert answer.status_code == 200
    assert answer.context["form"].errors["reason"]
    member.refresh_from_db()
    assert member.role == Role.MEMBER


def test_a_form_without_what_was_seen_changes_nothing(desk, member):
    answer = desk.post(page("role_change", member, "staff"), {"reason": "Perché sì"})
    assert answer.status_code == 200
    member.refresh_from_db()
    assert member.role == Role.MEMBER


def test_the_second_of_two_reads_what_the_first_did_and_keeps_the_reason(
    desk, client_of, member, make_person
):
    other = client_of(make_person(Role.STAFF, first_name="Ugo", last_name="Primo"))
    fields = {"reason": "Un motivo scritto a lungo", "seen": "member"}
    other.post(page("role_change", member, "official"), fields)
    answer = desk.post(page("role_change", member, "staff"), fields)
    text = answer.content.decode()
    assert "Ugo Primo" in text
    assert "Un motivo scritto a lungo" in text


@pytest.mark.parametrize("kind", ["re", "STAFF", "0"])
def test_there_is_no_page_for_another_role(desk, member, kind):
    assert desk.get(page("role_change", member, kind)).status_code == 404


def test_an_account_is_closed_and_reopened(desk, member):
    answer = desk.post(page("account_close", member), {"reason": "Se ne va"}, follow=True)
    assert "è chiuso" in answer.content.decode()
    assert page("account_reopen", member) in answer.content.decode()
    answer = desk.post(page("account_reopen", member), {"reason": "Torna"}, follow=True)
    assert "di nuovo aperto" in answer.content.decode()
    member.refresh_from_db()
    assert member.is_active


def test_a_name_is_corrected(desk, member):
    shown = desk.get(page("name_correct", member)).context["form"]
    assert shown["first_name"].value() == member.first_name
    fields = {"first_name": "Niccolo\u0300", "last_name": "Riva", "reason": "Accento"}
    desk.post(page("name_correct", member), fields | {"seen": str(member)})
    member.refresh_from_db()
    assert str(member) == "Niccolò Riva"


def test_a_factor_is_reset(desk, official):
    Authenticator.objects.create(user=official, type=Authenticator.Type.TOTP, data={})
    assert page("factor_reset", official) in desk.get(page("person", official)).content.decode()
    desk.post(page("factor_reset", official), {"reason": "Carta d’identità, in sede"})
    assert not Authenticator.objects.exists()


def test_who_is_lowered_while_signed_in_has_the_new_rights_at_the_next_request(
    desk, client_of, make_person
):
    other = make_person(Role.STAFF)
    theirs = client_of(other)
    assert theirs.get(PEOPLE).status_code == 200
    fields = {"reason": "Cambia mestiere", "seen": "staff"}
    desk.post(page("role_change", other, "member"), fields)
    assert theirs.get(PEOPLE).status_code == 403
    assert theirs.get(reverse("spaces:bookings")).status_code == 200


def test_the_longest_names_are_shown_whole(desk):
    person = PersonFactory(first_name="W" * 80, last_name="M" * 80, email=f"{'a' * 60}@example.org")
    for path in (
        PEOPLE,
        page("person", person),
        page("role", person),
        page("account_close", person),
    ):
        assert "W" * 80 in desk.get(path).content.decode()


def test_the_way_back_goes_over_people(staff, member, client_of):
    """From each page that does something to an account or an invitation."""
    desk = client_of(staff)
    card = f"/persone/{member.pk}/"
    for name, args in (
        ("members:role", [member.pk]),
        ("members:role_change", [member.pk, "staff"]),
        ("members:name_correct", [member.pk]),
        ("members:account_close", [member.pk]),
    ):
        page = desk.get(reverse(name, args=args)).content.decode()
        trail = page.partition('class="trail"')[2].partition("</nav>")[0]
        assert trail.count("<a ") == 3, name
        assert f'href="{reverse("members:people")}">Persone</a>' in trail, name
        assert f'href="{card}"' in trail, name
    page = desk.get(reverse("members:invite")).content.decode()
    assert f'href="{reverse("members:people")}">Persone</a>' in page.partition('class="trail"')[2]


def test_no_number_of_invitations_where_there_are_none(staff, client_of):
    page = client_of(staff).get(reverse("members:people")).content.decode()
    assert "(0" not in page
    assert ">Inviti</a>" in page
