"""The part of a form that says who sells: one that we know, or a new one."""

import re

from crispy_forms.layout import Fieldset
from django import forms
from django.utils.translation import gettext_lazy as _

from budget.forms.fields import CodeField
from budget.models import Supplier
from core import tax_numbers
from core.forms import FactsForm

COUNTRY = re.compile(r"[A-Za-z]{2}")
NEW = ("supplier_name", "supplier_vat_number", "supplier_tax_code", "supplier_country")


class WithSupplier(FactsForm):
    """A form whose thing has a supplier."""

    supplier_name = forms.CharField(
        label=_("Name of the new supplier"),
        max_length=160,
        required=False,
        help_text=_("It is printed on the reports. For payslips, the role, never a person’s name."),
    )
    supplier_vat_number = CodeField(
        label=_("VAT number"),
        max_length=28,
        required=False,
        help_text=_(
            "11 digits, for an Italian firm. If it is already recorded, that supplier is used."
        ),
    )
    supplier_tax_code = CodeField(
        label=_("Tax code"),
        max_length=16,
        required=False,
        help_text=_("For suppliers with no VAT number."),
    )
    supplier_country = forms.CharField(
        label=_("Country"),
        max_length=2,
        min_length=2,
        initial="IT",
        required=False,
        help_text=_("Two letters: IT, DE, FR."),
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["supplier"].required = False
        self.fields["supplier"].queryset = Supplier.objects.all()
        self.fields["supplier"].empty_label = _("A new supplier, entered below")

    @staticmethod
    def supplier_fieldset():
        return Fieldset(_("Supplier"), "supplier", *NEW)

    def clean_supplier_country(self):
        country = self.cleaned_data["supplier_country"] or "IT"
        # Letters of other alphabets may become two when they are written large.
        if not COUNTRY.fullmatch(country):
            raise forms.ValidationError(_("Enter the country as two letters: IT, DE, FR."))
        return country.upper()

    def clean_supplier_tax_code(self):
        code = self.cleaned_data["supplier_tax_code"]
        if code and not tax_numbers.TAX_CODE.fullmatch(code):
            raise forms.ValidationError(_("A tax code has 16 letters and digits, or 11 digits."))
        return code

    def clean(self):
        facts = super().clean()
        if not facts.get("supplier") and not self.errors.keys() & {"supplier"}:
            self._check_new_supplier(facts)
        return facts

    def _check_new_supplier(self, facts):
        facts["supplier_vat_number"] = self._read_vat_number(facts)
        if not facts.get("supplier_name"):
            self.add_error("supplier", _("Choose a supplier, or enter the name of a new one."))
        elif not (facts["supplier_vat_number"] or facts.get("supplier_tax_code") or self.errors):
            self.add_error("supplier_vat_number", _("Give the VAT number or the tax code."))

    def _read_vat_number(self, facts) -> str:
        number = facts.get("supplier_vat_number", "")
        if facts.get("supplier_country", "IT") != "IT" or not number:
            return number
        number = number.removeprefix("IT")
        if not tax_numbers.is_vat_number(number):
            self.add_error(
                "supplier_vat_number",
                _("This is not an Italian VAT number: check its 11 digits."),
            )
        return number

    def facts(self) -> dict:
        facts = {name: value for name, value in self.cleaned_data.items() if name not in NEW}
        if not facts["supplier"]:
            new = {name.removeprefix("supplier_"): self.cleaned_data[name] for name in NEW}
            facts["new_supplier"] = new
        return facts
