"""Who waits for a place (docs/domain.md, Waiting list)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.access import Permission, own_or
from spaces.models.bookings import Booking
from spaces.models.places import Space


class WaitingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The staff see every request, a person the own ones."""
        return own_or(Permission.MANAGE_BOOKINGS).among(self, user)

    def active(self):
        """Requests that still hope, or decide on an offer."""
        return self.filter(status__in=WaitingRequest.ACTIVE)

    def still_active(self, now):
        """The same without those whose time began while they waited: nobody has written yet that they ended."""
        return self.active().exclude(status=WaitingRequest.Status.WAITING, start__lte=now)

    def in_line(self):
        """Requests that wait, first come first."""
        return self.filter(status=WaitingRequest.Status.WAITING).order_by("made_at", "pk")


class WaitingRequest(models.Model):
    """A person waits for a place of a kind, or for one named place, for the time `[start, end)`.

    An offer is a `Booking` with the status `offered`: it holds the place until `held_until`.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        OFFERED = "offered", _("Place offered")
        SERVED = "served", _("Place accepted")
        DECLINED = "declined", _("Offer declined")
        EXPIRED = "expired", _("Offer expired")
        WITHDRAWN = "withdrawn", pgettext_lazy("waiting list", "Withdrawn")
        UNSERVED = "unserved", _("No place became free")

    ACTIVE = [Status.WAITING, Status.OFFERED]
    TONES = {
        Status.WAITING: "info",
        Status.OFFERED: "wait",
        Status.SERVED: "good",
        Status.DECLINED: "off",
        Status.EXPIRED: "off",
        Status.WITHDRAWN: "off",
        Status.UNSERVED: "off",
    }

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="waiting_requests"
    )
    kind = models.CharField(max_length=12, choices=Space.Kind.choices)
    #: Only this place; empty means any of the kind.
    space = models.ForeignKey(
        Space, null=True, blank=True, on_delete=models.PROTECT, related_name="waiting_requests"
    )
    start = models.DateTimeField()
    end = models.DateTimeField()
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.WAITING)
    #: What is, or was last, held for the person.
    offer = models.OneToOneField(
        Booking, null=True, blank=True, on_delete=models.SET_NULL, related_name="waiting_request"
    )
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = WaitingQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]
        indexes = [models.Index(fields=["start"], name="waiting_by_start")]
        constraints = [
            models.CheckConstraint(
                condition=Q(end__gt=F("start")), name="waiting_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["person", "kind", "space", "start", "end"],
                condition=Q(status__in=["waiting", "offered"]),
                nulls_distinct=False,
                name="one_waits_once_for_a_time",
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.start:%Y-%m-%d %H:%M}"

    @property
    def is_active(self) -> bool:
        return self.status in self.ACTIVE

    @property
    def wanted(self) -> str:
        """What the person waits for: the named place, or any of the kind."""
        return self.space.title if self.space else self.get_kind_display()

    @property
    def tone(self) -> str:
        """The colour of its status on the pages."""
        return self.TONES[self.state]

    @property
    def is_overdue(self) -> bool:
        """Whether it has an offer that nobody answered in time."""
        return self.status == self.Status.OFFERED and bool(self.offer and self.offer.is_overdue)

    @property
    def state(self) -> str:
        """Its status as a reader must take it: hope and offers end with their time, before anybody writes it."""
        if self.status == self.Status.WAITING and self.start <= timezone.now():
            return self.Status.UNSERVED
        return self.Status.EXPIRED if self.is_overdue else self.status

    @property
    def label(self) -> str:
        """Its status in the words of the pages."""
        return self.Status(self.state).label
