"""Text against font: a glyph that the font lacks would break the archival format."""

import html
import re

from fontTools.ttLib import TTFont

from piastra.reports.pdf import fonts_folder


def covered(name="Titillium_Web/titillium-web-v10-latin-ext_latin-regular.ttf"):
    """The characters that a font can draw."""
    with TTFont(fonts_folder() / name) as font:
        return {chr(code) for code in font.getBestCmap()}


def missing(page):
    """Characters in the text of an HTML page that the reports' font can't draw."""
    body = re.sub(r"<(style|head)\b.*?</\1>", "", page, flags=re.S)
    text = html.unescape(re.sub(r"<[^>]*>", "", body))
    return {character for character in text if not character.isspace()} - covered()
