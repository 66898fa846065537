"""Mutants that change nothing, read one by one and written down with the reason in docs/tests.md.

An entry is a block of the language `diff`: the file and function in its first line, then what goes and what comes:

    ```diff
    spaces/rules/booking.py reaches
    - if a < b:
    + if a <= b:
    ```
"""

import re
from pathlib import Path

from piastra.tools.embedded.home import PROJECT
from piastra.tools.mutate.mutants import Mutant

LIST = PROJECT / "docs" / "tests.md"
BLOCK = re.compile(r"^```diff\n(.+?)\n```$", re.M | re.S)


def equivalents(text: str | None = None) -> set[tuple[str, ...]]:
    """The mutants written down, each as `told` gives it."""
    text = LIST.read_text(encoding="utf-8") if text is None else text
    blocks = [block.splitlines() for block in BLOCK.findall(text)]
    return {(head.strip(), *map(_squeezed, lines)) for head, *lines in blocks}


def told(mutant: Mutant) -> tuple[str, ...]:
    """A mutant by its content: it is known again when the lines around it move."""
    return (f"{mutant.file} {mutant.function}".strip(), *map(_squeezed, mutant.change))


def gone(known: set[tuple[str, ...]], root: Path = PROJECT) -> list[str]:
    """Entries whose lines are no longer in their file: to be struck off."""
    return sorted(entry[0] for entry in known if not _is_there(entry, root))


def _is_there(entry: tuple[str, ...], root: Path) -> bool:
    file = root / entry[0].split()[0]
    if not file.exists():
        return False
    lines = {_squeezed(line) for line in file.read_text(encoding="utf-8").splitlines()}
    return all(line[2:] in lines for line in entry[1:] if line.startswith("- "))


def _squeezed(line: str) -> str:
    return " ".join(line.split())
