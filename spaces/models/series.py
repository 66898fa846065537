"""Bookings that repeat."""

import uuid
from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language

from core.access import Permission, own_or
from spaces.models.places import Space


class SeriesQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The staff see every series, a person the own ones."""
        return own_or(Permission.MANAGE_BOOKINGS).among(self, user)


class Series(models.Model):
    """One wish for many dates: chosen weekdays from `first` to `until`, at the same local wall-clock time.

    Desks repeat a slot (`mattina`, `pomeriggio`, `giornata`), rooms a start and an end. The bookings made
    from it point here; what was not free has none.
    """

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="series")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="series"
    )
    #: 0 = Monday.
    weekdays = ArrayField(models.PositiveSmallIntegerField())
    first = models.DateField()
    #: The last date that may be booked, included.
    until = models.DateField()
    slot = models.CharField(max_length=10, blank=True)
    starts_at = models.TimeField(null=True, blank=True)
    ends_at = models.TimeField(null=True, blank=True)
    purpose = models.CharField(max_length=120, blank=True)
    #: The form's own number: a form sent twice finds its first series.
    request_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    #: The dates that were not booked, each `{"day": "2026-12-08", "sentences": {"it": …, "en": …}}`, as it was
    #: then. The first ones have a `sentence` instead, in the language of who booked.
    left_out = models.JSONField(default=list, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = SeriesQuerySet.as_manager()

    class Meta:
        ordering = ["first", "pk"]
        verbose_name_plural = "series"
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gte=F("first")), name="series_ends_after_it_begins"
            ),
            models.CheckConstraint(
                # Without an end the comparison alone would be neither true nor false, and pass.
                condition=~Q(slot="")
                | Q(starts_at__isnull=False, ends_at__isnull=False, ends_at__gt=F("starts_at")),
                name="series_has_a_slot_or_hours",
            ),
        ]

    def __str__(self):
        return f"{self.space_id} {self.first}–{self.until}"

    @property
    def not_booked(self) -> list[dict]:
        """The dates that were left out, each `{"day": date, "sentence": why}`, in the reader's language."""
        return [
            {"day": date.fromisoformat(told["day"]), "sentence": _sentence(told)}
            for told in self.left_out
        ]


def _sentence(told: dict) -> str:
    sentences = told.get("sentences", {})
    usual = sentences.get(settings.LANGUAGE_CODE, told.get("sentence", ""))
    return sentences.get(get_language(), usual)
