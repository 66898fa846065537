"""The unmet demand: who waited for a place, and was never served."""

from collections import Counter, defaultdict
from datetime import datetime

from core.month import Month
from spaces.figures.answer import WaitingRow
from spaces.figures.rows import requests_in
from spaces.models import WaitingRequest

Status = WaitingRequest.Status
#: How a request ended, once its start has passed. Who withdrew did not wait any more. The portal closes
#: requests a little after their start: who still waits then was not served, an open offer was not taken.
ENDS = {
    Status.SERVED: "served",
    Status.DECLINED: "declined",
    Status.EXPIRED: "expired",
    Status.OFFERED: "expired",
    Status.UNSERVED: "unmet",
    Status.WAITING: "unmet",
}


def waiting(month: Month, now: datetime) -> tuple[WaitingRow, ...]:
    """Who asked for a start in the month that has passed; a row for each kind and place asked for."""
    rows = defaultdict(Counter)
    for kind, code, start, end, status in requests_in(month):
        how = ENDS.get(status)
        if how and start <= now:
            rows[kind, code or ""].update(_counted(how, int((end - start).total_seconds()) // 60))
    names = ("asked", "served", "declined", "expired", "unmet", "asked_minutes", "unmet_minutes")
    return tuple(
        WaitingRow(kind=kind, code=code, **{name: sums[name] for name in names})
        for (kind, code), sums in sorted(rows.items())
    )


def _counted(how: str, minutes: int) -> dict[str, int]:
    return {
        "asked": 1,
        how: 1,
        "asked_minutes": minutes,
        "unmet_minutes": minutes if how == "unmet" else 0,
    }
