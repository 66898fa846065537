"""Orders and contracts: money promised, before any invoice."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import ExtractYear, Lower
from django.utils.translation import gettext_lazy as _

from budget.models.lines import Line
from budget.models.money import ZERO, money
from budget.models.suppliers import Supplier


class Commitment(models.Model):
    """An order or a contract (obbligazione assunta): money promised, before any invoice."""

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="commitments")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="commitments")
    number = models.CharField(_("Number"), max_length=40)
    date = models.DateField(_("Date"))
    description = models.CharField(_("Description"), max_length=200)
    amount = money(_("Amount"))
    #: Reportable amount of the documents on this order; kept by a trigger.
    invoiced = money(default=ZERO, editable=False)

    class Meta:
        ordering = ["date", "number"]
        constraints = [
            models.UniqueConstraint(
                F("supplier"),
                Lower("number"),
                ExtractYear("date"),
                name="one_order_of_a_supplier_number_year",
                violation_error_message=_(
                    "An order with this number, year and supplier is already recorded."
                ),
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="commitment_is_positive"),
            models.CheckConstraint(
                condition=Q(invoiced__lte=F("amount")),
                name="order_is_not_invoiced_beyond_its_amount",
                violation_error_message=_("The documents would exceed the order."),
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.supplier}"

    @property
    def left(self) -> Decimal:
        """What can still be invoiced on this order."""
        return self.amount - self.invoiced
