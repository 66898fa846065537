"""One line for each thing done, in the transaction that does it."""

from core.models import JournalEntry


def record(*, by, verb: str, on, **details) -> JournalEntry:
    """Write that `by` (a user, or None for the portal itself) did `verb` to the object `on`.

    `details` are plain JSON values: ids, dates as text, reasons; never a secret.
    """
    return JournalEntry.objects.create(
        by=by if by is not None and by.is_authenticated else None,
        verb=verb,
        subject=on._meta.label_lower,
        subject_id=on.pk,
        details=details,
    )
