"""Fields that money needs: amounts, percentages, days, codes, files."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from budget import amounts
from budget.models.money import ZERO
from core import files
from core.forms import DayField
from core.refusals import Refusal

MOST_DIGITS = 10


class AmountField(forms.DecimalField):
    """Euro as people write them; shown again with the comma. Where it may be empty, empty is zero."""

    widget = forms.TextInput
    default_error_messages = {"invalid": _("Enter the amount in figures, for example 1.234,56.")}

    def __init__(self, **options):
        # Fewer than the columns have, so that no sum of what somebody wrote goes beyond them.
        digits = min(options.pop("max_digits", MOST_DIGITS), MOST_DIGITS)
        super().__init__(max_digits=digits, **options)
        self.widget.is_localized = True
        self.widget.attrs.setdefault("inputmode", "decimal")
        self.widget.attrs.setdefault("autocomplete", "off")

    def to_python(self, value):
        if value in self.empty_values:
            return None if self.required else ZERO
        try:
            return amounts.read(str(value))
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


class PercentField(AmountField):
    """A number from 0 to 100 with at most two decimals."""

    default_error_messages = {
        "invalid": _("Enter a percentage in figures, for example 50 or 12,5."),
        "min_value": _("A percentage must be between 0 and 100."),
        "max_value": _("A percentage must be between 0 and 100."),
    }

    def __init__(self, **options):
        super().__init__(min_value=0, max_value=100, **options)

    def to_python(self, value):
        return super().to_python(str(value or "").replace("%", ""))


class PaperDayField(DayField):
    """A day as it stands on an act or a paper."""

    default_error_messages = {"year": _("Check the year of this date.")}


class CodeField(forms.CharField):
    """Letters and figures, however they were grouped on the paper that they are copied from."""

    def to_python(self, value):
        return re.sub(r"[\s.-]", "", super().to_python(value)).upper()

    def widget_attrs(self, widget):
        """No `maxlength`: it would cut what is pasted with spaces."""
        return {"autocomplete": "off", "spellcheck": "false"}


class PaperField(forms.FileField):
    """A file that may be kept with a document."""

    def __init__(self, **options):
        options.setdefault("label", _("File"))
        options.setdefault("help_text", _("PDF, XML, p7m, PNG or JPEG, up to 5 MB."))
        options.setdefault("widget", forms.FileInput(attrs={"accept": files.ACCEPT}))
        super().__init__(allow_empty_file=True, **options)

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        if upload:
            try:
                files.examine(upload)
            except Refusal as refusal:
                raise ValidationError(refusal.sentence, code=refusal.code) from None
        return upload


#: Which field reads which column.
AMOUNTS = dict.fromkeys(
    ("planned", "amount", "taxable", "vat", "withheld", "stamp", "rounding", "total"), AmountField
)
PERCENTAGES = dict.fromkeys(("share", "vat_recoverable"), PercentField)
DAYS = dict.fromkeys(("date", "starts_on"), PaperDayField)
CODES = dict.fromkeys(("cup", "cig"), CodeField)
READERS = AMOUNTS | PERCENTAGES | DAYS | CODES
