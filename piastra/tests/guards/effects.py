"""What a verb does to the database, in lines of text: rows that came, changed and went."""

import re
from collections.abc import Iterator
from datetime import datetime

from django.apps import apps
from django.db import connection, models
from django.utils import timezone

from core.clock import ROME

#: What is chance, secret, or long.
MASKED = {
    "token", "token_hash", "password", "message_id", "thread", "request_key", "sha256", "previous_sha256",
    "words_of_coworkers", "words_of_everybody",
    "figures", "text", "html", "file", "photo", "takes", "id", "username", "slug", "size",
}  # fmt: skip
#: Names that the factories number.
NUMBERED = re.compile(r"(A-|Numero|Serata|serata-|Iscritto|ORD-|persona-|Fornitore|V)\s?\d+")
Rows = dict[str, dict[int, dict]]


def tables() -> list[type[models.Model]]:
    """Our own, and what links two of them."""
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if not model.__module__.startswith(("django.", "allauth."))]


def everything() -> Rows:
    """All rows; nothing is asked of the many tables that have none."""
    filled = _filled()
    return {
        model._meta.label_lower: _rows(model) if model._meta.db_table in filled else {}
        for model in tables()
    }


def _filled() -> set[str]:
    names = [model._meta.db_table for model in tables()]
    each = " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in names
    )
    with connection.cursor() as cursor:
        cursor.execute(each)
        return {name for (name,) in cursor.fetchall()}


def _rows(model: type[models.Model]) -> dict[int, dict]:
    return {row["pk"]: row for row in model._base_manager.values("pk", *_names(model))}


def _names(model) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def effects(before: Rows, after: Rows) -> Iterator[str]:
    """A line for each row that is not what it was, the same each time."""
    numbers = _numbers(before, after)
    lines = []
    for table, rows in after.items():
        for pk in sorted(rows.keys() | before[table].keys()):
            lines += _of_row(table, pk, before[table].get(pk), rows.get(pk), numbers)
    return iter(sorted(lines))


def _numbers(before: Rows, after: Rows) -> dict[tuple[str, int], str]:
    """What stands for a row's number: a person's name, or the place among its table's rows."""
    names = {}
    for table, rows in after.items():
        for place, pk in enumerate(sorted(rows.keys() | before[table].keys()), 1):
            row = rows.get(pk) or before[table][pk]
            name = row.get("code") or row.get("email") or f"#{place}"
            names[table, pk] = str(name).partition("@")[0]
    return names


def _of_row(table: str, pk: int, before: dict | None, after: dict | None, numbers) -> list[str]:
    name = table.partition(".")[2]
    if after is None:
        return [f"- {name}"]
    said = {} if before is None else before
    fields = {field.attname: field for field in apps.get_model(table)._meta.concrete_fields}
    changed = [
        f"{key}={_said(fields[key], after[key], numbers)}"
        for key in sorted(fields)
        if key not in MASKED and said.get(key) != after[key]
    ]
    masked = any(key in MASKED and said.get(key) != after[key] for key in fields)
    if before is not None and not (changed or masked):
        return []
    if before is None and after.get("text") and name == "outgoingmail":
        changed.append(f"says={_opening_of(after['text'])!r}")
    return [" ".join([f"{'+' if before is None else '~'} {name}", *changed])]


def _opening_of(letter: str) -> str:
    """The first sentences after the greeting; addresses are made by chance."""
    lines = [line.strip() for line in letter.partition("\n--")[0].splitlines() if line.strip()]
    text = re.sub(r"https?://\S+", "…", " ".join(lines[1:]))
    # A number would move where it is cut off.
    return NUMBERED.sub(r"\1", text)[:240]


def _said(field, value, numbers) -> str:
    if field.is_relation and value is not None:
        return numbers.get((field.related_model._meta.label_lower, value), "?")
    if field.name == "subject_id":
        return "…"
    if isinstance(value, datetime):
        return "now" if value == timezone.now() else f"{value.astimezone(ROME):%Y-%m-%dT%H:%M}"
    if isinstance(value, dict):
        return str({key: each for key, each in sorted(value.items()) if type(each) is not int})
    return repr(value)
