"""Figures made fast: canonical JSON and its hash, which everything printed is made from."""

import hashlib
import json
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum

from core.month import Month

#: What the figures are called. /1 lacked days, assignments, released and recovered hours, and who waited:
#: its editions stay as they were published, and the documents print what they have. /2 lacked the community.
SCHEMA = "piastra-reports/3"


def canonical(figures: dict) -> str:
    """The one way to write these figures: sorted keys, no idle spaces, UTF-8 letters as they are.

    So equal figures have equal letters, and equal hashes. Fit for RFC 8785 readers, save that
    amounts are text: a float is never money.
    """
    return json.dumps(figures, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def sha256(text: str) -> str:
    """The SHA-256 of a text in UTF-8, in hexadecimal."""
    return digest(text.encode())


def digest(content: bytes) -> str:
    """The SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def plain(value: object) -> object:
    """Figures of the apps (frozen dataclasses) as what JSON knows.

    Amounts and ratios become text, times ISO in UTC, months "2026-10", enumerations their value.
    Raises TypeError for what it does not know: better than to freeze a guess.
    """
    if value is None or isinstance(value, bool | int) and not isinstance(value, Enum):
        return value
    if is_dataclass(value) and not isinstance(value, Month):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    return written(value)


def written(value: object) -> str:
    """A single value as text."""
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Month):
        return str(value)
    # Strings, and translations that wait for a language.
    if isinstance(value, str) or type(value).__name__ == "__proxy__":
        return str(value)
    raise TypeError(f"{type(value).__name__} can't be frozen: {value!r}")
