"""Every status of the portal as text: its states, and each move with the verbs that make it and who may.

`docs/states.txt` is this table as it was agreed; a test holds the two together, so that a change of a state is
seen in a review.
"""

from collections.abc import Iterator

from core import letters
from core.moves import NEW, Derived, Move, Moves
from events import rules as events
from members import rules as members
from piastra.pages import rules as pages
from piastra.reports import rules as reports
from spaces.rules import states as spaces

TABLES: tuple[Moves, ...] = (
    members.APPLICATION,
    members.INVITATION,
    members.RENEWAL,
    members.POST,
    members.REPORT,
    spaces.BOOKING,
    spaces.WAITING,
    events.EVENT,
    events.REGISTRATION,
    reports.EDITION,
    letters.LETTER,
    pages.FEEDBACK,
)
DERIVED: tuple[Derived, ...] = (
    members.MEMBERSHIP,
    members.ACCOUNT,
    members.CONSENT,
    members.COLLABORATION,
    spaces.ASSIGNMENT,
    spaces.SERIES,
    spaces.CLOSURE,
    spaces.OUTAGE,
)
INTRODUCTION = [
    "Every status of the portal: from, to, verbs, who. Nothing else moves a state (`core/moves.py`).",
    "Written by `python manage.py state_table > docs/states.txt`; a test compares it with the code.",
]


def table() -> str:
    """The table, a part for each noun: first those with a column, then those whose state is derived."""
    parts = [_of_column(each) for each in TABLES] + [_of_derived(each) for each in DERIVED]
    return "\n\n".join(["\n".join(part) for part in [INTRODUCTION, *parts]]) + "\n"


def _of_column(table: Moves) -> list[str]:
    return [f"{table.model._meta.label}.{table.field}", *_lines(table.moves)]


def _of_derived(table: Derived) -> list[str]:
    states = (f"  {state}: {when}" for state, when in table.states)
    return [
        f"{table.model._meta.label}, derived: no column holds it",
        *states,
        *_lines(table.moves),
    ]


def _lines(moves: tuple[Move, ...]) -> Iterator[str]:
    rows = [_row(move) for move in moves]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1, 2)]
    for one, two, three, four in rows:
        line = f"  {one:{widths[0]}} → {two:{widths[1]}}  {three:{widths[2]}}  {four}"
        yield line.rstrip()


def _row(move: Move) -> tuple[str, str, str, str]:
    verbs = ", ".join(verb.rpartition(".")[2] for verb in move.verbs)
    return (move.before if move.before != NEW else "(new)", move.after, verbs, move.who.words)
