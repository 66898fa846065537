"""Places and what they offer."""

from datetime import date
from pathlib import PurePosixPath

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from core.clock import today
from core.models import Named


def is_retired_on(place, day: date) -> bool:
    """Whether the place is out of use for good on this date; `place` is one, or what was read of it."""
    return place.retired_on is not None and place.retired_on <= day


def is_there_between(place, first: date, until: date) -> bool:
    """Whether the place is in service on one of the dates `[first, until)`."""
    return place.opened_on < until and not is_retired_on(place, first)


def _not_retired_on(day: date, places: str = "") -> Q:
    """`is_retired_on`, denied, for the database: of rows, or of their `places`."""
    return Q(**{f"{places}retired_on": None}) | Q(**{f"{places}retired_on__gt": day})


def sharing_a_part(named: str, place) -> Q:
    """What a booking of the place takes a part of, and what takes a part of it; `named` is the field of those."""
    parts = Space.parts.through.objects.filter(from_space=place).values("to_space")
    wholes = _wholes_of(Q(to_space=place) | Q(to_space__in=parts))
    return Q(**{f"{named}__in": parts}) | Q(**{f"{named}__in": wholes})


def with_wholes(places) -> list[int]:
    """The numbers of these places and of the rooms made of them: a part that is missing, misses there too."""
    own = [place.pk for place in places]
    wholes = _wholes_of(Q(to_space__in=own))
    return [*own, *wholes.values_list("from_space", flat=True).distinct()]


def _wholes_of(parts: Q):
    """The numbers of the rooms made of these parts."""
    return Space.parts.through.objects.filter(parts).values("from_space")


class OfPlacesQuerySet(models.QuerySet):
    def in_use(self, day):
        """All but those whose places are all retired on this date."""
        # Of what has no place yet, the date is empty too.
        return self.filter(_not_retired_on(day, "spaces__")).distinct()


class Zone(models.Model):
    """A part of the floor, named on the plan."""

    name = models.CharField(_("Name"), max_length=60, unique=True)
    order = models.PositiveSmallIntegerField(default=0)

    objects = OfPlacesQuerySet.as_manager()

    class Meta:
        ordering = ["order", "name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="one_zone_of_each_name",
                violation_error_message=_("There is already a zone with this name."),
            )
        ]

    def __str__(self):
        return self.name


class Equipment(Named):
    """Something that a place offers (dotazione): a monitor, a window seat. Its names say which it is."""

    objects = OfPlacesQuerySet.as_manager()

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(Lower(name), name=f"one_equipment_of_each_{name}")
            for name in ("name_it", "name_en")
        ]


class SpaceQuerySet(models.QuerySet):
    def not_retired_on(self, day):
        """Places that are in service on this date, or will be."""
        return self.filter(_not_retired_on(day))

    def not_retired(self):
        """The same of today."""
        return self.not_retired_on(today())

    def in_service_on(self, day):
        """Places that exist on this date: opened, and not yet retired."""
        return self.not_retired_on(day).filter(opened_on__lte=day)

    def sharing_a_part_with(self, place):
        """Other rooms that a booking of this one takes a part of, or that take a part of this one."""
        return self.filter(sharing_a_part("pk", place)).exclude(pk=place.pk)

    def desks(self):
        return self.filter(kind__in=Space.DESKS)

    def for_plan(self):
        """With what plan and list show, in a fixed number of queries."""
        return self.select_related("zone").prefetch_related("equipment")


class Space(models.Model):
    """One bookable place. Retiring keeps its history."""

    class Kind(models.TextChoices):
        FIXED_DESK = "fixed_desk", _("Dedicated desk")
        MOBILE_DESK = "mobile_desk", _("Hot desk")
        OFFICE = "office", _("Private office")
        MEETING_ROOM = "meeting_room", _("Meeting room")
        EVENT_ROOM = "event_room", _("Event room")

    DESKS = [Kind.FIXED_DESK, Kind.MOBILE_DESK]
    #: What the programme promises to fill: rooms are reported apart (docs/domain.md, Occupancy).
    DESKS_AND_OFFICES = [*DESKS, Kind.OFFICE]
    #: What can be made of rooms, or be one of them.
    ROOMS = [Kind.MEETING_ROOM, Kind.EVENT_ROOM]

    code = models.CharField(_("Code"), max_length=12, unique=True)
    name = models.CharField(_("Name"), max_length=60, blank=True)
    kind = models.CharField(_("Kind"), max_length=12, choices=Kind.choices)
    zone = models.ForeignKey(
        Zone, verbose_name=_("Zone"), on_delete=models.PROTECT, related_name="spaces"
    )
    capacity = models.PositiveSmallIntegerField(_("Capacity"), default=1)
    equipment = models.ManyToManyField(
        Equipment, verbose_name=_("Equipment"), blank=True, related_name="spaces"
    )
    is_step_free = models.BooleanField(_("Step-free access"), default=False)
    photo = models.ImageField(
        _("Photo"),
        upload_to="places",
        blank=True,
        width_field="photo_width",
        height_field="photo_height",
    )
    #: Its size in pixels, so that pages leave room for it before it comes.
    photo_width = models.PositiveSmallIntegerField(null=True, editable=False)
    photo_height = models.PositiveSmallIntegerField(null=True, editable=False)
    #: A room made of rooms: taking the whole takes the parts, taking a part blocks the whole. One level only.
    parts = models.ManyToManyField(
        "self",
        verbose_name=_("Made up of these rooms"),
        symmetrical=False,
        blank=True,
        related_name="wholes",
    )
    plan_x = models.PositiveSmallIntegerField(default=0)
    plan_y = models.PositiveSmallIntegerField(default=0)
    plan_width = models.PositiveSmallIntegerField(default=56)
    plan_height = models.PositiveSmallIntegerField(default=48)
    opened_on = models.DateField(_("In service from"))
    retired_on = models.DateField(_("Retired from"), null=True, blank=True)
    retire_reason = models.TextField(blank=True, default="", db_default="", editable=False)

    objects = SpaceQuerySet.as_manager()

    class Meta:
        ordering = ["zone__order", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(capacity__gte=1), name="space_has_room_for_one"),
            models.CheckConstraint(
                condition=Q(retired_on__isnull=True) | Q(retired_on__gt=F("opened_on")),
                name="space_retires_after_opening",
                violation_error_message=_("A place is retired after it went into service."),
            ),
        ]

    def __str__(self):
        return self.label

    @property
    def label(self) -> str:
        return self.name or self.code

    @property
    def photo_mark(self) -> str:
        """What changes when the photo does: it stands in its address, so that browsers may keep it."""
        return PurePosixPath(self.photo.name).stem if self.photo else ""

    @property
    def title(self) -> str:
        """The name that speaks for itself, or the kind with the code: `Postazione fissa F01`."""
        return title_of(self.name, self.kind, self.code)


def title_of(name: str, kind: str, code: str) -> str:
    """`Space.title`, of a place that was read in a list of many and not as an object."""
    return name or f"{Space.Kind(kind).label} {code}"
