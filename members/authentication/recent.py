"""The password or the passkey asked again, before what an open session alone must not do."""

import time
from collections.abc import Callable
from functools import wraps

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required


def recently_authenticated(view: Callable) -> Callable:
    """Let only those in who typed their password, or used their second factor, in the last five minutes.

    Worn below the mark of `core.access`. Others are asked, before they see the form, and come back to it; a form
    that was sent too late is kept on the server and carried out once they have answered. Files are not kept.
    """

    @wraps(view)
    def guarded(request, *args, **kwargs):
        raise_if_reauthentication_required(request, app="members")
        return view(request, *args, **kwargs)

    return guarded


def just_signed_in(view: Callable) -> Callable:
    """As `recently_authenticated`, but whoever signed in in the last five minutes is not asked again.

    For what one is led to by signing in. By the password, a passkey or a code: nothing else is a proof here.
    """
    asked_again = recently_authenticated(view)

    @wraps(view)
    def guarded(request, *args, **kwargs):
        return (view if _is_fresh(request) else asked_again)(request, *args, **kwargs)

    return guarded


def _is_fresh(request) -> bool:
    since = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
    proofs = get_authentication_records(request, request.user)
    return any(
        each["method"] in app_settings.REAUTHENTICATION_METHODS and each["at"] > since
        for each in proofs
    )
