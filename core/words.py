"""The page's language, and how it writes dates, hours and amounts: Italian has days and months in lower case."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from django.template.defaultfilters import date as django_date
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.clock import ROME, day_of

#: What stands where there is no value.
NONE = "–"


def is_italian() -> bool:
    return (get_language() or "it").startswith("it")


def page_language() -> str:
    """The language in which the page is read, which is that of letters to who has chosen none: `it` or `en`."""
    return "it" if is_italian() else "en"


def _written(value, pattern: str) -> str:
    return _day(day_of(value), pattern, is_italian()) if value else ""


@lru_cache(maxsize=4000)
def _day(value: date, pattern: str, in_italian: bool) -> str:
    """A date in words: pages say the same few hundreds of dates, and Django takes long over each."""
    said = django_date(value, pattern)
    return said.lower() if in_italian else said


def day_long(value) -> str:
    """`lunedì 23 novembre 2026`"""
    return _written(value, "l j F Y")


def day_medium(value) -> str:
    """`23 novembre 2026`"""
    return _written(value, "j F Y")


#: An Italian article or preposition before a day, and what it becomes before 8 and 11, which begin with a vowel.
BEFORE_A_VOWEL = {"il": "l’", "dal": "dall’", "al": "all’", "del": "dell’"}


def _after(value, english: str, italian: str) -> str:
    """The day after these words; the last word of the Italian ones bends to the day's number."""
    day = day_medium(value)
    if not day or not is_italian():
        return day and f"{english} {day}"
    number, rest = day.split(" ", 1)
    if number not in ("8", "11"):
        return f"{italian} {'1º' if number == '1' else number} {rest}"
    *words, last = italian.split()
    return " ".join([*words, BEFORE_A_VOWEL[last] + day])


def on_day(value) -> str:
    """`il 23 novembre 2026`, `l’8 novembre 2026`, `il 1º novembre 2026`; in English `on 23 November 2026`."""
    return _after(value, "on", "il")


def of_day(value) -> str:
    """`del 23 novembre 2026`, `dell’8 novembre 2026`; in English `of 23 November 2026`."""
    return _after(value, "of", "del")


def from_day(value) -> str:
    """`dal 23 novembre 2026`, `dall’8 novembre 2026`; in English `from 23 November 2026`."""
    return _after(value, "from", "dal")


def since_day(value) -> str:
    """As `from_day` in Italian; in English `since 23 November 2026`."""
    return _after(value, "since", "dal")


def to_day(value) -> str:
    """`al 23 novembre 2026`, `all’8 novembre 2026`; in English `to 23 November 2026`."""
    return _after(value, "to", "al")


def until_day(value) -> str:
    """`fino al 23 novembre 2026`, `fino all’8 novembre 2026`; in English `until 23 November 2026`."""
    return _after(value, "until", "fino al")


def by_day(value) -> str:
    """`entro il 23 novembre 2026`, `entro l’8 novembre 2026`; in English `by 23 November 2026`."""
    return _after(value, "by", "entro il")


def day_short(value) -> str:
    """`lun 23 nov`"""
    return _written(value, "D j M")


def clock(value) -> str:
    """`09:00`, in Rome."""
    if hasattr(value, "astimezone") and value.tzinfo:
        value = value.astimezone(ROME)
    return value.strftime("%H:%M") if value else ""


def period(span) -> str:
    """When something lasts from its `start` to its `end`: `lunedì 23 novembre 2026, tutto il giorno`."""
    last = (span.end - timedelta(microseconds=1)).astimezone(ROME)
    first_day, last_day = day_long(span.start), day_long(last)
    hours = clock(span.start), "24:00" if clock(span.end) == "00:00" else clock(span.end)
    words = {"first": first_day, "last": last_day, "opens": hours[0], "closes": hours[1]}
    is_whole = hours == ("00:00", "24:00")
    if first_day == last_day:
        sentence = _("%(first)s, all day") if is_whole else "%(first)s, %(opens)s–%(closes)s"
    elif is_whole:
        sentence = _("from %(first)s to %(last)s")
    else:
        sentence = _("from %(first)s, %(opens)s, to %(last)s, %(closes)s")
    return sentence % words


def rounded(number: Decimal, places: int) -> str:
    """`54,9`: half up, as the documents do. Django alone cuts what is too long: 54,89 would read 54,8."""
    number = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP) + 0
    return number_format(number, decimal_pos=places, force_grouping=True)


def percent_sign() -> str:
    """Italian puts a space before it, which does not break."""
    return "\N{NO-BREAK SPACE}%" if is_italian() else "%"


def percent(ratio) -> str:
    """`0.5489` is `54,9 %`; a rate whose denominator is 0 has no value."""
    return NONE if ratio is None else rounded(Decimal(ratio) * 100, 1) + percent_sign()


def whole_hours(minutes) -> str:
    """Minutes as whole hours: `312`."""
    return NONE if minutes is None else rounded(Decimal(minutes) / 60, 0)


def euro(value) -> str:
    """`1.234,50 €`, in the page's language; the sign never stands alone in the next line."""
    if value is None:
        return NONE
    return f"{rounded(Decimal(value), 2)}\N{NO-BREAK SPACE}€"
