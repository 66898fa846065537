"""The run over a sample: two mutants at a time, what is known kept, survivors printed."""

import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from piastra.tools.mutate import worker
from piastra.tools.mutate.footprints import Footprints, Test
from piastra.tools.mutate.mutants import Mutant

KEPT = worker.FOLDER / "results.json"
#: The tests that promise most come first, in a process of their own; the others only if those notice nothing.
FIRST = 25
#: Seconds, by the clock of the recording: more tests than this are not tried on one mutant.
MOST = 90.0
#: How much slower than recorded a test may be before it hangs; seconds that a process may need to begin.
SLACK, START = 6, 60
LOOK_EVERY = 0.02

SILENT = {worker.OK, worker.NO_SUCH_TEST}
NOTICED, SURVIVED, UNTESTED = "noticed", "survived", "no test runs it"


@dataclass(frozen=True)
class Result:
    """What became of a mutant. `tests` is the number of those that were chosen for it."""

    outcome: str
    tests: int = 0
    by: str = ""
    seconds: float = 0.0
    state: str = ""


class Results:
    """What is known of earlier mutants: noticed stays so while its file does, the rest while all tests do."""

    def __init__(self, path: Path = KEPT) -> None:
        self.path = path
        kept = json.loads(path.read_text()) if path.exists() else {}
        self.known = {key: Result(**fields) for key, fields in kept.items()}

    def of(self, mutant: Mutant, prints: Footprints) -> Result | None:
        found = self.known.get(mutant.key)
        holds = found and found.state == state(mutant, prints, found.outcome)
        return found if holds else None

    def keep(self, mutant: Mutant, result: Result) -> None:
        self.known[mutant.key] = result
        fields = {key: asdict(each) for key, each in self.known.items()}
        fresh = self.path.with_suffix(".new")
        fresh.write_text(json.dumps(fields, indent=1))
        fresh.replace(self.path)


def state(mutant: Mutant, prints: Footprints, outcome: str) -> str:
    """What a result depends on, as a word."""
    if outcome == NOTICED:
        return prints.digests.get(str(mutant.file), "")
    return prints.fingerprint


@dataclass
class Job:
    """A mutant, the tests that are still to be tried on it, and how many they were."""

    mutant: Mutant | None
    rounds: list[list[Test]]
    chosen: int
    began: float = 0.0
    attempt: worker.Attempt | None = None

    def go_on(self, number: int) -> None:
        self.began = self.began or time.monotonic()
        tests = self.rounds.pop(0)
        seconds = START + SLACK * sum(test.seconds for test in tests)
        self.attempt = worker.begin(self.mutant, [test.name for test in tests], number, seconds)

    def result(self, status: int, prints: Footprints) -> Result:
        outcome = SURVIVED if status in SILENT else NOTICED
        by = "" if status in SILENT else ", ".join(self.attempt.failed_tests)
        seconds = round(time.monotonic() - self.began, 1)
        return Result(outcome, self.chosen, by, seconds, state(self.mutant, prints, outcome))


def job(mutant: Mutant, prints: Footprints) -> Job:
    tests, spent = [], 0.0
    for test in prints.of(mutant):
        spent += test.seconds
        if spent > MOST and tests:
            break
        tests.append(test)
    rounds = [part for part in (tests[:FIRST], tests[FIRST:]) if part]
    return Job(mutant, rounds, len(tests))


class Pool:
    """Tries two mutants at a time, and begins no more after this moment of the monotonic clock."""

    def __init__(self, jobs: list[Job], until: float) -> None:
        self.waiting, self.until = jobs, until
        self.free, self.running = [0, 1], []

    def ended(self) -> Iterator[tuple[Job, int]]:
        """Each job with the status of its last process, as they end."""
        self._begin()
        while self.running:
            time.sleep(LOOK_EVERY)
            for each in list(self.running):
                status = each.attempt.ended()
                if status in SILENT and each.rounds:
                    each.go_on(each.attempt.number)
                elif status is not None:
                    self._let_go(each)
                    yield each, status
            self._begin()

    def end(self) -> None:
        """Stop what is running: what it would have found is not known."""
        for each in self.running:
            each.attempt.end()

    def _begin(self) -> None:
        while self.waiting and self.free and time.monotonic() < self.until:
            each = self.waiting.pop(0)
            each.go_on(self.free.pop())
            self.running.append(each)

    def _let_go(self, each: Job) -> None:
        self.running.remove(each)
        self.free.append(each.attempt.number)


class Broken(Exception):
    """A process did not come to its tests at all, so that its end says nothing of them."""


def unsound(jobs: list[Job]) -> set[str]:
    """The tests, of those chosen, that fail without any mistake: their failing says nothing.

    Raises `Broken`.
    """
    tests = {test.name: test for each in jobs for part in each.rounds for test in part}
    halves = [list(tests.values())[start::2] for start in (0, 1)]
    controls = [Job(None, [half], len(half)) for half in halves if half]
    found: set[str] = set()
    for each, status in Pool(controls, time.monotonic() + START).ended():
        if status not in (worker.OK, worker.FAILED):
            raise Broken(f"pytest ended with {status}: see {worker.log_of(each.attempt.number)}")
        found |= set(each.attempt.failed_tests)
    return found


def try_each(
    mutants: list[Mutant], prints: Footprints, until: float
) -> Iterator[tuple[Mutant, Result]]:
    """What becomes of each mutant, as far as time allows."""
    failing = unsound([job(mutant, prints) for mutant in mutants])
    for name in sorted(failing):
        print(f"Fails without any mistake, and is left out: {name}", flush=True)
    jobs = [job(mutant, prints.without(failing)) for mutant in mutants]
    for each in jobs:
        if not each.rounds:
            yield each.mutant, Result(UNTESTED, state=prints.fingerprint)
    pool = Pool([each for each in jobs if each.rounds], until)
    try:
        for each, status in pool.ended():
            yield each.mutant, each.result(status, prints)
    finally:
        pool.end()
