"""What a rule's code means stands in one table (`rules.ANSWERS`), and what is read, below the pages."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

from spaces import rules

ROOT = Path(settings.BASE_DIR)
#: Who shows and does. The rules, and what asks them, may speak of a rule by its code.
SHOWING = ("availability", "forms", "pages", "views")
#: What only a queryset, a manager or a cursor is asked for.
READING = {"objects", "filter", "exclude", "get_queryset", "cursor", "raw"}


def sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / "spaces" / folder).rglob("*.py"))


def compared_with(tree: ast.AST) -> set[str]:
    """The texts with which something is compared, or for one of which it is looked up."""
    compared = (node for node in ast.walk(tree) if isinstance(node, ast.Compare | ast.MatchValue))
    return {
        each.value
        for node in compared
        for each in ast.walk(node)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    }


@pytest.mark.parametrize(
    "path", sources(*SHOWING), ids=lambda path: f"{path.parent.name}.{path.stem}"
)
def test_no_page_decides_by_a_rules_code(path):
    assert compared_with(ast.parse(path.read_text())) & set(rules.RULES) == set()


@pytest.mark.parametrize("path", sorted((ROOT / "templates" / "spaces").rglob("*.html")), ids=str)
def test_no_template_decides_by_a_rules_code(path):
    text = path.read_text()
    assert [code for code in rules.RULES if f'code == "{code}"' in text] == []


@pytest.mark.parametrize("path", sources("pages"), ids=lambda path: path.stem)
def test_pages_read_nothing_themselves(path):
    """They show what they are given, or what `availability` and `schedule` read for them."""
    asked = {
        node.attr
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute)
    }
    assert asked & READING == set()


def test_the_measure_sees_what_it_is_for():
    written = 'if refusal.code == "taken" or refusal.code in ("yours", "x"): pass'
    assert compared_with(ast.parse(written)) == {"taken", "yours", "x"}
