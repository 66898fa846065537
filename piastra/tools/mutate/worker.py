"""One process for one mutant: it sees the file with the mistake, runs the tests chosen, and says what failed."""

import importlib.abc
import importlib.machinery
import os
import signal
import sys
import time
import traceback
from dataclasses import dataclass
from pathlib import Path

from piastra.tools.embedded.home import PROJECT
from piastra.tools.mutate.mutants import Mutant
from piastra.tools.mutate.targets import module_of

FOLDER = PROJECT / "var" / "mutate"
#: What pytest says when all is well, when a test fails, and when there is none such: the mistake took it away.
OK, FAILED, NO_SUCH_TEST = 0, 1, 5


@dataclass
class Attempt:
    """A running process; `number` is that of its worker, and names its database."""

    mutant: Mutant | None
    pid: int
    number: int
    until: float

    def ended(self) -> int | None:
        """Its exit status; None while it runs. One that takes too long is ended, and has failed."""
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        if pid:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() < self.until:
            return None
        self.end()
        return -signal.SIGKILL

    def end(self) -> None:
        os.killpg(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)

    @property
    def failed_tests(self) -> list[str]:
        """The tests that noticed, as the process noted them: one, but for the sound code."""
        note = note_of(self.number)
        return note.read_text().splitlines() if note.exists() else []


def note_of(number: int) -> Path:
    return FOLDER / f"noticed-{number}.txt"


def log_of(number: int) -> Path:
    return FOLDER / f"worker-{number}.log"


def begin(mutant: Mutant | None, tests: list[str], number: int, seconds: float) -> Attempt:
    """Fork a process that runs these tests over the mutant until one fails; all over the sound code for None."""
    note_of(number).unlink(missing_ok=True)
    pid = os.fork()
    if not pid:
        _run(mutant, tests, number)
    return Attempt(mutant, pid, number, time.monotonic() + seconds)


def warm_up() -> None:
    """Import once what every process needs and no mistake is made in."""
    for name in WARM:
        __import__(name)


WARM = (
    "django.contrib.postgres.constraints",
    "django.contrib.staticfiles.storage",
    "django.db.models",
    "django.forms",
    "django.test",
    "django.views.generic",
    "holidays",
    "icalendar",
    "psycopg2",
    "pytest",
)


def _run(mutant: Mutant | None, tests: list[str], number: int) -> None:
    """Never returns: the process ends here, without the farewells of the one it came from."""
    status = 3
    try:
        os.setsid()
        _to_file(log_of(number))
        if mutant:
            sys.meta_path.insert(0, WithMistake(mutant))
        status = _pytest(tests, number, ["-x"] if mutant else [])
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _to_file(path: Path) -> None:
    log = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)


def _pytest(tests: list[str], number: int, more: list[str]) -> int:
    import pytest

    files = list(dict.fromkeys(test.partition("::")[0] for test in tests))
    options = ["-q", "-p", "no:cacheprovider", "--tb=short", *more]
    return int(pytest.main([*options, *files], plugins=[Chosen(tests, number)]))


class Chosen:
    """A plugin of pytest: only these tests, in this order, on a database of their own."""

    def __init__(self, tests: list[str], number: int) -> None:
        self.places = {test: place for place, test in enumerate(tests)}
        self.number = number

    def pytest_configure(self) -> None:
        from django.conf import settings

        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = f"mutate_{self.number}"

    def pytest_collection_modifyitems(self, items: list) -> None:
        """Before pytest-django, which puts those that empty the tables behind the others."""
        items[:] = [item for item in items if item.nodeid in self.places]
        items.sort(key=lambda item: self.places[item.nodeid])

    def pytest_runtest_logreport(self, report) -> None:
        if report.failed:
            with note_of(self.number).open("a") as note:
                note.write(f"{report.nodeid}\n")


class WithMistake(importlib.abc.MetaPathFinder):
    """Finds one module, and gives the mutant's code for it."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant
        self.path = str(PROJECT / mutant.file)

    def find_spec(self, fullname, path, target=None):
        if fullname != module_of(self.mutant.file):
            return None
        is_package = self.mutant.file.name == "__init__.py"
        places = [str(Path(self.path).parent)] if is_package else None
        return importlib.util.spec_from_file_location(
            fullname,
            self.path,
            loader=_Loader(self.mutant, self.path),
            submodule_search_locations=places,
        )


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, mutant: Mutant, path: str) -> None:
        super().__init__(module_of(mutant.file), path)
        self.mutant = mutant

    def get_code(self, fullname):
        return compile(self.mutant.code, self.path, "exec")
