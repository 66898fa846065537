"""The states of an edition, and every move between them."""

from core.access import Permission
from core.moves import NEW, PORTAL, Move, Moves, holder_of
from piastra.reports.models import Edition

State = Edition.State
PREPARER = holder_of(Permission.PREPARE_REPORTS)
ASKED = ("piastra.reports.actions.request_edition",)
AGAIN = (*ASKED, "piastra.reports.actions.prepare_again")
MADE = ("piastra.reports.making.make",)

EDITION = Moves(
    Edition,
    Move(NEW, State.REQUESTED, ASKED, PREPARER | PORTAL),
    Move(State.REQUESTED, State.RENDERING, MADE, PORTAL),
    Move(State.RENDERING, State.DRAFT, MADE, PORTAL),
    Move(State.RENDERING, State.FAILED, MADE, PORTAL),
    Move(State.FAILED, State.REQUESTED, AGAIN, PREPARER | PORTAL),
    Move(State.DRAFT, State.REQUESTED, AGAIN[1:], PREPARER),
    Move(State.DRAFT, State.PUBLISHED, ("piastra.reports.actions.publish",), PREPARER),
    field="state",
)
