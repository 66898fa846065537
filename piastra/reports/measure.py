"""How wide a text is on paper, so that nothing is printed over something else."""

from functools import cache

from piastra.reports import pdf

WEIGHTS = {400: "regular", 600: "600"}


def width(text: str, size: float, *, weight: int = 600) -> float:
    """The width of a line of text, in the unit of `size` (points or pixels).

    What the font lacks counts as its widest usual letter.
    """
    advances, widest = metrics(weight)
    return sum(advances.get(ord(letter), widest) for letter in str(text)) * size


def shortened(text: str, size: float, room: float, *, weight: int = 600) -> str:
    """The text, or as much of its beginning as fits in the room, cut between words where there are any."""
    if width(text, size, weight=weight) <= room:
        return text
    kept = text
    while kept and width(f"{kept}…", size, weight=weight) > room:
        kept = kept[:-1]
    whole = kept.rsplit(" ", 1)[0] if " " in kept else kept
    return whole.rstrip(" (,;–-") + "…"


@cache
def metrics(weight: int) -> tuple[dict, float]:
    """The advance of each character in ems, and that of a W."""
    from fontTools.ttLib import TTFont

    name = f"Titillium_Web/titillium-web-v10-latin-ext_latin-{WEIGHTS[weight]}.ttf"
    with TTFont(pdf.fonts_folder() / name) as font:
        ems = font["head"].unitsPerEm
        advances = font["hmtx"].metrics
        found = {code: advances[glyph][0] / ems for code, glyph in font.getBestCmap().items()}
    return found, found[ord("W")]
