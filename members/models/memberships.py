"""What happens to a membership while it lasts: suspended, renewed, reminded of; and what the staff note."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.access import Permission, own_or
from core.clock import today
from core.ranges import DateRange, OneNumber


class SuspensionQuerySet(models.QuerySet):
    def of(self, person):
        return self.filter(membership__person=person)

    def covering(self, day):
        """Those that hold on this day."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=day), since__lte=day)

    def not_over(self):
        """Those that hold today or will."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=today()))


class Suspension(models.Model):
    """A time in which a membership rests, `[since, until)`: nothing is booked. No end means: until told.

    The person is found through the membership.
    """

    membership = models.ForeignKey(
        "members.Membership", on_delete=models.CASCADE, related_name="suspensions"
    )
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    reason = models.TextField(max_length=1000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                name="suspension_ends_after_its_start",
                violation_error_message=_("A suspension ends after it starts."),
            ),
            ExclusionConstraint(
                name="one_suspension_at_a_time",
                expressions=[
                    (OneNumber(F("membership")), RangeOperators.OVERLAPS),
                    (DateRange(F("since"), F("until")), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("The membership is already suspended in this period."),
            ),
        ]

    def __str__(self):
        return f"{self.membership_id} {self.since}–{self.until or ''}"


class RenewalRequestQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The staff see every request, a person the own ones."""
        return own_or(Permission.MANAGE_MEMBERSHIPS).among(self, user)

    def asked(self):
        """What waits for the staff, oldest first."""
        return self.filter(status=RenewalRequest.Status.ASKED).order_by("asked_at", "pk")


class RenewalRequest(models.Model):
    """A person asks that this membership goes on. `status` alone holds its state."""

    class Status(models.TextChoices):
        ASKED = "asked", pgettext_lazy("renewal", "Asked for")
        GRANTED = "granted", pgettext_lazy("renewal", "Granted")
        REFUSED = "refused", pgettext_lazy("renewal", "Refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("renewal", "Withdrawn")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="renewals"
    )
    #: The one that ends.
    membership = models.ForeignKey(
        "members.Membership", on_delete=models.CASCADE, related_name="renewals"
    )
    #: The one that continues it, once it is granted.
    granted = models.OneToOneField(
        "members.Membership",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="renewal_of",
    )
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ASKED)
    asked_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: Why it was refused: the person reads it.
    reason = models.TextField(max_length=1000, blank=True)

    objects = RenewalRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["asked", "granted", "refused", "withdrawn"]),
                name="renewal_status_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(status="refused") | ~Q(reason=""),
                name="refused_renewal_has_its_reason",
                violation_error_message=_("Say why: the person will read it."),
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(status="asked"),
                name="one_open_renewal_for_each_person",
                violation_error_message=_("The renewal has already been asked for."),
            ),
        ]

    def __str__(self):
        return f"renewal {self.pk}"


class MembershipNotice(models.Model):
    """What was told of one end of a membership, so many days before it: once, and again when the end moves.

    With 0 days: what the person held after the end was given back. The person is found through the membership.
    """

    membership = models.ForeignKey(
        "members.Membership", on_delete=models.CASCADE, related_name="notices"
    )
    ends = models.DateField()
    days_before = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "ends", "days_before"], name="one_notice_of_each_kind"
            )
        ]

    def __str__(self):
        return f"{self.membership_id} {self.ends} -{self.days_before}"


class PersonNote(models.Model):
    """What the staff write down about a person for each other. The person may ask to read it."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="staff_notes"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = models.TextField(_("Note"), max_length=2000)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"note {self.pk}"
