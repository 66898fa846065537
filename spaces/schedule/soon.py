"""What a person has from now on: the next bookings and the open offers; and where they like to sit."""

from datetime import datetime
from typing import NamedTuple

from django.db import connection

from spaces.models import Booking, Space, Zone

BOOKING, SPACE = (model._meta.concrete_fields for model in (Booking, Space))


def _columns(table: str, fields) -> str:
    return ", ".join(f'{table}."{field.column}"' for field in fields)


#: Plain SQL: to put these into words costs Django more than the database needs to answer them.
SOON = f"""
SELECT request, {_columns("b", BOOKING)}, {_columns("s", SPACE)}, z.name, z."order"
FROM (
    (SELECT NULL::bigint AS request, mine.* FROM spaces_booking mine
        WHERE person_id = %(person)s AND "end" > %(now)s AND status = ANY(%(firm)s)
        ORDER BY start, id LIMIT %(most)s)
    UNION ALL
    (SELECT request.id, held.*
        FROM spaces_waitingrequest request JOIN spaces_booking held ON held.id = request.offer_id
        WHERE request.person_id = %(person)s AND request.status = 'offered' AND held.held_until > %(now)s)
) b
JOIN spaces_space s ON s.id = b.space_id JOIN spaces_zone z ON z.id = s.zone_id
ORDER BY b.start, b.id
"""
HABITS = """
SELECT space_id FROM spaces_booking b JOIN spaces_space s ON s.id = b.space_id
WHERE person_id = %(person)s AND start >= %(since)s AND status = ANY(%(counted)s) AND kind = ANY(%(kinds)s)
GROUP BY space_id ORDER BY count(*) DESC, max(start) DESC, space_id
"""


class Offer(NamedTuple):
    """A place that a waiting list holds for the person: the request, and the booking that holds it."""

    request_id: int
    booking: Booking


class Soon(NamedTuple):
    """The next `bookings` in the order of their beginning; the `offers`, whose answer is due first."""

    bookings: list[Booking]
    offers: list[Offer]


def soon(person, now: datetime, most: int) -> Soon:
    """At most so many firm bookings that are not over, and all open offers. One statement."""
    asked = {"person": person.pk, "now": now, "firm": list(Booking.FIRM), "most": most}
    found = [(request, _booking(values, person)) for request, *values in _rows(SOON, asked)]
    offers = [Offer(request, booking) for request, booking in found if request]
    offers.sort(key=lambda offer: (offer.booking.held_until, offer.request_id))
    return Soon([booking for request, booking in found if not request], offers)


def _booking(values: list, person) -> Booking:
    """The booking with its person, its place and the zone of it, which were read beside it."""
    booking = Booking.from_db(
        "default", [field.attname for field in BOOKING], values[: len(BOOKING)]
    )
    *of_space, zone, order = values[len(BOOKING) :]
    space = Space.from_db("default", [field.attname for field in SPACE], of_space)
    space.zone = Zone(pk=space.zone_id, name=zone, order=order)
    booking.person, booking.space = person, space
    return booking


def habits(person, since: datetime) -> list[int]:
    """The desks and offices that the person has booked since then, the one booked most often first."""
    counted = [*Booking.FIRM, Booking.Status.NO_SHOW]
    kinds = list(Space.DESKS_AND_OFFICES)
    asked = {"person": person.pk, "since": since, "counted": counted, "kinds": kinds}
    return [pk for (pk,) in _rows(HABITS, asked)]


def _rows(statement: str, asked: dict) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return cursor.fetchall()
