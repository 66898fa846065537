"""Supporting documents (giustificativi) and their files."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Sum, Value, When
from django.db.models.functions import Coalesce, ExtractYear, Lower, Round
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from budget.models.lines import BudgetQuerySet, Line
from budget.models.money import ZERO, money
from budget.models.orders import Commitment
from budget.models.payments import Payment
from budget.models.suppliers import Supplier
from core.access import Permission, allows
from core.files import KeptFile


def total_of_payments(**only):
    """Sum of a document's payments, of those only that answer to `only`."""
    chosen = Q(**{f"payments__{name}": value for name, value in only.items()})
    return Coalesce(Sum("payments__amount", filter=chosen if only else None), ZERO)


class DocumentQuerySet(BudgetQuerySet):
    def with_paid(self, until=None):
        """Each with `paid`, and of it `paid_cash` and `paid_by_f24`; until a day, if told."""
        only = {"date__lte": until} if until else {}
        return self.annotate(
            paid=total_of_payments(**only),
            paid_cash=total_of_payments(method=Payment.Method.CASH, **only),
            paid_by_f24=total_of_payments(method=Payment.Method.F24, **only),
        )

    def newest_first(self):
        """A sum in the columns makes Django forget the order of the model."""
        return self.order_by("-date", "-pk")

    def with_warnings(self):
        """Those of which `figures.warnings` has something to say. Asks for `with_paid` first."""
        missing = Document.CodeStatus.MISSING
        codes = Q(cup_status=missing) | Q(cig_status=missing)
        cash = Q(paid_cash__gt=0) & ~Q(reportable=0)
        net = Q(paid__gt=F("total") - F("withheld") + F("paid_by_f24"))
        odd = ~Q(total=F("taxable") + F("vat") + F("stamp") + F("rounding"))
        return self.filter(codes | cash | net | odd)


class Document(models.Model):
    """A supporting document (giustificativo). Payments are records of their own."""

    class Kind(models.TextChoices):
        INVOICE = "invoice", _("Invoice")
        CREDIT_NOTE = "credit_note", _("Credit note")
        RECEIPT = "receipt", _("Receipt")
        PAYSLIP = "payslip", _("Payslip")
        OTHER = "other", _("Other document")

    class CodeStatus(models.TextChoices):
        """Where the CUP or CIG stands: never a block, a missing one is a warning."""

        PRESENT = "present", _("On the document")
        ADDED = "added", _("Added afterwards")
        ELSEWHERE = "elsewhere", _("On another document")
        NOT_DUE = "not_due", _("Not due")
        MISSING = "missing", _("Missing")

    kind = models.CharField(_("Type"), max_length=12, choices=Kind.choices, default=Kind.INVOICE)
    number = models.CharField(_("Number"), max_length=40)
    date = models.DateField(_("Date"))
    supplier = models.ForeignKey(
        Supplier, verbose_name=_("Supplier"), on_delete=models.PROTECT, related_name="documents"
    )
    line = models.ForeignKey(
        Line, verbose_name=_("Budget line"), on_delete=models.PROTECT, related_name="documents"
    )
    commitment = models.ForeignKey(
        Commitment,
        verbose_name=_("Order"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="documents",
    )
    theme = models.ForeignKey(
        "members.Theme",
        verbose_name=_("Theme"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    description = models.CharField(_("Purpose of the order"), max_length=200)
    # Amounts are written positive as on the paper; a credit note counts negative.
    taxable = money(_("Taxable amount"))
    vat = money(_("VAT"), default=ZERO)
    withheld = money(_("Withholding tax"), default=ZERO)
    stamp = money(_("Stamp duty"), default=ZERO)
    rounding = money(_("Rounding"), default=ZERO)
    total = money(_("Total"))
    share = models.DecimalField(
        _("Share charged to the programme (%)"), max_digits=5, decimal_places=2, default=100
    )
    vat_recoverable = models.DecimalField(
        _("Recoverable VAT (%)"), max_digits=5, decimal_places=2, default=0
    )
    reportable = models.GeneratedField(
        expression=Round(
            (
                F("taxable")
                + F("vat") * (Value(Decimal(100)) - F("vat_recoverable")) / Value(Decimal(100))
                + F("stamp")
                + F("rounding")
            )
            * F("share")
            / Value(Decimal(100))
            * Case(When(kind="credit_note", then=Value(Decimal(-1))), default=Value(Decimal(1))),
            precision=2,
        ),
        output_field=models.DecimalField(max_digits=12, decimal_places=2),
        db_persist=True,
    )
    cup_status = models.CharField(
        "CUP", max_length=10, choices=CodeStatus.choices, default=CodeStatus.MISSING
    )
    cig_status = models.CharField(
        "CIG", max_length=10, choices=CodeStatus.choices, default=CodeStatus.NOT_DUE
    )
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "-pk"]
        constraints = [
            models.UniqueConstraint(
                F("supplier"),
                Lower("number"),
                ExtractYear("date"),
                F("kind"),
                name="one_document_of_a_supplier_number_year_type",
                violation_error_message=_(
                    "A document of this type with this number, year and supplier is already "
                    "recorded."
                ),
            ),
            models.CheckConstraint(
                condition=Q(share__gte=0) & Q(share__lte=100),
                name="share_is_a_percentage",
                violation_error_message=_("The share must be between 0 and 100."),
            ),
            models.CheckConstraint(
                condition=Q(vat_recoverable__gte=0) & Q(vat_recoverable__lte=100),
                name="recoverable_vat_is_a_percentage",
                violation_error_message=_("Recoverable VAT must be between 0 and 100."),
            ),
            models.CheckConstraint(
                condition=Q(taxable__gte=0) & Q(vat__gte=0) & Q(total__gte=0),
                name="document_amounts_are_not_negative",
                violation_error_message=_(
                    "Enter amounts as positive: a credit note counts as negative because of its "
                    "type."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.number}"

    @property
    def sign(self) -> int:
        """-1 for a credit note, 1 for the rest."""
        return -1 if self.kind == self.Kind.CREDIT_NOTE else 1


class FileQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All of them for who keeps the budget: papers may name people, and figures need no papers."""
        return self if allows(user, Permission.MANAGE_BUDGET) else self.none()


class DocumentFile(KeptFile):
    """A file of a document."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="files")

    objects = FileQuerySet.as_manager()

    @property
    def folder(self) -> str:
        return f"documents/{self.document_id}"
