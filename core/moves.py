"""Moves between states: one table for each noun that has any, and the one function that makes a move.

A table is written beside the noun's other rules. `manage.py state_table` prints them all.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from core.access import Permission, allows
from core.locks import lock
from core.refusals import Refusal, ensure

#: Before it is there.
NEW = ""


@dataclass(frozen=True)
class Who:
    """Who makes a move: in words, and whether this user (None: the portal) is one, given the noun's person."""

    words: str
    may: Callable[[Any, int | None], bool]

    def __or__(self, other: "Who") -> "Who":
        def may(by: Any, person: int | None) -> bool:
            return self.may(by, person) or other.may(by, person)

        return Who(f"{self.words}, {other.words}", may)


def holder_of(permission: Permission) -> Who:
    """Whoever has the permission."""
    return Who(permission.value, lambda by, _person: by is not None and allows(by, permission))


def own(permission: Permission | None = None) -> Who:
    """Whose it is, and has the permission if one is named."""

    def may(by: Any, person: int | None) -> bool:
        is_own = by is not None and by.pk is not None and by.pk == person
        return is_own and (permission is None or allows(by, permission))

    return Who(f"own ({permission.value})" if permission else "own", may)


PORTAL = Who("portal", lambda by, _person: by is None)


def anybody(words: str) -> Who:
    """Who came by a way that has its own guard, such as a secret link."""
    return Who(words, lambda _by, _person: True)


@dataclass(frozen=True)
class Move:
    """From a state to another one, by verbs (`members.actions.admit`), by whom."""

    before: str
    after: str
    verbs: tuple[str, ...]
    who: Who


class Moves:
    """The states of a noun and every move between them. `field` holds the state, `person` whose the noun is."""

    def __init__(self, model: type[Model], *moves: Move, field: str = "status", person: str = ""):
        self.model, self.moves, self.field, self.person = model, moves, field, person

    def between(self, before: str, after: str) -> list[Move]:
        """The moves of the table from one state to another: one for each kind of people."""
        return [move for move in self.moves if (move.before, move.after) == (before, after)]

    def why_not(
        self, row: Model, to: str, *, by: Any, overtaken: Callable[[], Refusal] | None = None
    ) -> Refusal | None:
        """Why this user (None: the portal) may not bring the row to that state now.

        `overtaken` says better than we do that it is in a state without such a move.
        """
        found = self.between(self.state(row), to)
        if not found:
            return overtaken() if overtaken else self._moved_already(row)
        person = getattr(row, f"{self.person}_id") if self.person else None
        return None if any(move.who.may(by, person) for move in found) else _not_yours()

    def move(
        self,
        row: Model,
        to: str,
        *,
        by: Any,
        overtaken: Callable[[], Refusal] | None = None,
        **stamps: Any,
    ) -> str:
        """Bring the row to a state, with the fields that go with it; answers with the state before.

        The row is locked, and its stored state decides, whatever this one says. Raises `Refusal` for a move that
        is not in the table or is somebody else's: then nothing is written.
        """
        # A refusal is raised after the block: whoever catches it goes on with the transaction.
        with transaction.atomic(savepoint=False):
            before = self.state(lock(self.model._base_manager.only(self.field), row.pk))
            setattr(row, self.field, before)
            refusal = self.why_not(row, to, by=by, overtaken=overtaken)
            if refusal is None:
                for name, value in {self.field: to, **stamps}.items():
                    setattr(row, name, value)
                row.save(update_fields=[self.field, *stamps])
        ensure(refusal)
        return before

    def move_all(self, rows: Iterable[Model], to: str, *, by: Any, **stamps: Any) -> int:
        """The same for many locked rows in one statement; those without such a move stay. Says how many moved."""
        open_to = [row.pk for row in rows if self.why_not(row, to, by=by) is None]
        return self._rows(open_to).update(**{self.field: to}, **stamps)

    def _rows(self, numbers: list[int]) -> QuerySet:
        return self.model._base_manager.filter(pk__in=numbers)

    def state(self, row: Model) -> str:
        """The state as this row has it in memory."""
        return getattr(row, self.field)

    def _moved_already(self, row: Model) -> Refusal:
        state = getattr(row, f"get_{self.field}_display")()
        sentence = _("This is “%(state)s” now, and nothing was changed: look at it again.")
        return Refusal(sentence % {"state": state}, code="moved_already")


def _not_yours() -> Refusal:
    return Refusal(_("This is for somebody else to do: nothing was changed."), code="not_yours")


@dataclass(frozen=True)
class Derived:
    """A noun whose state no column holds. `states` say which dates or rows make it, `moves` what moves it."""

    model: type[Model]
    states: tuple[tuple[str, str], ...]
    moves: tuple[Move, ...]


#: The calendar moves it, without anybody doing anything.
CALENDAR = Who("the calendar", lambda _by, _person: False)
