"""No template that nobody shows."""

import re
from pathlib import Path

from django.conf import settings
from django.template import engines

TEMPLATES = settings.BASE_DIR / "templates"
SOURCES = ["piastra", "budget", "events", "spaces", "members", "core", "templates"]
#: `piastra.errors` shows the one with the status's number.
ERRORS = {f"{status}.html" for status in (400, 403, 404, 405, 413, 429, 500, 503, 507)}
#: A name in quotes, to its end or to the name of a part. The end of one may begin another.
QUOTED = re.compile(r"""["']([\w./-]+)(?=["'#])""")
SHOWN_BY_DJANGO = {"403_csrf.html"} | ERRORS


def test_every_template_is_named_somewhere():
    named = set().union(*(QUOTED.findall(each.read_text()) for each in _sources()))
    unused = [name for name in _names() if _said(name) not in named and not _shadows(name)]
    assert sorted(set(unused) - SHOWN_BY_DJANGO) == []


def _sources():
    for folder in SOURCES:
        files = (settings.BASE_DIR / folder).rglob("*")
        yield from (each for each in files if each.suffix in {".py", ".html", ".txt"})


def _names():
    files = (each for each in TEMPLATES.rglob("*") if each.is_file())
    return [each.relative_to(TEMPLATES).as_posix() for each in files]


def _said(name):
    """What its users write: a letter is called by its folder, all else by its own name."""
    is_letter = re.fullmatch(r"mail/[^/]+/[^/]+", name)
    return name.split("/")[1] if is_letter else name


def test_a_name_counts_where_it_stands_whole_between_quotes():
    assert QUOTED.findall("""render("a/b.html", 'c.html#part') + "d e" "-f.txt" g.html""") == [
        "a/b.html",
        "c.html",
        "-f.txt",
    ]


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
