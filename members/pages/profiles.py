"""What a page shows of a profile: only what its reader sees, and where the words stand that found it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from core.names import folded
from members.models import Profile, Reader
from members.rules.profiles import shown

#: The longer texts, as a page heads them.
TEXTS = {
    "bio": _("What I do"),
    "offers": _("What I offer"),
    "looks_for": _("What I am looking for"),
}
#: How much of a text stands around the word that was looked for, in letters to each side.
AROUND = 90
#: An Italian word ends otherwise in another number: below this length the end says too much.
LONG = 5
WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Person:
    """A profile as one reader sees it; `told` are the fields by name, `words` those that were looked for."""

    pk: int
    told: dict[str, Any]
    mark: str
    alt: str
    words: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.told["name"]

    @property
    def initials(self) -> str:
        names = self.name.split()
        return "".join(name[0] for name in (names[:1] + names[1:][-1:])).upper()

    @property
    def headline(self) -> SafeString:
        return marked(self.told.get("headline", ""), self.words)

    @property
    def marked_name(self) -> SafeString:
        return marked(self.name, self.words)

    @property
    def texts(self) -> list[tuple[str, str]]:
        """The longer texts with their headings."""
        return [(TEXTS[name], self.told[name]) for name in TEXTS if name in self.told]

    @property
    def excerpt(self) -> SafeString:
        """Where one of the words stands in the longer texts; nothing where it stands in none."""
        for _heading, text in self.texts:
            if found := next((each for each in WORD.finditer(text) if _is(each, self.words)), None):
                return marked(_around(text, found.start()), self.words)
        return marked("", ())


def person(profile: Profile, reader: Reader, words: Iterable[str] = ()) -> Person:
    """The profile as this reader sees it."""
    told = shown(profile, to=reader)
    has_photo = "photo" in told
    return Person(
        profile.pk,
        told,
        mark=profile.photo_mark if has_photo else "",
        alt=profile.photo_alt if has_photo else "",
        words=tuple(words),
    )


def marked(text: str, words: Iterable[str]) -> SafeString:
    """The text with its words marked that were looked for; the rest is escaped."""
    parts, done = [], 0
    for found in WORD.finditer(text):
        if _is(found, words):
            parts += [text[done : found.start()], format_html("<mark>{}</mark>", found[0])]
            done = found.end()
    return format_html_join("", "{}", ((part,) for part in [*parts, text[done:]]))


def _is(found: re.Match, words: Iterable[str]) -> bool:
    """Whether a word of a text is one of those looked for, in whatever number."""
    word = folded(found[0])
    return any(
        word.startswith(each.rstrip("aeiou") if len(each) >= LONG else each) for each in words
    )


def _around(text: str, at: int) -> str:
    """The part of a text around a place in it, from one word's beginning to another's end."""
    start, end = max(at - AROUND, 0), at + AROUND
    start = text.rfind(" ", 0, start) + 1 if start else 0
    cut = text.find(" ", end)
    before, after = "… " if start else "", " …" if cut >= 0 else ""
    return f"{before}{text[start : cut if cut >= 0 else None]}{after}"
