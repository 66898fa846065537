"""What the staff keep beside an application while they decide."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models.applications import Application
from members.models.calls import Bilingual


class ApplicationNote(models.Model):
    """A line that only the staff read. It is about the applicant, and is in the export of that person's data."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="notes")
    words = models.TextField(_("Note"), max_length=2000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return self.words


class RefusalReason(Bilingual):
    """Why an application is not accepted, in words for whoever reads them; one that is no longer offered stays
    with the decisions that were taken by it."""

    order = models.PositiveSmallIntegerField(_("Order"), default=0)
    is_offered = models.BooleanField(_("Offered to the staff"), default=True)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["name_it"],
                name="one_refusal_reason_of_each_name",
                violation_error_message=_("There is already a reason with this name."),
            )
        ]
