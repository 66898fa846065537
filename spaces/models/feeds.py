"""Calendars that other programs read."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from core.access import Permission, allows, runs_the_place
from core.links import digest, new_secret, whole_address
from members.models import Membership
from spaces.models.places import Space


class FeedQuerySet(models.QuerySet):
    def for_reading(self):
        """With whose it is, and whether the person is a member today: one query."""
        membership = Membership.objects.current().filter(person=OuterRef("person"))
        return self.select_related("person", "space").annotate(of_a_member=Exists(membership))


class Feed(models.Model):
    """A calendar's secret address: a person's own bookings, or the busy times of one place.

    Revoking gives it another token; the old address is dead at once.
    """

    token = models.CharField(max_length=43, unique=True, default=new_secret)
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

    objects = FeedQuerySet.as_manager()

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

    @property
    def version(self) -> str:
        """Which address of this calendar it is, in words that open nothing."""
        return digest(self.token)[:16]

    @property
    def address(self) -> str:
        """What calendar programs are given."""
        return whole_address("spaces:feed", self.token)

    @property
    def webcal(self) -> str:
        """The same address as a link that a phone's calendar opens by itself."""
        return f"webcal://{self.address.partition('://')[2]}"

    @property
    def is_alive(self) -> bool:
        """Whether it still answers: a person's ends with the account or the membership. Needs `for_reading`."""
        if self.person is None:
            return True
        is_staff = runs_the_place(self.person)
        return is_staff or (self.of_a_member and allows(self.person, Permission.BOOK))
