"""Gather a month's figures from the apps into one plain dictionary, ready to be frozen.

Groups of people that are too small are hidden here and not in the layout, because the frozen
figures are themselves attached to the documents and offered for download.
"""

from collections.abc import Iterable
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import override

from budget import figures as money
from budget.models import Programme
from core.models import Installation
from core.month import Month
from events import figures as meetings
from members import figures as members
from piastra.reports.community import community
from piastra.reports.disclosure import parted, shown
from piastra.reports.frozen import SCHEMA, plain
from spaces import figures as places
from spaces.models import Space

WHOLE = Decimal(1)


def first_month() -> Month | None:
    """The month in which the programme began, or None while nobody entered it."""
    programme = Programme.objects.first()
    return Month.of(programme.starts_on) if programme and programme.starts_on else None


def figures(
    month: Month, *, edition: dict, previous_sha256: str, known: dict | None = None
) -> dict:
    """All figures of a month. `edition` is {"number", "replaces"}.

    `known` are ramp-up entries of published months ("2026-09": entry): they are taken as they
    were published, so that no document contradicts an earlier one.
    """
    # The documents are Italian whoever asked for them, and whatever the worker's language.
    with override("it"):
        programme = Programme.objects.get()
        occupancy, month_people = places.occupancy(month), members.people(month)
        return {
            "schema": SCHEMA,
            "month": str(month),
            "edition": edition,
            "previous_sha256": previous_sha256,
            "collected_at": plain(timezone.now().replace(microsecond=0)),
            "demo": Installation.demo(),
            "programme": facts(programme),
            "occupancy": occupied(occupancy),
            "ramp_up": ramp_up(programme, month, occupancy, known or {}),
            "people": people(month_people),
            "community": community(month, Month.of(programme.starts_on), month_people),
            "events": [event(row) for row in meetings.events(month)],
            "spending": spent(money.spending(month)),
        }


def facts(programme: Programme) -> dict:
    """The programme as the staff entered it."""
    kept = ("title", "funding", "cup", "cig", "total", "reserved", "managed", "allocated")
    more = ("starts_on", "setup_months", "ramp_up_months")
    return {name: plain(getattr(programme, name)) for name in kept + more}


# -- Occupancy -----------------------------------------------------------------------------------------


#: Of each place hours and days; its bookings one by one could tell on who alone has it.
OF_A_PLACE = (
    "code", "name", "kind", "zone", "available", "booked", "used", "estimated", "released",
    "recovered", "days_available", "days_attended", "days_assignable", "days_assigned",
)  # fmt: skip
OF_A_KIND = (
    "bookings_due", "no_shows", "cancelled_in_time", "cancelled_late", "walk_ins",
    "asked", "served", "declined", "expired", "unmet", "asked_minutes", "unmet_minutes",
)  # fmt: skip
OF_A_THEME = ("people", "booked", "used", "estimated")


def occupied(occupancy: places.Occupancy) -> dict:
    """The occupancy, with every space and without groups of people that are too small."""
    entry = plain(occupancy)
    entry["spaces"] = [picked(row, OF_A_PLACE) for row in entry.pop("rows")]
    entry["kinds"] = [kind(value, occupancy) for value in Space.Kind]
    entry["people"] = shown(entry["people"])
    entry["themes"] = [theme(row) for row in entry["themes"]]
    del entry["month"], entry["waiting"]
    return entry


def kind(value: Space.Kind, occupancy: places.Occupancy) -> dict:
    """A kind of place, with its bookings and with who waited for one of it."""
    return {
        "kind": value.value,
        "label": str(value.label),
        "in_target": value in Space.DESKS_AND_OFFICES,
        **{name: getattr(occupancy.of(value), name) for name in OF_A_KIND},
    }


def theme(row: dict) -> dict:
    """A theme's people and hours; nothing of it, where the people are too few."""
    hidden = shown(row["people"]) is None
    told = {name: None if hidden else row[name] for name in OF_A_THEME}
    return picked(row, ("slug", "name")) | told


def picked(row: dict, names: Iterable[str]) -> dict:
    """These entries of a row."""
    return {name: row[name] for name in names}


def target(number: int, programme: Programme) -> Decimal:
    """The ramp-up target at the end of a month of the programme, between 0 and 1."""
    # Without months of ramp-up the target is there at once.
    share = Decimal(number - programme.setup_months) / (programme.ramp_up_months or 1)
    return min(max(share, Decimal(0)), WHOLE).quantize(Decimal("0.0001"))


def ramp_up(
    programme: Programme, month: Month, occupancy: places.Occupancy, known: dict
) -> list[dict]:
    """Each month of the programme with its target and, up to this month, its hours."""
    start = Month.of(programme.starts_on)
    length = max(programme.setup_months + programme.ramp_up_months, month.since(start) + 1)
    return [
        {
            "month": str(start.plus(place)),
            "number": place + 1,
            "target": plain(target(place + 1, programme)),
            **hours(start.plus(place), month, occupancy, known),
        }
        for place in range(length)
    ]


def hours(entry: Month, month: Month, occupancy: places.Occupancy, known: dict) -> dict:
    """Minutes available and booked of desks and offices in one month of the ramp-up."""
    if entry > month:
        return {"available": None, "booked": None}
    if entry < month and str(entry) in known:
        return {key: known[str(entry)][key] for key in ("available", "booked")}
    found = occupancy if entry == month else places.occupancy(entry)
    sums = found.of(*Space.DESKS_AND_OFFICES)
    return {"available": sums.available, "booked": sums.booked}


# -- People and events -----------------------------------------------------------------------------------


def people(found: members.People) -> dict:
    """The people as counts; small groups and what would give them away are hidden."""
    entry = plain(found)
    for key in ("active_members", "new_members", "applications_received"):
        entry[key] = shown(entry[key])
    outcomes = ("admitted", "not_admitted", "pending")
    entry |= dict(zip(outcomes, parted([entry[key] for key in outcomes]), strict=True))
    kinds = parted([row["people"] for row in entry["by_kind"]])
    entry["by_kind"] = [
        row | {"people": count} for row, count in zip(entry["by_kind"], kinds, strict=True)
    ]
    entry["by_theme"] = [row | {"people": shown(row["people"])} for row in entry["by_theme"]]
    return entry


def event(row: meetings.EventRow) -> dict:
    """An event; a handful of people registered or present is not counted aloud."""
    entry = plain(row)
    return entry | {key: shown(entry[key]) for key in ("registered", "attended")}


# -- Money ---------------------------------------------------------------------------------------------------


def spent(spending: money.Spending) -> dict:
    """The spending; the programme's own facts are beside it already."""
    entry = plain(spending)
    del entry["month"], entry["programme"]
    return entry
