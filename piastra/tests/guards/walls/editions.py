"""Editions of the reports and their files: their walls."""

from collections.abc import Callable
from datetime import date

from django.db import models

from piastra.reports.models import Edition, EditionFile
from piastra.tests.guards.walls.rows import NOW, Case, Pair, broken_by, run
from spaces.tests.factories import PersonFactory


def edition(**fields) -> Edition:
    return Edition.objects.create(**{"month": date(2026, 10, 1)} | fields)


def published(**fields) -> Edition:
    return edition(state="published", published_at=NOW, sha256="a" * 64, figures="{}", **fields)


CHECKS: dict[str, Case] = {
    "edition_month_is_a_first_day": (
        edition, [{"month": date(2026, 10, 2)}], [{"month": date(2026, 9, 1)}],
    ),
    "edition_number_begins_at_one": (edition, [{"number": 0}], [{"error": "a"}]),
    "edition_progress_is_a_percentage": (edition, [{"progress": 101}], [{"progress": 100}]),
    "edition_is_frozen_before_it_is_a_draft": (
        edition,
        [
            {"state": "draft"}, {"state": "draft", "sha256": "a" * 64},
            {"state": "draft", "figures": "{}"},
            {"state": "draft", "figures": "{}", "sha256": "A" * 64},
            {"state": "draft", "figures": "{}", "sha256": "a" * 63},
        ],
        [{"state": "draft", "figures": "{}", "sha256": "a" * 64}],
    ),
    "edition_published_has_its_date": (
        lambda: edition(state="draft", figures="{}", sha256="a" * 64),
        [{"state": "published"}, {"published_at": NOW}],
        [{"state": "published", "published_at": NOW}],
    ),
    "edition_that_corrects_says_what_and_why": (
        lambda: edition(number=2, replaces=published(), reason="a"),
        [{"reason": ""}, {"replaces": None}, {"number": 1}],
        [{"number": 3}],
    ),
    "edition_does_not_replace_itself": (
        lambda: edition(number=2, replaces=published(), reason="a"),
        [{"replaces": models.F("id")}],
        [{"reason": "b"}],
    ),
}  # fmt: skip
#: Walls between two rows.
PAIRS: dict[str, Pair] = {
    "one_edition_of_a_month_and_number": (
        lambda: [published(), published()],
        lambda: [published(), published(month=date(2026, 9, 1))],
    ),
    "one_edition_of_a_month_in_the_making": (
        lambda: [
            edition(number=number, replaces=published(month=month), reason="a")
            for number, month in [(2, date(2026, 8, 1)), (3, date(2026, 9, 1))]
        ],
        lambda: [published(), edition(month=date(2026, 9, 1))],
    ),
    "one_file_of_an_edition_and_kind": (
        lambda: [
            EditionFile.objects.create(edition=one, kind="occupancy", sha256="a", size=1)
            for one in [edition()] * 2
        ],
        lambda: [
            EditionFile.objects.create(edition=one, kind=kind, sha256="a", size=1)
            for one in [edition()]
            for kind in ("occupancy", "spending")
        ],
    ),
}  # fmt: skip


def a_published_edition_never_changes() -> None:
    name, who = "published_edition_never_changes", PersonFactory()
    made = published(requested_by=who, published_by=who)
    rows = Edition.objects.filter(pk=made.pk)
    kept = {"requested_by", "published_by", "id", "replaces"}
    for field in Edition._meta.concrete_fields:
        if field.name not in kept:
            act = f"UPDATE reports_edition SET {field.column} = {_another(field)}"
            assert broken_by(lambda act=act: run(act)) == name, field.name
    assert broken_by(lambda: run("DELETE FROM reports_edition")) == name
    assert rows.update(requested_by=None, published_by=None) == 1
    draft = edition(month=date(2026, 9, 1))
    Edition.objects.filter(pk=draft.pk).update(step="a")
    run("DELETE FROM reports_edition WHERE id = %s", draft.pk)


def _another(field) -> str:
    if isinstance(field, models.DateTimeField):
        return "now() + interval '1 day'"
    if isinstance(field, models.DateField):
        return "date '2026-08-01'"
    return (
        "'b'" if isinstance(field, models.CharField | models.TextField) else f"{field.column} + 1"
    )


def a_published_file_never_changes() -> None:
    name = "published_file_never_changes"
    draft = edition(state="draft", figures="{}", sha256="a" * 64)
    other = edition(month=date(2026, 9, 1))
    file = {"kind": "occupancy", "sha256": "a", "size": 1}
    kept = EditionFile.objects.create(edition=draft, **file)
    loose = EditionFile.objects.create(edition=other, **file)
    EditionFile.objects.filter(pk=kept.pk).update(size=2)
    Edition.objects.filter(pk=draft.pk).update(state="published", published_at=NOW)
    assert broken_by(lambda: EditionFile.objects.filter(pk=kept.pk).update(size=3)) == name
    assert broken_by(lambda: run("DELETE FROM reports_editionfile WHERE id = %s", kept.pk)) == name
    more = file | {"kind": "spending"}
    assert broken_by(lambda: EditionFile.objects.create(edition=draft, **more)) == name
    run("DELETE FROM reports_editionfile WHERE id = %s", loose.pk)


#: Each trigger, and what it does.
TRIGGERS: dict[str, Callable] = {
    "published_edition_never_changes": a_published_edition_never_changes,
    "published_file_never_changes": a_published_file_never_changes,
}
