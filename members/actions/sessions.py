"""Signing people out, of one browser or of all, and throwing away what is long over."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.journal import record
from core.refusals import Refusal
from members.models import Session, User, Verb

#: For how long a session that is over can still say so to whoever comes back.
EXPLAINED = timedelta(days=3)


@transaction.atomic
def end_sessions(*, by, of: User, but: str | None = None) -> int:
    """Sign a person out everywhere at once; `but` is the key of the one session that goes on.

    For whoever closes an account, changes a role, a password or a second factor: the next request of each of
    the person's browsers asks to sign in. Returns how many were ended.
    """
    ended = Session.objects.of(of).exclude(pk=but or "")
    number, _rows = ended.delete()
    if number:
        record(by=by, verb=Verb.SESSIONS_ENDED, on=of, sessions=number)
    return number


@transaction.atomic
def end_session(*, by, mark: str) -> None:
    """Sign the person out of one of the own browsers. Refused where it is signed out already."""
    found = next((each for each in Session.objects.of(by) if each.mark == mark), None)
    if found is None:
        raise Refusal(_("You are already signed out there."), code="over")
    Session.objects.filter(pk=found.pk).delete()
    record(by=by, verb=Verb.SESSIONS_ENDED, on=by, sessions=1)


def clear_sessions() -> int:
    """Throw away the sessions that are over, once they need explain nothing any more. Returns how many."""
    number, _rows = Session.objects.over_since(timezone.now() - EXPLAINED).delete()
    return number
