"""The database's last word: which constraint says what to people, and what to do about a deadlock.

Every verb asks its rules first, under its locks. Should it still meet a constraint (two at the same moment, a rule
forgotten), the person reads a sentence from here and nothing is written.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps

from django.apps import apps
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction
from django.utils.translation import gettext as _

from core.refusals import Refusal

#: Answers with what a constraint means to people; with None where who was quicker has gone again.
Sentence = Callable[[], Refusal | None]

#: Two waited for each other and PostgreSQL ended one of them. It stands beside the constraints' names.
DEADLOCK = "deadlock"
DEADLOCK_CODE = "40P01"
#: How often a loser tries in all, and how many seconds it lets the winner go first; longer each time.
TURNS, PAUSE = 4, 0.05

#: Constraint → sentence, filled by each app’s rules (`register`). What a model says itself needs no row.
WALLS: dict[str, Sentence] = {}


def register(walls: Mapping[str, Sentence]) -> None:
    """Enter what constraints of an app mean. Raises `ValueError` for one that has its sentence already."""
    if twice := WALLS.keys() & walls.keys():
        raise ValueError(f"said twice: {sorted(twice)}")
    WALLS.update(walls)


def constraint_of(error: DatabaseError) -> str:
    """The name of the constraint that refused, or `DEADLOCK`; empty for any other error."""
    cause = error.__cause__
    if getattr(cause, "pgcode", None) == DEADLOCK_CODE:
        return DEADLOCK
    return getattr(getattr(cause, "diag", None), "constraint_name", None) or ""


def sentence_of(name: str) -> Sentence | None:
    """What this constraint means: the apps' word, or else the model's own; None where there is none."""
    if name in WALLS:
        return WALLS[name]
    constraints = (each for model in apps.get_models() for each in model._meta.constraints)
    found = next((each for each in constraints if each.name == name), None)
    if found is None or found.violation_error_message == found.default_violation_error_message:
        return None
    return lambda: Refusal(found.violation_error_message, code=name)


@contextmanager
def explained(exact: Mapping[str, Sentence] | None = None) -> Iterator[None]:
    """Write inside: what a constraint refuses is raised as its `Refusal`, and nothing of it is written.

    `exact` are sentences that know what was being written; else the table's hold. What has none passes.
    """
    try:
        with transaction.atomic():
            yield
    except (IntegrityError, OperationalError) as error:
        name = constraint_of(error)
        sentence = (exact or {}).get(name) or sentence_of(name)
        if sentence is None:
            raise
        raise sentence() or was_overtaken() from error


def was_overtaken() -> Refusal:
    """Somebody else wrote first, and there is no more to say about it."""
    sentence = _(
        "Somebody else made a change at the same moment, and yours was not recorded: send it again."
    )
    return Refusal(sentence, code="overtaken")


def again_if_deadlocked(action: Callable) -> Callable:
    """Who hands a place on locks whoever waits for it, in no order with others: the loser begins again.

    After a moment: at once it could take the row that the winner has just been given, and lose once more.
    """

    @wraps(action)
    def acting(**wanted):
        for turn in range(1, TURNS):
            try:
                return action(**wanted)
            except OperationalError as error:
                if constraint_of(error) != DEADLOCK or connection.in_atomic_block:
                    raise
            time.sleep(PAUSE * turn)
        return action(**wanted)

    # Which verbs do so is kept among what is said of each.
    acting.begins_again = True
    return acting


WALLS[DEADLOCK] = was_overtaken
