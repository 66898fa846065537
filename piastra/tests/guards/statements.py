"""How a verb goes about it, in lines of text: what it locks, which columns it sets, what it answers."""

import dataclasses
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import date, time
from decimal import Decimal
from functools import cache
from itertools import groupby
from types import ModuleType
from typing import Any
from unittest.mock import patch

from django.db import connection, models

from core.refusals import Refusal
from core.walls import DEADLOCK, Sentence
from core.walls import explained as sound
from piastra.tests.guards import verbs

LOCKS = re.compile(r'FROM "(\w+)".* FOR (?:NO KEY )?UPDATE', re.S)
SETS = re.compile(r'UPDATE "(\w+)" SET (.+?)(?: FROM .+)? WHERE ', re.S)
COLUMN = re.compile(r'"(\w+)" = ')
KNOWN = """
    SELECT conname FROM pg_constraint UNION
    SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE indisunique
"""
#: What stands for itself in the answer; longer words are made by chance.
PLAIN = (bool, int, Decimal, date, time, type(None))


class Statements:
    """What a verb asks of the database, and what it would say of each constraint that it names."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        #: Savepoints that are open, those that were opened first, statements outside of any.
        self.deep, self.transactions, self.outside = 0, 0, 0

    @contextmanager
    def noted(self) -> Iterator["Statements"]:
        with ExitStack() as stack:
            for module in _who_explain():
                stack.enter_context(patch.object(module, "explained", self._explained))
            stack.enter_context(connection.execute_wrapper(self._execute))
            yield self

    def _execute(self, execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        self._note(str(sql), context["cursor"].rowcount)
        return answer

    def _note(self, sql: str, rows: int) -> None:
        if sql.startswith("SAVEPOINT"):
            self.transactions += not self.deep
            self.deep += 1
        elif sql.startswith("RELEASE"):
            self.deep -= 1
        elif not self.deep:
            self.outside += 1
        if found := LOCKS.search(sql):
            self.lines.append(f"locks {found[1]} {rows}")
        if found := SETS.match(sql):
            self.lines.append(f"sets {found[1]}: {' '.join(sorted(COLUMN.findall(found[2])))}")

    @contextmanager
    def _explained(self, exact: Mapping[str, Sentence] | None = None) -> Iterator[None]:
        with sound(exact):
            yield
        own = sorted((exact or {}).items())
        assert {name for name, _sentence in own} <= _constraints() | {DEADLOCK}
        said = [f"{name}: {_code_of(sentence())}" for name, sentence in own]
        self.lines.append(f"explains {', '.join(said) or 'as the table does'}")

    def told(self, answer: Any) -> list[str]:
        """All lines, and the answer. Of a transaction nothing is said where all is in one."""
        outside = ", and something outside" if self.outside else ""
        apart = [f"in {self.transactions} transactions{outside}"]
        alone = self.transactions == 1 and not outside
        told = [_times(line, len(list(same))) for line, same in groupby(self.lines)]
        return [*(apart if not alone else []), *told, f"answers {described(answer)}"]


def _times(line: str, number: int) -> str:
    return line if number == 1 else f"{line} ({number} times)"


@cache
def _who_explain() -> list[ModuleType]:
    verbs.found()
    return [each for each in list(sys.modules.values()) if vars(each).get("explained") is sound]


def _code_of(refusal: Refusal | None) -> str:
    assert refusal is None or isinstance(refusal, Refusal)
    return refusal.code if refusal else "overtaken"


@cache
def _constraints() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(KNOWN)
        return {name for (name,) in cursor.fetchall()}


def described(answer: Any) -> str:
    """Of what kind it is, in which state, and the same of what is in it."""
    kind = type(answer).__name__
    if isinstance(answer, models.Model):
        state = getattr(answer, "status", "") or getattr(answer, "state", "")
        return f"{kind} {state}".strip()
    if isinstance(answer, Refusal):
        return f"Refusal {answer.code}"
    if isinstance(answer, PLAIN):
        return repr(answer)
    if dataclasses.is_dataclass(answer):
        fields = {each.name: getattr(answer, each.name) for each in dataclasses.fields(answer)}
        return f"{kind}({', '.join(f'{name}={described(of)}' for name, of in fields.items())})"
    if isinstance(answer, list | tuple | models.QuerySet):
        return f"[{', '.join(map(described, answer))}]"
    return kind
