"""What each verb does to the database, to the last field: `effects.txt`; and how: `statements.txt`.

Where a change is meant, `KEPT=write` writes both anew, and their lines are read in the review.
"""

import pytest
from django.utils.translation import override

from piastra.tests.guards import verbs
from piastra.tests.guards.effects import NUMBERED, effects, everything
from piastra.tests.guards.kept import Kept
from piastra.tests.guards.recipes import RECIPES
from piastra.tests.guards.situations import SITUATIONS
from piastra.tests.guards.state import apart
from piastra.tests.guards.statements import Statements

VERBS = verbs.found()
EFFECTS, STATEMENTS = Kept("effects.txt"), Kept("statements.txt")


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted({*VERBS, *SITUATIONS}))
def test_a_verb_does_what_is_written_and_no_more(name, world, outside):
    call = (RECIPES | SITUATIONS)[name](world)
    before = everything()
    with override("it"), Statements().noted() as statements:  # whatever the test before has left
        answer = VERBS[name.partition(",")[0]](**apart(call.given))
    if hasattr(answer, "close"):
        answer.close()
    found = [NUMBERED.sub(r"\1", line) for line in effects(before, everything())]
    EFFECTS.is_as_kept(name, found)
    STATEMENTS.is_as_kept(name, statements.told(answer))


def test_nothing_is_written_of_verbs_that_are_gone():
    for kept in (EFFECTS, STATEMENTS):
        assert set(kept.parts()) == {*VERBS, *SITUATIONS}
