"""The floor: Adda Coworking's layout as the press tells it, on a plan of our own."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from core.clock import local_midnight, monday_of
from piastra.tools.demo.story import Story, moment
from spaces.models import (
    Closure,
    Equipment,
    KindRules,
    OutOfService,
    Space,
    WeeklyHours,
    Zone,
)

Kind = Space.Kind
ROOMS, FIXED, MOBILE, OFFICES = "Sale", "Zona Adda", "Zona Mallero", "Uffici"
HALF_DAY_AT = time(13)

EQUIPMENT = [
    ("monitor", "Monitor esterno", "External monitor"),
    ("finestra", "Vicino alla finestra", "By the window"),
    ("regolabile", "Scrivania regolabile in altezza", "Height-adjustable desk"),
    ("armadietto", "Armadietto", "Locker"),
    ("lavagna", "Lavagna", "Whiteboard"),
    ("videochiamate", "Schermo per videochiamate", "Screen for video calls"),
    ("proiettore", "Proiettore", "Projector"),
]

WEEKDAYS, SATURDAY = range(5), 5
#: Opening hours by kind: weekdays, then Saturday where open.
HOURS = {
    Kind.FIXED_DESK: (("08:30", "18:30"), ("09:00", "13:00")),
    Kind.MOBILE_DESK: (("08:30", "18:30"), ("09:00", "13:00")),
    Kind.OFFICE: (("08:30", "18:30"), None),
    Kind.MEETING_ROOM: (("08:30", "18:30"), None),
    Kind.EVENT_ROOM: (("08:30", "21:30"), ("09:00", "18:00")),
}


@dataclass(frozen=True)
class Place:
    """One place as drawn: the plan is 360 wide, its letters and lines are the day page's."""

    code: str
    kind: Kind
    zone: str
    x: int
    y: int
    width: int = 56
    height: int = 48
    name: str = ""
    capacity: int = 1
    equipment: tuple[str, ...] = ()
    step_free: bool = True


def floor() -> list[Place]:
    """From the entrance down: the rooms, two islands of desks, desks on wheels, the offices."""
    return [*_rooms(), *_fixed_desks(), *_mobile_desks(), *_offices()]


def _rooms():
    room = Kind.MEETING_ROOM
    return [
        Place("E1", Kind.EVENT_ROOM, ROOMS, 8, 28, 192, 104, "Sala Piastra", 40, ("proiettore",)),
        Place("R1", room, ROOMS, 208, 28, 144, 48, "Sala Bernina", 8, ("videochiamate", "lavagna")),
        Place("R2", room, ROOMS, 208, 84, 144, 48, "Sala Scalino", 4, ("lavagna",)),
    ]


def _fixed_desks():
    """Two islands of four: each pair of rows stands face to face."""
    columns = (16, 76, 228, 288)
    for number in range(8):
        row, column = divmod(number, 4)
        equipment = ["armadietto"]
        if row == 0:
            equipment.append("finestra")
        if number in (0, 3, 5, 6):
            equipment.append("monitor")
        yield Place(
            f"F{number + 1:02}", Kind.FIXED_DESK, FIXED, columns[column], 168 + 52 * row,
            equipment=tuple(equipment), step_free=column != 0,
        )  # fmt: skip


def _mobile_desks():
    """Desks on wheels stand apart from each other."""
    for number in range(6):
        row, column = divmod(number, 3)
        equipment = ("regolabile",) if number in (1, 4) else ("finestra",) if row else ()
        yield Place(
            f"M{number + 1:02}", Kind.MOBILE_DESK, MOBILE, 32 + 120 * column, 308 + 60 * row,
            equipment=equipment,
        )  # fmt: skip


def _offices():
    for number in range(6):
        row, column = divmod(number, 3)
        yield Place(
            f"U{number + 1}", Kind.OFFICE, OFFICES, 8 + 117 * column, 456 + 64 * row, 110, 56,
            f"Ufficio {number + 1}", 3 if row else 2, ("armadietto", "monitor"), row == 0,
        )  # fmt: skip


def load(story: Story) -> dict[str, Space]:
    """Write the floor, its hours and closures. Returns the places by code."""
    zones = _write_zones()
    equipment = _write_equipment()
    places = Space.objects.bulk_create(_space(place, zones, story) for place in floor())
    by_code = {space.code: space for space in places}
    _write_what_each_offers(by_code, equipment)
    KindRules.objects.bulk_create(_rules())
    WeeklyHours.objects.bulk_create(_weekly_hours(story))
    Closure.objects.bulk_create(closures(story))
    OutOfService.objects.bulk_create([outage(story, by_code["M06"])])
    return by_code


def _write_zones():
    names = [ROOMS, FIXED, MOBILE, OFFICES]
    rows = [Zone(name=name, order=order) for order, name in enumerate(names, start=1)]
    return {zone.name: zone for zone in Zone.objects.bulk_create(rows)}


def _write_equipment():
    rows = [
        Equipment(slug=slug, order=order, name_it=italian, name_en=english)
        for order, (slug, italian, english) in enumerate(EQUIPMENT, start=1)
    ]
    return {item.slug: item for item in Equipment.objects.bulk_create(rows)}


def _space(place: Place, zones, story: Story) -> Space:
    return Space(
        code=place.code,
        name=place.name,
        kind=place.kind,
        zone=zones[place.zone],
        capacity=place.capacity,
        is_step_free=place.step_free,
        plan_x=place.x,
        plan_y=place.y,
        plan_width=place.width,
        plan_height=place.height,
        opened_on=story.opens,
    )


def _write_what_each_offers(by_code, equipment):
    offer = Space.equipment.through
    offer.objects.bulk_create(
        offer(space=by_code[place.code], equipment=equipment[slug])
        for place in floor()
        for slug in place.equipment
    )


def _rules():
    for kind in HOURS:
        by_hour = kind in (Kind.MEETING_ROOM, Kind.EVENT_ROOM)
        yield KindRules(
            kind=kind,
            unit=KindRules.Unit.HOURS if by_hour else KindRules.Unit.HALF_DAY,
            half_day_at=HALF_DAY_AT,
            days_ahead=60 if by_hour else 30,
            cancel_hours=4 if by_hour else 12,
        )


def _weekly_hours(story: Story):
    for kind, (weekday_hours, saturday_hours) in HOURS.items():
        for weekday in [*WEEKDAYS, SATURDAY]:
            hours = saturday_hours if weekday == SATURDAY else weekday_hours
            if hours:
                opens, closes = map(time.fromisoformat, hours)
                yield WeeklyHours(
                    kind=kind, weekday=weekday, opens=opens, closes=closes,
                    valid_from=story.opens,
                )  # fmt: skip


def closures(story: Story) -> list[Closure]:
    """The week of mid-August, the days after Christmas, and one afternoon of repairs."""
    found = []
    for year in (story.opens.year, story.opens.year + 1):
        summer = monday_of(date(year, 8, 15))
        found += [
            _closed(summer, summer + timedelta(days=7), "Chiusura estiva"),
            _closed(date(year, 12, 24), date(year + 1, 1, 2), "Chiusura natalizia"),
        ]
    repairs = repairs_day(story)
    found.append(
        Closure(
            start=moment(repairs, HALF_DAY_AT),
            end=local_midnight(repairs + timedelta(days=1)),
            reason="Manutenzione degli impianti",
        )
    )
    beyond = local_midnight(story.last_day + timedelta(days=60))
    return [
        each for each in found if local_midnight(story.opens) < each.end and each.start < beyond
    ]


def _closed(first: date, reopens: date, reason: str) -> Closure:
    return Closure(start=local_midnight(first), end=local_midnight(reopens), reason=reason)


def repairs_day(story: Story) -> date:
    """A Friday of the third month."""
    day = story.first_month.plus(2).first
    return day + timedelta(days=(4 - day.weekday()) % 7 + 7)


def outage(story: Story, space: Space) -> OutOfService:
    """Three days of a broken desk, in the fifth month."""
    first = story.first_month.plus(4).first + timedelta(days=8)
    return OutOfService(
        space=space,
        start=local_midnight(first),
        end=local_midnight(first + timedelta(days=3)),
        reason="Scrivania in riparazione",
    )
