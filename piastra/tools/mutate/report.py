"""What a run says at its end: how many mistakes were noticed, and each that was not."""

from collections import Counter

from piastra.tools.mutate.equivalents import equivalents, gone, told
from piastra.tools.mutate.mutants import Mutant
from piastra.tools.mutate.run import NOTICED, UNTESTED, Result

#: Of the mutants that change something, the share that tests must notice.
GOAL = 0.9


def lines(found: list[tuple[Mutant, Result]], sampled: int) -> list[str]:
    known = equivalents()
    counted = [(mutant, result) for mutant, result in found if told(mutant) not in known]
    missed = [(mutant, result) for mutant, result in counted if result.outcome != NOTICED]
    noticed = len(counted) - len(missed)
    return [
        *(
            line
            for mutant, result in sorted(missed, key=_place)
            for line in _survivor(mutant, result)
        ),
        *_by_module(counted),
        f"{len(found)} of {sampled} mutants tried; {len(found) - len(counted)} change nothing (docs/tests.md).",
        *(
            f"No longer in its file, to be struck off docs/tests.md: {entry}"
            for entry in gone(known)
        ),
        f"Score: {noticed} of {len(counted)} noticed, {score(found):.1%} (goal {GOAL:.0%}).",
    ]


def score(found: list[tuple[Mutant, Result]]) -> float:
    """The share of those noticed among those that change something; of none, all."""
    known = equivalents()
    outcomes = [result.outcome for mutant, result in found if told(mutant) not in known]
    return outcomes.count(NOTICED) / len(outcomes) if outcomes else 1.0


def _survivor(mutant: Mutant, result: Result) -> list[str]:
    why = result.outcome if result.outcome == UNTESTED else f"survived {result.tests} tests"
    return ["", f"{why}: {mutant}"]


def _place(pair: tuple[Mutant, Result]) -> tuple[str, int]:
    return str(pair[0].file), pair[0].lines.start


def _by_module(found: list[tuple[Mutant, Result]]) -> list[str]:
    of = Counter(str(mutant.file) for mutant, _result in found)
    noticed = Counter(str(mutant.file) for mutant, result in found if result.outcome == NOTICED)
    return ["", *(f"{noticed[file]:4} of {of[file]:3}  {file}" for file in sorted(of)), ""]
