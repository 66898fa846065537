"""When places are open, and when not."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from spaces.models.places import Space


class WeeklyHoursQuerySet(models.QuerySet):
    def not_over(self, day):
        """Hours that hold on this date, or will."""
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=day))


class WeeklyHours(models.Model):
    """The hours in which a kind of place is open on a weekday (0 = Monday), local wall-clock time.

    They hold on the dates `[valid_from, valid_until)`.
    """

    kind = models.CharField(max_length=12, choices=Space.Kind.choices)
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    objects = WeeklyHoursQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")), name="hours_close_after_opening"
            ),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="weekday_is_a_weekday"),
        ]

    def __str__(self):
        return f"{self.kind} {self.weekday} {self.opens:%H:%M}–{self.closes:%H:%M}"


class Closure(models.Model):
    """An extraordinary closure `[start, end)`, of the places named or of all."""

    start = models.DateTimeField(_("From"))
    end = models.DateTimeField(_("Until"))
    reason = models.CharField(_("Reason"), max_length=200)
    spaces = models.ManyToManyField(Space, verbose_name=_("Only these places"), blank=True)

    class Meta:
        ordering = ["start"]
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="closure_ends_after_start")
        ]

    def __str__(self):
        return self.reason


class OutOfService(models.Model):
    """A time in which one place is out of service, hence out of the occupancy's denominator."""

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="outages")
    start = models.DateTimeField(_("From"))
    end = models.DateTimeField(_("Until"))
    reason = models.CharField(_("Reason"), max_length=200)

    class Meta:
        ordering = ["start"]
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="outage_ends_after_start")
        ]

    def __str__(self):
        return f"{self.space}: {self.reason}"
