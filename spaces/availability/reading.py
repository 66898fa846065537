"""The few queries of `engine.Availability`, each one whatever the number of its rows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, Subquery

from core.clock import local_midnight
from core.words import is_italian
from members.models import Application, User
from spaces.models import Booking, KindRules, Space, TimeRange, WaitingRequest
from spaces.rules import Asker, Occupied, OwnBooking
from spaces.schedule.opening import is_in_service
from spaces.schedule.spans import Span


def places() -> list[Space]:
    """Every place with its zone, retired ones too: what they are part of counts until its last booking.

    `offers` holds the names of their equipment in the page's language, `part_ids` the rooms they are made of.
    """
    name = "equipment__name_it" if is_italian() else "equipment__name_en"
    offers = Space.equipment.through.objects.filter(space=OuterRef("pk"))
    parts = Space.parts.through.objects.filter(from_space=OuterRef("pk"))
    found = Space.objects.annotate(
        offers=ArraySubquery(offers.order_by("equipment__order").values(name)),
        part_ids=ArraySubquery(parts.values("to_space")),
    )
    return list(found.select_related("zone").order_by("zone__order", "code"))


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
        if place.pk not in self.takes:
            return own
        others = (self.rooms[pk] for pk in self.sharing(place.pk) if pk != place.pk)
        return max(
            [own, *(rules_of(room.kind).buffer for room in others if is_in_service(room, day))]
        )


def links(wanted: list[Space], *, is_whole: bool) -> Links:
    """The links of these places; `is_whole` says that they are all there are, read with `part_ids`."""
    if is_whole:
        rooms = {place.pk: place for place in wanted}
        return _links((rooms[part], rooms[pk]) for pk in rooms for part in rooms[pk].part_ids)
    if not any(place.kind in Space.ROOMS for place in wanted):
        return Links()
    found = Space.parts.through.objects.select_related("from_space", "to_space")
    return _links((link.to_space, link.from_space) for link in found)


def _links(pairs: Iterable[tuple[Space, Space]]) -> Links:
    found = Links()
    for part, whole in pairs:
        found.takes.setdefault(whole.pk, {whole.pk}).add(part.pk)
        found.takes.setdefault(part.pk, {part.pk})
        found.rooms.update({whole.pk: whole, part.pk: part})
    return found


def rules() -> dict[str, KindRules]:
    return {rule.kind: rule for rule in KindRules.objects.all()}


@dataclass(frozen=True)
class Bookings:
    """Those that hold a place: of the places asked about, and of the person."""

    occupied: list[Occupied]
    own: tuple[OwnBooking, ...]


FIELDS = (
    "space", "start", "end", "person", "pk", "status", "held_until",
    "checked_out_at", "space__kind", "space__name", "space__code",
)  # fmt: skip


def bookings(
    first: date, until: date, pause: timedelta, concerned: set[int] | None, asker: Asker
) -> Bookings:
    """Who holds the concerned places in these dates or too near to them; what the person has from that week on.

    One query for both; no places named means all of them.
    """
    span = (local_midnight(first) - pause, local_midnight(until) + pause)
    occupied, own = [], []
    for space, start, end, whose, pk, status, held, left, kind, name, code in _holding(
        first, span, concerned, asker
    ):
        label = name or code
        if asker.person and whose == asker.person.pk:
            own.append(OwnBooking(kind, label, start, end, status, is_left=left is not None))
        if (concerned is None or space in concerned) and start < span[1] and end > span[0]:
            occupied.append(Occupied(start, end, whose, pk, status, held, space, "", label))
    return Bookings(occupied, tuple(own))


def _holding(first: date, span: Span, concerned: set[int] | None, asker: Asker):
    wanted = Q(_time__overlap=span)
    if concerned is not None:
        wanted &= Q(space__in=concerned)
    if asker.person:
        monday = local_midnight(first - timedelta(days=first.weekday()))
        wanted |= Q(person=asker.person, end__gt=min(asker.now, monday))
    rows = Booking.objects.keeping().alias(_time=TimeRange(F("start"), F("end"))).filter(wanted)
    if asker.moving:
        rows = rows.exclude(pk=asker.moving.pk)
    return rows.order_by("start", "pk").values_list(*FIELDS)


def own_booking(place: Space, start: datetime, end: datetime) -> OwnBooking:
    """What the person would have, once this is booked."""
    return OwnBooking(place.kind, place.label, start, end, Booking.Status.CONFIRMED)


def person(who) -> tuple[tuple[tuple[date, date | None], ...], str]:
    """From when until when the person is a member, and as what the person was admitted last."""
    if who is None:
        return (), ""
    admitted_as = Application.objects.admitted().filter(applicant=OuterRef("pk"))
    found = (
        User.objects.filter(pk=who.pk)
        .order_by()
        .values_list(
            "memberships__starts", "memberships__ends", Subquery(admitted_as.values("kind")[:1])
        )
    )
    rows = list(found)
    memberships = tuple((starts, ends) for starts, ends, _kind in rows if starts)
    return memberships, (rows[0][2] or "") if rows else ""


def waiting_of(who, first: date, until: date) -> list[WaitingRequest]:
    own = WaitingRequest.objects.active().filter(person=who)
    return list(own.filter(start__lt=local_midnight(until), end__gt=local_midnight(first)))
