"""Every claim of any month is counted again, and its Italian is good."""
# ruff: noqa: E501 -- sentences stand whole beside their figures

import re
from copy import deepcopy
from decimal import Decimal
from random import Random

import pytest

from piastra.reports import frozen, italian, printing
from piastra.reports.presenters.occupancy import document as occupancy_document
from piastra.reports.presenters.occupancy import remarks
from piastra.reports.presenters.occupancy import week as week_map
from piastra.reports.presenters.spending import document as spending_document
from piastra.reports.tests import legal, sample
from piastra.reports.tests.sentences.shared import plain

# -- Any month: each claim is computed again -----------------------------------------------------------------


def any_month(seed):
    """A month at random: places closed, idle, full; few or many; ties; half hours; nothing."""
    chance = Random(seed)
    figures = legal.month(
        **{
            name: chance.choice([0, 1, 2, 8, 11])
            for name in ("lines", "documents", "payments", "events")
        },
        spaces=chance.choice([0, 1, 5, 6, 12, 30]),
    )
    occupancy = figures["occupancy"]
    for space in occupancy["spaces"]:
        space["available"] = available = chance.choice([0, 30, 60, 11_400, 44_640])
        space["booked"] = booked = chance.choice(
            [0, available, available // 2, chance.randint(0, available)]
        )
        space["used"] = chance.randint(0, booked)
        space["estimated"] = chance.randint(0, space["used"])
    shares = chance.choice(
        [[0], [1], [0, 1], [Decimal("0.8"), Decimal("0.11")], [n / 59 for n in range(60)]]
    )
    occupancy["heat"] = [
        sample.cell(day, hour, 600, round(600 * chance.choice(shares)))
        for day in range(chance.choice([0, 1, 5, 7])) for hour in range(8, chance.choice([9, 10, 19]))
    ]  # fmt: skip
    for kind in occupancy["kinds"]:
        kind["asked"] = chance.choice([0, 1, 2, 8, 11])
        kind["unmet"] = chance.choice([0, kind["asked"], kind["asked"] // 2])
    occupancy |= {name: chance.choice([0, 1, 8, 11, 80]) for name in ("open_days", "bookings_due")}
    occupancy["no_shows"] = chance.randint(0, occupancy["bookings_due"])
    figures["programme"]["managed"] = chance.choice(
        ["0.00", "1.00", "80.00", "11000.00", "131760.00"]
    )
    month = chance.choice(["2026-04", "2026-05", "2026-08", "2026-09", "2026-10", "2026-11"])
    moved(figures, month, chance)
    legal.ramp(figures)
    return figures


def moved(figures, month, chance):
    """The same figures in another month, with rates of the ramp-up at random."""
    figures["month"] = month
    for entry in figures["ramp_up"]:
        entry["target"] = chance.choice(["0", "0.08", "0.1667", "0.8", "1"])
        if entry["month"] <= month:
            entry |= {"available": 10_000, "booked": chance.randint(0, 10_000)}
    figures["spending"]["history"][-1]["month"] = month


@pytest.mark.parametrize("seed", range(60))
def test_each_claim_of_any_month_is_so(seed):
    figures = any_month(seed)
    occupancy = figures["occupancy"]
    heat = [(per_cent(c["booked"], c["available"]), c) for c in occupancy["heat"]]
    check_busy(plain(remarks.busy_slots(occupancy)), heat)
    check_busiest(plain(week_map.busiest(occupancy)), heat)
    check_idle(remarks.without_bookings(occupancy), occupancy["spaces"])


def per_cent(part, whole):
    """What is printed of a share, reckoned here again: tenths of a per cent, rounded half up."""
    return Decimal((2000 * part + whole) // (2 * whole)) / 10


def in_hours(minutes):
    """What is printed of minutes, reckoned here again: tenths of an hour, rounded half up."""
    return Decimal((minutes + 3) // 6) / 10


def check_busy(words, heat):
    busy = sum(rate >= 75 for rate, _cell in heat)
    if len(heat) < 2:
        assert len(heat) == words.startswith("L’unica fascia")
        assert bool(busy) == (bool(heat) and " non " not in words)
        return
    named = re.search(r"in (nessuna delle|tutte le|una delle|(\d+) delle) (\d+) fasce", words)
    counts = {"nessuna delle": 0, "tutte le": len(heat), "una delle": 1}
    assert int(named[3]) == len(heat)
    assert (int(named[2]) if named[2] else counts[named[1]]) == busy
    assert ("non raggiunge" in words) == (busy == 0)


def check_busiest(words, heat):
    top = max((rate for rate, _cell in heat), default=0)
    if not top:
        assert words == ""
        return
    same = [cell for rate, cell in heat if rate == top]
    assert f"{top:.1f} %".replace(".", ",") in words
    if len(same) == len(heat) > 1:
        assert words.startswith("In ogni fascia")
        return
    first = min(same, key=lambda cell: (cell["weekday"], cell["hour"]))
    assert (
        f"{italian.WEEKDAYS[first['weekday']]} fra le {first['hour']} e le {first['hour'] + 1}"
        in words
    )
    assert ("Le fasce più occupate" in words) == (len(same) > 1)
    assert len(same) == 1 or f"sono {len(same)}," in words


def check_idle(words, spaces):
    there = [space for space in spaces if space["available"]]
    idle = [space for space in there if not in_hours(space["booked"])]
    booked = "meno di 0,1" not in words and "on ha" not in words and "Nessuno" not in words
    assert (booked and bool(there)) == (bool(there) and not idle)
    assert words.startswith("Nel mese nessuno") == (not there)
    assert ("meno di 0,1 ore" in words) == any(space["booked"] for space in idle)
    if idle and len(there) > len(idle) and len(idle) <= remarks.MOST_CODES:
        assert words.endswith(f": {italian.listed(space['code'] for space in idle)}.")


# -- Any month: nobody reads wrong Italian ---------------------------------------------------------------------

NUMBER = r"(?:(?:8|11|8\d|8\d\d)(?:[.,]\d+)*|1(?:,\d+)?)(?![\d.])"
WRONG = {
    "no elision": rf"\b(?:[Ii]l|[Dd]el|[Aa]l|[Dd]al|[Nn]el|[Ss]ul) {NUMBER}(?! \w+ 20\d\d)",
    "no gli": r"\b(?:i|[Dd]ei|[Aa]i|[Nn]ei|[Dd]ai|[Ss]ui) (?:8|11|8\d|8\d\d|0)(?![\d.])",
    "no lo": r"\b(?:[Ii]l|[Dd]el|[Aa]l|[Dd]al|[Nn]el|[Ss]ul) 0",
    "elided without need": r"\b(?:[Ll]|[Dd]ell|[Aa]ll|[Dd]all)’(?:0|[2-79]|1[02-9])",
    "ad": r"\ba (?:aprile|agosto)\b",
    "one of many": r"(?<![\d.,/–\w])1 (?:ore|giorni|richieste|postazioni|prenotazioni|mancate|disponibili|voci|spazi|fasce|eventi|documenti)\b",
    "many as one": r"(?<![\d.,])(?:0|[2-9]|\d\d+) (?:ora|giorno|richiesta|postazione|prenotazione|spazio|fascia)\b",
    "hours": r"\ble (?:0|1|24)\b(?! \w+ fasce)",
    "weekday": r"\bil domenica\b|\bla (?:luned|marted|mercoled|gioved|venerd|sabato)",
    "minus zero": r"[−-]0,0+(?!\d)",
}  # fmt: skip


def wrong_in(words):
    return [
        (name, found[0]) for name, pattern in WRONG.items() if (found := re.search(pattern, words))
    ]


@pytest.mark.parametrize("seed", range(60))
def test_the_italian_of_any_month(seed):
    letters = frozen.canonical(any_month(seed))
    for kind in printing.KINDS:
        page = printing.page(kind, letters)
        prose = re.findall(r"<(?:p|li|dd|title|caption)\b[^>]*>(.*?)</", page.replace("\n", " "))
        prose += re.findall(r'<t[dh][^>]*class="num"[^>]*>(.*?)</t[dh]>', page)
        for words in (re.sub(r"\s+", " ", plain(re.sub(r"<[^>]+>", " ", each))) for each in prose):
            assert wrong_in(words) == []


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("obiettivo del 80 %", "no elision"),
        ("Il 11,2 % dell’uso", "no elision"),
        ("pari al 1,5 %", "no elision"),
        ("dei 80,00 €", "no gli"),
        ("del 0 %", "no lo"),
        ("l’54 %", "elided without need"),
        ("rispetto a agosto", "ad"),
        ("1 richieste", "one of many"),
        ("su 1 prenotazioni dovute", "one of many"),
        ("18 ora", "many as one"),
        ("fra le 1 e le 2", "hours"),
        ("il domenica", "weekday"),
    ],
)
def test_the_guard_sees_wrong_italian(words, name):
    assert [found for found, _words in wrong_in(words)] == [name]


def test_a_frozen_edition_is_read_and_never_written():
    figures = sample.october()
    before = deepcopy(figures)
    occupancy_document.context(figures, "0" * 64)
    spending_document.context(figures, "0" * 64)
    assert figures == before
