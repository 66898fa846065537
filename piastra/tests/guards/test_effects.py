"""What each verb does to the database, to the last field, as `effects.txt` says; and how: `statements.txt`.

Where a change is meant, `KEPT=write` writes both anew, and their lines are read in the review.
"""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import transaction
from django.utils.translation import override

from core.models import ClosedMonth
from core.month import Month
from core.refusals import Refusal
from piastra.tests.guards import verbs
from piastra.tests.guards.effects import NUMBERED, effects, everything
from piastra.tests.guards.kept import Kept
from piastra.tests.guards.recipes import RECIPES
from piastra.tests.guards.situations import SITUATIONS
from piastra.tests.guards.state import apart, changed, rows, with_its_number
from piastra.tests.guards.statements import Statements, described

VERBS = verbs.found()
EFFECTS, STATEMENTS = Kept("effects.txt"), Kept("statements.txt")


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted({*VERBS, *SITUATIONS}))
def test_a_verb_does_what_is_written_and_no_more(name, world, outside):
    verb, call = VERBS[name.partition(",")[0]], (RECIPES | SITUATIONS)[name](world)
    closed = [when_closed(verb, call.given, day) for day in call.dated]
    stale, before = apart(call.given), everything()
    with override("it"), Statements().noted() as statements:  # whatever the test before has left
        answer = verb(**apart(call.given))
    if hasattr(answer, "close"):
        answer.close()
    found = [NUMBERED.sub(r"\1", line) for line in effects(before, everything())]
    EFFECTS.is_as_kept(name, found)
    again = asked_again(verb, with_its_number(verb, stale, answer))
    STATEMENTS.is_as_kept(name, [*closed, *statements.told(answer), f"again {again}"])


def when_closed(verb: Callable, given: dict, day: date) -> str:
    """What it gives where the month of this date is closed; nothing of it is kept."""
    month = Month.of(day)
    with transaction.atomic():
        ClosedMonth.objects.create(month=month.first)
        said = asked_again(verb, apart(given))
        transaction.set_rollback(True)
    return f"with {month} closed {said}"


def asked_again(verb: Callable, given: dict) -> str:
    """What the same form gives that is sent once more, and the tables that it changes."""
    before = rows()
    try:
        with transaction.atomic():
            answer = verb(**given)
    except Refusal as refusal:
        return f"refused: {refusal.code}"
    if hasattr(answer, "close"):
        answer.close()
    written = sorted(changed(before))
    return " ".join([described(answer), *["and writes"] * bool(written), *written])


def test_nothing_is_written_of_verbs_that_are_gone():
    for kept in (EFFECTS, STATEMENTS):
        assert set(kept.parts()) == {*VERBS, *SITUATIONS}
