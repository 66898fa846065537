"""The few queries of `engine.Availability`, each one whatever the number of its rows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from django.db import connection
from django.utils import timezone

from core.clock import local_midnight, monday_of
from members.models import Application
from spaces.models import Booking, KindRules, Space, WaitingRequest
from spaces.rules import Asker, Own, OwnBooking
from spaces.schedule.opening import is_in_service
from spaces.schedule.setup import MOST_KEPT, Setup
from spaces.schedule.spans import Span


@dataclass(frozen=True)
class Links:
    """Which rooms share a part: a booking of the one holds the other."""

    rooms: dict[int, Space] = field(default_factory=dict)
    #: For each room that is made of rooms, or is part of one: itself and its parts.
    takes: dict[int, set[int]] = field(default_factory=dict)

    def sharing(self, place_id: int) -> Iterable[int]:
        """The place itself, and every place that a booking of it holds too."""
        own = self.takes.get(place_id)
        if own is None:
            return (place_id,)
        return [other for other, taken in self.takes.items() if own & taken]

    def wholes_of(self, place_id: int) -> list[int]:
        """The rooms that are made of this one."""
        return [pk for pk, taken in self.takes.items() if place_id in taken and pk != place_id]

    def of_all(self, wanted: Iterable[Space]) -> set[int]:
        return {other for place in wanted for other in self.sharing(place.pk)}

    def pause(self, place: Space, day: date, rules_of: Callable[[str], KindRules]) -> timedelta:
        """What must stay free around a booking: the longest buffer of the rooms that share a part that day."""
        own = rules_of(place.kind).buffer
        if place.id not in self.takes:
            return own
        others = (self.rooms[pk] for pk in self.sharing(place.pk) if pk != place.pk)
        return max(
            [own, *(rules_of(room.kind).buffer for room in others if is_in_service(room, day))]
        )


@lru_cache(maxsize=MOST_KEPT)
def links(setup: Setup) -> Links:
    """Which of all rooms share parts."""
    rooms = {place.pk: place for place in setup.places}
    return _links((rooms[part], rooms[pk]) for pk in rooms for part in rooms[pk].part_ids)


def _links(pairs: Iterable[tuple[Space, Space]]) -> Links:
    found = Links()
    for part, whole in pairs:
        found.takes.setdefault(whole.pk, {whole.pk}).add(part.pk)
        found.takes.setdefault(part.pk, {part.pk})
        found.rooms.update({whole.pk: whole, part.pk: part})
    return found


#: A booking that holds a place, as `Occupied` begins; the place is the one that was booked.
Holding = tuple[datetime, datetime, int, int, str, datetime | None, int]


@dataclass(frozen=True)
class Read:
    """Who holds the places asked about; what the person has and brings."""

    holding: list[Holding]
    own: Own


def bookings(
    first: date,
    until: date,
    pause: timedelta,
    concerned: set[int] | None,
    asker: Asker,
    known: Setup,
) -> Read:
    """Who holds the concerned places in these dates or too near to them; what the person has from that week on.

    One statement for both, and for the person's memberships; no places named means all of them.
    """
    span = (local_midnight(first) - pause, local_midnight(until) + pause)
    begins, ends = span[0].astimezone(UTC), span[1].astimezone(UTC)
    holding, own, memberships, plans, suspended, kind_of_person = [], [], [], [], [], ""
    for row in _rows_of(first, span, concerned, asker):
        start, end, whose, pk, status, held, space, is_left, since, before, kind = row
        if space is None and status == SUSPENDED:
            suspended.append((since, before))
            continue
        if space is None:
            plans.append((since, before, pk))
            memberships.append((since, before))
            kind_of_person = kind or ""
            continue
        start, end = _instant(start), _instant(end)
        if whose == asker.person_id:
            own.append(_own(known.place(space), start, end, status, is_left))
            # What the person has is read wherever and whenever it is.
            if start >= ends or end <= begins or not (concerned is None or space in concerned):
                continue
        holding.append((start, end, whose, pk, status, held, space))
    members = tuple(each for each in memberships if each[0])
    of_plans = tuple(each for each in plans if each[2])
    brought = {"memberships": members, "suspended": tuple(suspended), "plans": of_plans}
    return Read(holding, Own(**brought, applicant_kind=kind_of_person, bookings=tuple(own)))


@lru_cache(maxsize=4096)
def _instant(microseconds: int) -> datetime:
    """The instant so long after 1970, in UTC: many bookings begin and end together."""
    return EPOCH + timedelta(microseconds=microseconds)


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _own(place: Space, start: datetime, end: datetime, status: str, is_left: bool) -> OwnBooking:
    return OwnBooking(place.kind, place.label, start, end, status, is_left=is_left)


#: What stands in the place of a status where a membership rests.
SUSPENDED = "suspended"
#: The bookings that keep their place (`Booking.objects.keeping()`); then, with no place, from when until when the
#: person is a member, of which plan, and as what the person was admitted last (`Application.objects.admitted()`);
#: then in which times a membership rests.
#: tests/test_reading.py holds both to those querysets. Times are whole numbers: hundreds of instants cost more
#: to read than all else; and what is known of the places already is not read again.
HOLDING = """
SELECT (extract(epoch FROM b.start) * 1000000)::bigint, (extract(epoch FROM b."end") * 1000000)::bigint,
    b.person_id, b.id, b.status, b.held_until, b.space_id, b.checked_out_at IS NOT NULL,
    NULL::date, NULL::date, NULL::varchar
FROM spaces_booking b
WHERE (b.status = ANY(%(firm)s) OR b.status = %(offered)s AND b.held_until > %(now)s)
    AND b.id IS DISTINCT FROM %(moving)s
    AND (tstzrange(b.start, b."end") && tstzrange(%(first)s, %(until)s)
            AND (%(concerned)s::bigint[] IS NULL OR b.space_id = ANY(%(concerned)s))
        OR b.person_id = %(person)s AND b."end" > %(since)s)
UNION ALL
SELECT NULL, NULL, u.id, m.plan_id, NULL, NULL, NULL, NULL, m.starts, m.ends, (
    SELECT a.kind FROM members_application a WHERE a.applicant_id = u.id AND a.status = %(admitted)s
    ORDER BY a.made_at DESC, a.id DESC LIMIT 1)
FROM members_user u LEFT JOIN members_membership m ON m.person_id = u.id
WHERE u.id = %(person)s
UNION ALL
SELECT NULL, NULL, NULL, NULL, 'suspended', NULL, NULL, NULL, s.since, s.until, NULL
FROM members_suspension s JOIN members_membership m ON m.id = s.membership_id
WHERE m.person_id = %(person)s
ORDER BY 1, 4
"""


def _rows_of(first: date, span: Span, concerned: set[int] | None, asker: Asker) -> list[tuple]:
    monday = local_midnight(monday_of(first))
    return _rows(
        HOLDING,
        now=timezone.now(),
        firm=list(Booking.FIRM),
        offered=Booking.Status.OFFERED,
        admitted=Application.Status.ADMITTED,
        moving=asker.moving.pk if asker.moving else None,
        first=span[0],
        until=span[1],
        concerned=None if concerned is None else list(concerned),
        person=asker.person_id,
        since=min(asker.now, monday),
    )


def _rows(statement: str, **values) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def own_booking(place: Space, start: datetime, end: datetime) -> OwnBooking:
    """What the person would have, once this is booked."""
    return OwnBooking(place.kind, place.label, start, end, Booking.Status.CONFIRMED)


def waiting_of(who, first: date, until: date) -> list[WaitingRequest]:
    rows = _rows(
        WAITING,
        person=who.pk,
        active=list(WaitingRequest.ACTIVE),
        first=local_midnight(first),
        until=local_midnight(until),
    )
    return [WaitingRequest.from_db("default", WAITING_FIELDS, row) for row in rows]


WAITING_FIELDS = [field.attname for field in WaitingRequest._meta.concrete_fields]
WAITING = f"""
SELECT {", ".join(f'"{field.column}"' for field in WaitingRequest._meta.concrete_fields)}
FROM spaces_waitingrequest
WHERE person_id = %(person)s AND status = ANY(%(active)s) AND start < %(until)s AND "end" > %(first)s
"""
