"""Amounts as people write them: `1.234,56`, `1234,56`, `1234.56`, `1.234`, with or without the euro sign."""

import re
from decimal import Decimal

#: Thousands in groups of three, all with the same mark, then at most two decimals after the other mark.
WRITTEN = re.compile(
    r"""(?P<sign>[-−]?)
    (?P<whole>\d+ | \d{1,3}(?:(?P<mark>[.,'’])\d{3})(?:(?P=mark)\d{3})*)
    (?:(?P<point>[.,])(?P<cents>\d{1,2}))?""",
    re.VERBOSE | re.ASCII,
)


def read(text: str) -> Decimal:
    """The amount that the text says. Raises ValueError when it is not one, or could be two."""
    bare = re.sub(r"[\s€]|EUR", "", text, flags=re.IGNORECASE)
    found = WRITTEN.fullmatch(bare)
    if not found or found["mark"] and found["mark"] == found["point"] or _could_be_two(found):
        raise ValueError(f"{text!r} is not an amount such as 1.234,56")
    whole = re.sub(r"\D", "", found["whole"])
    sign = "-" if found["sign"] else ""
    return Decimal(f"{sign}{whole}.{found['cents'] or '00'}")


def _could_be_two(found) -> bool:
    """`1,234` alone: a thousand in English, three decimals in Italian, where the comma is the decimal mark."""
    return found["mark"] == "," and not found["point"]
