"""One way for each thing: who shows, who asks and tells, who writes files."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

APPS = ("core", "members", "spaces", "events", "budget", "piastra")
#: Views that answer a refusal in a way of their own, and why.
OWN_WAY = {
    "events/views.py": "a link of a letter that does not open has a page of its own",
    "members/views/identities.py": "whoever comes back is signed in by allauth, or told on the sign-in page",
    "members/views/newcomers.py": "an account that is made goes on by allauth's way in",
    "members/views/outcomes.py": "a link of a letter that does not open has a page of its own",
    "members/views/invitations.py": "an invitation that does not open has a page of its own",
    "piastra/pages/views.py": "a receipt whose link does not open is no receipt",
}


def sources(word: str) -> list[tuple[Path, ast.Module]]:
    """Each of our modules in which the word is, by its path from the project's folder, read."""
    return [
        (path.relative_to(settings.BASE_DIR), ast.parse(path.read_text()))
        for app in APPS
        for path in sorted((settings.BASE_DIR / app).rglob("*.py"))
        if "tests" not in path.parts and word in path.read_text()
    ]


def imported(tree: ast.Module) -> set[str]:
    """The modules that it imports, also within functions, and what it takes from them."""
    names = set()
    for each in ast.walk(tree):
        if isinstance(each, ast.Import):
            names |= {name.name for name in each.names}
        elif isinstance(each, ast.ImportFrom):
            names |= {f"{each.module}.{name.name}" for name in each.names}
    return names


def test_nothing_but_templates_uses_a_library_of_tags():
    ours = re.compile(rf"({'|'.join(APPS)})\.(\w+\.)*templatetags\b")
    users = [
        str(path)
        for path, tree in sources("templatetags")
        if any(ours.match(name) for name in imported(tree))
    ]
    assert users == []


def test_pages_do_nothing_but_through_the_shared_ones():
    """A view that catches a refusal asks, tells and returns in a way of its own."""
    own = {
        str(path)
        for path, tree in sources("Refusal")
        if is_of_views(path) and any(catches_a_refusal(each) for each in ast.walk(tree))
    }
    assert own == set(OWN_WAY)


def is_of_views(path: Path) -> bool:
    return "views" in path.with_suffix("").parts or path.parent == Path("piastra")


def catches_a_refusal(node: ast.AST) -> bool:
    return isinstance(node, ast.ExceptHandler) and "Refusal" in ast.dump(node.type or ast.Pass())


@pytest.mark.parametrize("module", ["icalendar", "zipfile", "csv"])
def test_files_are_written_in_one_place(module):
    writers = {
        "icalendar": {"core/calendars.py"},
        # A sheet, and the copy of somebody's data.
        "zipfile": {"core/ods.py", "members/actions/packing.py"},
        # One writes what the portal shows, the other reads what people bring.
        "csv": {"core/tables.py", "core/sheets.py"},
    }
    users = {
        str(path)
        for path, tree in sources(module)
        if any(name.split(".")[0] == module for name in imported(tree))
    }
    assert users == writers[module]
