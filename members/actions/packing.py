"""What the portal keeps of a person, packed: `data.json` for programs, `index.html` to read, and the files."""

import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import PurePath
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.fields.files import FieldFile
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import journal, personal
from core.models import JournalEntry
from core.personal import Held, Whom
from core.words import clock, day_medium


@dataclass(frozen=True)
class Chapter:
    """All of one kind: its name, why it is kept, and its rows, each a list of (label, words)."""

    name: str
    why: str
    rows: list[list[tuple[str, str]]]


def packed(whom: Whom, told: Callable[[int, int], None]) -> bytes:
    """The ZIP, in the language of the moment; `told(done, of)` is called after each kind."""
    into = BytesIO()
    rows = [held for held in personal.held() if held.shown]
    data, chapters = [], []
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, held in enumerate(rows, start=1):
            found = list(held.of(whom))
            for row in found:
                _pack_files(archive, held, row)
            data.append(_as_data(held, found))
            chapters.append(_as_chapter(held, found))
            told(number, len(rows))
        archive.writestr("data.json", _json(data))
        archive.writestr("index.html", _page(whom, chapters))
    return into.getvalue()


def _json(data: list) -> str:
    return json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)


def _page(whom: Whom, chapters: list[Chapter]) -> str:
    facts = {"name": whom.name, "at": timezone.now(), "language": get_language()}
    said = [each for each in chapters if each.rows]
    return render_to_string("members/own_data_copy.html", facts | {"chapters": said})


def _pack_files(archive: zipfile.ZipFile, held: Held, row: models.Model) -> None:
    for kept in _files(held, row):
        if kept.storage.exists(kept.name):
            with kept.storage.open(kept.name) as content:
                archive.writestr(_inside(kept, row), content.read())


def _files(held: Held, row: models.Model) -> Iterator[FieldFile]:
    return (kept for name in held.files if name in held.shown and (kept := getattr(row, name)))


def _inside(kept: FieldFile, row: models.Model) -> str:
    """Where a file lies in the ZIP: nothing that somebody named leads out of its folder."""
    return f"files/{row._meta.model_name}-{row.pk}-{PurePath(kept.name).name}"


def _as_data(held: Held, rows: list) -> dict:
    return {
        "kind": held.label,
        "name": str(held.name),
        "why": str(held.why),
        "rows": [{name: _datum(row, name) for name in held.shown} for row in rows],
    }


def _datum(row: models.Model, name: str) -> Any:
    value = getattr(row, name)
    if isinstance(value, FieldFile):
        return _inside(value, row) if value else ""
    return str(value) if isinstance(value, models.Model) else value


def _as_chapter(held: Held, rows: list) -> Chapter:
    labels = {name: personal.column_label(held.model, name) for name in held.shown}
    said = [[(labels[name], _words(row, name)) for name in held.shown] for row in rows]
    filled = [[(label, words) for label, words in row if words] for row in said]
    return Chapter(str(held.name), str(held.why), filled)


def _words(row: models.Model, name: str) -> str:
    """A value as one reads it."""
    if isinstance(row, JournalEntry) and name == "verb":
        return journal.said(row.verb)
    if display := getattr(row, f"get_{name}_display", None):
        return str(display())
    return _plain(_datum(row, name))


def _plain(value: Any) -> str:
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return f"{day_medium(value)}, {clock(value)}"
    if isinstance(value, date):
        return day_medium(value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)
