"""All that the portal keeps, compared: rows of every table, stored files, bells of the worker."""

import copy
import inspect
from pathlib import Path

from django.apps import apps
from django.db import connection, models


def rows() -> dict[str, str]:
    """Each table of the database with a fingerprint of its rows; one query."""
    tables = sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True)})
    each = " UNION ALL ".join(
        f"SELECT '{table}', coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM {table} t"
        for table in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(each)
        return dict(cursor.fetchall())


def changed(before: dict[str, str]) -> set[str]:
    """The tables whose rows are not what they were."""
    return {table for table, print_ in rows().items() if before[table] != print_}


class Outside:
    """Files below a folder, and the worker's bells that rang."""

    def __init__(self, media: Path):
        self.media, self.bells = media, []

    def ring(self, task) -> None:
        self.bells.append(task.name)

    @property
    def files(self) -> set[str]:
        return {
            str(path.relative_to(self.media)) for path in self.media.rglob("*") if path.is_file()
        }


def apart(given: dict) -> dict:
    """The same arguments with objects of their own: as another session holds them."""
    return {
        name: copy.deepcopy(value) if isinstance(value, models.Model) else value
        for name, value in given.items()
    }


def anew(given: dict) -> dict:
    """The same arguments as the database has them now."""
    return {
        name: type(value)._default_manager.get(pk=value.pk)
        if isinstance(value, models.Model)
        else value
        for name, value in given.items()
    }


def with_its_number(verb, given: dict, answer) -> dict:
    """The same form sent again: what had no number of its own is known by the answer's."""
    takes_one = "request_key" in inspect.signature(verb).parameters
    return given | ({"request_key": answer.request_key} if takes_one else {})
