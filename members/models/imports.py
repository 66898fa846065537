"""Tables that the staff bring from elsewhere, row by row, with what came of each."""

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ImportQuerySet(models.QuerySet):
    def unfinished(self):
        """Those with work to do: to be checked, or begun and not done; the oldest first."""
        to_check, to_write = Q(checked_at=None), Q(begun_at__isnull=False, done_at=None)
        return self.filter(to_check | to_write).order_by("made_at", "pk")


class Import(models.Model):
    """A file that was brought. It is checked first, and written only when somebody of the staff says so.

    Its rows speak of people, who are found by the address in `ImportRow.cells`; these are emptied as each is done.
    """

    class Kind(models.TextChoices):
        MEMBERS = "members", _("Coworkers")
        ORGANISATIONS = "organisations", _("Organisations")
        BOOKINGS = "bookings", _("Past bookings")

    kind = models.CharField(_("What the file holds"), max_length=16, choices=Kind.choices)
    name = models.CharField(max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: Whether people whose accounts are made get the letter that says so.
    invites = models.BooleanField(_("Write to the people"), default=False)
    made_at = models.DateTimeField(default=timezone.now)
    #: When the last row was looked at; when the staff had it written; when the last row was.
    checked_at = models.DateTimeField(null=True, blank=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["members", "organisations", "bookings"]),
                name="import_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(begun_at__isnull=False),
                name="import_is_begun_before_it_is_done",
            ),
            models.CheckConstraint(
                condition=Q(begun_at__isnull=True) | Q(checked_at__isnull=False),
                name="import_is_checked_before_it_is_begun",
            ),
        ]

    def __str__(self):
        return self.name

    def counts(self) -> dict[str, int]:
        """How many rows came to what; those under "" are still to do."""
        found = self.rows.order_by().values("outcome").annotate(number=Count("pk"))
        return {each["outcome"]: each["number"] for each in found}


class ImportRow(models.Model):
    """One row, and what would come, or came, of it, in the words of whoever brought the file."""

    class Outcome(models.TextChoices):
        MADE = "made", pgettext_lazy("import", "New")
        THERE = "there", pgettext_lazy("import", "There already")
        REFUSED = "refused", pgettext_lazy("import", "Not possible")

    brought = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    #: The line of the file.
    number = models.PositiveIntegerField()
    cells = models.JSONField(default=dict)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["brought", "number"], name="a_line_is_brought_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=["", "made", "there", "refused"]),
                name="import_outcome_is_known",
            ),
        ]

    def __str__(self):
        return f"{self.brought_id} {self.number}"
