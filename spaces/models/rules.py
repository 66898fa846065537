"""What the staff set for each kind of place."""

from datetime import time, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.models import Application
from spaces.models.places import Space


def every_kind() -> list[str]:
    return list(Application.Kind.values)


class KindRules(models.Model):
    """What the staff set for a kind of place: how it is booked, how far ahead, until when cancelled."""

    class Unit(models.TextChoices):
        HALF_DAY = "half_day", _("Half day or day")
        HOURS = "hours", _("Start and end")

    kind = models.CharField(max_length=12, choices=Space.Kind.choices, unique=True)
    unit = models.CharField(max_length=8, choices=Unit.choices, default=Unit.HALF_DAY)
    half_day_at = models.TimeField(_("The half-day changeover is at"), default="13:00")
    raster_minutes = models.PositiveSmallIntegerField(_("Step in minutes"), default=30)
    days_ahead = models.PositiveSmallIntegerField(_("Days ahead"), default=30)
    cancel_hours = models.PositiveSmallIntegerField(_("Cancellation deadline in hours"), default=12)
    #: Empty means no limit, here and below.
    min_minutes = models.PositiveSmallIntegerField(_("Shortest booking"), null=True, blank=True)
    max_minutes = models.PositiveSmallIntegerField(_("Longest booking"), null=True, blank=True)
    max_coming = models.PositiveSmallIntegerField(
        _("Upcoming bookings at once"), null=True, blank=True
    )
    max_hours_week = models.PositiveSmallIntegerField(_("Hours per week"), null=True, blank=True)
    buffer_minutes = models.PositiveSmallIntegerField(_("Minutes between bookings"), default=0)
    #: The kinds of applicant whose members may book; staff always may.
    open_to = ArrayField(
        models.CharField(max_length=12, choices=Application.Kind.choices),
        verbose_name=_("Who may book"),
        default=every_kind,
        blank=True,
    )
    early_minutes = models.PositiveSmallIntegerField(
        _("Minutes before the start at which check-in opens"), default=60
    )
    grace_minutes = models.PositiveSmallIntegerField(
        _("Minutes that a place is kept for the person who booked it"), default=60
    )
    #: Bookings of the same day made later than this before their start are not released by themselves.
    cutoff_minutes = models.PositiveSmallIntegerField(
        _("Minutes before the start from which a booking is not released"), default=0
    )
    remind_hours = models.PositiveSmallIntegerField(
        _("Hours before the start at which a reminder is sent"), null=True, blank=True, default=24
    )
    hold_minutes = models.PositiveSmallIntegerField(
        _("Minutes that a freed place is held for the next person waiting"), default=120
    )

    class Meta:
        ordering = ["kind"]
        verbose_name = _("rules of a kind of place")
        constraints = [
            models.CheckConstraint(
                condition=Q(min_minutes__isnull=True)
                | Q(max_minutes__isnull=True)
                | Q(max_minutes__gte=F("min_minutes")),
                name="longest_booking_is_not_shorter_than_the_shortest",
                violation_error_message=_("The longest booking is shorter than the shortest one."),
            )
        ]

    def __str__(self):
        return self.get_kind_display()

    @classmethod
    def usual(cls, kind: str) -> "KindRules":
        """What holds for a kind of place until the staff set something else; not saved."""
        by_hours = kind in (Space.Kind.MEETING_ROOM, Space.Kind.EVENT_ROOM)
        unit = cls.Unit.HOURS if by_hours else cls.Unit.HALF_DAY
        return cls(kind=kind, unit=unit, half_day_at=time(13))

    @classmethod
    def by_kind(cls) -> "dict[str, KindRules]":
        """What holds for each kind of place, from one query."""
        found = {rules.kind: rules for rules in cls.objects.all()}
        return {kind: found.get(kind) or cls.usual(kind) for kind in Space.Kind}

    @property
    def is_open_to_all(self) -> bool:
        return set(self.open_to) >= set(Application.Kind.values)

    def is_open_to(self, applicant_kind: str) -> bool:
        """Whether who was admitted as this may book the kind of place; open to all means to everybody."""
        return applicant_kind in self.open_to or self.is_open_to_all

    @property
    def people(self) -> str:
        """`Neolaureato, Ricercatore`: for whom the kind of place is kept."""
        kinds = (kind for kind in Application.Kind if kind.value in self.open_to)
        return ", ".join(str(kind.label) for kind in kinds)

    @property
    def by_the_hour(self) -> bool:
        return self.unit == self.Unit.HOURS

    @property
    def early(self) -> timedelta:
        """How long before its start a booking's person may be let in."""
        return timedelta(minutes=self.early_minutes)

    @property
    def grace(self) -> timedelta:
        """How long after its start a booking waits for its person."""
        return timedelta(minutes=self.grace_minutes)

    @property
    def cutoff(self) -> timedelta:
        return timedelta(minutes=self.cutoff_minutes)

    @property
    def buffer(self) -> timedelta:
        """What must stay free between two bookings of a place."""
        return timedelta(minutes=self.buffer_minutes)

    @property
    def hold(self) -> timedelta:
        return timedelta(minutes=self.hold_minutes)
