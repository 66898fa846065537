"""Rome's clock: what day it is there, and the instants that days and hours name.

Once a year the clocks jump over an hour: a time in it is no time, and nobody guesses which one was meant. Once
a year they show an hour twice: a time in it is its first showing.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from core.refusals import Refusal, ensure

ROME = ZoneInfo("Europe/Rome")

#: The years that a date of ours can mean; others are slips of the hand.
YEARS = range(2000, 2101)


def local_midnight(day: date) -> datetime:
    """The instant at which this day begins in Europe/Rome."""
    return datetime.combine(day, time(), tzinfo=ROME)


def today() -> date:
    """Today's date in Europe/Rome."""
    return day_of(timezone.now())


def day_of(moment: date | datetime) -> date:
    """The date in Europe/Rome of an instant; a date, or a wall-clock time without a zone, is on its own."""
    if not isinstance(moment, datetime):
        return moment
    return (moment.astimezone(ROME) if moment.tzinfo else moment).date()


def last_day_of(end: datetime) -> date:
    """The date in Europe/Rome of the last moment before this one."""
    return day_of(end - timedelta(microseconds=1))


def monday_of(day: date) -> date:
    """The day with which the week of this date begins."""
    return day - timedelta(days=day.weekday())


def is_shown(day: date, clock: time) -> bool:
    """Whether the clocks show this time on the day."""
    wall = datetime.combine(day, clock, tzinfo=ROME)
    return wall.astimezone(UTC).astimezone(ROME).time() == clock


def why_not_shown(day: date, clock: time) -> Refusal | None:
    """The refusal for a time that the clocks jump over."""
    if is_shown(day, clock):
        return None
    sentence = _(
        "There is no %(hour)s on that day: the clocks go forward from 02:00 to 03:00. Enter "
        "another time."
    )
    return Refusal(sentence % {"hour": f"{clock:%H:%M}"}, code="no_such_hour")


def moment(day: date, clock: time) -> datetime:
    """The UTC instant at which the clocks show this time on the day, the first one of two. Raises Refusal."""
    ensure(why_not_shown(day, clock))
    return datetime.combine(day, clock, tzinfo=ROME).astimezone(UTC)


def read_moment(form, day: str, clock: str) -> datetime | None:
    """The instant that two fields of a cleaned form name; None where there is none, with why at the hour."""
    said = form.cleaned_data.get(day), form.cleaned_data.get(clock)
    if None in said:
        return None
    try:
        return moment(*said)
    except Refusal as refusal:
        form.add_error(clock, refusal.sentence)
        return None
