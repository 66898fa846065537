"""What a person asks about the own data: a copy of all of it, and that it be erased."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.access import Permission, own_or
from core.clock import day_of


class DataExport(models.Model):
    """A copy of what the portal keeps of a person, made in the background; the row is the work.

    It is being made until `made_at` or `failed_at` has its time.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="data_exports"
    )
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    asked_at = models.DateTimeField(default=timezone.now)
    #: In per cent.
    progress = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    file = models.FileField(upload_to="members/exports", blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(made_at__isnull=True) | Q(failed_at__isnull=True),
                name="data_export_is_made_or_failed",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(made_at__isnull=True, failed_at__isnull=True),
                name="one_data_export_in_the_making",
            ),
        ]

    def __str__(self):
        return f"data export {self.pk}"

    @property
    def is_waiting(self) -> bool:
        return self.made_at is None and self.failed_at is None


class ErasureRequestQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The staff see every request, a person the own ones."""
        return own_or(Permission.MANAGE_PEOPLE).among(self, user)

    def asked(self):
        """Those that wait, the one due first at the top."""
        return self.filter(status=ErasureRequest.Status.ASKED).order_by("due", "pk")


class ErasureRequest(models.Model):
    """A person asks to be erased. Until `due` it can be taken back; then the portal does it.

    Its number is what is left of the name.
    """

    class Status(models.TextChoices):
        ASKED = "asked", pgettext_lazy("erasure", "Asked for")
        DONE = "done", pgettext_lazy("erasure", "Done")
        REFUSED = "refused", pgettext_lazy("erasure", "Refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("erasure", "Withdrawn")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="erasures"
    )
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ASKED)
    asked_at = models.DateTimeField(default=timezone.now)
    #: The first day on which it is done.
    due = models.DateField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: Why the staff could not do it: the person reads it.
    reason = models.TextField(max_length=1000, blank=True)

    objects = ErasureRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["asked", "done", "refused", "withdrawn"]),
                name="erasure_status_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(status="refused") | ~Q(reason=""),
                name="refused_erasure_has_its_reason",
                violation_error_message=_("Say why: the person will read it."),
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True) | Q(decided_at__gte=F("asked_at")),
                name="erasure_is_decided_after_it_was_asked",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(status="asked"),
                name="one_open_erasure_for_each_person",
                violation_error_message=_("The erasure has already been asked for."),
            ),
        ]

    def __str__(self):
        return f"erasure {self.pk}"

    @property
    def asked_on(self) -> date:
        return day_of(self.asked_at)
