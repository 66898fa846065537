"""The rows on which one records: what is asked of them, and of their dates, holds until the transaction ends."""

from budget import rules
from budget.models import Supplier, Verb
from core.closing import ensure_open
from core.journal import record
from core.locks import lock
from core.refusals import ensure


def locked(model, pk):
    return lock(model.objects.all(), pk)


def ensure_datable(day) -> None:
    """Raise `Refusal` when nothing may be recorded with this date: its month is closed, or it has not come."""
    ensure_open(day)
    ensure(rules.why_not_date(day))


def fresh(row):
    """The row as it is now, after somebody else was quicker."""
    return type(row).objects.get(pk=row.pk)


def supplier_of(known: Supplier | None, new: dict | None, *, by) -> Supplier:
    """The supplier chosen; or the new one, unless its VAT number or tax code is one that we know."""
    if known:
        return known
    code = "vat_number" if new["vat_number"] else "tax_code"
    same = {"country": new["country"], code: new[code]}
    supplier = Supplier.objects.filter(**same).first()
    if not supplier:
        # Where two add it at the same moment, the constraint lets one do it: the other finds it here.
        same["vat_number"] = new["vat_number"]
        supplier, made = Supplier.objects.get_or_create(**same, defaults=new)
        if made:
            record(by=by, verb=Verb.SUPPLIER_ADDED, on=supplier)
    return supplier
