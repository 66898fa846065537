"""A mutant: one file with one mistake in it."""

import difflib
import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider

from piastra.tools.embedded.home import PROJECT
from piastra.tools.mutate.operators import mistakes

#: Words for people, which other tests read, and words for the log.
SPEAKING = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext", "logger", "log"}
#: Where a mistake changes nothing that runs, or nothing at all would run.
PASSED_OVER = (cst.Annotation, cst.Import, cst.ImportFrom, cst.Decorator)


@dataclass(frozen=True)
class Place:
    """A node in which mistakes can be made."""

    node: cst.CSTNode
    function: str
    lines: range
    in_function: bool


@dataclass(frozen=True)
class Mutant:
    """`lines` are those of the statement, in the sound file, that the mistake is in.

    Outside of functions they run once, when the module is imported.
    """

    file: Path
    function: str
    lines: range
    in_function: bool
    code: str

    @cached_property
    def change(self) -> tuple[str, ...]:
        """What went and what came, line by line, without the places: so that it is known again."""
        sound = sound_code(self.file).splitlines()
        compared = difflib.unified_diff(sound, self.code.splitlines(), lineterm="", n=0)
        return tuple(
            f"{line[0]} {line[1:].strip()}"
            for line in compared
            if line[:1] in "+-" and not line.startswith(("+++", "---"))
        )

    @cached_property
    def key(self) -> str:
        told = "\n".join([str(self.file), self.function, *self.change])
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    def __str__(self) -> str:
        head = f"{self.file}:{self.lines.start} in {self.function or 'the module'}"
        return "\n".join([head, *(f"    {line}" for line in self.change)])


def sound_code(file: Path) -> str:
    return (PROJECT / file).read_text(encoding="utf-8")


def sample(files: list[Path], size: int, seed: int) -> list[Mutant]:
    """At most so many mutants of these files, from each line one at most, the same ones for the same seed."""
    chance = random.Random(seed)
    lines = [(file, line) for file in files for line in sorted(_by_line(file))]
    chance.shuffle(lines)
    found = []
    for file, line in lines:
        if len(found) == size:
            break
        found += _one_of(file, _by_line(file)[line], chance)
    return found


def _one_of(file: Path, places: list[Place], chance: random.Random) -> list[Mutant]:
    """One mutant of a line, if there is one that can be run at all."""
    made = [(place, other) for place in places for other in mistakes(place.node)]
    chance.shuffle(made)
    for place, other in made:
        code = _module(file).deep_replace(place.node, other).code
        if _differs(file, code):
            return [Mutant(file, place.function, place.lines, place.in_function, code)]
    return []


def _differs(file: Path, code: str) -> bool:
    try:
        return compile(code, file, "exec") != compile(sound_code(file), file, "exec")
    except (SyntaxError, SyntaxWarning):
        return False


_parsed: dict[Path, tuple[cst.Module, dict[int, list[Place]]]] = {}


def _parse(file: Path) -> tuple[cst.Module, dict[int, list[Place]]]:
    if file not in _parsed:
        wrapper = MetadataWrapper(cst.parse_module(sound_code(file)))
        visitor = _Places()
        wrapper.visit(visitor)
        _parsed[file] = (wrapper.module, visitor.found)
    return _parsed[file]


def _module(file: Path) -> cst.Module:
    return _parse(file)[0]


def _by_line(file: Path) -> dict[int, list[Place]]:
    return _parse(file)[1]


class _Places(cst.CSTVisitor):
    """Collects by line the nodes that some mistake could be made in."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[int, list[Place]] = {}
        self.around: list[cst.FunctionDef | cst.ClassDef] = []
        self.statements: list[range] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if self._passes_over(node):
            return False
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            self.around.append(node)
        if isinstance(node, cst.SimpleStatementLine):
            self.statements.append(self._lines(node))
        if isinstance(node, cst.Parameters):
            self.statements.append(self._lines(self.around[-1] if self.around else node))
        if next(_quietly(node), None) is not None:
            self._keep(node)
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if self._passes_over(original_node):
            return
        if isinstance(original_node, cst.FunctionDef | cst.ClassDef):
            self.around.pop()
        if isinstance(original_node, cst.SimpleStatementLine | cst.Parameters):
            self.statements.pop()

    def _passes_over(self, node: cst.CSTNode) -> bool:
        named = isinstance(node, cst.Assign) and not self._in_function and _is_word(node.value)
        return named or isinstance(node, PASSED_OVER) or _speaks(node)

    @property
    def _in_function(self) -> bool:
        return any(isinstance(each, cst.FunctionDef) for each in self.around)

    def _keep(self, node: cst.CSTNode) -> None:
        name = ".".join(each.name.value for each in self.around)
        place = Place(node, name, self._statement(node), self._in_function)
        self.found.setdefault(self._lines(node).start, []).append(place)

    def _statement(self, node: cst.CSTNode) -> range:
        """The lines that run when this does: of a condition the first, of a function all."""
        own = self._lines(node)
        if isinstance(node, cst.FunctionDef):
            return own
        if self.statements:
            return self.statements[-1]
        return range(own.start, own.start + 1) if hasattr(node, "body") else own

    def _lines(self, node: cst.CSTNode) -> range:
        position = self.get_metadata(PositionProvider, node)
        return range(position.start.line, position.end.line + 1)


def _quietly(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    yield from () if isinstance(node, cst.Imaginary) else mistakes(node)


def _is_word(node: cst.CSTNode) -> bool:
    """Words that have a name: whoever uses them uses the name, and any other words would do."""
    if isinstance(node, cst.Tuple):
        return all(_is_word(element.value) for element in node.elements)
    return isinstance(node, cst.SimpleString)


def _speaks(node: cst.CSTNode) -> bool:
    """A sentence for people or for the log, or a docstring."""
    if not isinstance(node, cst.Call):
        return isinstance(node, cst.Expr) and isinstance(node.value, cst.SimpleString)
    name = node.func.value if isinstance(node.func, cst.Attribute) else node.func
    return isinstance(name, cst.Name) and name.value in SPEAKING
