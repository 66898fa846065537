"""Where rounding decides: what each sentence claims holds of the numbers that are printed, and is not untrue."""

import html
import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from piastra.reports import italian
from piastra.reports.presenters.occupancy import first_page, remarks, use
from piastra.reports.presenters.occupancy import week as week_map
from piastra.reports.presenters.spending import first_page as spending_first_page
from piastra.reports.presenters.spending import remarks as spending_remarks

bounded = settings(max_examples=150, deadline=None, derandomize=True)

EDGES = [
    Fraction(*edge) for edge in ((0, 1), (1, 2000), (1999, 2000), (1, 1), (1499, 2000), (3, 4))
]
"""Shares at which a printed one turns: to 0,1 %, to 100,0 %, to 75,0 %; and none, three quarters, all."""


@st.composite
def near(draw, whole):
    """A part of a whole number of things, most often within three of an edge."""
    edge = draw(st.sampled_from(EDGES)) * whole
    part = draw(
        st.one_of(st.integers(-3, 3).map(lambda off: round(edge) + off), st.integers(0, whole))
    )
    return min(max(part, 0), whole)


@st.composite
def parts(draw, most=600_000):
    """(part, whole) minutes: few, as in a bad month, or many."""
    whole = draw(
        st.one_of(st.integers(1, 12), st.integers(1, most), st.sampled_from([600, 60_000]))
    )
    return draw(near(whole)), whole


@st.composite
def maps(draw):
    """Slots of one day of the same length, near the edges and near each other."""
    whole = draw(st.sampled_from([60, 600, 18_000, 240_000]))
    booked = draw(st.lists(near(whole), min_size=1, max_size=5))
    return [
        {"weekday": 0, "hour": 9 + place, "available": whole, "booked": part}
        for place, part in enumerate(booked)
    ]


def rounded(share, places=1):
    """Half up, reckoned here again from fractions."""
    exact = Decimal(share.numerator) / Decimal(share.denominator)
    return exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def rate(cell):
    return rounded(Fraction(100 * cell["booked"], cell["available"]))


def plain(words):
    return html.unescape(re.sub(r"<[^>]+>", "", str(words))).replace("\u00a0", " ")


def read(written):
    """The number that is written: "1.000,5" is 1000.5."""
    return Decimal(written.replace(".", "").replace(",", "."))


def shown(cells):
    """What the map prints in the slots, by hour."""
    return {cell["hour"]: rate(cell) for cell in cells}


def named(words):
    """The hour of the slot that a sentence names: "… il lunedì fra le 9 e le 10"."""
    return int(re.search(r"fra le (\d+)", words)[1])


# -- The map -----------------------------------------------------------------------------------------------


@bounded
@given(maps())
def test_the_busiest_slot_is_so_on_the_map(cells):
    words, numbers = plain(week_map.busiest({"heat": cells})), shown(cells)
    top = max(numbers.values())
    if not top:
        assert words == ""
        return
    assert read(re.search(r"[\d,]+(?= %)", words)[0]) == top
    same = [hour for hour, number in numbers.items() if number == top]
    if words.startswith("In ogni fascia"):
        assert len(same) == len(cells) > 1
        return
    assert named(words) == min(same)
    assert len(same) < len(cells) or len(cells) == 1
    told = re.search(r"sono (\d+), ognuna", words)
    assert (int(told[1]) if told else 1) == len(same)


@bounded
@given(maps())
def test_so_many_slots_reach_three_quarters_on_the_map(cells):
    words, numbers = plain(remarks.busy_slots({"heat": cells})), shown(cells)
    busy = sum(number >= 75 for number in numbers.values())
    if len(cells) == 1:
        assert ("non raggiunge" in words) == (busy == 0)
        return
    told = re.search(r"(nessuna|tutte|una|\d+) (?:delle|le) (\d+) fasce", words)
    count = {"nessuna": 0, "una": 1, "tutte": len(cells)}.get(told[1], told[1])
    assert (int(count), int(told[2])) == (busy, len(cells))
    least = min(numbers.values())
    same = [hour for hour, number in numbers.items() if number == least]
    assert ("meno occupat" in words) == (len(same) < len(cells))
    if "meno occupat" in words:
        assert named(words.split(";")[1]) == min(same)
        assert (f"sono {len(same)}," in words) == (len(same) > 1)


# -- Hours -------------------------------------------------------------------------------------------------

HOURS = re.compile(r"(?:([\d.]+,?\d*) or[ae])?(?: e )?(?:(\d+) minut[oi])?")


def minutes(words):
    """What a length in words is in minutes: "9 ore e 58 minuti"."""
    full, rest = HOURS.fullmatch(words).groups()
    return int(read(full or "0") * 60) + int(rest or 0)


def tenths(count):
    return rounded(Fraction(count, 60))


@bounded
@given(parts())
def test_hours_given_back_are_booked_again_as_far_as_it_is_said(pair):
    recovered, released = pair
    words = use.words_of_hours({"released": released, "recovered": recovered})
    if words.startswith("Tempo"):
        told = re.search(r"mancate: (.*?)(?:, |; |\.$)(.*)", words)
        assert minutes(told[1]) == released
        assert ("non prenotato" in told[2]) == (recovered == 0)
        assert ("tutto" in told[2]) == (recovered == released)
        if "nuovo: " in told[2]:
            assert minutes(told[2].removeprefix("prenotato di nuovo: ")[:-1]) == recovered
        return
    whole, rest = re.search(r"mancate: ([\d.]+(?:,\d)?), (.*)\.$", words).groups()
    assert read(whole) == tenths(released) > 0
    assert ("nessuna" in rest) == (tenths(recovered) == 0) == (recovered == 0)
    assert ("tutte" in rest) == (tenths(recovered) == tenths(released)) == (recovered == released)
    if "di esse" in rest:
        part = read(rest.split(" di esse")[0].replace("una", "1"))
        assert part == tenths(recovered)
        assert 0 < part < read(whole)


@bounded
@given(parts())
def test_the_estimated_use_is_a_part_of_the_whole_in_every_number(pair):
    estimated, used = pair
    words = plain(remarks.estimated_use({"spaces": [{"estimated": estimated, "used": used}]}))
    if not estimated:
        assert words == ""
        return
    share, part, whole = re.match(
        r"(.*) dell’uso è stimato: per (.*) su (.*) manca", words
    ).groups()
    check_share(share, Fraction(estimated, used))
    if "minut" in part or "or" in whole:
        assert (minutes(part), minutes(whole)) == (estimated, used)
        return
    part = read(part.split()[0])
    assert (part, read(whole)) == (tenths(estimated), tenths(used))
    assert part > 0
    assert (part == read(whole)) == (estimated == used)


def check_share(words, exact):
    """A share in words: zero and all are only said of what is so."""
    side, number = re.match(r"(?i)(?:a )?(meno|più)?.*?([\d,]+) %", words).groups()
    number, side = read(number), (side or "").lower()
    if side == "meno":
        assert 0 < exact * 100 < number == Decimal("0.1")
        assert rounded(exact * 100) == 0
    elif side == "più":
        assert exact * 100 > number
        assert rounded(exact * 100) == 100
    else:
        assert rounded(exact * 100) == number
        assert (number == 0) == (exact == 0)
        assert (number == 100) == (exact == 1)


@bounded
@given(st.lists(parts(most=2000), min_size=1, max_size=5))
def test_who_had_no_bookings_has_none_in_the_table(pairs):
    spaces = [
        {"code": f"F{place}", "available": whole, "booked": part}
        for place, (part, whole) in enumerate(pairs)
    ]
    words = remarks.without_bookings({"spaces": spaces})
    idle = [space for space in spaces if not tenths(space["booked"])]
    never = re.search("(?i)(non ha|nessuno)", words) is not None
    hardly = "meno di 0,1 ore" in words
    assert (never or hardly) == bool(idle)
    assert not (never and any(space["booked"] for space in idle))
    if 0 < len(idle) < len(spaces):
        assert words.endswith(f": {italian.listed(space['code'] for space in idle)}.")


# -- Money ---------------------------------------------------------------------------------------------------


@bounded
@given(parts(most=10**9))
def test_shares_of_money_are_nothing_or_all_only_where_they_are(pair):
    part, whole = (Decimal(cents) / 100 for cents in pair)
    exact = Fraction(*pair)
    check_share(plain(spending_first_page.of_the_ceiling(part, whole)).split(", ", 1)[1], exact)
    found = list(spending_remarks.to_pay({"incurred": whole, "paid": whole - part}))
    assert bool(found) == bool(part)
    for words in found:
        check_share(plain(words).split(", pari ")[1].removeprefix("al "), exact)


@bounded
@given(parts(most=240_000), parts(most=240_000), st.integers(0, 1000))
def test_differences_are_those_of_the_printed_rates(now, before, target):
    entries = [
        {"month": month, "target": str(Decimal(target) / 1000), "available": whole, "booked": part}
        for month, (part, whole) in (("2026-09", before), ("2026-10", now))
    ]
    figures = {"month": "2026-10", "ramp_up": entries, "occupancy": {"heat": []}}
    words = plain(first_page.summary(figures))
    first, second = (rate(entry) for entry in reversed(entries))
    goal = Decimal(target) / 10
    assert ("pari all’obiettivo" in words) == (first == goal)
    assert ("sopra l’obiettivo" in words) == (first > goal)
    assert ("quanto in settembre" in words) == (first == second)
    assert ("in più rispetto a settembre" in words) == (first > second)
    told = [read(number) for number in re.findall(r"([\d,]+) punti", words)]
    assert told == [size for size in (abs(first - goal), abs(first - second)) if size]
