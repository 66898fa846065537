"""Who takes a place, and when."""

import uuid
from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import holds
from core.access import STAFF, Permission, own_or
from core.clock import day_of, local_midnight
from core.ranges import NumbersField, TimeRange
from core.words import clock
from spaces.models.places import Space, sharing_a_part
from spaces.models.series import Series


class BookingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The staff see every booking, a person the own ones."""
        return own_or(Permission.MANAGE_BOOKINGS).among(self, user)

    def holding(self):
        """Bookings that keep the place for somebody."""
        return self.filter(status__in=Booking.HOLDING)

    def keeping(self):
        """Those of `holding` that still do: an offer ends with its time, before anybody writes it."""
        still_held = Q(status=Booking.Status.OFFERED, held_until__gt=timezone.now())
        return self.filter(Q(status__in=Booking.FIRM) | still_held)

    def overdue(self):
        """Offers that nobody answered in time and nobody has handed on yet."""
        return self.filter(status=Booking.Status.OFFERED, held_until__lte=timezone.now())

    def in_the_way_of(self, space):
        """Bookings of this place, of its parts, and of whatever shares a part with it."""
        return self.filter(Q(space=space) | sharing_a_part("space", space))

    def held_around(self, space, now, until):
        """Who has the place now, a part of it or a whole of which it is part, or has it next, before `until`."""
        held = self.keeping().in_the_way_of(space).filter(end__gt=now, start__lte=until)
        return held.order_by("start", "pk")

    def counted(self):
        """Bookings that the occupancy rate counts: not the cancelled ones."""
        return self.filter(status__in=[*Booking.FIRM, Booking.Status.NO_SHOW])

    def of_coworkers(self):
        """Those of people who come to work here: not the programme's own (an event's room)."""
        return self.exclude(person__role__in=STAFF)

    def firm(self):
        """Bookings with which a person comes: not the offers of a waiting list."""
        return self.filter(status__in=Booking.FIRM)

    def overlapping(self, start, end):
        """Bookings that touch `[start, end)`; the index of times finds them however long the history."""
        return self.alias(_time=TimeRange(F("start"), F("end"))).filter(_time__overlap=(start, end))

    def on(self, first: date, last: date | None = None):
        """Bookings that touch this date, or the dates until `last`, both included."""
        until = (last or first) + timedelta(days=1)
        return self.overlapping(local_midnight(first), local_midnight(until))

    def on_the_roster(self, day: date):
        """What the roster of a date shows, in the order of its hours."""
        found = self.counted().on(day).select_related("space__zone", "person")
        return found.order_by("start", "space__zone__order", "space__code", "pk")

    def of_today(self, person, now: datetime):
        """What the person has today and is not over yet, and where the person still is: who forgot to check
        out when the time was over may still do so.
        """
        still_in = Q(status=Booking.Status.ATTENDED, checked_out_at__isnull=True)
        own = self.holding().filter(Q(end__gt=now) | still_in, person=person).on(day_of(now))
        return own.select_related("space__zone", "person").order_by("start", "pk")

    def told_to(self, person, now: datetime, since: datetime):
        """What a person's calendar tells: the firm ones after `since`, those given back until they are over."""
        firm = Q(status__in=Booking.FIRM, end__gt=since)
        gone = Q(status__in=Booking.GIVEN_BACK, end__gt=now)
        return self.filter(firm | gone, person=person).select_related("space__zone")

    def told_of(self, space, since: datetime):
        """What a calendar of the place tells: whatever holds it, or held it after `since`."""
        return self.in_the_way_of(space).holding().filter(end__gt=since)


class Booking(models.Model):
    """A place taken by a person for a time `[start, end)`. `status` alone holds its state."""

    class Status(models.TextChoices):
        CONFIRMED = "confirmed", _("Confirmed")
        ATTENDED = "attended", _("Attended")
        NO_SHOW = "no_show", _("No-show")
        CANCELLED = "cancelled", _("Cancelled in time")
        CANCELLED_LATE = "cancelled_late", _("Cancelled late")
        OFFERED = "offered", _("Held for you")
        LAPSED = "lapsed", _("Offer lapsed")

    #: Whoever of these has the place, nobody else can. An offer holds it for the first in the waiting list.
    HOLDING = [Status.CONFIRMED, Status.ATTENDED, Status.OFFERED]
    #: Those with which a person comes.
    FIRM = [Status.CONFIRMED, Status.ATTENDED]
    #: Those that were firm and are no more.
    GIVEN_BACK = [Status.CANCELLED, Status.CANCELLED_LATE, Status.NO_SHOW]
    TONES = {
        Status.CONFIRMED: "info",
        Status.ATTENDED: "good",
        Status.NO_SHOW: "bad",
        Status.CANCELLED: "off",
        Status.CANCELLED_LATE: "wait",
        Status.OFFERED: "wait",
        Status.LAPSED: "off",
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
    #: Who gave it back, or took the offer back; empty where the portal did.
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: Why the house cancelled it, as its person read it.
    cancel_reason = models.TextField(blank=True, default="", db_default="")
    checked_in_at = models.DateTimeField(null=True, blank=True)
    checked_out_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    #: When a check-in was last taken back: its person is expected again.
    undone_at = models.DateTimeField(null=True, blank=True)
    #: Until when an offer waits for its answer.
    held_until = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    #: Why the staff set a rule aside.
    override_reason = models.CharField(max_length=200, blank=True)
    series = models.ForeignKey(
        Series, null=True, blank=True, on_delete=models.SET_NULL, related_name="bookings"
    )
    #: When it was last moved to another time or place.
    moved_at = models.DateTimeField(null=True, blank=True)
    #: How often it was changed: calendars drop the older version of an entry.
    sequence = models.PositiveSmallIntegerField(default=0)
    #: The place and its parts, written by the database: taking a whole takes its parts.
    takes = NumbersField(default="{}", editable=False)

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
                    status__in=[
                        "confirmed",
                        "attended",
                        "no_show",
                        "cancelled",
                        "cancelled_late",
                        "offered",
                        "lapsed",
                    ]
                ),
                name="booking_status_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(status="attended") | Q(checked_in_at__isnull=False),
                name="attended_booking_has_a_check_in",
            ),
            models.CheckConstraint(
                condition=~Q(status="offered") | Q(held_until__isnull=False),
                name="offer_is_held_until_a_time",
            ),
            # The last wall. Ranges of numbers instead of btree_gist: any PostgreSQL serves, and it is faster.
            ExclusionConstraint(
                name="one_booking_of_a_place_at_a_time",
                expressions=[
                    ("takes", RangeOperators.OVERLAPS),
                    (TimeRange(F("start"), F("end")), RangeOperators.OVERLAPS),
                ],
                condition=Q(status__in=["confirmed", "attended", "offered"]),
                violation_error_message=_("This place is already taken at that time."),
            ),
        ]

    def __str__(self):
        return f"{self.space_id} {self.start:%Y-%m-%d %H:%M}"

    @property
    def is_cancelled(self) -> bool:
        return self.status in (self.Status.CANCELLED, self.Status.CANCELLED_LATE)

    @property
    def is_lapsed(self) -> bool:
        """Whether it was an offer that nobody took."""
        return self.status == self.Status.LAPSED

    @property
    def is_overdue(self) -> bool:
        """Whether it is an offer that nobody answered in time."""
        return self.status == self.Status.OFFERED and self.state == self.Status.LAPSED

    @property
    def is_open_offer(self) -> bool:
        """Whether it waits for its person's answer. `held_until` alone says nothing: it stays when it is taken."""
        return self.status == self.Status.OFFERED and not self.is_overdue

    @property
    def state(self) -> str:
        """Its status as a reader must take it: an offer ends with its time, before anybody writes it."""
        return state_of(self.status, self.held_until)

    @property
    def day(self) -> date:
        """The date on which it begins."""
        return day_of(self.start)

    @property
    def is_in(self) -> bool:
        """Whether its person came and has not left."""
        return self.status == self.Status.ATTENDED and not self.checked_out_at

    @property
    def is_left(self) -> bool:
        return self.status == self.Status.ATTENDED and self.checked_out_at is not None

    @property
    def changed_at(self):
        """When its time, its place, or whether it holds, last changed."""
        times = (self.made_at, self.moved_at, self.cancelled_at, self.released_at)
        return max(filter(None, times))

    @property
    def tone(self) -> str:
        """The colour of its status on the pages."""
        return self.TONES[self.state]

    @property
    def label(self) -> str:
        """Its status in the words of the pages."""
        return self.Status(self.state).label

    @property
    def presence(self) -> str:
        """What the roster says: expected, in since, left at."""
        if self.is_left:
            return _("Left at %(hour)s") % {"hour": clock(self.checked_out_at)}
        if self.is_in:
            return _("Here since %(hour)s") % {"hour": clock(self.checked_in_at)}
        return _("Expected") if self.status == self.Status.CONFIRMED else self.get_status_display()


def state_of(status: str, held_until: datetime | None) -> str:
    """`Booking.state`, of one that was read in a list of many and not as an object."""
    is_overdue = status == Booking.Status.OFFERED and holds.is_overdue(held_until, timezone.now())
    return Booking.Status.LAPSED if is_overdue else status
