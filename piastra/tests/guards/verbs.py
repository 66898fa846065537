"""Every verb of the portal, found in its source, and for each one a call that does it.

A verb is a public function that takes nothing but keywords and lives among an app's actions, or elsewhere says
`by` and is one transaction. One that is new is found by being there, and the tests here ask for its recipe
(`recipes/`).
"""

import ast
import importlib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

APPS = ["core", "members", "spaces", "events", "budget", "piastra"]
NOT_THE_PORTAL = {"tests", "testing", "migrations", "management", "tools"}


def sources() -> Iterator[Path]:
    """The modules of the portal itself."""
    for app in APPS:
        for path in sorted((settings.BASE_DIR / app).rglob("*.py")):
            if not NOT_THE_PORTAL & set(path.relative_to(settings.BASE_DIR).parts):
                yield path


@cache
def found() -> dict[str, Callable]:
    """Each verb by its app and name: `spaces.book`, `piastra.reports.publish`."""
    verbs = {}
    for path in sources():
        parts = path.relative_to(settings.BASE_DIR).with_suffix("").parts
        for name in _names(path, is_action="actions" in parts):
            module = importlib.import_module(".".join(part for part in parts if part != "__init__"))
            verbs[f"{_house(parts)}.{name}"] = getattr(module, name)
    return verbs


def _house(parts: tuple[str, ...]) -> str:
    """The app that owns a verb; below `piastra` each folder is one."""
    return ".".join(parts[:2]) if parts[0] == "piastra" and len(parts) > 2 else parts[0]


def _names(path: Path, *, is_action: bool) -> list[str]:
    functions = [
        node for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)
    ]
    return [node.name for node in functions if _is_verb(node, is_action=is_action)]


def _is_verb(node: ast.FunctionDef, *, is_action: bool) -> bool:
    given = node.args
    takes_places = given.args or given.posonlyargs or given.vararg
    if node.name.startswith("_") or takes_places:
        return False
    says_by = "by" in [each.arg for each in given.kwonlyargs]
    return is_action or (says_by and bool(node.decorator_list))
