"""What was paid to suppliers, and what the Comune paid in."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from budget.models.money import money


class Payment(models.Model):
    """A payment of a document, with its proof (quietanza)."""

    class Method(models.TextChoices):
        TRANSFER = "transfer", _("Bank transfer")
        DIRECT_DEBIT = "direct_debit", _("Direct debit")
        CARD = "card", _("Card")
        F24 = "f24", _("F24 form")
        CASH = "cash", _("Cash")

    document = models.ForeignKey("Document", on_delete=models.PROTECT, related_name="payments")
    date = models.DateField(_("Date"))
    amount = money(_("Amount"))
    method = models.CharField(
        _("Means of payment"), max_length=12, choices=Method.choices, default=Method.TRANSFER
    )
    reference = models.CharField(_("Reference"), max_length=80, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["date", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="payment_is_positive",
                violation_error_message=_("A payment must be more than zero."),
            ),
            models.UniqueConstraint(
                F("document"),
                F("date"),
                F("amount"),
                F("method"),
                Lower("reference"),
                name="a_payment_is_recorded_once",
                violation_error_message=_("This payment is already recorded."),
            ),
        ]

    def __str__(self):
        return f"{self.date} {self.amount}"


class Instalment(models.Model):
    """Money received from the Comune (tranche): date, amount, act."""

    date = models.DateField(_("Date"))
    amount = money(_("Amount"))
    act = models.CharField(_("Act"), max_length=120)

    class Meta:
        ordering = ["date", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="instalment_is_positive")
        ]

    def __str__(self):
        return f"{self.date} {self.amount}"
