"""The house's proportions: short functions, few neighbours for each module, and no circle of imports."""

import ast
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from statistics import quantiles

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
HOUSE = ("core", "members", "spaces", "events", "budget", "piastra")
LONGEST, USUAL, CALLED, NEIGHBOURS = 50, 14, 7, 7

#: Modules of this tree that import inside of functions, and why they must.
IMPORTS_INSIDE = {
    "core.testing.plugin": "loaded by pytest before Django is set up",
    "events.apps": "Django connects receivers once all models are there",
    "spaces.apps": "Django connects receivers once all models are there",
    "members.apps": "Django connects receivers once all models are there",
    "piastra.apps": "Django registers checks once all models are there",
    "piastra.reports.glyphs": "fontTools takes long to load, and pages never need it",
    "piastra.reports.measure": "fontTools takes long to load, and pages never need it",
    "piastra.reports.pdf": "WeasyPrint needs Pango, without which the portal must start",
    "piastra.tools.embedded": "used by the settings, and needed only where no database is named",
    "piastra.tools.bench.pages": "WhiteNoise lists the static files as it is loaded: they are collected first",
    "piastra.tools.mutate.worker": "each worker names its database before Django and pytest are read",
    "piastra.tools.embedded.web": "gunicorn forks first, and loads the portal in its children",
}


# -- The tree ----------------------------------------------------------------------------------------


@cache
def modules() -> dict[str, Path]:
    """Every module of the house but tests and migrations, by its name."""
    paths = chain.from_iterable((ROOT / app).rglob("*.py") for app in HOUSE)
    found = {named(path.relative_to(ROOT)): path for path in paths}
    return {name: path for name, path in found.items() if not is_a_tests(name)}


def named(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def is_a_tests(name: str) -> bool:
    return any(part in name.split(".") for part in ("tests", "migrations"))


@cache
def tree(name: str) -> ast.Module:
    return ast.parse(modules()[name].read_text())


def imports(node: ast.AST, inside: bool = False) -> Iterator[tuple[ast.stmt, bool]]:
    """Each import below the node, and whether it stands inside of a function."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child, inside
        is_function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
        yield from imports(child, inside or is_function)


def targets(statement: ast.Import | ast.ImportFrom) -> set[str]:
    """The modules of the house that an import names."""
    if isinstance(statement, ast.Import):
        names = {alias.name for alias in statement.names}
    else:
        assert not statement.level, "the house imports by full names"
        names = {f"{statement.module}.{alias.name}" for alias in statement.names}
    return {found for name in names if (found := nearest(name))}


def nearest(name: str) -> str:
    """The module itself, or the one that has this name in it; nothing for others' modules."""
    while name and name not in modules():
        name = name.rpartition(".")[0]
    return name


@cache
def neighbours(name: str) -> set[str]:
    """The modules of the house that a module imports, anywhere in it."""
    found = (targets(statement) for statement, _inside in imports(tree(name)))
    return set().union(*found) - {name}


def reachable(start: str) -> set[str]:
    """All modules to which imports lead from this one."""
    seen, following = set(), [start]
    while following:
        for name in neighbours(following.pop()) - seen:
            seen.add(name)
            following.append(name)
    return seen


def circle_of(name: str) -> set[str]:
    """The modules with which this one imports itself."""
    if name not in reachable(name):
        return set()
    return {other for other in reachable(name) if name in reachable(other)}


@cache
def functions() -> list[tuple[str, int]]:
    """Each function with its lines."""
    return [
        (f"{name}.{node.name}", node.end_lineno - node.lineno + 1)
        for name in modules()
        for node in ast.walk(tree(name))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


@cache
def names_of_the_house() -> set[str]:
    """What functions and classes of the house are called."""
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    return {
        node.name for name in modules() for node in ast.walk(tree(name)) if isinstance(node, kinds)
    }


def called(function: ast.AST, ours: set[str]) -> set[str]:
    """The functions and classes of the house that a function calls, by their names; nested ones count for it."""
    calls = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
    names = {
        call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in calls
    }
    return names & ours


def nine_of_ten(numbers) -> float:
    """The number that nine of ten do not pass."""
    return quantiles(numbers, n=10)[-1]


# -- What holds --------------------------------------------------------------------------------------


def test_no_function_is_longer_than_a_page():
    assert [name for name, lines in functions() if lines > LONGEST] == []


def test_nine_functions_of_ten_are_short():
    assert nine_of_ten([lines for _name, lines in functions()]) <= USUAL


def test_nine_functions_of_ten_call_few_others():
    """Fan-out: the functions and classes of this tree that a function calls, each counted once."""
    ours = names_of_the_house()
    found = [
        len(called(node, ours))
        for name in modules()
        for node in ast.walk(tree(name))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert nine_of_ten(found) <= CALLED


def test_nine_modules_of_ten_have_few_neighbours():
    counts = {name: len(neighbours(name)) for name in modules()}
    most = sorted(counts.items(), key=lambda item: -item[1])[: len(counts) // 8]
    assert nine_of_ten(counts.values()) <= NEIGHBOURS, most


def test_imports_make_no_circle_not_even_inside_of_functions():
    circles = {frozenset(circle_of(name)) for name in modules()} - {frozenset()}
    assert circles == set()


def test_imports_stand_at_the_top_of_their_module():
    found = {name for name in modules() for _import, inside in imports(tree(name)) if inside}
    assert found == {*IMPORTS_INSIDE}


def test_no_module_lies_loose_at_the_top_of_the_deepest_app():
    loose = {path.stem for path in (ROOT / "spaces").glob("*.py")}
    assert loose <= {"__init__", "apps", "urls", "tasks", "receivers", "signals"}


def test_the_reports_say_what_each_function_takes_and_gives():
    bare = {
        name
        for name in modules()
        if name.startswith("piastra.reports.") and ".testing" not in name
        if any(is_bare(node) for node in ast.walk(tree(name)) if isinstance(node, ast.FunctionDef))
    }
    assert bare == set()


def is_bare(function: ast.FunctionDef) -> bool:
    """Whether a signature leaves something open; who asks is any kind of user."""
    arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    told = {"self", "cls", "by", "request", "user"}
    is_open = any(each.annotation is None for each in arguments if each.arg not in told)
    return is_open or function.returns is None and function.name != "__init__"


# -- The measure itself ------------------------------------------------------------------------------


def test_calls_are_counted_once_and_only_those_of_the_house():
    written = "def one():\n    two(); two(); print(); self.three()\n    def four():\n        five()"
    assert called(ast.parse(written), {"two", "three", "five", "six"}) == {"two", "three", "five"}


def test_a_circle_is_seen_though_a_function_hides_it(monkeypatch):
    written = {
        "core.one": "from core import two",
        "core.two": "from core.three import something",
        "core.three": "def later():\n    import core.one",
        "core.four": "from core import one",
    }
    monkeypatch.setattr(f"{__name__}.modules", lambda: written)
    monkeypatch.setattr(f"{__name__}.tree", lambda name: ast.parse(written[name]))
    monkeypatch.setattr(f"{__name__}.neighbours", neighbours.__wrapped__)
    assert circle_of("core.one") == {"core.one", "core.two", "core.three"}
    assert circle_of("core.four") == set()
    assert [inside for _import, inside in imports(tree("core.three"))] == [True]
