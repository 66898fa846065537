"""By when an application is answered: calendar days in Rome, which stop while something is asked."""

from datetime import UTC, date, datetime

import pytest

from members.models import Application, ApplicationMove
from members.rules.applying import answer_by

SENT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def moves(*pauses):
    """Each pause: when it was asked, and when it was answered, if it was."""
    made = [ApplicationMove(after="submitted", at=SENT)]
    for asked, answered in pauses:
        made.append(ApplicationMove(after="info_requested", at=asked))
        if answered:
            made.append(ApplicationMove(after="under_review", at=answered))
    return made


def at(day, hour=9, month=3):
    return datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("pauses", "now", "last"),
    [
        ([], date(2026, 3, 2), date(2026, 4, 1)),
        ([(at(5), at(10))], date(2026, 3, 20), date(2026, 4, 6)),
        ([(at(5), at(5, 20))], date(2026, 3, 20), date(2026, 4, 1)),
        # Half past eleven in Rome and half past midnight: another day, whatever it is in Greenwich.
        ([(at(5, 22), at(5, 23))], date(2026, 3, 20), date(2026, 4, 2)),
        ([(at(5), at(7)), (at(10), at(14))], date(2026, 3, 20), date(2026, 4, 7)),
        # Over the night of the clock change: days, not hours.
        ([(at(28), at(30))], date(2026, 4, 1), date(2026, 4, 3)),
        ([(at(5), None)], date(2026, 3, 15), date(2026, 4, 11)),
        ([(at(5), None)], date(2026, 3, 16), date(2026, 4, 12)),
    ],
)
def test_the_last_day(pauses, now, last):
    status = "info_requested" if pauses and pauses[-1][1] is None else "under_review"
    sent = Application(status=status, submitted_at=SENT, answer_days=30)
    assert answer_by(sent, moves(*pauses), now) == last


@pytest.mark.parametrize("status", Application.Status.values)
def test_what_is_decided_or_was_never_promised_has_no_last_day(status):
    open_states = {"submitted", "under_review", "info_requested"}
    sent = Application(status=status, submitted_at=SENT, answer_days=30)
    if status == "draft":
        sent.submitted_at = None
    assert (answer_by(sent, moves(), SENT.date()) is not None) is (status in open_states)
    sent.answer_days = None
    assert answer_by(sent, moves(), SENT.date()) is None


def test_no_pause_ends_by_a_refusal_only():
    refused = [*moves((at(5), None)), ApplicationMove(after="not_admitted", at=at(9))]
    sent = Application(status="under_review", submitted_at=SENT, answer_days=30)
    assert answer_by(sent, refused, date(2026, 5, 1)) == date(2026, 4, 5)
