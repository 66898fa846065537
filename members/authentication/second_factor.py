"""Who must have a second factor, and the little that opens to them without.

That it was proved stands in the session: whoever has one costs no query. Whoever lost it is given a new start by
the staff, which ends their sessions.
"""

import time

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from core.access import needs_second_factor
from core.refusals import Refusal

Type = Authenticator.Type
FACTORS = (Type.TOTP, Type.WEBAUTHN)
#: In the session: whose second factor was proved in it, and where they were going when it was asked for.
PROVED, THEN = "second_factor", "second_factor_then"

KEPT = _(
    "Staff and officials need a second factor, and this is your last one: it was not removed. "
    "Add another one first."
)

SET_UP = "mfa_index"
#: Where a first one is set up. Whoever has one must prove it there too: a password adds no second.
SET_UP_PAGES = frozenset({SET_UP, "mfa_activate_totp", "mfa_add_webauthn"})
#: What opens without: proving one, leaving, the duties of a public body, what machines ask for.
OPEN_WITHOUT = frozenset(
    {
        "mfa_authenticate",
        "mfa_login_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "account_login",
        "account_logout",
        "account_reauthenticate",
        # Whoever comes in by the identity provider alone chooses a password, to set one up.
        "members:password_choose",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "members:language",
        "site:privacy",
        "site:legal_notes",
        "site:accessibility",
        "site:accessibility_feedback",
        "site:accessibility_thanks",
        "healthz",
        "readyz",
        "favicon",
        "security_txt",
    }
)


class SecondFactorMiddleware:
    """Lead whoever needs a second factor and has not proved one in this session to where that is done."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        name = request.resolver_match.view_name
        if name in OPEN_WITHOUT or not is_missing(request):
            return None
        if name in SET_UP_PAGES and not has_one(request.user):
            return None
        return _lead_on(request)


def is_missing(request) -> bool:
    """Whether this visitor needs a second factor and has not proved one in this session."""
    if not needs_second_factor(request.user):
        return False
    return request.session.get(PROVED) != request.user.pk


def remember(request, person) -> None:
    """This person has just proved a second factor, or set one up, in this session."""
    request.session[PROVED] = person.pk


def forget(request) -> None:
    """Nothing is proved any more."""
    request.session.pop(PROVED, None)


def has_one(person) -> bool:
    """Whether this person set up a second factor; recovery codes alone are none."""
    return Authenticator.objects.filter(user=person, type__in=FACTORS).exists()


def must_prove(request) -> bool:
    """Whether this visitor has a second factor, needs it, and has not proved it in this session."""
    return is_missing(request) and has_one(request.user)


def why_not_remove(factor: Authenticator) -> Refusal | None:
    """Why this factor may not be removed now: it is the last of somebody who needs one."""
    if not needs_second_factor(factor.user):
        return None
    others = Authenticator.objects.filter(user=factor.user_id, type__in=FACTORS)
    if others.exclude(pk=factor.pk).exists():
        return None
    return Refusal(KEPT, code="last_factor")


def _lead_on(request):
    """To where the factor is proved, or set up by those who have none; from there the way goes on."""
    then = request.get_full_path() if request.method == "GET" else "/"
    kinds = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    if Type.WEBAUTHN in kinds and Type.TOTP not in kinds:
        return _asked("mfa_reauthenticate_webauthn", then)
    if Type.TOTP in kinds:
        return _asked("mfa_reauthenticate", then)
    request.session[THEN] = then
    _count_sign_in(request)
    return redirect(SET_UP)


def _asked(name: str, then: str):
    return redirect(f"{reverse(name)}?{urlencode({'next': then})}")


def _count_sign_in(request) -> None:
    """A password typed a moment ago is not asked for again, to set up what the portal itself demands."""
    records = get_authentication_records(request, request.user)
    if records and _is_fresh_password(records[-1]):
        record_authentication(request, request.user, method="password", reauthenticated=True)


def _is_fresh_password(proof: dict) -> bool:
    is_fresh = time.time() - proof["at"] < app_settings.REAUTHENTICATION_TIMEOUT
    return is_fresh and proof["method"] == "password" and not proof.get("reauthenticated")
