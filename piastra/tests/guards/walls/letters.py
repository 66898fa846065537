"""The journal, letters, the mail server, closed months and reports of barriers: their walls."""

from collections.abc import Callable
from datetime import date

from core import journal
from core.mail import put
from core.models import (
    AccessibilityFeedback,
    ClosedMonth,
    Installation,
    JournalEntry,
    MailServer,
    OutgoingMail,
)
from piastra.tests.guards.walls.rows import NOW, Case, Pair, broken_by, run
from spaces.tests.factories import PersonFactory


def letter() -> OutgoingMail:
    return put(to="a@example.org", subject="a", text="a")


def server() -> MailServer:
    return MailServer.objects.get_or_create(pk=1)[0]


CHECKS: dict[str, Case] = {
    "one_installation": (Installation.objects.create, [{"id": 2}], [{"is_demo": True}]),
    "mail_times_follow_status": (
        letter,
        [
            {"next_try_at": None}, {"sent_at": NOW}, {"stopped_at": NOW},
            {"status": "sent"}, {"status": "sent", "sent_at": NOW},
            {"status": "sent", "next_try_at": None},
            {"status": "failed"}, {"status": "failed", "next_try_at": None},
            {"status": "given_up", "stopped_at": NOW},
            {"status": "failed", "next_try_at": None, "stopped_at": NOW, "sent_at": NOW},
            {"status": "else"},
        ],
        [
            {"status": "sent", "next_try_at": None, "sent_at": NOW},
            {"status": "failed", "next_try_at": None, "sent_at": None, "stopped_at": NOW},
            {"status": "given_up"},
        ],
    ),
    "one_mail_server": (server, [{"id": 2}], [{"error": "a"}]),
    "mail_server_is_there_or_away": (
        server,
        [
            {"failures": 1}, {"away_since": NOW}, {"next_try_at": NOW},
            {"failures": 1, "away_since": NOW}, {"failures": 1, "next_try_at": NOW},
        ],
        [{"failures": 1, "away_since": NOW, "next_try_at": NOW}],
    ),
    "closed_month_is_a_first_day": (
        lambda: ClosedMonth.objects.create(month=date(2026, 10, 1)),
        [{"month": date(2026, 10, 2)}, {"month": date(2026, 10, 31)}],
        [{"month": date(2026, 9, 1)}],
    ),
    "answered_report_has_its_answer": (
        lambda: AccessibilityFeedback.objects.create(text="a"),
        [
            {"answered_at": NOW}, {"answer": "a"}, {"status": "answered"},
            {"status": "answered", "answered_at": NOW}, {"status": "answered", "answer": "a"},
        ],
        [{"status": "answered", "answered_at": NOW, "answer": "a"}],
    ),
}  # fmt: skip
PAIRS: dict[str, Pair] = {}


def the_journal_never_changes() -> None:
    journal.record(by=None, verb=journal.CoreVerb.FEEDBACK_SENT, on=PersonFactory())
    lines = JournalEntry.objects.all()
    assert broken_by(lambda: lines.update(verb="a")) == "journal_never_changes"
    assert broken_by(lambda: lines.update(by=None)) == "journal_never_changes"
    assert broken_by(lambda: run("DELETE FROM core_journalentry")) == "journal_never_changes"


def the_journal_is_never_emptied() -> None:
    wall = broken_by(lambda: run("TRUNCATE core_journalentry"))
    assert wall == "journal_is_never_emptied"


#: Each trigger, and what it does.
TRIGGERS: dict[str, Callable] = {
    "journal_never_changes": the_journal_never_changes,
    "journal_is_never_emptied": the_journal_is_never_emptied,
}
