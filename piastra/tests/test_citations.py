"""What code and documents cite is in the repository: definitions, decisions, documents, headings."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
FOLDERS = [
    "budget",
    "core",
    "deploy",
    "docs",
    "events",
    "members",
    "piastra",
    "spaces",
    "templates",
    ".ci",
]
KINDS = {".py", ".md", ".html", ".txt", ".yml", ".toml", ""}
DEFINITION = re.compile(r"docs/domain\.md,\s+([^\n]*)")
DOCUMENT = re.compile(r"[\w./-]*[\w-]\.md\b")
DECISION = re.compile(r"decisions/(\d{4})\b")
LINK = re.compile(r"\]\(([^)\s#:]*)#([^)\s]+)\)")


def texts() -> dict[Path, str]:
    own = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*"))]
    top = [path for path in sorted(ROOT.iterdir()) if path.suffix in KINDS and path.is_file()]
    found = (path for path in [*own, *top] if path.is_file() and path.suffix in KINDS)
    return {path: path.read_text() for path in found if path != Path(__file__)}


@pytest.fixture(scope="module")
def written():
    return texts()


def headings(path: Path) -> set[str]:
    return set(re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE))


def anchor(heading: str) -> str:
    """As GitHub writes it."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def leads_somewhere(document: str, path: Path) -> bool:
    places = [ROOT, path.parent, ROOT / "docs"]
    return any((place / document).is_file() for place in places)


def test_each_cited_definition_is_a_heading(written):
    known = headings(ROOT / "docs/domain.md")
    cited = [
        (path.relative_to(ROOT), words)
        for path, text in written.items()
        for words in DEFINITION.findall(text)
        if path.name != "domain.md"
    ]
    assert len(cited) >= 10
    lost = [each for each in cited if not any(_names(each[1], one) for one in known)]
    assert lost == []


def _names(words: str, heading: str) -> bool:
    return re.match(rf"{re.escape(heading)}\b(?! [a-z])", words) is not None


def test_each_cited_document_is_here(written):
    lost = [
        (str(path.relative_to(ROOT)), document)
        for path, text in written.items()
        for document in DOCUMENT.findall(text)
        if not leads_somewhere(document.lstrip("./"), path) and not leads_somewhere(document, path)
    ]
    assert lost == []


def test_each_cited_decision_is_here(written):
    known = {path.name[:4] for path in (ROOT / "docs/decisions").glob("*.md")}
    assert len(known) >= 20
    cited = {number for text in written.values() for number in DECISION.findall(text)}
    assert cited - known == set()


def test_each_link_to_a_heading_finds_it(written):
    links = [
        (path, target, place)
        for path, text in written.items()
        if path.suffix == ".md"
        for target, place in LINK.findall(text)
    ]
    assert links
    lost = [
        (str(path), target, place)
        for path, target, place in links
        if place
        not in {anchor(each) for each in headings(path.parent / target if target else path)}
    ]
    assert lost == []
