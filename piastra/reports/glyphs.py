"""Text against font: a glyph that the font lacks would break the archival format.

People may type anything, an emoji in an event's title too; a document can only draw what its
fonts hold. What they do not hold is printed as a question mark; the data keep it.
"""

import html
import re
import unicodedata
from functools import cache
from pathlib import Path

FONT = "Titillium_Web/titillium-web-v10-latin-ext_latin-regular.ttf"
PLAIN_SPACES = set(" \n\t")


@cache
def covered(path: Path) -> frozenset[str]:
    """The characters that a font file can draw."""
    from fontTools.ttLib import TTFont

    with TTFont(path) as font:
        return frozenset(chr(code) for code in font.getBestCmap()) | PLAIN_SPACES


def drawable(page: str, path: Path) -> str:
    """The page with only characters that the font at `path` can draw."""
    known = covered(path)
    composed = unicodedata.normalize("NFC", html_entities_resolved(page))
    return "".join(
        character if character in known else " " if character.isspace() else "?"
        for character in composed
    )


def html_entities_resolved(page: str) -> str:
    """Numeric entities as the characters they stand for, so that they are looked at too."""
    return re.sub(r"&#(\d+|x[0-9a-fA-F]+);", kept_or_resolved, page)


def kept_or_resolved(entity: re.Match) -> str:
    """One entity; those of ASCII stay, for they may be what protects the markup."""
    character = html.unescape(entity[0])
    return entity[0] if character.isascii() else character


def missing(page: str, path: Path) -> set[str]:
    """Characters of an HTML page that the font can't draw."""
    body = re.sub(r"<(style|head)\b.*?</\1>", "", page, flags=re.S)
    return set(html.unescape(re.sub(r"<[^>]*>", "", body))) - covered(path)
