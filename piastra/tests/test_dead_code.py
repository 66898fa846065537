"""No function, class or constant that nobody names: what is only tried is not used."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS = ["budget", "core", "events", "members", "piastra", "spaces"]
#: Where else a name may stand: pages, letters, containers, settings of tools.
BESIDE = ["templates", "deploy", ".ci"]
TEXTS = {".py", ".html", ".txt", ".yml", ".toml", ".ini", ""}
#: Called by who loads the module: a name of theirs, not ours.
BY_NAME = re.compile(r"^(\w+Config|Command|Migration|urlpatterns|app_name|pytest_\w+|handler\d+)$")
#: Read by the tests alone, and why it stands here.
FOR_TESTS = {
    "OURS": "the library's sentences, so that makemessages finds them",
}


def is_test(path: Path) -> bool:
    return bool({"tests", "testing"} & set(path.parts)) or path.name == "conftest.py"


def modules() -> list[Path]:
    found = (path for app in APPS for path in (ROOT / app).rglob("*.py"))
    return [path for path in found if not is_test(path) and "migrations" not in path.parts]


def defined(source: str) -> list[str]:
    """The public names of a module's top; not those that a decorator hands to somebody else."""
    return [name for node in ast.parse(source).body for name in _names(node) if name[0] != "_"]


def _names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [] if any(_registers(each) for each in node.decorator_list) else [node.name]
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return [node.target.id]
    return []


def _registers(decorator: ast.AST) -> bool:
    words = ast.unparse(decorator)
    return (
        re.match(
            r"(receiver|register|pytest\.fixture|.*\.connect|shared_task|.*\.filter|.*_tag)", words
        )
        is not None
    )


@pytest.fixture(scope="module")
def words() -> Counter:
    """How often each word stands in what runs, and in the pages."""
    top = [path for path in ROOT.iterdir() if path.suffix in TEXTS and path.is_file()]
    beside = [path for folder in BESIDE for path in (ROOT / folder).rglob("*") if path.is_file()]
    files = [*modules(), *top, *(path for path in beside if path.suffix in TEXTS)]
    return Counter(word for path in files for word in re.findall(r"\w+", path.read_text()))


def test_every_name_is_used(words):
    idle = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in modules()
        if path != ROOT / "piastra/settings.py"
        for name in defined(path.read_text())
        if words[name] < 2 and not BY_NAME.match(name) and name not in FOR_TESTS
    ]
    assert idle == []


def test_what_stands_for_the_tests_is_still_there():
    names = {name for path in modules() for name in defined(path.read_text())}
    assert set(FOR_TESTS) <= names
