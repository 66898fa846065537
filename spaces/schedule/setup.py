"""What the staff set up - places, rules, weekly hours, closures - read once for each of its revisions.

It changes a few times in a week and is needed by nearly every page. The database gives it another revision in the
same commit as each change, and the transaction that makes one another mark (migration 0011): who asks for
`current()` reads both, and what was read before only when nothing has changed since (decision 0025).
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import date, time
from functools import cached_property
from threading import Lock

from django.db import connection

from core.words import is_italian
from spaces.models import KindRules, PlanRule, Space, WeeklyHours, Zone
from spaces.schedule import holes
from spaces.schedule.holes import Hole

#: Two languages, and before and after a change.
MOST_KEPT = 4
#: A year of dates for each kind of place, and as much again.
MOST_DERIVED = 4096
ATTEMPTS = 3


class Derived(dict):
    """What was computed from a setup. It forgets all when there is too much of it."""

    def __setitem__(self, key, value):
        if len(self) >= MOST_DERIVED:
            self.clear()
        super().__setitem__(key, value)


@dataclass(frozen=True, eq=False)
class Setup:
    """All of it at one revision. Many requests share it: nobody changes what it holds.

    `places` are those of `_places`; `rules` hold every kind's; `hours` are opening, closing, valid from and until,
    by kind and weekday.
    """

    places: tuple[Space, ...]
    rules: dict[str, KindRules]
    hours: dict[tuple[str, int], list[tuple[time, time, date, date | None]]]
    holes: tuple[Hole, ...]
    #: By plan and kind of place.
    plan_rules: dict[tuple[int, str], PlanRule] = field(default_factory=dict)
    #: Open spans by kind and date, and their half days: `opening.Opening` fills them. By the rules that were
    #: asked, what they say of a kind's hours: `rules.Answers` fills it.
    plain_days: Derived = field(default_factory=Derived)
    plain_slots: Derived = field(default_factory=Derived)
    _answers: dict[tuple, Derived] = field(default_factory=dict)

    def answers_of(self, asked: tuple) -> Derived:
        """What these rules said of times of a kind, as far as it depends on nothing but the setup."""
        return self._answers.setdefault(asked, Derived())

    def place(self, pk: int) -> Space:
        """The place of this number; one that came after the setup was read is asked for."""
        return self._by_number.get(pk) or Space.objects.get(pk=pk)

    @cached_property
    def _by_number(self) -> dict[int, Space]:
        return {place.pk: place for place in self.places}


def current() -> Setup:
    """The setup as the database has it now, and as this transaction has changed it.

    One query; seven more when it changed since it was read last.
    """
    key = _key()
    return _kept.get(key) or _read_for(key)


class Kept:
    """The setups that were read last, for all threads of the process."""

    def __init__(self):
        self._setups: OrderedDict[tuple, Setup] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._setups)

    def get(self, key: tuple | None) -> Setup | None:
        with self._lock:
            if key in self._setups:
                self._setups.move_to_end(key)
            return self._setups.get(key)

    def keep(self, key: tuple, setup: Setup) -> None:
        with self._lock:
            self._setups[key] = setup
            while len(self._setups) > MOST_KEPT:
                self._setups.popitem(last=False)


_kept = Kept()

#: The second is empty but in a transaction that has changed something.
REVISION = (
    "SELECT revision::text, coalesce(current_setting('piastra.setup', true), '') FROM spaces_setup"
)


def _key() -> tuple | None:
    """What says whether a setup that was read still holds; None when nothing can say it."""
    with connection.cursor() as cursor:
        cursor.execute(REVISION)
        revision = cursor.fetchone()
    if revision is None:
        return None
    database = connection.settings_dict
    # The places' equipment is named in the reader's language.
    return (database["HOST"], database["PORT"], database["NAME"], is_italian(), *revision)


def _read_for(key: tuple | None) -> Setup:
    """Read it, and keep it if it was the same from the first query to the last."""
    for _attempt in range(ATTEMPTS):
        setup, before, key = _read(), key, _key()
        if key is not None and key == before:
            _kept.keep(key, setup)
            break
    return setup


def _read() -> Setup:
    hours = {}
    fields = ("kind", "weekday", "opens", "closes", "valid_from", "valid_until")
    for kind, weekday, *row in WeeklyHours.objects.values_list(*fields):
        hours.setdefault((kind, weekday), []).append(tuple(row))
    of_plans = {(rule.plan_id, rule.kind): rule for rule in PlanRule.objects.all()}
    return Setup(tuple(_places()), KindRules.by_kind(), hours, holes.read(), of_plans)


COLUMNS = [field for field in Space._meta.concrete_fields]
#: Plain SQL: to put such a query into words costs Django more than the database needs for it.
PLACES = f"""
SELECT {", ".join(f's."{field.column}"' for field in COLUMNS)}, z.name, z."order",
    ARRAY(SELECT e.name_{{language}} FROM spaces_space_equipment o JOIN spaces_equipment e ON e.id = o.equipment_id
        WHERE o.space_id = s.id ORDER BY e."order"),
    ARRAY(SELECT to_space_id FROM spaces_space_parts WHERE from_space_id = s.id)
FROM spaces_space s JOIN spaces_zone z ON z.id = s.zone_id
ORDER BY z."order", s.code
"""
IN_ITALIAN, IN_ENGLISH = (PLACES.format(language=language) for language in ("it", "en"))


def _places() -> list[Space]:
    """Every place with its zone, retired ones too: what they are part of counts until its last booking.

    `offers` holds the names of their equipment in the page's language, `part_ids` the rooms they are made of.
    """
    names, zones, found = [field.attname for field in COLUMNS], {}, []
    with connection.cursor() as cursor:
        cursor.execute(IN_ITALIAN if is_italian() else IN_ENGLISH)
        rows = cursor.fetchall()
    for *values, zone, order, offers, parts in rows:
        place = Space.from_db("default", names, values)
        place.offers, place.part_ids = tuple(offers), tuple(parts)
        if place.zone_id not in zones:
            zones[place.zone_id] = Zone(pk=place.zone_id, name=zone, order=order)
        place.zone = zones[place.zone_id]
        found.append(place)
    return found
