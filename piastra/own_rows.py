"""What the reports hold of people, and the table of it all as text; see `core.personal`.

`docs/personal-data.txt` is this table as it was agreed; a test holds the two together.
"""

from collections.abc import Iterator

from django.utils import translation

from core import personal
from core.personal import Fate, Held, stands_apart

stands_apart(
    {
        "reports.Edition": "frozen sums, in which small groups are hidden; who asked is a number",
        "reports.EditionFile": "the documents made of them",
    }
)
INTRODUCTION = [
    "What the portal keeps of people, and what erasure does to it (`core/personal.py`).",
    "Written by `python manage.py personal_data_table > docs/personal-data.txt`; a test compares the two.",
]


def table() -> str:
    """The table: each model that holds something of people, then those that hold nothing, with why."""
    with translation.override("en"):
        rows = [line for held in personal.held() for line in _lines(held)]
    others = [f"  {label}: {why}" for label, why in sorted(personal.apart().items())]
    parts = [*INTRODUCTION, "", *rows, "Nothing of one person, or numbers alone:", *others]
    return "\n".join(parts) + "\n"


def _lines(held: Held) -> Iterator[str]:
    yield f"{held.label} ({held.name}): {held.fate.value}"
    yield f"  for: {held.why}"
    yield f"  copied: {', '.join(held.shown) or 'nothing'}"
    if held.fate is Fate.EMPTIED:
        yield f"  emptied: {', '.join(sorted(held.emptied))}"
    yield ""
