"""Texts that are kept beside the guards, so that whatever changes them is a line of the review.

`KEPT=write` before pytest writes them anew.
"""

import os
import re
from difflib import unified_diff
from pathlib import Path

HERE = Path(__file__).parent


class Kept:
    """A file of named parts: each begins with `== name`."""

    def __init__(self, name: str):
        self.path = HERE / name

    def parts(self) -> dict[str, list[str]]:
        text = self.path.read_text(encoding="utf-8") if self.path.exists() else ""
        pieces = re.split(r"^== (.+)$", text, flags=re.MULTILINE)
        return {
            name: lines.strip().splitlines()
            for name, lines in zip(pieces[1::2], pieces[2::2], strict=True)
        }

    def is_as_kept(self, name: str, lines: list[str]) -> None:
        """The lines are those of this part."""
        if os.environ.get("KEPT") == "write":
            self._write(self.parts() | {name: lines})
        kept = self.parts()
        assert name in kept, f"{name} is new: write {self.path.name} anew with KEPT=write"
        changed = "\n".join(unified_diff(kept[name], lines, "kept", "found", n=1, lineterm=""))
        assert not changed, f"{name} is not what {self.path.name} says:\n{changed}"

    def _write(self, parts: dict[str, list[str]]) -> None:
        text = "\n\n".join("\n".join([f"== {name}", *parts[name]]) for name in sorted(parts))
        self.path.write_text(f"{text}\n", encoding="utf-8")
