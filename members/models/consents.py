"""Consents: what somebody agreed to, with which text before them, since when, and until when."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ConsentQuerySet(models.QuerySet):
    def in_force(self):
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def to(self, kind: str):
        """Those in force to one thing."""
        return self.in_force().filter(kind=kind)


class Consent(models.Model):
    """One consent of a person. Withdrawn, it stays as history; given again, it is another row."""

    class Kind(models.TextChoices):
        DIRECTORY = "directory", _("To appear in the directory of coworkers")
        NEWSLETTER = "newsletter", _("To receive the newsletter")
        PHOTOS = "photos", _("To be photographed at events")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="consents"
    )
    kind = models.CharField(max_length=12, choices=Kind.choices)
    #: Of the privacy notice that was in force.
    version = models.CharField(max_length=20)
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["directory", "newsletter", "photos"]),
                name="consent_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
                name="consent_is_withdrawn_after_it_was_given",
            ),
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_consent_in_force_of_each_kind",
                violation_error_message=_("You have already agreed to this: nothing was changed."),
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.pk}"
