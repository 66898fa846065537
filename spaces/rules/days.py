"""What is said of a day on which no place can be had: nobody has chosen one, of which the rule could speak."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.words import day_long
from spaces.models import KindRules, Space
from spaces.rules.ask import Ask

#: The rules of the kinds of places that are shown.
Kinds = Sequence[KindRules]


def last_day(rules: KindRules, today: date) -> date:
    """The last date that may be booked today."""
    return today + timedelta(days=rules.days_ahead)


def too_far_sentence(rules: KindRules, last: date, person=None) -> str:
    """To the person, or about the `person` to somebody else."""
    words = {"days": rules.days_ahead, "day": day_long(last), "person": person}
    if person:
        sentence = ngettext(
            "%(person)s can book up to %(days)d day ahead, today until %(day)s. Choose an earlier date.",
            "%(person)s can book up to %(days)d days ahead, today until %(day)s. Choose an earlier date.",
            rules.days_ahead,
        )
    else:
        sentence = ngettext(
            "You can book up to %(days)d day ahead, today until %(day)s. Choose an earlier date.",
            "You can book up to %(days)d days ahead, today until %(day)s. Choose an earlier date.",
            rules.days_ahead,
        )
    return sentence % words


def too_far(ask: Ask, kinds: Kinds) -> str:
    """Until when desks are booked, as their confirmation says it too; rooms, if it is another date."""
    today = ask.asker.today
    rooms = [rules for rules in kinds if rules.kind in Space.ROOMS]
    others = [rules for rules in kinds if rules not in rooms]
    desks = [rules for rules in others if rules.kind in Space.DESKS]
    first = _furthest(desks or others or rooms)
    sentence = too_far_sentence(first, last_day(first, today))
    room = _furthest(rooms) if rooms else first
    if last_day(room, today) == last_day(first, today):
        return sentence
    of_rooms = ngettext(
        "Rooms are booked up to %(days)d day ahead, today until %(day)s.",
        "Rooms are booked up to %(days)d days ahead, today until %(day)s.",
        room.days_ahead,
    )
    about = {"days": room.days_ahead, "day": day_long(last_day(room, today))}
    return f"{sentence} {of_rooms % about}"


def _furthest(kinds: Kinds) -> KindRules:
    return max(kinds, key=lambda rules: rules.days_ahead)


def not_open_to(_ask: Ask, _kinds: Kinds) -> str:
    return _("These places are not open to your membership category. Ask the staff.")


def not_in_plan(_ask: Ask, _kinds: Kinds) -> str:
    return _("Your plan does not include these places. Ask the staff.")


def has_another(ask: Ask, _kinds: Kinds) -> str:
    words = {"place": ask.other.place, "day": day_long(ask.day)}
    return _("You already have %(place)s on %(day)s.") % words
