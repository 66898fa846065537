"""What a plan of membership opens."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from spaces.models.places import Space


class PlanRule(models.Model):
    """Whether a plan opens a kind of place, and how much of it. A kind without a row is open as to everybody.

    A number that is set holds in the place of that of the kind of place (`KindRules`); empty leaves that.
    """

    plan = models.ForeignKey("members.Plan", on_delete=models.CASCADE, related_name="place_rules")
    kind = models.CharField(max_length=12, choices=Space.Kind.choices)
    is_open = models.BooleanField(_("Included"), default=True)
    max_coming = models.PositiveSmallIntegerField(
        _("Upcoming bookings at once"), null=True, blank=True
    )
    max_hours_week = models.PositiveSmallIntegerField(_("Hours per week"), null=True, blank=True)

    class Meta:
        ordering = ["plan", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "kind"], name="one_rule_of_a_plan_and_kind"),
            models.CheckConstraint(
                condition=Q(max_coming__isnull=True) | Q(max_coming__gt=0),
                name="plan_lets_book_something",
            ),
        ]

    def __str__(self):
        return f"{self.plan_id} {self.kind}"
