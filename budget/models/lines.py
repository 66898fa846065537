"""The budget lines, each under one of the main actions."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from budget.models.money import ZERO, money
from budget.models.programme import Programme
from core.access import Permission, allows
from core.models import Named


class Action(Named):
    """One of the four main actions: the top lines of budget and timeline."""


class BudgetQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All of it for whoever may read the budget, nothing for the others."""
        return self if allows(user, Permission.SEE_BUDGET) else self.none()


class Line(models.Model):
    """A budget line (voce di spesa) under an action."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="lines")
    programme = models.ForeignKey(
        Programme, default=1, on_delete=models.PROTECT, related_name="lines", editable=False
    )
    code = models.CharField(_("Code"), max_length=12, unique=True)
    name = models.CharField(_("Name"), max_length=120)
    planned = money(_("Planned"))
    #: Orders in full, and documents without an order; kept by a trigger.
    engaged = money(default=ZERO, editable=False)

    objects = BudgetQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(planned__gte=0), name="planned_is_not_negative"),
            models.CheckConstraint(
                condition=Q(engaged__lte=F("planned")),
                name="line_stays_under_its_planned_amount",
                violation_error_message=_("The line would exceed its planned amount."),
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.name}"

    @property
    def available(self) -> Decimal:
        return self.planned - self.engaged
