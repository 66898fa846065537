"""How each verb is done: people."""

from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.utils import timezone

from core.access import Role
from events.tests.factories import (
    ThemeFactory,
)
from members.actions.documents import keep_document
from members.models import ApplicationDocument, Invitation, Session
from members.models.invitations import digest
from members.tests.applying import paper
from members.tests.factories import ApplicationFactory, ConsentFactory, ProfileFactory
from piastra.tests.guards.recipes.floor import picture
from piastra.tests.guards.recipes.world import MONDAY, Call, recipe

ANSWERS = {
    "kind": "graduate",
    "degree": "Scienze",
    "degree_year": 2025,
    "idea": "Vorrei",
    "organisation": "Studio",
    "phone": "1",
    "is_of_age": True,
    "days_a_week": 3,
    "privacy_seen": True,
}


@recipe("members.save_draft")
def _(world):
    given = {"by": world.applicant, "themes": [ThemeFactory()], **ANSWERS}
    return Call(given, writes=("application_drafted",))


@recipe("members.submit")
def _(world):
    given = {"by": world.applicant, "themes": [ThemeFactory()], **ANSWERS}
    return Call(given, writes=("application_submitted",), tells=("chi",))


def _on_application(
    verb: str, journalled: str | tuple[str, ...], *, state: str, tells=(), by="staff", **more
):
    @recipe(f"members.{verb}")
    def _(world):
        application = ApplicationFactory(applicant=world.applicant, **{state: True})
        given = {"by": getattr(world, by), "application": application, **more}
        writes = (journalled,) if isinstance(journalled, str) else journalled
        return Call(given, writes=writes, tells=tells)


CHI = ("chi",)
_on_application("take_up", "application_examined", state="submitted", tells=CHI)
_on_application(
    "ask_for_more", "information_requested", state="under_review", tells=CHI, reason="Manca"
)
_on_application(
    "answer_request",
    "application_examined",
    state="info_requested",
    by="applicant",
    answer="Eccolo",
)


@recipe("members.admit")
def _(world):
    application = ApplicationFactory(applicant=world.applicant, under_review=True)
    given = {"by": world.staff, "application": application}
    written = ("application_admitted", "membership_begun")
    return Call(given, dated=(MONDAY,), writes=written, tells=CHI * 2)


_on_application("let_wait", "application_put_off", state="under_review", tells=CHI)
_on_application("refuse", "application_refused", state="under_review", tells=CHI, reason="Pieno")
_on_application(
    "write_answer", "application_answer_written", state="info_requested", tells=CHI, answer="Sì"
)
_on_application("withdraw", "application_withdrawn", state="submitted", by="applicant", tells=CHI)


@recipe("members.withdraw_all")
def _(world):
    ApplicationFactory(applicant=world.applicant, submitted=True)
    given = {"by": world.staff, "person": world.applicant}
    return Call(given, writes=("application_withdrawn",))


@recipe("members.bring_document")
def _(world):
    draft = ApplicationFactory(applicant=world.applicant)
    given = {"by": world.applicant, "application": draft, "upload": paper(), "kind": "curriculum"}
    return Call(given, writes=("document_brought",))


@recipe("members.remove_document")
def _(world):
    given = {"by": world.applicant, "document": _document(world, "draft")}
    return Call(given, writes=("document_removed",))


@recipe("members.open_document")
def _(world):
    given = {"by": world.staff, "document": _document(world, "submitted")}
    return Call(given, writes=("document_opened",))


def _document(world, status: str) -> ApplicationDocument:
    application = ApplicationFactory(applicant=world.applicant, status=status)
    return keep_document(application, by=world.applicant, upload=paper(), kind="other")


@recipe("members.set_application_rules")
def _(world):
    given = {"by": world.staff, "answer_days": 20}
    return Call(given, writes=("application_rules_set",))


ADDRESS = "nuova@example.org"


def invitation(token: str = "chiave", **fields) -> Invitation:
    return Invitation.objects.create(
        email=ADDRESS, role=Role.OFFICIAL, token_hash=digest(token), **fields
    )


@recipe("members.invite")
def _(world):
    invitation()
    given = {"by": world.staff, "email": ADDRESS, "role": "official", "language": "en"}
    return Call(given, writes=("invitation_replaced", "invited"), tells=("nuova",))


@recipe("members.revoke_invitation")
def _(world):
    invitation()
    return Call({"by": world.staff, "email": ADDRESS}, writes=("invitation_revoked",))


@recipe("members.accept_invitation")
def _(world):
    invitation()
    names = {"first_name": "Nuova", "last_name": "Nata", "password": "una-frase-di-prova"}
    return Call({"token": "chiave", "language": "en", **names}, writes=("invitation_used",))


@recipe("members.keep_profile")
def _(world):
    told = {"headline": "Case", "bio": "Case", "is_listed": True}
    given = {"by": world.ada, "themes": [ThemeFactory()], "bio_visibility": "coworkers", **told}
    return Call(given, writes=("consent_given", "profile_kept"))


@recipe("members.set_profile_photo")
def _(world):
    given = {"by": world.ada, "photo": picture("blue"), "photo_alt": "Ada"}
    return Call(given, writes=("profile_photo_set",))


@recipe("members.remove_profile_photo")
def _(world):
    ProfileFactory(person=world.ada).photo.save("foto.webp", picture("red"))
    return Call({"by": world.ada}, writes=("profile_photo_removed",))


@recipe("members.give_consent")
def _(world):
    return Call({"by": world.ada, "kind": "photos"}, writes=("consent_given",))


@recipe("members.withdraw_consent")
def _(world):
    ConsentFactory(person=world.ada)
    return Call({"by": world.ada, "kind": "directory"}, writes=("consent_withdrawn",))


@recipe("members.choose_language")
def _(world):
    return Call({"by": world.ada, "language": "it"}, writes=("language_chosen",))


def _on_account(verb: str, journalled: tuple[str, ...], *, is_open=True, **more):
    @recipe(f"members.{verb}")
    def _(world):
        ada = world.ada
        if not is_open:
            ada.is_active = False
            ada.save()
            ada.memberships.update(ends=MONDAY)
        if verb == "reset_factor":
            Authenticator.objects.create(user=ada, type=Authenticator.Type.TOTP, data={})
        given = {"by": world.staff, "person": ada, "reason": "Cambia mestiere", **more}
        if verb == "correct_name":
            given["seen"] = ada.get_full_name()
        return Call(given, writes=journalled, tells=("ada",))


_on_account("change_role", ("role_changed",), role="staff", seen="member")
_on_account("close_account", ("account_closed",))
_on_account("reopen_account", ("account_reopened",), is_open=False)
_on_account("correct_name", ("name_corrected",), first_name="Ada", last_name="Bianchi")
_on_account("reset_factor", ("factor_reset",))


def open_session(person) -> Session:
    later = timezone.now() + timedelta(hours=1)
    return Session.objects.create(session_key="k" * 32, person=person, expire_date=later)


@recipe("members.link_identity")
def _(world):
    return Call({"by": world.ada, "uid": "a" * 64}, writes=("identity_linked",), tells=("ada",))


@recipe("members.unlink_identity")
def _(world):
    SocialAccount.objects.create(user=world.ada, provider="openid_connect", uid="a" * 64)
    return Call({"by": world.ada}, writes=("identity_unlinked",), tells=("ada",))


@recipe("members.join_by_identity")
def _(world):
    names = {"first_name": "Nuova", "last_name": "Nata", "email": ADDRESS, "language": "en"}
    given = {"uid": "a" * 64, "is_proved": True, **names}
    return Call(given, writes=("identity_linked",))


@recipe("members.end_sessions")
def _(world):
    open_session(world.ada)
    return Call({"by": world.staff, "of": world.ada}, writes=("sessions_ended",))


@recipe("members.end_session")
def _(world):
    mark = open_session(world.ada).mark
    return Call({"by": world.ada, "mark": mark}, writes=("sessions_ended",))


@recipe("members.clear_sessions")
def _(world):
    open_session(world.ada)
    Session.objects.update(expire_date=timezone.now() - timedelta(days=9))
    return Call({}, writes=())
