"""The programme's money: ceilings, lines, orders, documents, payments (docs/domain.md, Money).

The ceilings are kept by the database itself: triggers add up the counting columns (`allocated`,
`engaged`, `invoiced`), which nobody else can write, and constraints refuse what goes over.
"""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Sum, Value, When
from django.db.models.functions import Coalesce, ExtractYear, Lower, Round
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import journal
from core.access import Permission, allows
from core.models import Named

ZERO = Decimal("0.00")


def money(label="", **options):
    """A column of euro with two places."""
    return models.DecimalField(label, max_digits=12, decimal_places=2, **options)


class Programme(models.Model):
    """The funded programme. One row; facts from the annex, the rest entered by the staff."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    title = models.CharField(_("Title"), max_length=200)
    funding = models.CharField(_("Funding"), max_length=200, blank=True)
    total = money(_("Total cost"))
    reserved = money(_("Reserved to the Comune"))
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
                violation_error_message=_("Managed and reserved amounts must make the total."),
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


class Supplier(models.Model):
    """Who sells to the programme."""

    name = models.CharField(_("Name"), max_length=160)
    vat_number = models.CharField(_("VAT number"), max_length=28, blank=True)
    tax_code = models.CharField(_("Tax code"), max_length=16, blank=True)
    country = models.CharField(_("Country"), max_length=2, default="IT")

    class Meta:
        ordering = [Lower("name")]
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
                violation_error_message=_("There is a supplier with this VAT number already."),
            ),
            models.UniqueConstraint(
                fields=["country", "tax_code"],
                condition=Q(vat_number=""),
                name="one_supplier_for_each_tax_code",
                violation_error_message=_("There is a supplier with this tax code already."),
            ),
        ]

    def __str__(self):
        return self.name


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
                    "An order with this number, year and supplier is recorded already."
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
    description = models.CharField(_("What for"), max_length=200)
    # Amounts are written positive as on the paper; a credit note counts negative.
    taxable = money(_("Taxable amount"))
    vat = money(_("VAT"), default=ZERO)
    withheld = money(_("Withheld tax"), default=ZERO)
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
                    "A document of this type with this number, year and supplier is recorded already."
                ),
            ),
            models.CheckConstraint(
                condition=Q(share__gte=0) & Q(share__lte=100),
                name="share_is_a_percentage",
                violation_error_message=_("The share is between 0 and 100."),
            ),
            models.CheckConstraint(
                condition=Q(vat_recoverable__gte=0) & Q(vat_recoverable__lte=100),
                name="recoverable_vat_is_a_percentage",
                violation_error_message=_("Recoverable VAT is between 0 and 100."),
            ),
            models.CheckConstraint(
                condition=Q(taxable__gte=0) & Q(vat__gte=0) & Q(total__gte=0),
                name="document_amounts_are_not_negative",
                violation_error_message=_(
                    "Amounts are written positive: a credit note counts negative by its type."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.number}"

    @property
    def sign(self) -> int:
        """-1 for a credit note, 1 for the rest."""
        return -1 if self.kind == self.Kind.CREDIT_NOTE else 1


def upload_path(file: "DocumentFile", name: str) -> str:
    """Where a file is kept: under its bare name, whatever folders the sender's name has."""
    return f"documents/{file.document_id}/{file.name or name}"


class FileQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All of them for who keeps the budget: papers may name people, and figures need no papers."""
        return self if allows(user, Permission.MANAGE_BUDGET) else self.none()


class DocumentFile(models.Model):
    """A file of a document, with what proves that it is still the same."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="files")
    file = models.FileField(upload_to=upload_path)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    uploaded_at = models.DateTimeField(default=timezone.now)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = FileQuerySet.as_manager()

    class Meta:
        ordering = ["uploaded_at", "pk"]

    def __str__(self):
        return self.name


class Payment(models.Model):
    """A payment of a document, with its proof (quietanza)."""

    class Method(models.TextChoices):
        TRANSFER = "transfer", _("Bank transfer")
        DIRECT_DEBIT = "direct_debit", _("Direct debit")
        CARD = "card", _("Card")
        F24 = "f24", _("F24 form")
        CASH = "cash", _("Cash")

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="payments")
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
                violation_error_message=_("A payment is more than zero."),
            ),
            models.UniqueConstraint(
                F("document"),
                F("date"),
                F("amount"),
                F("method"),
                Lower("reference"),
                name="a_payment_is_recorded_once",
                violation_error_message=_("This payment is recorded already."),
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


class Verb(journal.Verb):
    """What is done with the programme's money, as the journal says it."""

    PROGRAMME_CHANGED = "programme_changed", _("changed the facts of the programme")
    LINE_PLANNED = "line_planned", _("planned a budget line")
    LINE_REPLANNED = "line_replanned", _("changed a budget line")
    COMMITTED = "committed", _("recorded an order")
    DOCUMENT_RECORDED = "document_recorded", _("recorded a document")
    FILE_ATTACHED = "file_attached", _("attached a file to a document")
    FILE_OPENED = "file_opened", _("opened the file of a document")
    PAID = "paid", _("recorded a payment")
    SUPPLIER_ADDED = "supplier_added", _("added a supplier")
