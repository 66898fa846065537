"""How the reports write numbers, money and dates, and the articles and prepositions before them.

The documents are in Italian whatever the reader's language, and the same figures must
always give the same bytes: so nothing here looks at settings or at the active language.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

NBSP = "\u00a0"
DASH = "–"
ROME = ZoneInfo("Europe/Rome")

MONTHS = (
    "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno",
    "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre",
)  # fmt: skip
WEEKDAYS = ("lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica")


def number(value: Decimal | float | str, places: int = 0) -> str:
    """12345.6 with one place: "12.345,6"; rounded half up."""
    exact = Decimal(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    if not exact:
        exact = abs(exact)
    swapped = f"{exact:,.{places}f}".translate(str.maketrans(",.", ".,"))
    return swapped.replace("-", "−")


def euro(value: Decimal | str, places: int = 2) -> str:
    """Euro with cents: "131.760,00 €"."""
    return f"{number(value, places)}{NBSP}€"


#: From which top of an axis on its amounts are told in what unit.
UNITS = (
    (Decimal("1e10"), Decimal("1e9"), " mld"),
    (Decimal("1e7"), Decimal("1e6"), " mln"),
    (Decimal("5e3"), Decimal("1e3"), " mila"),
    (0, 1, ""),
)


def rounded_euro(value: float, top: float) -> str:
    """An amount on a chart's axis that goes up to `top`: "40 mila €", "2,5 mln €", "0"."""
    value, top = Decimal(value), Decimal(top)
    if not value:
        return "0"
    size, unit = next((size, unit) for least, size, unit in UNITS if top >= least)
    return f"{number(value / size, 0 if value % size == 0 else 1)}{unit} €".replace(" ", NBSP)


def ratio(numerator: Decimal | int | str, denominator: Decimal | int | str) -> Decimal | None:
    """The quotient, or None where the denominator is zero: 0/0 is not 0%."""
    return Decimal(numerator) / Decimal(denominator) if Decimal(denominator) else None


def percent(value: Decimal | None, places: int = 1) -> str:
    """A ratio as a percentage: 0.423 gives "42,3 %"; None gives a dash."""
    return DASH if value is None else f"{number(value * 100, places)}{NBSP}%"


def share(numerator: Decimal | int | str, denominator: Decimal | int | str, places: int = 1) -> str:
    """The percentage that numerator is of denominator."""
    return percent(ratio(numerator, denominator), places)


def whole_percent(value: Decimal) -> str:
    """A ratio as a percentage, with a decimal only where it is not whole: "60 %", "16,7 %"."""
    return percent(value, 0 if printed(value) % 1 == 0 else 1)


def printed(value: Decimal) -> Decimal:
    """A ratio as the percentage that is printed, so that differences are those of the printed numbers."""
    return (Decimal(value) * 100).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def printed_hours(minutes: int) -> Decimal:
    """Minutes as the hours that are printed, in tenths."""
    return (Decimal(minutes) / 60).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def hours(minutes: int) -> str:
    """Minutes as hours, with one decimal only where the hours are not whole."""
    return number(printed_hours(minutes), 1 if minutes % 60 else 0)


def is_blurred(part: int, whole: int) -> bool:
    """Whether rounded hours would tell nothing where there is something, or all where it is a part."""
    nothing = any(minutes and not printed_hours(minutes) for minutes in (part, whole))
    return nothing or part != whole and printed_hours(part) == printed_hours(whole)


def length(minutes: int) -> str:
    """Minutes as they are, for where rounding would blur them: "9 ore e 58 minuti"."""
    full, rest = divmod(minutes, 60)
    words = [counted(full, "ora", "ore")] if full else []
    return listed([*words, counted(rest, "minuto", "minuti")] if rest or not full else words)


# -- Articles, prepositions, number --------------------------------------------------------------------


class Gender(NamedTuple):
    """The forms of an article, alone and after prepositions: before a consonant, a vowel, a zero."""

    the: tuple
    of: tuple
    to: tuple


ONE = Gender(the=("il ", "l’", "lo "), of=("del ", "dell’", "dello "), to=("al ", "all’", "allo "))
MANY = Gender(
    the=("i ", "gli ", "gli "), of=("dei ", "degli ", "degli "), to=("ai ", "agli ", "agli ")
)

CONSONANT, VOWEL, ZERO = range(3)


def sound(written: str) -> int:
    """How a number begins when it is read aloud: 8, 11 and 80 with a vowel, 0 with a z, the others neither.

    Only the first group of digits counts: 8.500 and 80.000 begin with "otto", 1.500 with "mille".
    A date may begin with "1º", which is "primo" where 1 is "uno".
    """
    if written.startswith("1º"):
        return CONSONANT
    whole = re.match(r"[\d.]*", written)[0]
    first, *others = whole.split(".")
    if first == "0":
        return ZERO
    vowel = (
        first in ("8", "11") or len(first) > 1 and first[0] == "8" or first == "1" and not others
    )
    return VOWEL if vowel else CONSONANT


def the(written: str) -> str:
    """ "il 54,7 %", "l’11,2 %", "lo 0,4 %"; also before a date: "l’8 novembre 2026"."""
    return ONE.the[sound(written)] + written


def of_the(written: str) -> str:
    """ "del 60 %", "dell’80 %", "dello 0 %"."""
    return ONE.of[sound(written)] + written


def to_the(written: str) -> str:
    """ "al 60 %", "all’80 %", "allo 0 %"."""
    return ONE.to[sound(written)] + written


def of_the_many(written: str) -> str:
    """ "dei 22", "degli 80,00 €"; of one thing "dell’1,00 €"."""
    return of_the(written) if is_one(written) else MANY.of[sound(written)] + written


def the_many(written: str) -> str:
    """ "i 22", "gli 8"."""
    return MANY.the[sound(written)] + written


def is_one(written: str) -> bool:
    """Whether a number is read "uno" or "un": also one euro and some cents."""
    return re.match(r"1(?![\d.])", written) is not None


def edge(numerator: Decimal | int, denominator: Decimal | int) -> tuple[str, Decimal]:
    """A share as a sentence may tell it: ("", 0.547), but ("meno", 0.001) where rounding would say 0,0 %
    of something, and ("più", 0.999) where it would say 100,0 % of what is not all."""
    exact = ratio(numerator, denominator)
    written = printed(exact)
    if exact > 0 and not written:
        return "meno", Decimal("0.001")
    if written == 100 and exact != 1:
        return "più", Decimal("0.999") if exact < 1 else Decimal(1)
    return "", exact


def the_share(numerator: Decimal | int, denominator: Decimal | int) -> str:
    """ "il 54,7 %", "meno dello 0,1 %", "più del 99,9 %"; the denominator is not zero."""
    side, value = edge(numerator, denominator)
    written = percent(value)
    return f"{side} {of_the(written)}" if side else the(written)


def to_the_share(numerator: Decimal, denominator: Decimal) -> str:
    """ "al 54,7 %", "a meno dello 0,1 %", "a più del 99,9 %"; the denominator is not zero."""
    side, value = edge(numerator, denominator)
    return f"a {the_share(numerator, denominator)}" if side else to_the(percent(value))


def split(words: str) -> tuple[str, str]:
    """Article and number apart, for a number that is printed bold."""
    length = next(place for place, letter in enumerate(words) if letter.isdigit() or letter == "−")
    return words[:length], words[length:]


def capital(sentence: str) -> str:
    """The sentence with a capital, all else as it is."""
    return sentence[:1].upper() + sentence[1:]


def counted(count: int, one: str, many: str, places: int = 0) -> str:
    """ "1 richiesta", "2 richieste", "0 richieste"."""
    written = number(count, places)
    return f"{written} {one if written == '1' else many}"


def counted_hours(minutes: int, one: str = "ora", many: str = "ore") -> str:
    """ "1 ora", "1,5 ore"; other words for what they are: "1 ora prenotata"."""
    written = hours(minutes)
    return f"{written} {one if written == '1' else many}"


def to_month(word: str) -> str:
    """ "a settembre", "ad agosto"."""
    return f"{'ad' if word.startswith('a') else 'a'} {word}"


def the_weekday(number: int) -> str:
    """ "il lunedì", "la domenica"; Monday is 0."""
    return f"{'la' if number == 6 else 'il'} {WEEKDAYS[number]}"


def clock(hour: int) -> str:
    """A full hour as one says it: "le 8", "l’una", "mezzanotte"."""
    return {0: "mezzanotte", 1: "l’una", 24: "mezzanotte"}.get(hour, f"le{NBSP}{hour}")


def between(hour: int) -> str:
    """The clock hour that begins then: "fra le 10 e le 11", "fra l’una e le 2"."""
    return f"fra {clock(hour)} e {clock(hour + 1)}"


# -- Dates -----------------------------------------------------------------------------------------------


def month_of(iso: str) -> date:
    """The first day of a month written "2026-10"."""
    return date.fromisoformat(f"{iso}-01")


def last_day(iso: str) -> date:
    """The last day of a month written "2026-10"."""
    return (month_of(iso) + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def month_name(iso: str) -> str:
    """ "ottobre 2026", lower-case as Italian writes it."""
    first = month_of(iso)
    return f"{MONTHS[first.month - 1]} {first.year}"


def month_word(iso: str) -> str:
    """ "ottobre"."""
    return MONTHS[month_of(iso).month - 1]


def short_month(iso: str) -> str:
    """ "ott"."""
    return month_word(iso)[:3]


def long_date(day: date) -> str:
    """ "3 novembre 2026"; the first of a month is "1º"."""
    return f"{'1º' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"


def short_date(iso: str) -> str:
    """ "2026-10-03" as "03/10"."""
    day = date.fromisoformat(iso[:10])
    return f"{day:%d/%m}"


def local(iso: str) -> datetime:
    """An aware time written in ISO, as the clock in Rome shows it."""
    return datetime.fromisoformat(iso).astimezone(ROME)


def moment(iso: str) -> str:
    """ "3 novembre 2026, ore 06:00", Rome time."""
    when = local(iso)
    return f"{long_date(when.date())}, ore {when:%H:%M}"


def listed(words: Iterable[str]) -> str:
    """ "a, b e c"."""
    words = list(words)
    return " e ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
