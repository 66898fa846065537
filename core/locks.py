"""Rows kept for one transaction: the only place that says FOR UPDATE.

Rows of one table are locked in one order, by number where nothing else is said: two that lock many never wait
for each other. In which order the tables follow, each app says (`spaces.actions.locks`).
"""

from typing import Any

from django.db.models import Model, QuerySet


def for_update(rows: QuerySet, *, waits: bool = True, deletes: bool = False) -> QuerySet:
    """The rows, to be locked when they are read, and not what is joined to them.

    `waits=False` leaves out what somebody else holds; `deletes` also holds back who would refer to them.
    """
    if not rows.query.order_by:
        rows = rows.order_by("pk")
    return rows.select_for_update(of=["self"], no_key=not deletes, skip_locked=not waits)


def lock(rows: QuerySet, pk: Any) -> Model:
    """The row as it is now. Raises the model's `DoesNotExist` where it is gone."""
    return for_update(rows).get(pk=pk)


def lock_first(rows: QuerySet, *, waits: bool = True, deletes: bool = False) -> Model | None:
    """The first of the rows; None where there is none, or somebody else holds all of them."""
    return for_update(rows, waits=waits, deletes=deletes).first()


def lock_all(rows: QuerySet, *, waits: bool = True, deletes: bool = False) -> list[Model]:
    """All of the rows, in the order in which they were locked."""
    return list(for_update(rows, waits=waits, deletes=deletes))
