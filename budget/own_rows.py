"""What the budget holds of people; see `core.personal`."""

from django.utils.translation import gettext_lazy as _

from budget.models import DocumentFile
from core.personal import Fate, Held, by_person, hold, stands_apart

hold(
    Held(
        DocumentFile,
        _("Files of accounting that you brought"),
        _("Invoices and receipts are kept as the law on accounting says, whoever entered them."),
        by_person("uploaded_by"),
        Fate.KEPT,
        ("uploaded_at", "name"),
        harmless=("file", "name", "sha256"),
    )
)
LAW = "accounting, kept by law; who entered it is a number"
stands_apart(
    {
        "budget.Document": LAW,
        "budget.Payment": LAW,
        "budget.Commitment": LAW,
        "budget.Instalment": LAW,
        "budget.Supplier": LAW,
        "budget.Line": LAW,
        "budget.Action": LAW,
        "budget.Programme": LAW,
    }
)
