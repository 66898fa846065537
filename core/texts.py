"""Texts that the staff write: each declared by an app with its first words, kept in versions, read by pages and letters.

A text is plain: empty lines part paragraphs, lines that begin with `- ` are a list. What looks like HTML is shown
as it was typed. `Text` keeps every version; none is changed or thrown away.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db import transaction
from django.db.models import QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from core import walls
from core.access import Permission, allows
from core.journal import CoreVerb, record
from core.models import Text
from core.refusals import Refusal, ensure
from core.words import page_language

BLANK, ITEM = re.compile(r"\n\s*\n"), "- "


@dataclass(frozen=True)
class Declared:
    """A text of the portal: its name for the staff, where it is read, and what it says until they write it."""

    key: str
    name: str
    #: Where readers meet it, in a sentence.
    read_in: str
    #: By language.
    first: dict[str, str]


@dataclass(frozen=True)
class Current:
    """What a text says now in one language. Version 0 is the portal's own, which nobody has written."""

    body: str
    version: int
    since: datetime | None = None

    @property
    def html(self) -> SafeString:
        return as_html(self.body)


_declared: dict[str, Declared] = {}


def declare(text: Declared) -> Declared:
    """Let there be this text; called where an app begins."""
    _declared[text.key] = text
    return text


def declared() -> list[Declared]:
    """All texts, by their keys."""
    return [_declared[key] for key in sorted(_declared)]


def find(key: str) -> Declared | None:
    return _declared.get(key)


def current(key: str, language: str = "") -> Current:
    """The text in this language, or that of the moment. Raises `KeyError` for one that nobody declared."""
    language = language or page_language()
    first = _declared[key].first[language]
    newest = versions(key, language).first()
    return Current(newest.body, newest.version, newest.since) if newest else Current(first, 0)


def versions(key: str, language: str) -> QuerySet[Text]:
    """All that was written, the newest first."""
    return Text.objects.filter(key=key, language=language).order_by("-version")


def overtaken() -> Refusal:
    """Two wrote from the same version, and the other was first."""
    sentence = _(
        "Somebody else has written a newer version meanwhile. What you wrote is still in the form, and was not "
        "saved: read the newer version below, then save again if yours is to replace it."
    )
    return Refusal(sentence, code="overtaken")


walls.register({"one_text_of_each_version": overtaken})


def why_not_write(by, key: str, language: str, *, seen: int) -> Refusal | None:
    """Why this user writes no new version now; `seen` is the version that the writer had read."""
    if not allows(by, Permission.WRITE_TEXTS):
        sentence = _("Only staff can write these texts: nothing was saved.")
        return Refusal(sentence, code="not_yours")
    return None if current(key, language).version == seen else overtaken()


@transaction.atomic
def write(*, by, key: str, language: str, body: str, seen: int) -> Text | None:
    """Write the next version, in force from now on. The same words again make none.

    Raises `Refusal` when somebody else has written a version since `seen`.
    """
    body = _plain(body)
    ensure(why_not_write(by, key, language, seen=seen))
    if _plain(current(key, language).body) == body:
        return None
    with walls.explained():
        text = Text.objects.create(key=key, language=language, version=seen + 1, body=body, by=by)
    record(by=by, verb=CoreVerb.TEXT_WRITTEN, on=text, version=text.version)
    return text


def _plain(body: str) -> str:
    return body.replace("\r\n", "\n").strip()


def as_html(body: str) -> SafeString:
    """Paragraphs and lists; everything else as it was typed."""
    blocks = (block.strip("\n").split("\n") for block in BLANK.split(_plain(body)))
    return format_html_join(
        "\n", "{}", ((_block(lines),) for block in blocks for lines in _parts(block))
    )


def _parts(lines: list[str]) -> list[list[str]]:
    """A block cut where a list begins or ends: the lines of a list stand alone."""
    return [list(part) for _is_list, part in groupby(lines, key=_is_item)]


def _is_item(line: str) -> bool:
    return line.lstrip().startswith(ITEM)


def _block(lines: list[str]) -> SafeString:
    if _is_item(lines[0]):
        items = ((line.lstrip().removeprefix(ITEM),) for line in lines)
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", items))
    return format_html(
        "<p>{}</p>", format_html_join(mark_safe("<br>"), "{}", ((line,) for line in lines))
    )
