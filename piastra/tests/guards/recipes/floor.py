"""How each verb is done: the floor."""

from datetime import date, datetime, time
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from core import photos
from piastra.tests.guards.recipes.world import DECEMBER, MONDAY, OCTOBER, Call, recipe
from spaces.models import OutOfService
from spaces.tests.factories import (
    SINCE,
    local,
)


def shut() -> dict[str, datetime]:
    return {"start": local(OCTOBER, time(0)), "end": local(date(2026, 12, 5), time(0))}


@recipe("spaces.set_hours")
def _(world):
    week = [[(time(9), time(18))]] * 5 + [[], []]
    given = {"by": world.staff, "kinds": ["event_room"], "week": week, "since": OCTOBER}
    return Call(given, dated=(OCTOBER, MONDAY), writes=("hours_set",))


@recipe("spaces.set_rules")
def _(world):
    given = {"by": world.staff, "kind": "office", "max_coming": 3, "open_to": ["student"]}
    return Call(given, writes=("rules_set",))


@recipe("spaces.close_places")
def _(world):
    booking = world.booking(day=DECEMBER)
    given = {"by": world.staff, "reason": "Lavori", "places": [booking.space], **shut()}
    given["agreed"] = frozenset({booking.pk})
    # The closed months are those between, whenever the bookings are.
    return Call(
        given, dated=(OCTOBER, MONDAY), writes=("cancelled", "closed"), tells=("ada",)
    )  # fmt: skip


@recipe("spaces.take_out")
def _(world):
    booking = world.booking(day=DECEMBER)
    given = {"by": world.staff, "reason": "Guasto", "place": booking.space, **shut()}
    given["agreed"] = frozenset({booking.pk})
    return Call(
        given, dated=(OCTOBER, MONDAY), writes=("cancelled", "taken_out_of_service"), tells=("ada",)
    )  # fmt: skip


@recipe("spaces.reopen")
def _(world):
    hole = OutOfService.objects.create(space=world.floor.room, reason="Guasto", **shut())
    return Call({"by": world.staff, "hole": hole}, dated=(MONDAY,), writes=("reopened",))


PLACE = {"kind": "mobile_desk", "equipment": [], "capacity": 1, "is_step_free": True}


@recipe("spaces.add_place")
def _(world):
    given = {"by": world.staff, "zone": "Nuova", "code": "B01", "opened_on": OCTOBER, **PLACE}
    return Call(given, dated=(OCTOBER, MONDAY), writes=("place_added",))


@recipe("spaces.change_place")
def _(world):
    place = world.floor.desks[3]
    given = {"by": world.staff, "place": place, "zone": place.zone, "name": "Nuova", **PLACE}
    given |= {"code": "B01", "opened_on": OCTOBER}
    return Call(given, dated=(SINCE, OCTOBER, MONDAY), writes=("place_changed",))


@recipe("spaces.retire_place")
def _(world):
    booking = world.booking()
    given = {"by": world.staff, "place": booking.space, "on": OCTOBER, "reason": "Rotta"}
    given["agreed"] = frozenset({booking.pk})
    return Call(
        given, dated=(OCTOBER, MONDAY), writes=("cancelled", "place_retired"), tells=("ada",)
    )  # fmt: skip


@recipe("spaces.change_zone")
def _(world):
    given = {"by": world.staff, "zone": world.floor.desk.zone, "name": "Nord", "order": 7}
    return Call(given, writes=("zone_changed",))


@recipe("spaces.add_equipment")
def _(world):
    given = {"by": world.staff, "name_it": "Lavagna", "name_en": "Whiteboard"}
    return Call(given, writes=("equipment_added",))


def picture(colour: str):
    kept = BytesIO()
    Image.new("RGB", (80, 60), colour).save(kept, "JPEG")
    return photos.prepare(SimpleUploadedFile("foto.jpg", kept.getvalue()))


@recipe("spaces.set_photo")
def _(world):
    room, first = world.floor.room, picture("red")
    room.photo.save(first.name, first)
    given = {"by": world.staff, "place": room, "photo": picture("blue")}
    return Call(given, writes=("photo_set",))
