"""The password or the passkey asked again, before what an open session alone must not do."""

from collections.abc import Callable
from functools import wraps

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
