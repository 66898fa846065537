"""Which months want a draft: all that are over since the programme began, and have none."""

from core.month import Month
from piastra.reports import actions, months


def wanted() -> list[Month]:
    """Finished months of the programme without an edition that stands, the earliest first."""
    made = months.standing()
    return [month for month in months.finished() if month not in made]


def request_all() -> None:
    """Ask for each of them, in the portal's own name."""
    for month in wanted():
        actions.request_edition(month=month, by=None)
