"""`manage.py invite`: the letter, the link, and a sentence for whatever can't be done."""

import re
import threading

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection
from django.utils.translation import override

from core.access import Role
from core.links import digest
from core.models import JournalEntry, OutgoingMail
from core.refusals import Refusal
from core.tasks import deliver_mail
from core.testing.waiting import STANDSTILL
from members import actions
from members.models import Invitation, User
from members.tests.factories import PersonFactory

pytestmark = pytest.mark.django_db

SITE = "https://coworking.comune.example.it"
EMAIL = "ugo.urbani@comune.example.it"
LINK = re.compile(rf"{SITE}/invito/([\w-]{{43}})/")
E_COMPOSED, E_DECOMPOSED = "citt\u00e0.example.it", "citta\u0300.example.it"


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = SITE


def invite(capsys, email=EMAIL, **options):
    capsys.readouterr()
    call_command("invite", email, **{"role": "official", **options})
    return capsys.readouterr().out


def refused(email=EMAIL, **options) -> str:
    before = OutgoingMail.objects.count(), Invitation.objects.count()
    with pytest.raises(CommandError) as error:
        call_command("invite", email, **{"role": "official", **options})
    assert (OutgoingMail.objects.count(), Invitation.objects.count()) == before
    return str(error.value)


def token_in(letter) -> str:
    (token,) = set(LINK.findall(letter.text))
    return token


def test_the_letter_has_the_link_and_the_database_its_hash_only(capsys, at):
    at("2026-11-30 16:00")
    said = invite(capsys)
    letter, invitation = OutgoingMail.objects.get(), Invitation.objects.get()
    token = token_in(letter)
    assert (letter.to, letter.subject) == (EMAIL, "Il tuo invito a Piastra Coworking")
    assert "Chi gestisce il portale" in letter.text
    assert "«Funzionario del Comune»" in letter.text
    assert "fino al 7 dicembre 2026 alle 16:00" in letter.text
    assert f'href="{SITE}/invito/{token}/"' in letter.html
    assert invitation.token_hash == digest(token)
    assert token not in str(Invitation.objects.values().get())
    assert (invitation.role, invitation.by, invitation.status) == ("official", None, "open")
    assert "is invited as official: Follows the programme" in said
    assert "until 7 December 2026 at 16:00" in said
    assert token not in said


def test_the_journal_has_ids_only(capsys):
    invite(capsys)
    entry = JournalEntry.objects.get()
    assert (entry.verb, entry.subject, entry.by) == ("invited", "members.invitation", None)
    assert entry.subject_id == Invitation.objects.get().pk
    assert entry.details == {"role": "official"}


def test_the_link_is_printed_to_who_asks_for_it(capsys):
    said = invite(capsys, print_link=True)
    assert LINK.search(said).group(1) == token_in(OutgoingMail.objects.get())


def test_the_letter_in_english(capsys):
    invite(capsys, role="staff", language="en")
    letter = OutgoingMail.objects.get()
    assert letter.subject == "Your invitation to Piastra Coworking"
    assert "as “Staff”" in letter.text


@pytest.mark.parametrize("again", [EMAIL, EMAIL.upper(), f" {EMAIL} "])
def test_a_second_invitation_replaces_the_first_and_says_so(capsys, again):
    invite(capsys, role="staff")
    first = token_in(OutgoingMail.objects.get())
    said = invite(capsys, again)
    assert "(as staff) opens nothing any more: this one replaces it" in said
    assert [one.status for one in Invitation.objects.order_by("pk")] == ["replaced", "open"]
    assert Invitation.objects.of_token(first).revoked_at is not None
    assert Invitation.objects.open().get().role == "official"


@pytest.mark.parametrize(
    ("one", "other"), [(E_COMPOSED, E_DECOMPOSED), (E_DECOMPOSED, E_COMPOSED.upper())]
)
def test_one_mailbox_is_one_address_however_its_accents_are_typed(capsys, one, other):
    invite(capsys, f"ugo@{one}")
    invite(capsys, f"Ugo@{other}")
    assert Invitation.objects.open().get().email == "ugo@xn--citt-3na.example.it"
    assert Invitation.objects.count() == 2


@pytest.mark.parametrize("other", ["UGO@example.org", f"ugo@{E_DECOMPOSED}"])
def test_the_database_itself_keeps_one_open_invitation_for_each_address(other):
    first = "ugo@example.org" if "example.org" in other else f"ugo@{E_COMPOSED}"
    Invitation.objects.create(email=first, role="staff", token_hash="1")
    with pytest.raises(IntegrityError, match="one_open_invitation_for_each_address"):
        Invitation.objects.create(email=other, role="official", token_hash="2")


def test_taking_an_invitation_back(capsys):
    invite(capsys)
    said = invite(capsys, EMAIL.upper(), role=None, revoke=True)
    assert said == f"The link that was sent to {EMAIL} opens nothing any more.\n"
    revoked = Invitation.objects.get()
    assert (revoked.status, revoked.revoked_at is None) == ("revoked", False)
    assert JournalEntry.objects.order_by("pk").last().verb == "invitation_revoked"


def test_taking_back_what_is_not_open_says_what_there_is(capsys, at):
    at("2026-11-30 16:00")
    assert "Nobody has invited" in refused(revoke=True)
    invite(capsys)
    invite(capsys, revoke=True)
    assert "is “Revoked” since 30 November 2026 at 16:00" in refused(revoke=True)
    Invitation.objects.update(status="used", used_at="2026-11-30T15:00Z", revoked_at=None)
    assert "the account exists, and withdrawing the invitation would not close it" in refused(
        revoke=True
    )


@pytest.mark.parametrize(
    ("email", "shown"),
    [
        ("ugo", "ugo"),
        ("", ""),
        ("Ugo Urbani <ugo@example.org>", "Ugo Urbani"),
        ("ugo@example.org, anna@example.org", "anna@"),
        ("ugo@comune", "ugo@comune"),
        ("ug o@example.org", "ug o"),
        ("ugo@example.org\nBcc: x@example.org", "Bcc"),
        (f"{'u' * 250}@example.org", "u" * 250),
        # Short enough as it is typed, too long as it travels: the whole, then one part of it.
        (f"ugo@{'.'.join(['àèìòù' * 8] * 5)}.it", "ugo@"),
        (f"ugo@{'à' * 60}.it", "ugo@"),
    ],
)
@pytest.mark.parametrize("revoke", [False, True])
def test_what_is_no_address_is_refused_in_words(email, shown, revoke):
    said = refused(email, revoke=revoke)
    assert "is not an e-mail address. Nothing was sent." in said
    assert shown in said


@pytest.mark.parametrize("role", ["boss", "applicant", "OFFICIAL"])
def test_an_unknown_role_is_refused_in_words(role):
    assert f"Nobody can be invited as “{role}”: use official or staff, or member for" in refused(
        role=role
    )


def test_no_role_and_an_unknown_language_are_refused_in_words():
    assert "--role official or --role staff" in refused(role=None)
    assert "not in 'fr'" in refused(language="fr")


@pytest.mark.parametrize("email", [EMAIL, EMAIL.upper()])
@pytest.mark.parametrize("role", [Role.APPLICANT, Role.MEMBER, Role.STAFF])
def test_who_has_an_account_is_named_with_its_role_and_nothing_changes(role, email):
    person = PersonFactory(email=EMAIL, role=role, first_name="Ugo", last_name="Urbani")
    said = refused(email)
    with override("en"):
        assert (
            f"Ugo Urbani already has an account with the address {EMAIL}, as “{role.label}”."
            in said
        )
    assert "Invite another address of this person" in said
    person.refresh_from_db()
    assert person.role == role


def test_who_is_that_already_needs_nothing():
    PersonFactory(email=EMAIL, official=True)
    assert "is already “Official of the Comune”: there is nothing to do" in refused()


def test_a_closed_account_stays_closed():
    PersonFactory(email=EMAIL, official=True, is_active=False)
    assert "which is closed" in refused()


def test_a_second_confirmed_address_of_an_account_is_that_accounts():
    from allauth.account.models import EmailAddress

    person = PersonFactory(member=True)
    EmailAddress.objects.create(user=person, email=EMAIL, verified=True)
    assert "has an account" in refused()
    EmailAddress.objects.update(verified=False)
    call_command("invite", EMAIL, role="official")
    assert Invitation.objects.open().count() == 1


def test_without_a_mail_server_the_letter_is_a_file_and_the_command_says_where(
    capsys, settings, tmp_path
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    said = invite(capsys)
    assert f"it is the newest file in {tmp_path}" in said
    (file,) = tmp_path.iterdir()
    assert EMAIL in file.read_text()


def test_with_a_mail_server_the_letter_goes_through_the_outbox(capsys):
    assert "The letter is in the outbox" in invite(capsys)
    assert mail.outbox == []
    deliver_mail()
    assert [letter.to for letter in mail.outbox] == [[EMAIL]]


def test_accounts_are_found_however_their_accents_are_typed():
    made = User.objects.create_user(f"Anna@{E_DECOMPOSED}", "x", role=Role.STAFF)
    assert User.objects.get_by_natural_key(f"anna@{E_COMPOSED}") == made
    assert User.objects.at(f"ANNA@{E_COMPOSED.upper()}") == made


@pytest.mark.django_db(transaction=True)
def test_of_many_who_invite_at_once_one_link_opens():
    line, told = threading.Barrier(6), []

    def run():
        line.wait(timeout=STANDSTILL)
        try:
            actions.invite(by=None, email=EMAIL, role="official")
            told.append("sent")
        except Refusal as refusal:
            told.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _turn in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=STANDSTILL)
    assert set(told) <= {"sent", "invited_at_once"}
    assert len(told) == 6
    assert Invitation.objects.open().count() == 1
    newest = OutgoingMail.objects.order_by("pk").last()
    assert Invitation.objects.of_token(token_in(newest)).status == "open"
    assert OutgoingMail.objects.count() == told.count("sent") == Invitation.objects.count()
