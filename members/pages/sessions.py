"""What the page of the own sessions shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from members.authentication.devices import words_for
from members.models import Session


@dataclass(frozen=True)
class SessionRow:
    """One browser in which the reader is signed in."""

    mark: str
    device: str
    begun_at: datetime
    used_at: datetime
    is_this: bool


def session_rows(sessions: Iterable[Session], *, here: str) -> list[SessionRow]:
    """The rows of the page; `here` is the key of the reader's own session, which stands first."""
    rows = [
        SessionRow(each.mark, words_for(each.device), each.begun_at, each.used_at, each.pk == here)
        for each in sessions
    ]
    return sorted(rows, key=lambda row: not row.is_this)
