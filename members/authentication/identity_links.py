"""Whose account opens by the identity provider, and who has come back from it and is to be dealt with."""

import time

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.refusals import Refusal
from members.authentication.identity import PROVIDER, Identity
from members.models import User
from members.rules import identities as rules

#: In the session: who came back from the provider and is to be linked or made an account for, for ten minutes.
PENDING, LASTS = "identity", 600


def provider_name() -> str | Promise:
    """How people know the provider; also where it is no longer set, and links to it are still there."""
    told = settings.IDENTITY_PROVIDER
    return told.name if told else gettext_lazy("the identity provider")


def opened_by(uid: str) -> User | None:
    """Whose account this person of the provider opens."""
    found = SocialAccount.objects.filter(provider=PROVIDER, uid=uid).select_related("user").first()
    return found and found.user


def linked_to(person: User) -> str:
    """Whom this account opens to, as the provider's `uid`; nothing for nobody."""
    links = SocialAccount.objects.filter(provider=PROVIDER, user=person)
    return links.values_list("uid", flat=True).first() or ""


def why_not_link(person: User, *, uid: str) -> Refusal | None:
    """Why this account is not linked to this person of the provider, as things are now."""
    opened = opened_by(uid)
    facts = {"uid": uid, "has": linked_to(person), "opens": opened and opened.pk}
    return rules.why_not_link(person, name=provider_name(), **facts)


def why_not_unlink(person: User) -> Refusal | None:
    """Why this account stays linked, as it is now."""
    passkeys = Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN)
    other_ways = person.has_usable_password() or passkeys.exists()
    return rules.why_not_unlink(has=linked_to(person), other_ways=other_ways, name=provider_name())


def why_not_join(uid: str) -> Refusal | None:
    """Why no account is made for this person of the provider: they open one."""
    if opened_by(uid) is None:
        return None
    return Refusal(rules.OPENS_ONE % {"name": provider_name()}, code="of_another")


def keep_pending(request, said: Identity) -> None:
    """Keep in the session who came back."""
    request.session[PENDING] = {**said.as_kept(), "at": time.time()}


def pending(request) -> Identity | None:
    """Who came back a moment ago and was not dealt with yet."""
    kept = dict(request.session.get(PENDING, {}))
    is_fresh = time.time() - kept.pop("at", 0) < LASTS
    return Identity(**kept) if is_fresh else None


def drop_pending(request) -> None:
    """They were dealt with."""
    request.session.pop(PENDING, None)


def too_late() -> Refusal:
    """Nobody came back, or too long ago."""
    sentence = _("It is more than ten minutes since %(name)s said who you are: begin once more.")
    return Refusal(sentence % {"name": provider_name()}, code="too_late")
