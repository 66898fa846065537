"""Finding a supplier, or adding one."""

from budget.models import Supplier, Verb
from core.journal import record


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
