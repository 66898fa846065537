"""Which tests run which lines: recorded once, kept in var/, and renewed where a file has changed."""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from piastra.tools.embedded.home import PROJECT
from piastra.tools.mutate.mutants import Mutant
from piastra.tools.mutate.recording import RECORDED_IN

KEPT = PROJECT / "var" / "mutate" / "footprints.json"
APPS = ("core", "members", "spaces", "events", "budget", "piastra")
#: Browsers, minutes of races and clocks say little of a single line, and late.
CHOSEN = "not browser and not slow and not alone"


@dataclass(frozen=True)
class Test:
    """`size` is the number of lines of the targets that it runs: the fewer, the more it is about each."""

    name: str
    seconds: float
    size: int


@dataclass
class Footprints:
    """What is known: the digest of each file when it was recorded, and the lines of each test."""

    digests: dict[str, str] = field(default_factory=dict)
    tests: dict[str, dict] = field(default_factory=dict)

    @classmethod
    def kept(cls) -> "Footprints":
        return cls(**json.loads(KEPT.read_text())) if KEPT.exists() else cls()

    def keep(self) -> None:
        KEPT.parent.mkdir(parents=True, exist_ok=True)
        fresh = KEPT.with_suffix(".new")
        fresh.write_text(json.dumps({"digests": self.digests, "tests": self.tests}))
        fresh.replace(KEPT)

    @property
    def fingerprint(self) -> str:
        """Of all files together."""
        return hashlib.sha256(json.dumps(self.digests, sort_keys=True).encode()).hexdigest()[:16]

    def of(self, mutant: Mutant) -> list[Test]:
        """The tests that run the mutant's statement, those most about it first.

        What runs when a module is imported runs for all: then these are the tests that use the module, and
        those that run no line of any, since they may read its tables as they stand.
        """
        by_line = self._index.get(str(mutant.file), {})
        near = {name for line in mutant.lines for name in by_line.get(line, ())}
        if not near and not mutant.in_function:
            near = {name for names in by_line.values() for name in names} | self._readers(mutant)
        return sorted((self._test(name) for name in near), key=_promise)

    def _readers(self, mutant: Mutant) -> set[str]:
        """The tests of its app, and of the portal as a whole, that run no line."""
        folders = (f"{mutant.file.parts[0]}/", "piastra/tests/")
        return {
            name for name, of in self.tests.items() if not of["lines"] and name.startswith(folders)
        }

    @cached_property
    def _index(self) -> dict[str, dict[int, list[str]]]:
        """File, line: the tests that run it."""
        found: dict[str, dict[int, list[str]]] = {}
        for name, known in self.tests.items():
            for file, lines in known["lines"].items():
                for line in lines:
                    found.setdefault(file, {}).setdefault(line, []).append(name)
        return found

    def _test(self, name: str) -> Test:
        known = self.tests[name]
        return Test(name, known["seconds"], sum(map(len, known["lines"].values())))

    def without(self, names: set[str]) -> "Footprints":
        """The same, but for these tests."""
        left = {name: of for name, of in self.tests.items() if name not in names}
        return Footprints(self.digests, left)

    def forget(self, files: Iterable[str]) -> None:
        gone = set(files)
        self.tests = {name: of for name, of in self.tests.items() if _file(name) not in gone}


def _promise(test: Test) -> tuple[float, str]:
    return (test.seconds + 0.02) * (test.size + 20), test.name


def _file(test: str) -> str:
    return test.partition("::")[0]


def up_to_date(folders: list[str]) -> Footprints:
    """What is kept, once the tests of these folders that are new or changed have been recorded.

    When anything but a test has changed, nothing that is kept still holds.
    """
    known, now = Footprints.kept(), digests()
    sources = {file: digest for file, digest in now.items() if not _is_test(file)}
    if {file: of for file, of in known.digests.items() if not _is_test(file)} != sources:
        known = Footprints()
    asked = [file for file in now if _is_test(file) and _is_in(file, folders)]
    stale = [file for file in asked if known.digests.get(file) != now[file]]
    known.forget({*stale, *(known.digests.keys() - now.keys())})
    if stale:
        known.tests |= record(stale)
        old = {file: of for file, of in known.digests.items() if file in now}
        known.digests = old | sources | {file: now[file] for file in asked}
        known.keep()
    return known


def record(files: list[str]) -> dict[str, dict]:
    """Run these files' tests on both cores and note their lines."""
    print(f"Recording which lines the tests of {len(files)} files run …", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "worksteal", "-m", CHOSEN]
            + ["-p", "piastra.tools.mutate.recording", "-p", "no:cacheprovider", *files],
            cwd=PROJECT,
            env={**os.environ, RECORDED_IN: folder},
            check=False,
        )
        found = [json.loads(path.read_text()) for path in Path(folder).glob("*.json")]
    tests = {test: of for each in found for test, of in each.items()}
    if not tests:
        raise SystemExit("None of these tests could be recorded: see above.")
    return tests


def digests() -> dict[str, str]:
    """Of every source file that a test may run."""
    files = sorted(path for app in APPS for path in (PROJECT / app).rglob("*.py"))
    return {
        str(path.relative_to(PROJECT)): hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        for path in files
        if "tools/mutate" not in str(path)
    }


def _is_test(file: str) -> bool:
    return Path(file).name.startswith("test_")


def _is_in(file: str, folders: list[str]) -> bool:
    return not folders or any(Path(file).is_relative_to(folder) for folder in folders)
