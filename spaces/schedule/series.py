"""The dates and times of a wish that repeats: pure, nothing here asks the database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.clock import YEARS, day_of, is_shown, local_midnight
from core.refusals import Refusal
from core.words import by_day, clock, is_italian
from spaces.models import Series, Space
from spaces.schedule.opening import Opening, Slot, instant
from spaces.schedule.spans import Span

#: Every day from Monday to Friday of a year, and not more.
MOST_DATES = 262
LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class Wish:
    """A place on chosen weekdays (0 = Monday) from `first` until `until`, both included.

    Desks and offices name a `slot`, whose hours are those of each date; rooms `starts_at` and `ends_at`,
    Rome's wall-clock time on each date, whatever the clocks did in between.
    """

    space: Space
    weekdays: frozenset[int]
    first: date
    until: date
    slot: Slot | None = None
    starts_at: time | None = None
    ends_at: time | None = None
    purpose: str = ""

    def dates(self) -> Iterator[date]:
        """Each date of the wish, in order."""
        for offset in range((self.until - self.first).days + 1):
            day = self.first + timedelta(days=offset)
            if day.weekday() in self.weekdays:
                yield day

    def span_on(self, day: date, opening: Opening, half_day_at: time) -> Span:
        """The time of this date, as instants.

        A slot that the date does not have is all of the day, so that the rules can say why.
        """
        if self.slot is None:
            return instant(day, self.starts_at), instant(day, self.ends_at)
        slots = opening.slots(self.space, day, half_day_at)
        whole_day = (local_midnight(day), local_midnight(day + timedelta(days=1)))
        return slots.get(self.slot, whole_day)

    def is_shown_on(self, day: date) -> bool:
        """Whether the clocks show the hours of the wish on this date: in March they jump over some."""
        return self.slot is not None or all(
            is_shown(day, clock) for clock in (self.starts_at, self.ends_at)
        )

    @property
    def days_in_words(self) -> str:
        """`martedì e giovedì`"""
        names = [str(WEEKDAYS[number]) for number in sorted(self.weekdays)]
        if is_italian():
            names = [name.lower() for name in names]
        if len(names) == 1:
            return names[0]
        return _("%(days)s and %(last)s") % {"days": ", ".join(names[:-1]), "last": names[-1]}

    @property
    def time_in_words(self) -> str:
        """`la mattina`, or the hours."""
        if self.slot is None:
            return f"{clock(self.starts_at)}–{clock(self.ends_at)}"
        return {
            Slot.MORNING: _("in the morning"),
            Slot.AFTERNOON: _("in the afternoon"),
            Slot.DAY: _("for the whole day"),
        }[self.slot]

    @classmethod
    def of(cls, series: Series) -> "Wish":
        """What a series was made for."""
        return cls(
            space=series.space,
            weekdays=frozenset(series.weekdays),
            first=series.first,
            until=series.until,
            slot=Slot(series.slot) if series.slot else None,
            starts_at=series.starts_at,
            ends_at=series.ends_at,
            purpose=series.purpose,
        )


def why_not_wish(wish: Wish, now: datetime) -> Refusal | None:
    """Why nobody can look the wish up at all; None when each of its dates has an answer of its own."""
    return _out_of_order(wish, day_of(now)) or _without_hours(wish) or _without_dates(wish)


def _out_of_order(wish: Wish, today: date) -> Refusal | None:
    if wish.first.year not in YEARS or wish.until.year not in YEARS:
        return Refusal(_("That year can’t be right. Correct the dates."), code="no_such_year")
    if wish.until < wish.first:
        sentence = _("The last date is before the first one. Choose a later last date.")
        return Refusal(sentence, code="reversed")
    if wish.until < today:
        return Refusal(_("These dates are over. Choose later ones."), code="over")
    if wish.until - wish.first < LONGEST:
        return None
    sentence = _("A series lasts a year at most: choose a last date %(by_day)s.")
    return Refusal(
        sentence % {"by_day": by_day(wish.first + LONGEST - timedelta(days=1))}, code="too_long"
    )


def _without_hours(wish: Wish) -> Refusal | None:
    if wish.slot is not None or (wish.starts_at and wish.ends_at and wish.starts_at < wish.ends_at):
        return None
    return Refusal(_("A booking ends after it starts. Choose a later end."), code="no_hours")


def _without_dates(wish: Wish) -> Refusal | None:
    number = sum(1 for _day in wish.dates())
    if number == 0:
        sentence = _("None of these weekdays lies between the first date and the last one.")
        return Refusal(sentence, code="no_dates")
    if number <= MOST_DATES:
        return None
    sentence = ngettext(
        "That would be %(n)d date, and a series can have %(most)d at most. Choose fewer weekdays.",
        "That would be %(n)d dates, and a series can have %(most)d at most. Choose fewer weekdays.",
        number,
    )
    return Refusal(sentence % {"n": number, "most": MOST_DATES}, code="too_many")


def no_such_hour() -> Refusal:
    """The refusal for hours that the clocks jump over on a night in March."""
    sentence = _(
        "The clocks go forward over these hours on this date. Book it separately, at another time."
    )
    return Refusal(sentence, code="no_such_hour")
