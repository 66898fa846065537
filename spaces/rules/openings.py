"""Whether what is closed may be opened again."""

from datetime import datetime

from django.utils.translation import gettext as _

from core.refusals import Refusal
from spaces.models import Closure, OutOfService


def why_not_reopen(hole: Closure | OutOfService | None, now: datetime) -> Refusal | None:
    """Why a closure or an outage can't be ended now; None of them: somebody took it away meanwhile."""
    if hole is not None and hole.end > now:
        return None
    return Refusal(_("This is over and stays as it was."), code="over")
