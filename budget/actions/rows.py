"""The rows that count: locked first, so that what is asked of them holds until the transaction ends."""

from core.locks import lock


def locked(model, pk):
    return lock(model.objects.all(), pk)


def fresh(row):
    """The row as it is now, after somebody else was quicker."""
    return type(row).objects.get(pk=row.pk)
