"""What the portal keeps of people: each app says it for its models, once.

Export, erasure, the page of what stays and `docs/personal-data.txt` read these rows and nothing else. A test
walks every model and finds one of which nothing is said.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from typing import Any

from django.db import models, transaction
from django.db.models import F, Func, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
#: What stands where something was that may not be empty.
ERASED = "–"
#: No address ends so (RFC 2606): nothing sent there arrives.
NOWHERE = "cancellata.invalid"
#: What stands in a text of others where the person was named.
UNNAMED = "Persona cancellata"


@dataclass(frozen=True)
class Whom:
    """Somebody of whom something is kept: the account's number, its addresses, its names (the present one first)."""

    pk: int
    addresses: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.names[0]

    @property
    def written(self) -> tuple[str, ...]:
        """What may stand of the person in the midst of a text."""
        return tuple(each for each in (*self.addresses, *self.names) if each)


class Fate(Enum):
    """What erasure does to a row. The value stands in the committed table."""

    GONE = "deleted"
    EMPTIED = "kept without words"
    KEPT = "kept"


@dataclass(frozen=True)
class Held:
    """What one model holds of a person.

    `found` says by which rows, `shown` which columns an export has, `emptied` what erasure writes over a row that
    stays (a value, or a function of the person that gives it). `why` tells the person for what it is kept; of a
    row that stays, also why it does.
    """

    model: type[models.Model]
    name: Words
    why: Words
    found: Callable[[Whom], Q]
    fate: Fate
    shown: tuple[str, ...] = ()
    emptied: dict[str, Any] = field(default_factory=dict)
    #: Columns of text of a row that stays, which say nothing of the person.
    harmless: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return self.model._meta.label

    def of(self, whom: Whom) -> QuerySet:
        """The person's rows. A row that two ways lead to is there once."""
        manager = self.model._base_manager
        return manager.filter(pk__in=manager.filter(self.found(whom)).values("pk")).order_by("pk")

    @property
    def files(self) -> tuple[str, ...]:
        """The columns that hold files."""
        fields = self.model._meta.concrete_fields
        return tuple(each.name for each in fields if isinstance(each, models.FileField))


_held: dict[str, list[Held]] = {}
#: Models of which nobody speaks, by their labels, and why there is nothing to say.
_apart: dict[str, str] = {}


def hold(*rows: Held) -> None:
    """Say what these models hold of people; called where an app begins, once for each."""
    for row in rows:
        _held.setdefault(row.label, [])
        if row not in _held[row.label]:
            _held[row.label].append(row)


def stands_apart(reasons: dict[str, str]) -> None:
    """Name models that hold nothing of the portal's people, each with why."""
    _apart.update(reasons)


def held() -> Iterator[Held]:
    """All rows, in the order in which they were said: what hangs on another stands before it."""
    return (row for rows in _held.values() for row in rows)


def apart() -> dict[str, str]:
    return dict(_apart)


def by_person(*paths: str) -> Callable[[Whom], Q]:
    """Rows from which one of these paths leads to the account."""
    return lambda whom: _any(Q(**{path: whom.pk}) for path in paths)


def by_address(*columns: str) -> Callable[[Whom], Q]:
    """Rows with one of the person's addresses in one of these columns."""
    return lambda whom: _any(
        Q(**{f"{column}__iexact": address}) for column in columns for address in whom.addresses
    )


def by_words(*columns: str) -> Callable[[Whom], Q]:
    """Rows in whose text one of the person's names or addresses stands by itself.

    Others may have the same name: nothing found so is copied or deleted, see `unnamed`.
    """
    return lambda whom: _any(
        Q(**{f"{column}__iregex": _alone(said)}) for column in columns for said in whom.written
    )


def _alone(said: str) -> str:
    """The words as they stand by themselves: "O D" does not stand in “ecco domani”."""
    return rf"(^|\W){re.escape(said)}(\W|$)"


def unnamed(column: str, kind: models.Field | None = None) -> Callable[[Whom], Any]:
    """The column with the person's names and addresses replaced: of a text that tells of others too.

    `kind` is the column's own type where it is not a text without end: what no longer fits is cut.
    Whoever has the same name is not named there any more either; nothing else of the text is lost.
    """

    def emptied(whom: Whom) -> Any:
        said = Cast(F(column), models.TextField())
        for each in whom.written:
            told = Value(_alone(each)), Value(rf"\1{UNNAMED}\2"), Value("gi")
            said = Func(said, *told, function="regexp_replace", output_field=models.TextField())
        return Cast(said, kind or models.TextField())

    return emptied


def either(*ways: Callable[[Whom], Q]) -> Callable[[Whom], Q]:
    return lambda whom: _any(way(whom) for way in ways)


def both(*ways: Callable[[Whom], Q]) -> Callable[[Whom], Q]:
    def found(whom: Whom) -> Q:
        all_of = Q()
        for way in ways:
            all_of &= way(whom)
        return all_of

    return found


def _any(questions: Iterable[Q]) -> Q:
    asked = Q(pk__in=[])
    for question in questions:
        asked |= question
    return asked


def erase(whom: Whom) -> dict[str, int]:
    """Do to each row what it says, in the caller's transaction; says how many rows of which model.

    The account itself is the last row: others are found by what it says. Files go when this is committed.
    """
    done: dict[str, int] = {}
    for row in held():
        number = _erase(row, whom)
        if number:
            done[row.label] = done.get(row.label, 0) + number
    return done


def _erase(row: Held, whom: Whom) -> int:
    if row.fate is Fate.KEPT:
        return 0
    numbers = list(row.of(whom).values_list("pk", flat=True))
    rows = row.model._base_manager.filter(pk__in=numbers)
    _drop_files(row, rows)
    if row.fate is Fate.GONE:
        rows.delete()
    elif row.emptied:
        rows.update(
            **{name: said(whom) if callable(said) else said for name, said in row.emptied.items()}
        )
    return len(numbers)


def _drop_files(row: Held, rows: QuerySet) -> None:
    for column in row.files:
        storage = row.model._meta.get_field(column).storage
        for name in filter(None, rows.values_list(column, flat=True)):
            transaction.on_commit(partial(storage.delete, name), robust=True)


#: How columns are called that have no name of their own in a form.
COLUMNS: dict[str, Words] = {
    "at": _("When"),
    "made_at": _("Made on"),
    "status": _("State"),
}


def column_label(model: type[models.Model], name: str) -> str:
    """How a column is called for its person."""
    return str(COLUMNS.get(name) or model._meta.get_field(name).verbose_name)
