"""What the staff did to somebody's account, and why."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.access import Role


class AccountChange(models.Model):
    """One change of an account: what, from what to what, who made it, when, and why.

    The reason stands here and not in the journal: it speaks of a person, and goes when the person is erased.
    """

    class Kind(models.TextChoices):
        ROLE = "role", _("Role changed")
        CLOSED = "closed", _("Account closed")
        REOPENED = "reopened", _("Account reopened")
        NAME = "name", _("Name corrected")
        FACTOR = "factor", _("Second factor reset")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="changes"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    #: Roles, or names: both whole, hence two names of 80 letters and the space between them.
    before = models.CharField(max_length=161, blank=True)
    after = models.CharField(max_length=161, blank=True)
    reason = models.TextField(max_length=1000)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["role", "closed", "reopened", "name", "factor"]),
                name="account_change_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="account_change_has_its_reason",
                violation_error_message=_("Say why: it is kept with the account."),
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.pk}"

    @property
    def said_before(self) -> str:
        return self._said(self.before)

    @property
    def said_after(self) -> str:
        return self._said(self.after)

    def _said(self, value: str) -> str:
        """A role in the reader's language; a name as it is."""
        is_role = self.kind == self.Kind.ROLE and value in Role.values
        return str(Role(value).label) if is_role else value
