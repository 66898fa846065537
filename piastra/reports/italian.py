"""How the reports write numbers, money and dates.

The documents are in Italian whatever the reader's language, and the same figures must
always give the same bytes: so nothing here looks at settings or at the active language.
"""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

NBSP = "\u00a0"
DASH = "–"
ROME = ZoneInfo("Europe/Rome")

MONTHS = (
    "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno",
    "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre",
)  # fmt: skip
WEEKDAYS = ("lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica")


def number(value, places=0):
    """12345.6 with one place: "12.345,6"; rounded half up."""
    exact = Decimal(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    if not exact:
        exact = abs(exact)
    swapped = f"{exact:,.{places}f}".translate(str.maketrans(",.", ".,"))
    return swapped.replace("-", "−")


def euro(value, places=2):
    """Euro with cents: "131.760,00 €"."""
    return f"{number(value, places)}{NBSP}€"


#: From which top of an axis on its amounts are told in what unit.
UNITS = ((Decimal("1e10"), "mld", Decimal("1e9")), (Decimal("1e7"), "mln", Decimal("1e6")))


def rounded_euro(value, top):
    """An amount on a chart's axis that goes up to `top`: "40 mila €", "2,5 mln €", "0"."""
    value, top = Decimal(value), Decimal(top)
    if not value:
        return "0"
    if top < 5000:
        return euro(value, 0 if value == value.to_integral() else 1)
    for least, unit, size in (*UNITS, (0, "mila", Decimal(1000))):
        if top >= least:
            return f"{number(value / size, 0 if value % size == 0 else 1)}{NBSP}{unit}{NBSP}€"


def ratio(numerator, denominator):
    """The quotient, or None where the denominator is zero: 0/0 is not 0%."""
    return Decimal(numerator) / Decimal(denominator) if Decimal(denominator) else None


def percent(value, places=1):
    """A ratio as a percentage: 0.423 gives "42,3 %"; None gives a dash."""
    return DASH if value is None else f"{number(value * 100, places)}{NBSP}%"


def share(numerator, denominator, places=1):
    """The percentage that numerator is of denominator."""
    return percent(ratio(numerator, denominator), places)


def points(difference):
    """A difference of two ratios in percentage points: "+4,3", "−1,0"."""
    return ("+" if difference > 0 else "") + number(difference * 100, 1)


def hours(minutes):
    """Minutes as hours, with one decimal only where the hours are not whole."""
    return number(Decimal(minutes) / 60, 1 if minutes % 60 else 0)


def month_of(iso):
    """The first day of a month written "2026-10"."""
    return date.fromisoformat(f"{iso}-01")


def last_day(iso):
    """The last day of a month written "2026-10"."""
    return (month_of(iso) + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def month_name(iso):
    """ "ottobre 2026", lower-case as Italian writes it."""
    first = month_of(iso)
    return f"{MONTHS[first.month - 1]} {first.year}"


def month_word(iso):
    """ "ottobre"."""
    return MONTHS[month_of(iso).month - 1]


def short_month(iso):
    """ "ott"."""
    return month_word(iso)[:3]


def long_date(day):
    """ "3 novembre 2026"; the first of a month is "1º"."""
    return f"{'1º' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"


def short_date(iso):
    """ "2026-10-03" as "03/10"."""
    day = date.fromisoformat(iso[:10])
    return f"{day:%d/%m}"


def local(iso):
    """An aware time written in ISO, as the clock in Rome shows it."""
    return datetime.fromisoformat(iso).astimezone(ROME)


def moment(iso):
    """ "3 novembre 2026, ore 06:00", Rome time."""
    when = local(iso)
    return f"{long_date(when.date())}, ore {when:%H:%M}"


def listed(words):
    """ "a, b e c"."""
    words = list(words)
    return " e ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
