"""Consents: given, withdrawn. Each with the version of the notice that was in force."""

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from core.journal import record
from core.locks import lock, lock_all
from core.refusals import ensure
from members import privacy
from members.models import Consent, Verb
from members.rules.profiles import why_not_consent


@transaction.atomic
def give_consent(*, by, kind: str) -> Consent:
    """Agree to one thing, with the notice that is in force. Agreeing twice changes nothing."""
    ensure(why_not_consent(kind))
    lock(get_user_model().objects.all(), by.pk)
    if given := by.consents.to(kind).first():
        return given
    consent = Consent.objects.create(person=by, kind=kind, version=privacy.VERSION)
    record(by=by, verb=Verb.CONSENT_GIVEN, on=consent, kind=kind, version=consent.version)
    return consent


@transaction.atomic
def withdraw_consent(*, by, kind: str) -> None:
    """Withdraw what was agreed to, from now on. Twice changes nothing."""
    ensure(why_not_consent(kind))
    lock(get_user_model().objects.all(), by.pk)
    for consent in lock_all(by.consents.to(kind)):
        # Clocks of two processes may differ; a consent ends after it was given.
        consent.withdrawn_at = max(timezone.now(), consent.given_at)
        consent.save(update_fields=["withdrawn_at"])
        record(by=by, verb=Verb.CONSENT_WITHDRAWN, on=consent, kind=kind)
