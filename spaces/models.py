"""Places, when they are open, and who takes them."""

import uuid
from datetime import time

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Named
from core.templatetags.dates import clock


class TimeRange(Func):
    """`[start, end)` of two instants."""

    function = "tstzrange"
    output_field = DateTimeRangeField()


class Zone(models.Model):
    """A part of the floor, named on the plan."""

    name = models.CharField(_("Name"), max_length=60, unique=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "name"]

    def __str__(self):
        return self.name


class Equipment(Named):
    """Something that a place offers (dotazione): a monitor, a window seat."""


class SpaceQuerySet(models.QuerySet):
    def in_service_on(self, day):
        """Places that exist on this date: opened, and not yet retired."""
        return self.filter(Q(retired_on__isnull=True) | Q(retired_on__gt=day), opened_on__lte=day)

    def desks(self):
        return self.filter(kind__in=Space.DESKS)

    def for_plan(self):
        """With what plan and list show, in a fixed number of queries."""
        return self.select_related("zone").prefetch_related("equipment")


class Space(models.Model):
    """One bookable place. Retiring keeps its history."""

    class Kind(models.TextChoices):
        FIXED_DESK = "fixed_desk", _("Fixed desk")
        MOBILE_DESK = "mobile_desk", _("Mobile desk")
        OFFICE = "office", _("Private office")
        MEETING_ROOM = "meeting_room", _("Meeting room")
        EVENT_ROOM = "event_room", _("Event room")

    DESKS = [Kind.FIXED_DESK, Kind.MOBILE_DESK]
    #: What the programme promises to fill: rooms are reported apart (DOMAIN.md, Occupancy).
    DESKS_AND_OFFICES = [*DESKS, Kind.OFFICE]

    code = models.CharField(_("Code"), max_length=12, unique=True)
    name = models.CharField(_("Name"), max_length=60, blank=True)
    kind = models.CharField(_("Kind"), max_length=12, choices=Kind.choices)
    zone = models.ForeignKey(
        Zone, verbose_name=_("Zone"), on_delete=models.PROTECT, related_name="spaces"
    )
    capacity = models.PositiveSmallIntegerField(_("Capacity"), default=1)
    equipment = models.ManyToManyField(Equipment, verbose_name=_("Equipment"), blank=True)
    is_step_free = models.BooleanField(_("Step-free access"), default=False)
    plan_x = models.PositiveSmallIntegerField(default=0)
    plan_y = models.PositiveSmallIntegerField(default=0)
    plan_width = models.PositiveSmallIntegerField(default=56)
    plan_height = models.PositiveSmallIntegerField(default=48)
    opened_on = models.DateField(_("In service from"))
    retired_on = models.DateField(_("Retired from"), null=True, blank=True)

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
    def title(self) -> str:
        """The name that speaks for itself, or the kind with the code: `Postazione fissa F01`."""
        return self.name or f"{self.get_kind_display()} {self.code}"


class KindRules(models.Model):
    """What the staff set for a kind of place: how it is booked, how far ahead, until when cancelled."""

    class Unit(models.TextChoices):
        HALF_DAY = "half_day", _("Half day or day")
        HOURS = "hours", _("Start and end")

    kind = models.CharField(max_length=12, choices=Space.Kind.choices, unique=True)
    unit = models.CharField(max_length=8, choices=Unit.choices, default=Unit.HALF_DAY)
    half_day_at = models.TimeField(_("The half day changes at"), default="13:00")
    raster_minutes = models.PositiveSmallIntegerField(_("Steps of minutes"), default=30)
    days_ahead = models.PositiveSmallIntegerField(_("Days ahead"), default=30)
    cancel_hours = models.PositiveSmallIntegerField(_("Hours to cancel in time"), default=12)

    class Meta:
        ordering = ["kind"]
        verbose_name = _("rules of a kind of place")

    def __str__(self):
        return self.get_kind_display()

    @classmethod
    def usual(cls, kind: str) -> "KindRules":
        """What holds for a kind of place until the staff set something else; not saved."""
        by_hours = kind in (Space.Kind.MEETING_ROOM, Space.Kind.EVENT_ROOM)
        unit = cls.Unit.HOURS if by_hours else cls.Unit.HALF_DAY
        return cls(kind=kind, unit=unit, half_day_at=time(13))


class WeeklyHours(models.Model):
    """The hours in which a kind of place is open on a weekday (0 = Monday), local wall-clock time."""

    kind = models.CharField(max_length=12, choices=Space.Kind.choices)
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")), name="hours_close_after_opening"
            ),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="weekday_is_a_weekday"),
        ]

    def __str__(self):
        return f"{self.kind} {self.weekday} {self.opens:%H:%M}–{self.closes:%H:%M}"


class Closure(models.Model):
    """An extraordinary closure `[start, end)`, of the places named or of all."""

    start = models.DateTimeField(_("From"))
    end = models.DateTimeField(_("Until"))
    reason = models.CharField(_("Reason"), max_length=200)
    spaces = models.ManyToManyField(Space, verbose_name=_("Only these places"), blank=True)

    class Meta:
        ordering = ["start"]
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="closure_ends_after_start")
        ]

    def __str__(self):
        return self.reason


class OutOfService(models.Model):
    """A time in which one place is out of service, hence out of the occupancy's denominator."""

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="outages")
    start = models.DateTimeField(_("From"))
    end = models.DateTimeField(_("Until"))
    reason = models.CharField(_("Reason"), max_length=200)

    class Meta:
        ordering = ["start"]
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="outage_ends_after_start")
        ]

    def __str__(self):
        return f"{self.space}: {self.reason}"


class BookingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The staff see every booking, a person the own ones."""
        from core.access import Permission, allows

        if allows(user, Permission.SEE_ROSTER):
            return self
        return self.filter(person_id=user.pk)

    def holding(self):
        """Bookings that keep the place for somebody."""
        return self.filter(status__in=Booking.HOLDING)

    def counted(self):
        """Bookings that the occupancy rate counts: not the cancelled ones."""
        return self.filter(status__in=[*Booking.HOLDING, Booking.Status.NO_SHOW])

    def overlapping(self, start, end):
        """Bookings that touch `[start, end)`; the index of times finds them however long the history."""
        return self.alias(_time=TimeRange(F("start"), F("end"))).filter(_time__overlap=(start, end))


class Booking(models.Model):
    """A place taken by a person for a time `[start, end)`. `status` alone holds its state."""

    class Status(models.TextChoices):
        CONFIRMED = "confirmed", _("Confirmed")
        ATTENDED = "attended", _("Attended")
        NO_SHOW = "no_show", _("No-show")
        CANCELLED = "cancelled", _("Cancelled in time")
        CANCELLED_LATE = "cancelled_late", _("Cancelled late")

    HOLDING = [Status.CONFIRMED, Status.ATTENDED]
    TONES = {
        Status.CONFIRMED: "info",
        Status.ATTENDED: "good",
        Status.NO_SHOW: "bad",
        Status.CANCELLED: "off",
        Status.CANCELLED_LATE: "wait",
    }

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="bookings")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="bookings"
    )
    start = models.DateTimeField()
    end = models.DateTimeField()
    status = models.CharField(max_length=14, choices=Status.choices, default=Status.CONFIRMED)
    purpose = models.CharField(_("Purpose"), max_length=120, blank=True)
    #: The form's own number: a form sent twice finds its first booking.
    request_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    is_walk_in = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)
    checked_in_at = models.DateTimeField(null=True, blank=True)
    checked_out_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering = ["start", "pk"]
        indexes = [
            models.Index(fields=["person", "start"], name="bookings_of_a_person"),
            # Finds a period's bookings as fast after ten years as on the first day.
            GistIndex(TimeRange(F("start"), F("end")), name="bookings_by_time"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(end__gt=F("start")),
                name="booking_ends_after_start",
                violation_error_message=_("A booking ends after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=["confirmed", "attended", "no_show", "cancelled", "cancelled_late"]
                ),
                name="booking_status_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(status="attended") | Q(checked_in_at__isnull=False),
                name="attended_booking_has_a_check_in",
            ),
            # The last wall. int8range instead of btree_gist: any PostgreSQL serves, and it is faster.
            ExclusionConstraint(
                name="one_booking_of_a_place_at_a_time",
                expressions=[
                    (
                        Func(F("space"), F("space"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (TimeRange(F("start"), F("end")), RangeOperators.OVERLAPS),
                ],
                condition=Q(status__in=["confirmed", "attended"]),
                violation_error_message=_("This place is taken already at that time."),
            ),
        ]

    def __str__(self):
        return f"{self.space_id} {self.start:%Y-%m-%d %H:%M}"

    @property
    def is_cancelled(self) -> bool:
        return self.status in (self.Status.CANCELLED, self.Status.CANCELLED_LATE)

    @property
    def tone(self) -> str:
        """The colour of its status on the pages."""
        return self.TONES[self.status]

    @property
    def presence(self) -> str:
        """What the roster says: expected, in since, left at."""
        if self.checked_out_at:
            return _("Left at %(hour)s") % {"hour": clock(self.checked_out_at)}
        if self.checked_in_at:
            return _("In since %(hour)s") % {"hour": clock(self.checked_in_at)}
        return _("Expected") if self.status == self.Status.CONFIRMED else self.get_status_display()
