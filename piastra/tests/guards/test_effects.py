"""What each verb does to the database, to the last field: as `effects.txt` says.

Where a change is meant, `EFFECTS=write` writes the file anew, and its lines are read in the review.
"""

import os
import re

import pytest

from piastra.tests.guards import verbs
from piastra.tests.guards.effects import KEPT, effects, everything
from piastra.tests.guards.recipes import RECIPES
from piastra.tests.guards.state import apart

VERBS = verbs.found()


def kept() -> dict[str, list[str]]:
    """The lines of each verb."""
    parts = re.split(r"^== (.+)$", KEPT.read_text(), flags=re.MULTILINE) if KEPT.exists() else [""]
    return {
        name: lines.strip().splitlines()
        for name, lines in zip(parts[1::2], parts[2::2], strict=True)
    }


def write(name: str, lines: list[str]) -> None:
    all_ = kept() | {name: lines}
    text = "\n\n".join("\n".join([f"== {each}", *all_[each]]) for each in sorted(all_))
    KEPT.write_text(f"{text}\n")


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(VERBS))
def test_a_verb_does_what_is_written_and_no_more(name, world, outside):
    call = RECIPES[name](world)
    before = everything()
    answer = VERBS[name](**apart(call.given))
    if hasattr(answer, "close"):
        answer.close()
    # Names that the factories number.
    found = [re.sub(r"(A-|Numero|Serata|serata-|Iscritto|ORD-|persona-|Fornitore|V)\s?\d+", r"\1", line)
             for line in effects(before, everything())]  # fmt: skip
    if os.environ.get("EFFECTS") == "write":
        write(name, found)
    assert found == kept()[name]


def test_nothing_is_written_of_verbs_that_are_gone():
    assert set(kept()) == set(VERBS)
