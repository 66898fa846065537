"""Frozen letters are the same for the same figures."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

import pytest

from core.month import Month
from piastra.reports import frozen


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Row:
    month: Month
    amount: Decimal
    at: datetime
    day: date
    colours: tuple[Colour, ...]
    count: int
    none: None = None


def test_figures_become_plain_and_keep_their_meaning():
    at = datetime(2026, 10, 5, 9, tzinfo=ZoneInfo("Europe/Rome"))
    row = Row(Month(2026, 10), Decimal("10.50"), at, date(2026, 10, 5), (Colour.RED,), 3)
    assert frozen.plain(row) == {
        "month": "2026-10",
        "amount": "10.50",
        "at": "2026-10-05T07:00:00+00:00",
        "day": "2026-10-05",
        "colours": ["red"],
        "count": 3,
        "none": None,
    }


def test_a_float_is_refused_because_it_is_never_money():
    with pytest.raises(TypeError, match="float"):
        frozen.plain({"amount": 0.1})


def test_the_order_in_which_figures_were_gathered_does_not_change_their_letters():
    one = frozen.canonical({"b": "più", "a": [1, None]})
    other = frozen.canonical({"a": [1, None], "b": "più"})
    assert one == other == '{"a":[1,null],"b":"più"}'


def test_the_hash_is_what_sha256sum_says_of_the_file():
    assert frozen.sha256("più\n") == frozen.digest("più\n".encode())
    assert len(frozen.sha256("")) == 64
