"""What is installed is used, and each line of the requirements says what for."""

import ast
import re
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS = ["budget", "core", "events", "members", "piastra", "spaces"]
LINE = re.compile(r"^([\w.-]+)(?:\[[\w,]+\])?==\S+ +# (\w.*)$")

#: What nobody of ours imports, and who uses it.
RUN = {
    "psycopg2-binary": "Django, by the address of the database",
    "brotli": "whitenoise and fonttools, where it is there",
    "pytest-django": "pytest, by itself",
    "pytest-playwright": "pytest, by itself",
    "pytest-xdist": "make test",
    "import-linter": ".ci/lint",
    "ruff": ".ci/lint",
    "djlint": ".ci/lint",
    "polib": "the Dockerfile and bootstrap, by a line of their own",
}


def lines(name: str) -> list[str]:
    text = (ROOT / name).read_text()
    return [line for line in text.splitlines() if line and line[0] not in "#-"]


def is_for_tests(path: Path) -> bool:
    return bool({"tests", "testing"} & set(path.parts)) or path.name == "conftest.py"


@cache
def imported(*, in_tests: bool) -> set[str]:
    """The outermost names of what the modules import, and of what the settings name."""
    files = [ROOT / "conftest.py", ROOT / "deploy/gunicorn.conf.py"]
    files += [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    found = {name.partition(".")[0] for name in [*settings.INSTALLED_APPS, *settings.MIDDLEWARE]}
    for path in files:
        if in_tests or not is_for_tests(path):
            found |= _outermost(path)
    return found


@cache
def _outermost(path: Path) -> set[str]:
    return set(_names(ast.parse(path.read_text())))


def _names(tree: ast.AST):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.partition(".")[0]


def folded(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@cache
def modules() -> dict[str, set[str]]:
    """The names under which each installed package is imported."""
    found = {}
    for module, packages in packages_distributions().items():
        for package in packages:
            found.setdefault(folded(package), set()).add(module)
    return found


@pytest.mark.parametrize("name", ["requirements.txt", "requirements/dev.txt"])
def test_each_line_says_what_it_is_for(name):
    assert lines(name)
    assert [line for line in lines(name) if not LINE.match(line)] == []


@pytest.mark.parametrize(
    ("name", "in_tests"), [("requirements.txt", False), ("requirements/dev.txt", True)]
)
def test_each_package_is_imported_or_run(name, in_tests):
    packages = [folded(LINE.match(line)[1]) for line in lines(name)]
    used = imported(in_tests=in_tests)
    # Of what is not installed on this machine, its own name.
    names = {each: modules().get(each, {each.replace("-", "_")}) for each in packages}
    idle = [each for each in packages if each not in RUN and not names[each] & used]
    assert idle == []


def test_the_list_of_what_is_only_run_has_nobody_else():
    packages = {
        folded(LINE.match(line)[1])
        for name in ("requirements.txt", "requirements/dev.txt")
        for line in lines(name)
    }
    assert set(RUN) <= packages


def test_what_is_pinned_here_is_pinned_the_same_in_the_constraints():
    pins = dict(line.split("==") for line in lines("requirements/constraints.txt"))
    kept = {folded(name): version for name, version in pins.items()}
    for name in ("requirements.txt", "requirements/dev.txt"):
        for line in lines(name):
            package, version = re.match(r"([\w.-]+)(?:\[[\w,]+\])?==(\S+)", line).groups()
            assert kept[folded(package)] == version, line
