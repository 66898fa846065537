"""What the staff do to places and zones. Each action locks the place, so that it waits for bookings."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import identity
from core.clock import local_midnight
from core.journal import record
from core.refusals import Refusal
from spaces.actions import lock_places
from spaces.actions.clearing import clear, coming, ensure_open_since
from spaces.actions.parts import ensure_fits_its_wholes, ensure_is_no_part, set_parts
from spaces.models import Equipment, Space, Verb, Zone


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


@transaction.atomic
def change_place(*, by, place, zone, equipment, parts=(), **facts) -> Space:
    """Correct a place. Kind and first day move figures: they stay once there are bookings or closed months.

    `parts` are the rooms that it is made of from now on.
    """
    place = next(each for each in lock_places([place.pk, *_numbers(parts)]) if each == place)
    _ensure_same_past(place, facts["kind"], facts["opened_on"])
    ensure_fits_its_wholes(place, facts["kind"], facts["opened_on"])
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


def _numbers(places) -> list[int]:
    return [place.pk for place in places]


def _write(place: Space) -> None:
    """Save; where somebody took the code since the form looked, say so."""
    try:
        with transaction.atomic():
            place.save()
    except IntegrityError as error:
        raise Refusal(
            _("There is a place with the code %(code)s already: choose another one.")
            % {"code": place.code},
            code="code_taken",
        ) from error


def _ensure_same_past(place: Space, kind: str, opened_on) -> None:
    if place.kind == kind and place.opened_on == opened_on:
        return
    if place.retired_on and opened_on >= place.retired_on:
        raise Refusal(_("A place is retired after it went into service."), code="retired")
    if place.kind != kind and (place.bookings.exists() or place.assignments.exists()):
        raise Refusal(
            _("This place was booked as what it is now: retire it and enter a new one."),
            code="kind",
        )
    if place.bookings.counted().filter(start__lt=local_midnight(opened_on)).exists():
        raise Refusal(_("This place has bookings before that day."), code="opened_on")
    ensure_open_since(min(place.opened_on, opened_on))


@transaction.atomic
def retire_place(*, by, place, on, reason, agreed=frozenset()) -> Space:
    """Take the place out of use from a date; its history stays. Coming bookings are shown first."""
    (place,) = lock_places([place.pk])
    if on <= place.opened_on:
        raise Refusal(_("A place is retired after it went into service."), code="retired")
    if place.retired_on == on:
        return place
    ensure_open_since(min(filter(None, [on, place.retired_on])))
    if place.bookings.filter(status="attended", start__gte=local_midnight(on)).exists():
        raise Refusal(_("Somebody was there after that day: choose a later one."), code="attended")
    ensure_is_no_part(place)
    if assigned := place.assignments.not_over(on).select_related("person").first():
        sentence = _(
            "%(place)s is assigned to %(holder)s after that day: end the assignment first."
        )
        words = {"place": place.title, "holder": assigned.holder}
        raise Refusal(sentence % words, code="assigned")
    place.retired_on, place.retire_reason = on, reason
    place.save(update_fields=["retired_on", "retire_reason"])
    clear(coming([place], local_midnight(on)), by=by, agreed=agreed, reason=reason)
    record(by=by, verb=Verb.PLACE_RETIRED, on=place, code=place.code, on_day=str(on))
    return place


@transaction.atomic
def change_zone(*, by, zone, name, order) -> Zone:
    """Rename a zone, or give it another place in the order. Raises `Refusal` where another has that name."""
    identity.hold("zones")
    name = identity.one_spelling(name)
    if identity.named(Zone.objects.exclude(pk=zone.pk), "name", name).exists():
        raise Refusal(_("There is a zone with this name already."), code="zone_name")
    zone.name, zone.order = name, order
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
    if other := identity.named(known, "name_en", name_en).first():
        sentence = _("“%(name)s” is in English what is called “%(other)s” in Italian already.")
        raise Refusal(sentence % {"name": name_en, "other": other.name_it}, code="english_name")
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
