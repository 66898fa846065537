"""Places, hours, bookings, series, waiting and assignments: their walls."""

from collections.abc import Callable
from datetime import time, timedelta

from django.db import connection
from django.db.models import Subquery

from members.models import Organisation
from piastra.tests.guards.walls.people import person
from piastra.tests.guards.walls.rows import DAY, EIGHT, MOMENT, NINE, NOW, Case, Pair
from spaces.models import (
    Assignment,
    Equipment,
    Feed,
    KindRules,
    LentDay,
    Series,
    WaitingRequest,
    WeeklyHours,
)
from spaces.tests.factories import (
    BookingFactory,
    ClosureFactory,
    OutOfServiceFactory,
    PersonFactory,
    SpaceFactory,
    ZoneFactory,
    organisation_named,
)


def hours() -> WeeklyHours:
    return WeeklyHours.objects.create(
        kind="office", weekday=6, opens=time(8), closes=time(9), valid_from=DAY
    )


def series() -> Series:
    return Series.objects.create(
        space=SpaceFactory(), person=PersonFactory(), weekdays=[0], first=DAY, until=DAY,
        slot="mattina",
    )  # fmt: skip


def waiting(**fields) -> WaitingRequest:
    return WaitingRequest.objects.create(
        **{"person": PersonFactory(), "kind": "office", "start": EIGHT, "end": NINE} | fields
    )


def assignment(**fields) -> Assignment:
    usual = {"space": SpaceFactory(fixed=True), "starts": DAY, "ends": DAY + timedelta(days=9)}
    if "organisation" not in fields:
        usual["person"] = PersonFactory()
    return Assignment.objects.create(**usual | fields)


ANY_ORGANISATION = Subquery(Organisation.objects.values("pk")[:1])


def names(**names) -> Callable:
    return lambda: [
        Equipment.objects.create(
            slug=f"s{n}", **{"name_it": f"i{n}", "name_en": f"e{n}"} | {field: each}
        )
        for field, given in names.items()
        for n, each in enumerate(given)
    ]


CHECKS: dict[str, Case] = {
    "space_has_room_for_one": (SpaceFactory, [{"capacity": 0}], [{"capacity": 1}]),
    "space_retires_after_opening": (
        lambda: SpaceFactory(opened_on=DAY),
        [{"retired_on": DAY}],
        [{"retired_on": DAY + timedelta(days=1)}],
    ),
    "hours_close_after_opening": (
        hours, [{"closes": time(8)}, {"opens": time(9, 30)}], [{"closes": time(8, 1)}],
    ),
    "weekday_is_a_weekday": (hours, [{"weekday": 7}], [{"weekday": 0}]),
    "closure_ends_after_start": (
        lambda: ClosureFactory(start=EIGHT, end=NINE), [{"end": EIGHT}], [{"end": EIGHT + MOMENT}],
    ),
    "outage_ends_after_start": (
        lambda: OutOfServiceFactory(start=EIGHT, end=NINE),
        [{"end": EIGHT}],
        [{"end": EIGHT + MOMENT}],
    ),
    "longest_booking_is_not_shorter_than_the_shortest": (
        lambda: KindRules.objects.create(kind="office", min_minutes=30, max_minutes=30),
        [{"min_minutes": 31}],
        [{"min_minutes": None}, {"max_minutes": None}],
    ),
    "booking_ends_after_start": (
        lambda: BookingFactory(start=EIGHT, end=NINE), [{"end": EIGHT}], [{"end": EIGHT + MOMENT}],
    ),
    "booking_status_is_known": (BookingFactory, [{"status": "else"}], [{"status": "lapsed"}]),
    "attended_booking_has_a_check_in": (
        BookingFactory, [{"status": "attended"}], [{"status": "attended", "checked_in_at": NOW}],
    ),
    "offer_is_held_until_a_time": (
        BookingFactory, [{"status": "offered"}], [{"status": "offered", "held_until": NOW}],
    ),
    "series_ends_after_it_begins": (
        series, [{"until": DAY - timedelta(days=1)}], [{"until": DAY}],
    ),
    "series_has_a_slot_or_hours": (
        series,
        [
            {"slot": ""},
            {"slot": "", "starts_at": time(8), "ends_at": time(8)},
            {"slot": "", "starts_at": time(8)}, {"slot": "", "ends_at": time(9)},
        ],
        [{"slot": "", "starts_at": time(8), "ends_at": time(9)}],
    ),
    "waiting_ends_after_start": (waiting, [{"end": EIGHT}], [{"end": EIGHT + MOMENT}]),
    "assignment_ends_after_it_starts": (
        assignment, [{"ends": DAY}], [{"ends": DAY + timedelta(days=1)}, {"ends": None}],
    ),
    "assignment_has_one_holder": (
        lambda: organisation_named("Studio") and assignment(),
        [{"organisation": ANY_ORGANISATION}, {"person": None}],
        [{"organisation": ANY_ORGANISATION, "person": None}],
    ),
    "feed_is_of_a_person_or_a_place": (
        lambda: Feed.objects.create(space=SpaceFactory()), [{"space": None}], [{"token": "a"}],
    ),
}  # fmt: skip
#: Walls between two rows.
PAIRS: dict[str, Pair] = {
    "one_booking_of_a_place_at_a_time": (
        lambda: [BookingFactory(space=place) for place in [SpaceFactory()] * 2],
        lambda: [
            BookingFactory(space=place, **fields)
            for place in [SpaceFactory()]
            for fields in [{}, {"status": "cancelled"}, {"status": "no_show"}, {"afternoon": True}]
        ],
    ),
    "one_assignment_of_a_place_at_a_time": (
        lambda: [assignment(space=place) for place in [SpaceFactory(fixed=True)] * 2],
        lambda: [
            assignment(space=place, starts=since, ends=until)
            for place in [SpaceFactory(fixed=True)]
            for since, until in [(DAY, DAY + timedelta(days=1)), (DAY + timedelta(days=1), None)]
        ],
    ),
    "one_equipment_of_each_name_it": (names(name_it=["C#", "c#"]), names(name_it=["C#", "C++"])),
    "one_equipment_of_each_name_en": (names(name_en=["C#", "c#"]), names(name_en=["C#", "C++"])),
    "one_zone_of_each_name": (
        lambda: [ZoneFactory(name=name) for name in ("Nord", "nord")],
        lambda: [ZoneFactory(name=name) for name in ("Nord", "Sud")],
    ),
    "a_day_is_lent_once": (
        lambda: [LentDay.objects.create(assignment=one, day=DAY) for one in [assignment()] * 2],
        lambda: [LentDay.objects.create(assignment=assignment(), day=DAY) for _each in range(2)],
    ),
    "one_waits_once_for_a_time": (
        lambda: [waiting(person=who) for who in [person()] * 2],
        lambda: [
            waiting(person=who, status=how)
            for who in [person()]
            for how in ("declined", "served", "waiting")
        ],
    ),
}  # fmt: skip


def a_booking_takes_its_place_and_its_parts() -> None:
    whole, part = SpaceFactory(room=True), SpaceFactory(room=True)
    whole.parts.add(part)
    booking = BookingFactory(space=part)
    assert _takes(booking) == {part.pk}
    type(booking).objects.filter(pk=booking.pk).update(space=whole)
    assert _takes(booking) == {part.pk, whole.pk}


def _takes(booking) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT lower(r) FROM spaces_booking, unnest(takes) r WHERE id = %s", [booking.pk]
        )
        starts = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "SELECT upper(r) FROM spaces_booking, unnest(takes) r WHERE id = %s", [booking.pk]
        )
        ends = [row[0] for row in cursor.fetchall()]
    return {number for start, end in zip(starts, ends, strict=True) for number in range(start, end)}


#: Each trigger, and what it does.
TRIGGERS: dict[str, Callable] = {
    "spaces_booking_takes": a_booking_takes_its_place_and_its_parts,
}
