"""Questions about tables that the staff bring."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _

from core.access import Role
from core.refusals import Refusal
from members.models import Import, User


def why_not_begin(brought: Import) -> Refusal | None:
    """Why its rows can't be written now: nobody has seen what would come of them."""
    if brought.checked_at is not None:
        return None
    sentence = _("The rows are still being checked: look at the result first. Nothing was written.")
    return Refusal(sentence, code="unchecked")


def why_not_write(brought: Import) -> Refusal | None:
    """Why no row is written: nobody has said so."""
    if brought.begun_at is not None:
        return None
    sentence = _("Nobody has started this import: nothing was written.")
    return Refusal(sentence, code="not_begun")


def needed(cells: dict[str, str], *names: str) -> Refusal | None:
    """Why a row can't be read: a cell that it needs is empty."""
    if all(cells.get(name) for name in names):
        return None
    return Refusal(_("A cell that every row needs is empty."), code="empty_cell")


def why_not_a_coworker(person: User) -> Refusal | None:
    """Why an account that is there is no coworker's: an import changes no role and opens no account."""
    if person.is_active and person.role == Role.MEMBER:
        return None
    sentence = _(
        "%(email)s has an account as “%(role)s”, which an import does not change: see to it on the "
        "person’s page."
    )
    if not person.is_active:
        sentence = _("%(email)s has an account that is closed: see to it on the person’s page.")
    words = {"email": person.email, "role": person.get_role_display()}
    return Refusal(sentence % words, code="other_account")


def why_not_called(names: Iterable[str]) -> Refusal | None:
    """Why nobody has these names."""
    if all(0 < len(name) <= 80 for name in names):
        return None
    return Refusal(_("A name has one to 80 characters."), code="no_name")


def why_not_language(language: str) -> Refusal | None:
    """Why no letter is written in this language."""
    if language in dict(settings.LANGUAGES):
        return None
    sentence = _("“%(text)s” is not a language of the portal: write it or en.")
    return Refusal(sentence % {"text": language[:40]}, code="no_language")


def why_not_between(starts: date, ends: date | None) -> Refusal | None:
    """Why no membership has these dates."""
    if ends is None or ends > starts:
        return None
    return Refusal(_("The last day is before the first."), code="reversed")


def why_not_kind(kind: str | None, text: str) -> Refusal | None:
    """Why no organisation is of this kind."""
    if kind:
        return None
    sentence = _(
        "“%(text)s” is not a kind of organisation: write impresa, associazione, università, "
        "scuola, ente pubblico or altro."
    )
    return Refusal(sentence % {"text": text[:40]}, code="no_kind")
