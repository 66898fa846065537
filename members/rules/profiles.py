"""Questions about profiles: what a reader sees of one, and what its owner agreed to. Nothing is written here."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from core import walls
from core.access import Permission
from core.moves import NEW, Derived, Move, holder_of
from core.refusals import Refusal
from members.models import FIELDS, OPENS, VISIBILITIES, Consent, Profile, Reader

#: What stands in a field that is empty. Themes are rows of their own.
EMPTY = ("", [], None)

OWNER = holder_of(Permission.HAVE_PROFILE)
CONSENT = Derived(
    Consent,
    (("in force", "withdrawn_at is empty"), ("withdrawn", "withdrawn_at has come")),
    (
        Move(NEW, "in force", ("members.actions.give_consent",), OWNER),
        Move("in force", "withdrawn", ("members.actions.withdraw_consent",), OWNER),
    ),
)

NO_PHOTO = _("Your profile has no photo: there is nothing to remove.")
UNKNOWN_CONSENT = _("There is no such consent: nothing was changed.")


def is_open(profile: Profile, field: str, *, to: Reader) -> bool:
    """Whether the owner opened a field to this reader. No e-mail address is ever open to the public."""
    if field == "email" and to != Reader.COWORKER:
        return False
    return getattr(profile, f"{field}_visibility") in OPENS[to]


def shown(profile: Profile, *, to: Reader) -> dict[str, Any]:
    """What this reader sees of a profile: the fields that are open and not empty, by their names.

    With the first that is open comes the `name`; with none there is nothing. Whether the profile is in the
    directory at all is asked of `Profile.objects.visible_to`.
    """
    if not any(getattr(profile, name) in OPENS[to] for name in VISIBILITIES):
        return {}
    told = {name: _value(profile, name) for name in FIELDS if is_open(profile, name, to=to)}
    full = {name: value for name, value in told.items() if value not in EMPTY}
    return {"name": str(profile.person), **full}


def _value(profile: Profile, field: str) -> Any:
    if field == "themes":
        return list(profile.themes.all())
    if field == "email":
        return profile.person.email
    if field == "photo":
        return profile.photo or None
    value = getattr(profile, field)
    return value if field == "links" else str(value or "")


def has_consent(consents: Iterable[Consent], kind: str) -> bool:
    """Whether one of a person's consents to this is in force."""
    return any(each.kind == kind and each.withdrawn_at is None for each in consents)


def why_not_consent(kind: str) -> Refusal | None:
    """Why nothing can be agreed to, or withdrawn."""
    if kind in Consent.Kind.values:
        return None
    return Refusal(UNKNOWN_CONSENT, code="unknown_consent")


def why_not_remove_photo(profile: Profile | None) -> Refusal | None:
    """Why there is no photo to remove."""
    return None if profile and profile.photo else Refusal(NO_PHOTO, code="no_photo")


# Two clicks at one moment agree once.
walls.register({"one_consent_in_force_of_each_kind": walls.was_overtaken})
