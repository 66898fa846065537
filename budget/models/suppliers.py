"""Who sells to the programme."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.names import Folded


class Supplier(models.Model):
    """Who sells to the programme."""

    name = models.CharField(_("Name"), max_length=160)
    vat_number = models.CharField(_("VAT number"), max_length=28, blank=True)
    tax_code = models.CharField(_("Tax code"), max_length=16, blank=True)
    country = models.CharField(_("Country"), max_length=2, default="IT")

    class Meta:
        ordering = [Folded("name"), "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(vat_number="") | ~Q(tax_code=""),
                name="supplier_has_a_vat_number_or_tax_code",
                violation_error_message=_("Give the VAT number or the tax code."),
            ),
            models.UniqueConstraint(
                fields=["country", "vat_number"],
                condition=~Q(vat_number=""),
                name="one_supplier_for_each_vat_number",
                violation_error_message=_("There is already a supplier with this VAT number."),
            ),
            models.UniqueConstraint(
                fields=["country", "tax_code"],
                condition=Q(vat_number=""),
                name="one_supplier_for_each_tax_code",
                violation_error_message=_("There is already a supplier with this tax code."),
            ),
        ]

    def __str__(self):
        return self.name
