"""What the staff do to places and zones. Each action locks the place, so that it waits for bookings."""

from functools import partial

from django.db import transaction

from core import identity
from core.clock import local_midnight
from core.closing import ensure_open_since
from core.journal import record
from core.locks import lock
from core.refusals import ensure
from core.walls import again_if_deadlocked, explained
from spaces.actions import lock_places
from spaces.actions.clearing import clear, coming
from spaces.actions.parts import set_parts
from spaces.models import Equipment, Space, Verb, Zone
from spaces.rules import places, walls


@again_if_deadlocked
@transaction.atomic
def add_place(*, by, zone, equipment, parts=(), **facts) -> Space:
    """A new place. It counts in the occupancy from its first day: that month must be open."""
    lock_places(_numbers(parts))
    ensure_open_since(facts["opened_on"])
    place = Space(zone=_zone(zone), **facts)
    _write(place)
    place.equipment.set(equipment)
    set_parts(place, parts)
    record(by=by, verb=Verb.PLACE_ADDED, on=place, code=place.code)
    return place


@again_if_deadlocked
@transaction.atomic
def change_place(*, by, place, zone, equipment, parts=(), **facts) -> Space:
    """Correct a place. Kind and first day move figures: they stay once there are bookings or closed months.

    `parts` are the rooms that it is made of from now on.
    """
    place = next(each for each in lock_places([place.pk, *_numbers(parts)]) if each == place)
    _ensure_same_past(place, facts["kind"], facts["opened_on"])
    kept = (facts["kind"], facts["opened_on"])
    ensure(places.why_not_part_any_more(place, *kept, place.wholes.first()))
    changed = sorted(name for name, value in facts.items() if getattr(place, name) != value)
    for name, value in facts.items():
        setattr(place, name, value)
    place.zone = _zone(zone)
    _write(place)
    place.equipment.set(equipment)
    if set_parts(place, parts):
        changed.append("parts")
    record(by=by, verb=Verb.PLACE_CHANGED, on=place, code=place.code, changed=changed)
    return place


def _numbers(rows) -> list[int]:
    return [row.pk for row in rows]


def _write(place: Space) -> None:
    """Save; where somebody took the code since the form looked, say so."""
    with explained({walls.ONE_CODE: partial(walls.code_taken, place.code)}):
        place.save()


def _ensure_same_past(place: Space, kind: str, opened_on) -> None:
    if place.kind == kind and place.opened_on == opened_on:
        return
    before = place.bookings.counted().filter(start__lt=local_midnight(opened_on))
    was_taken = place.bookings.exists() or place.assignments.exists()
    facts = {"was_taken": was_taken, "booked_before": before.exists()}
    ensure(places.why_not_change_past(place, kind, opened_on, **facts))
    ensure_open_since(min(place.opened_on, opened_on))


@again_if_deadlocked
@transaction.atomic
def retire_place(*, by, place, on, reason, agreed=frozenset()) -> Space:
    """Take the place out of use from a date; its history stays. Coming bookings are shown first."""
    (place,) = lock_places([place.pk])
    ensure(places.why_not_retire_on(place, on))
    if place.retired_on == on:
        return place
    ensure_open_since(min(filter(None, [on, place.retired_on])))
    attended = place.bookings.filter(status="attended", start__gte=local_midnight(on))
    facts = {
        "somebody_was_there": attended.exists(),
        "whole": place.wholes.not_retired().first(),
        "assigned": place.assignments.not_over(on).select_related("person", "organisation").first(),
    }
    ensure(places.why_not_retire(place, **facts))
    place.retired_on, place.retire_reason = on, reason
    place.save(update_fields=["retired_on", "retire_reason"])
    clear(coming([place], local_midnight(on)), by=by, agreed=agreed, reason=reason)
    record(by=by, verb=Verb.PLACE_RETIRED, on=place, code=place.code, on_day=str(on))
    return place


@transaction.atomic
def change_zone(*, by, zone, name, order) -> Zone:
    """Rename a zone, or give it another place in the order. Raises `Refusal` where another has that name."""
    identity.hold("zones")
    zone, name = lock(Zone.objects.all(), zone.pk), identity.one_spelling(name)
    others = identity.named(Zone.objects.exclude(pk=zone.pk), "name", name)
    ensure(places.why_not_name(others.exists()))
    zone.name, zone.order = name, order
    with explained():
        zone.save()
    record(by=by, verb=Verb.ZONE_CHANGED, on=zone, order=order)
    return zone


@transaction.atomic
def add_equipment(*, by, name_it: str, name_en: str) -> Equipment:
    """Something that places can offer, in both languages. What has this Italian name already is found.

    Capitals and spaces make no other name, signs do: "C++" is not "C#". Raises `Refusal` where only the English
    name is another's: who searches in English could not tell them apart.
    """
    identity.hold("equipment")
    name_it, name_en = identity.one_spelling(name_it), identity.one_spelling(name_en)
    known = Equipment.objects.all()
    if found := identity.named(known, "name_it", name_it).first():
        return found
    ensure(places.why_not_in_english(name_en, identity.named(known, "name_en", name_en).first()))
    slug = identity.free_slug(known, name_it, otherwise="dotazione")
    made = Equipment.objects.create(slug=slug, name_it=name_it, name_en=name_en)
    record(by=by, verb=Verb.EQUIPMENT_ADDED, on=made)
    return made


def _zone(zone: Zone | str) -> Zone:
    """The zone, or the one of this name, last in the order when it is new."""
    if isinstance(zone, Zone):
        return zone
    identity.hold("zones")
    name = identity.one_spelling(zone)
    found = identity.named(Zone.objects.all(), "name", name).first()
    return found or Zone.objects.create(name=name, order=_last_zone() + 1)


def _last_zone() -> int:
    return Zone.objects.order_by("-order").values_list("order", flat=True).first() or 0
