"""No template that nobody shows."""

import re
from pathlib import Path

from django.conf import settings
from django.template import engines

TEMPLATES = settings.BASE_DIR / "templates"
SOURCES = ["piastra", "budget", "events", "spaces", "members", "core", "templates"]
#: `piastra.errors` shows the one with the status's number.
ERRORS = {f"{status}.html" for status in (400, 403, 404, 405, 413, 429, 500, 503, 507)}
SHOWN_BY_DJANGO = {"403_csrf.html"} | ERRORS


def test_every_template_is_named_somewhere():
    text = "\n".join(each.read_text() for each in _sources())
    unused = [name for name in _names() if not _is_named(name, text) and not _shadows(name)]
    assert sorted(set(unused) - SHOWN_BY_DJANGO) == []


def _sources():
    for folder in SOURCES:
        files = (settings.BASE_DIR / folder).rglob("*")
        yield from (each for each in files if each.suffix in {".py", ".html", ".txt"})


def _names():
    files = (each for each in TEMPLATES.rglob("*") if each.is_file())
    return [each.relative_to(TEMPLATES).as_posix() for each in files]


def _is_named(name, text):
    """In quotes; a letter by the name of its folder, a piece of letters by its own."""
    is_letter = re.fullmatch(r"mail/[^/]+/[^/]+", name)
    said = name.split("/")[1] if is_letter else name
    return re.search(rf"""["']{re.escape(said)}["'#]""", text) is not None


def _shadows(name):
    """Whether an installed package shows it: ours stands in front of its own, or beside its own letter."""
    name = re.sub(r"_message\.html$", "_message.txt", name)
    loaders = engines["django"].engine.template_loaders
    origins = [
        origin
        for loader in loaders
        for each in _flat(loader)
        for origin in each.get_template_sources(name)
    ]
    return any(Path(str(each)).exists() and "site-packages" in str(each) for each in origins)


def _flat(loader):
    return getattr(loader, "loaders", [loader])
