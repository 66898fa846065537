"""What somebody told the staff is wrong with a post or a message."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AbuseReport(models.Model):
    """A report of a post, or of a message. `status` alone holds its state."""

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("abuse", "To look at")
        UPHELD = "upheld", pgettext_lazy("abuse", "Hidden")
        DISMISSED = "dismissed", pgettext_lazy("abuse", "Left as it is")

    #: Who reported it.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="abuse_reports"
    )
    post = models.ForeignKey(
        "members.Post", null=True, blank=True, on_delete=models.CASCADE, related_name="reports"
    )
    message = models.ForeignKey(
        "members.Message", null=True, blank=True, on_delete=models.CASCADE, related_name="reports"
    )
    reason = models.TextField(_("What is wrong with it"), max_length=1000)
    made_at = models.DateTimeField(default=timezone.now)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: What the staff answered to whoever reported it.
    answer = models.TextField(max_length=1000, blank=True)

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["open", "upheld", "dismissed"]),
                name="abuse_status_is_known",
            ),
            models.CheckConstraint(
                condition=Q(post__isnull=True, message__isnull=False)
                | Q(post__isnull=False, message__isnull=True),
                name="abuse_is_of_a_post_or_a_message",
            ),
            models.UniqueConstraint(
                fields=["person", "post"],
                condition=Q(status="open"),
                name="a_post_is_reported_once_by_each",
            ),
            models.UniqueConstraint(
                fields=["person", "message"],
                condition=Q(status="open"),
                name="a_message_is_reported_once_by_each",
            ),
        ]

    def __str__(self):
        return f"report {self.pk}"
