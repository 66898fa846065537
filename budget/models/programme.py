"""The funded programme and its ceilings."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from budget.models.money import ZERO, money


class Programme(models.Model):
    """The funded programme. One row; facts from the annex, the rest entered by the staff."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    title = models.CharField(_("Title"), max_length=200)
    funding = models.CharField(_("Funding"), max_length=200, blank=True)
    total = money(_("Total cost"))
    reserved = money(_("Kept by the Comune"))
    managed = money(_("Managed budget"))
    #: Sum of the lines' planned amounts, kept by a trigger.
    allocated = money(default=ZERO, editable=False)
    starts_on = models.DateField(_("Start"), null=True, blank=True)
    setup_months = models.PositiveSmallIntegerField(_("Months of fitting out"), default=2)
    ramp_up_months = models.PositiveSmallIntegerField(_("Months of ramp-up"), default=10)
    cup = models.CharField("CUP", max_length=15, blank=True)
    cig = models.CharField("CIG", max_length=10, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="one_programme"),
            models.CheckConstraint(
                condition=Q(total=F("managed") + F("reserved")),
                name="managed_and_reserved_make_the_total",
                violation_error_message=_(
                    "The managed amount and the share kept by the Comune must add up to the total."
                ),
            ),
            models.CheckConstraint(
                condition=Q(allocated__lte=F("managed")),
                name="lines_stay_under_the_ceiling",
                violation_error_message=_("The lines together would exceed the managed budget."),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def unallocated(self) -> Decimal:
        return self.managed - self.allocated
