"""Consents: given once, withdrawn, given again; each with its notice, all of it kept and journalled."""

import pytest

from core.models import JournalEntry
from core.refusals import Refusal
from members import privacy
from members.actions import give_consent, withdraw_consent
from members.models import Consent
from members.rules.profiles import has_consent

KINDS = Consent.Kind.values


@pytest.mark.parametrize("kind", KINDS)
def test_given_withdrawn_and_given_again(kind, member):
    assert not has_consent(member.consents.all(), kind)
    first = give_consent(by=member, kind=kind)
    assert give_consent(by=member, kind=kind) == first
    assert first.version == privacy.VERSION
    held = {each: has_consent(member.consents.all(), each) for each in KINDS}
    assert held == {each: each == kind for each in KINDS}
    withdraw_consent(by=member, kind=kind)
    withdraw_consent(by=member, kind=kind)
    assert not has_consent(member.consents.all(), kind)
    second = give_consent(by=member, kind=kind)
    assert [each.pk for each in member.consents.all()] == [second.pk, first.pk]
    lines = JournalEntry.objects.filter(subject="members.consent").order_by("pk")
    assert [line.verb for line in lines] == ["consent_given", "consent_withdrawn", "consent_given"]


@pytest.mark.parametrize("act", [give_consent, withdraw_consent])
def test_what_nobody_can_agree_to(act, member):
    with pytest.raises(Refusal) as refused:
        act(by=member, kind="everything")
    assert refused.value.code == "unknown_consent"
    assert not Consent.objects.exists()


def test_one_gives_for_oneself_only(member, other_member):
    give_consent(by=member, kind="directory")
    withdraw_consent(by=other_member, kind="directory")
    assert has_consent(member.consents.all(), "directory")
    assert not has_consent(other_member.consents.all(), "directory")
