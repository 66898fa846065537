"""python -m piastra.tools.mutate: try a sample of mistakes and print those that no test notices."""

import argparse
import os
import sys
import time
from contextlib import nullcontext

from piastra.tools.embedded.postgres import Server
from piastra.tools.mutate import report, run, worker
from piastra.tools.mutate.footprints import Footprints, up_to_date
from piastra.tools.mutate.mutants import Mutant, sample
from piastra.tools.mutate.targets import targets


def main() -> int:
    asked = arguments().parse_args()
    worker.FOLDER.mkdir(parents=True, exist_ok=True)
    # The tests' modules are compiled once for all processes, wherever the machine keeps no compiled files.
    sys.dont_write_bytecode, sys.pycache_prefix = False, str(worker.FOLDER / "compiled")
    mutants = sample(targets(asked.only), asked.sample, asked.seed)
    if not mutants:
        print(f"There is nothing to change in {' '.join(asked.only or [])}: see targets.py.")
        return 2
    with database():
        prints = up_to_date(asked.tests)
        worker.warm_up()
        try:
            found = try_all(mutants, prints, asked.minutes)
        except run.Broken as broken:
            print(f"The sound code can't be tested: {broken}")
            return 2
    print("\n".join(report.lines(found, len(mutants))))
    return 0 if report.score(found) >= report.GOAL else 1


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make mutate", description=__doc__)
    parser.add_argument("--sample", type=int, default=200, help="how many mutants (200)")
    parser.add_argument("--seed", type=int, default=1, help="another number, another sample (1)")
    parser.add_argument("--minutes", type=float, default=60, help="begin no more after these (60)")
    parser.add_argument("--only", nargs="+", metavar="MODULE", help="such as spaces.rules")
    parser.add_argument("--tests", nargs="+", metavar="FOLDER", default=[], help="with these tests")
    return parser


def database():
    """The embedded PostgreSQL, kept running over all processes; whatever DATABASE_URL names is running already."""

    return nullcontext() if os.environ.get("DATABASE_URL") else Server()


def try_all(
    mutants: list[Mutant], prints: Footprints, minutes: float
) -> list[tuple[Mutant, run.Result]]:
    """What is known from before, and what the rest gives; a line for each as it comes."""
    results, until = run.Results(), time.monotonic() + 60 * minutes
    found = [(each, results.of(each, prints)) for each in mutants]
    left = [mutant for mutant, result in found if result is None]
    found = [(mutant, result) for mutant, result in found if result]
    print(f"{len(mutants)} mutants; {len(found)} known from before.", flush=True)
    for mutant, result in run.try_each(left, prints, until):
        results.keep(mutant, result)
        found.append((mutant, result))
        print(f"{len(found):4} {result.outcome:9} {result.seconds:5.1f} s  {mutant}", flush=True)
    return found


if __name__ == "__main__":
    sys.exit(main())
