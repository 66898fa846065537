"""Calendars that other programs read."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from spaces.models.places import Space


def new_token() -> str:
    """43 letters that nobody guesses (256 random bits)."""
    return secrets.token_urlsafe(32)


class Feed(models.Model):
    """A calendar's secret address: a person's own bookings, or the busy times of one place.

    Revoking gives it another token; the old address is dead at once.
    """

    token = models.CharField(max_length=43, unique=True, default=new_token)
    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="feed",
    )
    space = models.OneToOneField(
        Space, null=True, blank=True, on_delete=models.CASCADE, related_name="feed"
    )
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, space__isnull=True)
                | Q(person__isnull=True, space__isnull=False),
                name="feed_is_of_a_person_or_a_place",
            )
        ]

    def __str__(self):
        return f"feed {self.pk}"
