"""What is wrong on the pages themselves: text beyond the margins, text upon text."""

import subprocess
from dataclasses import dataclass
from xml.etree import ElementTree

XHTML = "{http://www.w3.org/1999/xhtml}"
MILLIMETRE = 72 / 25.4
LEFT, RIGHT = 20 * MILLIMETRE, 190 * MILLIMETRE
TOP, BOTTOM = 10 * MILLIMETRE, 285 * MILLIMETRE
HEAD, FOOT = 28 * MILLIMETRE, 272 * MILLIMETRE
"""Between the first all text stands, what is no running line between the last; in points from above."""

FORGIVEN = 0.6
"""Points by which boxes may touch: side bearings and rounding."""


@dataclass(frozen=True)
class Word:
    """A word as it is printed, in points from the upper left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self):
        return self.bottom - self.top

    def shares_a_line_with(self, other):
        """Whether most of the lower one's height is that of the other one too."""
        common = min(self.bottom, other.bottom) - max(self.top, other.top)
        return common > 0.6 * min(self.height, other.height)

    def covers(self, other):
        """By how many points they lie upon each other."""
        return min(self.right, other.right) - max(self.left, other.left)


def faults(path):
    """Every word beyond the margins, and every pair of words upon each other."""
    found = []
    for number, words in enumerate(pages(path), start=1):
        found += [
            f"page {number}: {fault}"
            for fault in (*outside(words), *overlaps(words), *stranded(words))
        ]
    return found


def pages(path):
    """The words of each page."""
    run = subprocess.run(
        ["pdftotext", "-bbox", str(path), "-"], capture_output=True, text=True, check=True
    )
    tree = ElementTree.fromstring(run.stdout)
    return [
        [word(each) for each in page.iter(f"{XHTML}word")] for page in tree.iter(f"{XHTML}page")
    ]


def word(element):
    box = (float(element.get(side)) for side in ("xMin", "yMin", "xMax", "yMax"))
    return Word(element.text or "", *box)


def stranded(words):
    """A caption at the foot of a page, whose table begins on the next one; a line alone on its page."""
    body = [each for each in words if each.top > HEAD and each.bottom < FOOT]
    if body and max(each.top for each in body) - min(each.top for each in body) < 3:
        return ["a line stands alone on the page"]
    lowest = max((each.top for each in body), default=0)
    last = sorted((each for each in body if each.top > lowest - 3), key=lambda w: w.left)
    return ["a caption stands alone at the foot"] if last and last[0].text == "Tabella" else []


def outside(words):
    """Words that stick out of the text block."""
    return [
        f"{each.text[:30]!r} sticks out ({each.left:.0f}–{each.right:.0f}, {each.top:.0f}–{each.bottom:.0f})"
        for each in words
        if each.left < LEFT - FORGIVEN
        or each.right > RIGHT + FORGIVEN
        or each.top < TOP
        or each.bottom > BOTTOM
    ]


def overlaps(words):
    """Words of one line that lie upon each other, looked for in strips of the page."""
    strips = {}
    for each in words:
        for strip in range(int(each.top // 20), int(each.bottom // 20) + 1):
            strips.setdefault(strip, []).append(each)
    pairs = {
        (one, other)
        for strip in strips.values()
        for one, other in touching(sorted(strip, key=lambda w: w.left))
    }
    return [
        f"{one.text[:30]!r} and {other.text[:30]!r} overlap"
        for one, other in sorted(pairs, key=str)
    ]


def touching(words):
    """Pairs that overlap, of words sorted from left to right."""
    for place, one in enumerate(words):
        for other in words[place + 1 :]:
            if one.covers(other) <= FORGIVEN:
                break
            if one.shares_a_line_with(other):
                yield one, other
