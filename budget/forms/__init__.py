"""Forms of the budget, one for each thing that is written."""

import re
from collections.abc import Iterable
from datetime import date

from crispy_forms.layout import Fieldset
from django import forms
from django.utils.translation import gettext_lazy as _

from budget.forms.fields import READERS, PaperField
from budget.forms.suppliers import WithSupplier
from budget.models import Commitment, Document, DocumentFile, Line, Payment, Programme
from core.forms import FactsForm
from core.month import Month
from core.words import euro

CUP = re.compile(r"[A-Z0-9]{15}")
CIG = re.compile(r"[A-Z0-9]{10}")
POSITIVE = ("taxable", "vat", "withheld", "stamp", "total")
MAY_BE_EMPTY = ("vat", "withheld", "stamp", "rounding")


class ProgrammeForm(FactsForm):
    class Meta:
        model = Programme
        fields = ["title", "starts_on", "cup", "cig"]
        field_classes = READERS
        help_texts = {
            "starts_on": _("The first day of the programme: months are counted from it."),
            "cup": _("15 letters and digits, from the act that funds the programme."),
            "cig": _("10 letters and digits, where one is required."),
        }

    def clean_cup(self):
        cup = self.cleaned_data["cup"]
        if cup and not CUP.fullmatch(cup):
            raise forms.ValidationError(_("A CUP has 15 letters and digits."))
        return cup

    def clean_cig(self):
        cig = self.cleaned_data["cig"]
        if cig and not CIG.fullmatch(cig):
            raise forms.ValidationError(_("A CIG has 10 letters and digits."))
        return cig


class LineForm(FactsForm):
    """A new line. `left` is what the lines may still share out."""

    class Meta:
        model = Line
        fields = ["action", "code", "name", "planned"]
        field_classes = READERS
        labels = {"action": _("Main action"), "planned": _("Planned amount (€)")}
        help_texts = {
            "code": _("Short and permanent: it is printed on the reports. For example A1.")
        }

    def __init__(self, *args, left, **options):
        super().__init__(*args, **options)
        self.fields["planned"].help_text = _("Up to %(left)s.") % {"left": euro(left)}

    def clean_code(self):
        code = self.cleaned_data["code"].strip().upper()
        if not re.fullmatch(r"[A-Z0-9][A-Z0-9.-]*", code):
            raise forms.ValidationError(
                _("A code can only have letters, digits, full stops and hyphens.")
            )
        return code

    def clean_planned(self):
        if self.cleaned_data["planned"] < 0:
            raise forms.ValidationError(_("A planned amount cannot be negative."))
        return self.cleaned_data["planned"]


class LineChangeForm(LineForm):
    """An existing line: its code stays, because reports are printed with it."""

    class Meta(LineForm.Meta):
        fields = ["action", "name", "planned"]

    clean_code = None


class CommitmentForm(WithSupplier):
    button = _("Record the order")

    class Meta:
        model = Commitment
        fields = ["number", "date", "description", "amount", "supplier"]
        field_classes = READERS
        labels = {
            "description": _("Purpose of the order"),
            "amount": _("Amount charged to the programme (€)"),
        }

    def layout(self):
        return [
            Fieldset(_("Order or contract"), "number", "date", "description", "amount"),
            self.supplier_fieldset(),
        ]

    def clean_amount(self):
        if self.cleaned_data["amount"] <= 0:
            raise forms.ValidationError(_("An order must be more than zero."))
        return self.cleaned_data["amount"]


class OrderChoice(forms.ModelChoiceField):
    def label_from_instance(self, order):
        return f"{order.line.code} · {order.number}, {order.supplier}: {euro(order.left)}"


class LineChoice(forms.ModelChoiceField):
    def label_from_instance(self, line):
        return _("%(line)s: %(left)s left") % {"line": line, "left": euro(line.available)}


class DocumentForm(WithSupplier):
    button = _("Record the document")

    line = LineChoice(Line.objects.all(), label=_("Budget line"))
    commitment = OrderChoice(
        Commitment.objects.select_related("line", "supplier"),
        label=_("Order"),
        required=False,
        empty_label=_("No order"),
        help_text=_("With its line, and what can still be invoiced against it."),
    )
    upload = PaperField(required=False)

    class Meta:
        model = Document
        fields = [
            *("kind", "number", "date", "supplier", "line", "commitment", "theme", "description"),
            *("taxable", "vat", "withheld", "stamp", "rounding", "total", "share"),
            *("vat_recoverable", "cup_status", "cig_status"),
        ]
        field_classes = READERS
        labels = {
            "taxable": _("Taxable amount (€)"),
            "vat": _("VAT (€)"),
            "withheld": _("Withholding tax (€)"),
            "stamp": _("Stamp duty (€)"),
            "rounding": _("Rounding (€)"),
            "total": _("Total of the document (€)"),
        }
        help_texts = {
            "taxable": _(
                "As on the document, even for a credit note: its type makes it count as negative."
            ),
            "withheld": _("Included in the total: it is paid to the State with an F24 form."),
            "rounding": _("With a minus sign when it lowers the total."),
            "total": _(
                "As on the document. If the parts do not add up to it, you are warned but not "
                "stopped."
            ),
            "vat_recoverable": _("VAT that you recover is not a cost of the programme."),
            "description": _("In a few words. For payslips, the role, never the person’s name."),
        }

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for name in MAY_BE_EMPTY:
            self.fields[name].required = False

    def layout(self):
        return [
            Fieldset(_("Document"), "kind", "number", "date", "description"),
            self.supplier_fieldset(),
            Fieldset(_("Amounts"), "taxable", "vat", "withheld", "stamp", "rounding", "total"),
            Fieldset(
                _("Charged to the programme"),
                *("line", "commitment", "share", "vat_recoverable", "theme"),
            ),
            Fieldset(_("Codes and file"), "cup_status", "cig_status", "upload"),
        ]

    def clean(self):
        facts = super().clean()
        for name in POSITIVE:
            if facts.get(name, 0) < 0:
                self.add_error(name, _("Enter amounts as positive: the type shows which are not."))
        return facts


class PaymentForm(FactsForm):
    button = _("Record the payment")

    class Meta:
        model = Payment
        fields = ["date", "amount", "method", "reference"]
        field_classes = READERS
        labels = {"amount": _("Amount (€)"), "reference": _("Reference of the proof of payment")}
        help_texts = {
            "method": _(
                "Withholding tax is paid with an F24 form. Cash is not accepted for reported "
                "expenses."
            ),
            "reference": _(
                "For example the bank’s transfer number. For payslips, never a person’s name."
            ),
        }

    def clean_amount(self):
        if self.cleaned_data["amount"] <= 0:
            raise forms.ValidationError(_("A payment must be more than zero."))
        return self.cleaned_data["amount"]


class FileForm(FactsForm):
    button = _("Save the file")

    upload = PaperField()

    class Meta:
        model = DocumentFile
        fields = []


class FilterForm(forms.Form):
    """Which documents to list. Something wrong lists all of them, and says so."""

    mese = forms.ChoiceField(label=_("Month"), required=False)
    voce = forms.ModelChoiceField(
        Line.objects.all(),
        label=_("Budget line"),
        required=False,
        to_field_name="code",
        empty_label=_("All lines"),
    )
    avvisi = forms.BooleanField(label=_("Only those with a warning"), required=False)

    def __init__(self, data, *, months: Iterable[date]):
        super().__init__(data)
        named = [(str(month), month.label) for month in map(Month.of, months)]
        self.fields["mese"].choices = [("", _("All months")), *named]

    def clean_mese(self) -> Month | None:
        chosen = self.cleaned_data["mese"]
        return Month.parse(chosen) if chosen else None
