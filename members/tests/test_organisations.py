"""Organisations: what the staff do, what a manager does and nobody else, what an admitted application brings."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.access import Role
from core.clock import today
from core.models import OutgoingMail
from core.refusals import Refusal, refused
from members import actions
from members.models import Invitation, Organisation, OrganisationPerson, Profile, User
from members.rules.organisations import MOST_INVITATIONS
from members.tests.factories import ApplicationFactory, OrganisationFactory, PersonFactory

NAMES = {"first_name": "Nuova", "last_name": "Nata"}
ADDRESS = "nuova@example.org"


@dataclass(frozen=True)
class Studio:
    organisation: Organisation
    manager: User
    colleague: User

    def current(self) -> set[User]:
        return {row.person for row in self.organisation.people.current()}


@pytest.fixture
def studio(db) -> Studio:
    made = Studio(OrganisationFactory(), *PersonFactory.create_batch(2, member=True))
    for person in (made.manager, made.colleague):
        OrganisationPerson.objects.create(
            organisation=made.organisation,
            person=person,
            is_manager=person is made.manager,
            starts=today() - timedelta(days=10),
        )
    return made


def page(name: str, studio: Studio, *more) -> str:
    return reverse(f"members:{name}", args=[studio.organisation.pk, *more])


def code_of(verb, **facts) -> str:
    refusal = refused(verb, **facts)
    return refusal.code if refusal else ""


# -- one of each name ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "name", ["Studio Prova", "  studio   PROVA ", "Studio Pròva", "Stu’dio prova"]
)
def test_a_name_is_found_whatever_its_accents_and_capitals(staff, name):
    first = actions.find_or_make(by=staff, name="Studio Prova")
    assert actions.find_or_make(by=staff, name=name) == first


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"name": " "}, "no_name"),
        ({"name": "a" * 161}, "long_name"),
        ({"name": "studio prova"}, "one_organisation_of_each_name"),
        ({"name": "Altro", "tax_code": "123"}, "tax_code"),
        ({"name": "Altro", "tax_code": "0123 4567 890"}, "one_organisation_of_each_tax_code"),
    ],
)
def test_what_an_organisation_can_not_be_called(staff, facts, code):
    OrganisationFactory(tax_code="01234567890")
    assert code_of(actions.keep_organisation, by=staff, **facts) == code
    assert Organisation.objects.count() == 1


def test_the_list_is_folded_sorted_and_costs_the_same(staff, client_of, queries_of):
    OrganisationFactory(name="Zeta")
    address = reverse("members:organisations")
    one = queries_of(lambda: client_of(staff).get(address))
    for name in ("Élite", "d’Arco", "De Rossi"):
        OrganisationFactory(name=name)
    assert queries_of(lambda: client_of(staff).get(address)) == one
    text = client_of(staff).get(address).text
    places = [text.index(name) for name in ("d’Arco", "De Rossi", "Élite", "Zeta")]
    assert places == sorted(places)
    found = client_of(staff).get(address, {"chi": "elite"}).text
    assert "Élite" in found
    assert "Zeta" not in found


# -- who may -------------------------------------------------------------------------------------------
def test_who_may_do_what(studio, staff, member):
    """A row for each verb and each kind of reader: the code of the no, or nothing."""
    it, words = studio.organisation, {"organisation": studio.organisation}
    verbs = {
        "keep": (actions.keep_organisation, words | {"name": "Studio Prova"}),
        "add": (actions.add_person, words | {"person": member}),
        "manager": (actions.set_manager, words | {"person": studio.colleague, "is_manager": False}),
        "invite": (actions.invite_person, words | {"email": ADDRESS, **NAMES}),
        "remove": (actions.remove_person, words | {"person": studio.colleague}),
        "merge": (actions.merge, {"kept": it, "gone": OrganisationFactory(name="Altro")}),
    }
    readers = {"stranger": PersonFactory(member=True), "colleague": studio.colleague}
    said = {
        (who, verb): code_of(do, by=reader, **facts)
        for who, reader in readers.items()
        for verb, (do, facts) in verbs.items()
    }
    assert {
        code for (_who, verb), code in said.items() if verb in ("keep", "invite", "remove")
    } == {"not_manager"}
    assert {code for (_who, verb), code in said.items() if verb in ("add", "manager", "merge")} == {
        "staff"
    }
    assert [code_of(do, by=studio.manager, **facts) for do, facts in verbs.values()] == [
        "", "staff", "staff", "", "", "staff",
    ]  # fmt: skip
    assert code_of(actions.add_person, by=staff, **words, person=studio.colleague) == ""


def test_a_former_manager_and_a_closed_account_manage_nothing(studio):
    words = {"organisation": studio.organisation, "email": ADDRESS}
    studio.organisation.people.filter(person=studio.manager).update(ends=today())
    assert code_of(actions.invite_person, by=studio.manager, **words) == "not_manager"
    studio.organisation.people.filter(person=studio.manager).update(ends=None)
    assert code_of(actions.invite_person, by=studio.manager, **words) == ""
    studio.manager.is_active = False
    assert code_of(actions.invite_person, by=studio.manager, **words) == "not_manager"


@pytest.mark.parametrize("who", ["stranger", "colleague", "manager", "staff"])
def test_each_page_opens_to_whom_it_is_for(studio, staff, client_of, who):
    reader = {"stranger": PersonFactory(member=True), "staff": staff}.get(who) or getattr(
        studio, who
    )
    browser = client_of(reader)
    told = {
        "organisation": (404, 200, 200, 200),
        "organisation_change": (404, 404, 200, 200),
        "organisation_invite": (404, 404, 200, 200),
        "organisation_leave": (404, 200, 200, 404),
        "organisation_add": (403, 403, 403, 200),
        "organisation_merge": (403, 403, 403, 200),
    }
    column = ["stranger", "colleague", "manager", "staff"].index(who)
    for name, statuses in told.items():
        assert browser.get(page(name, studio)).status_code == statuses[column], name
    remove = page("organisation_remove", studio, studio.colleague.pk)
    assert browser.get(remove).status_code == (404, 404, 200, 200)[column]


def test_a_colleague_sees_the_managers_and_nobody_else(studio, client_of):
    third = PersonFactory(member=True, last_name="Riservato")
    OrganisationPerson.objects.create(organisation=studio.organisation, person=third)
    text = client_of(studio.colleague).get(page("organisation", studio)).text
    assert str(studio.manager) in text
    assert studio.manager.email not in text
    assert "Riservato" not in text


# -- inviting ------------------------------------------------------------------------------------------
def invite(studio: Studio, email: str = ADDRESS, **facts):
    return actions.invite_person(
        by=studio.manager, organisation=studio.organisation, email=email, **facts
    )


def accept(sent) -> User:
    token = sent.link.rstrip("/").rpartition("/")[2]
    return actions.accept_invitation(
        token=token, password="una-frase-di-prova", language="it", **NAMES
    )


def test_whoever_accepts_is_a_coworker_of_the_organisation_and_manages_nothing(studio):
    sent = invite(studio)
    letter = OutgoingMail.objects.get()
    assert letter.to == ADDRESS
    assert "entri a far parte di Studio Prova" in letter.text
    person = accept(sent)
    assert person.role == Role.MEMBER
    row = studio.organisation.people.get(person=person)
    assert (row.is_manager, row.starts, row.ends) == (False, today(), None)


def test_whom_an_organisation_can_not_invite(studio, staff):
    other = PersonFactory(member=True, email="altra@example.org")
    actions.invite(by=staff, email="comune@example.org", role=Role.OFFICIAL)
    said = {
        studio.manager.email.upper(): "own_address",
        studio.colleague.email: "in_it",
        other.email: "has_account",
        "comune@example.org": "invited_by_others",
        "non è un indirizzo": "no_address",
    }
    for email, code in said.items():
        facts = {"by": studio.manager, "organisation": studio.organisation, "email": email}
        assert code_of(actions.invite_person, **facts) == code, email
    kept = Invitation.objects.get()
    assert (kept.role, kept.status) == (Role.OFFICIAL, "open")


def test_the_own_address_is_a_sentence_in_the_form(studio, client_of):
    sent = {"email": studio.manager.email, "language": "it"}
    text = client_of(studio.manager).post(page("organisation_invite", studio), sent).text
    assert "Questo è il tuo indirizzo" in text
    assert not OutgoingMail.objects.exists()


def test_an_expired_invitation_says_so_and_a_new_one_replaces_it(studio, client_of):
    old = invite(studio)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(hours=1))
    with pytest.raises(Refusal) as refusal:
        accept(old)
    assert refusal.value.code == "expired_link"
    assert "Scaduto" in client_of(studio.manager).get(page("organisation", studio)).text
    accept(invite(studio))
    assert len(studio.current()) == 3


def test_invitations_that_nobody_answers_have_an_end(studio):
    for number in range(MOST_INVITATIONS):
        invite(studio, f"p{number}@example.org")
    facts = {"by": studio.manager, "organisation": studio.organisation}
    assert code_of(actions.invite_person, email=ADDRESS, **facts) == "too_many"
    assert code_of(actions.invite_person, email="p3@example.org", **facts) == ""


def test_a_manager_invites_nobody_as_staff(studio):
    facts = {"by": studio.manager, "email": ADDRESS, "organisation": studio.organisation}
    for role in (Role.STAFF, Role.OFFICIAL):
        assert code_of(actions.invite, role=role, **facts)
    other = OrganisationFactory(name="Altro")
    assert code_of(actions.invite, role=Role.MEMBER, **facts | {"organisation": other})
    assert not Invitation.objects.exists()


# -- removing and leaving ------------------------------------------------------------------------------
def test_removing_ends_the_row_and_keeps_the_account(studio, client_of):
    Profile.objects.create(person=studio.colleague, organisation=studio.organisation)
    client_of(studio.manager).post(page("organisation_remove", studio, studio.colleague.pk))
    row = studio.organisation.people.get(person=studio.colleague)
    assert row.ends == today()
    assert User.objects.get(pk=studio.colleague.pk).is_active
    assert Profile.objects.get().organisation is None
    assert studio.current() == {studio.manager}
    answer = client_of(studio.manager).post(
        page("organisation_remove", studio, studio.colleague.pk)
    )
    assert answer.status_code == 404


def test_the_last_manager_is_removed_by_the_staff_alone(studio, staff):
    words = {"organisation": studio.organisation}
    assert code_of(actions.leave, by=studio.manager, **words) == "last_manager"
    itself = words | {"person": studio.manager}
    assert code_of(actions.remove_person, by=studio.manager, **itself) == "last_manager"
    actions.set_manager(by=staff, person=studio.colleague, is_manager=True, **words)
    assert code_of(actions.leave, by=studio.manager, **words) == ""
    assert code_of(actions.remove_person, by=staff, person=studio.colleague, **words) == ""
    assert studio.current() == set()


def test_whoever_leaves_may_come_again_on_the_same_day(studio, staff):
    words = {"organisation": studio.organisation}
    for _turn in range(2):
        actions.leave(by=studio.colleague, **words)
        assert studio.current() == {studio.manager}
        actions.add_person(by=staff, person=studio.colleague, **words)
        assert studio.current() == {studio.manager, studio.colleague}
    actions.add_person(by=staff, person=studio.colleague, **words)
    assert studio.organisation.people.current().count() == 2


# -- joining two ---------------------------------------------------------------------------------------
def test_joining_two_loses_nobody_and_nothing(studio, staff, client_of):
    gone = OrganisationFactory(name="Studio Prova S.r.l.", tax_code="01234567890")
    alone = PersonFactory(member=True)
    day = today() - timedelta(days=40)
    rows = OrganisationPerson.objects
    rows.create(organisation=gone, person=alone, starts=day)
    rows.create(organisation=gone, person=studio.colleague, is_manager=True, starts=day)
    Profile.objects.create(person=alone, organisation=gone)
    address = page("organisation_merge_two", studio, gone.pk)
    text = client_of(staff).get(address).text
    assert "2 persone" in text
    assert "1 profilo che la indica" in text
    client_of(staff).post(address)
    kept = Organisation.objects.get()
    assert (kept.name, kept.tax_code) == ("Studio Prova", "01234567890")
    assert studio.current() == {studio.manager, studio.colleague, alone}
    merged = kept.people.get(person=studio.colleague)
    assert (merged.starts, merged.ends, merged.is_manager) == (day, None, True)
    assert Profile.objects.get().organisation == kept
    assert client_of(staff).post(address).status_code == 404


# -- an application of an organisation -----------------------------------------------------------------
def applied(applicant, **fields):
    usual = {"kind": "organisation", "organisation": "Cooperativa Adda", "under_review": True}
    return ApplicationFactory(applicant=applicant, **usual | fields)


def test_the_admitted_applicant_manages_and_the_named_are_invited_once(applicant, staff):
    named = [
        Invitation(email=each, **NAMES) for each in (ADDRESS, "due@example.org", applicant.email)
    ]
    application = applied(applicant)
    for _twice in range(2):
        made = actions.take_in(by=staff, application=application, people=named[:1] + named[2:])
    actions.admit(by=staff, application=application)
    row = made.people.get()
    assert (row.person, row.is_manager) == (applicant, True)
    assert made.name == "Cooperativa Adda"
    assert {each.email for each in made.invitations.open()} == {ADDRESS}


def test_the_organisation_of_an_admitted_graduate_is_named_and_not_managed(applicant, staff):
    found = OrganisationFactory(name="cooperativa ADDA")
    application = applied(applicant, kind="graduate")
    actions.admit(by=staff, application=application)
    assert applicant.profile.organisation == found
    assert not found.people.exists()


def test_the_page_of_an_organisation_costs_the_same_with_more_people(
    studio, staff, client_of, queries_of
):
    address = page("organisation", studio)
    one = queries_of(lambda: client_of(staff).get(address))
    for person in PersonFactory.create_batch(3, member=True):
        OrganisationPerson.objects.create(organisation=studio.organisation, person=person)
        invite(studio, f"x{person.pk}@example.org")
    assert queries_of(lambda: client_of(staff).get(address)) == one
