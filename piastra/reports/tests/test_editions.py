"""The database keeps published editions as they are."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from piastra.reports.models import Edition

pytestmark = pytest.mark.django_db


def refused(name, change):
    """The change is refused by the constraint of this name."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        change()
    assert caught.value.__cause__.diag.constraint_name == name


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("edition_month_is_a_first_day", {"month": date(2026, 10, 2)}),
        ("edition_is_frozen_before_it_is_a_draft", {"state": "draft"}),
        ("edition_number_begins_at_one", {"number": 0}),
        ("edition_that_corrects_says_what_and_why", {"number": 2}),
        ("edition_progress_is_a_percentage", {"progress": 101}),
    ],
)
def test_what_makes_no_sense_is_refused(constraint, fields):
    values = {"month": date(2026, 10, 1)} | fields
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Edition.objects.create(**values)


def test_a_month_has_one_edition_in_the_making():
    Edition.objects.create(month=date(2026, 10, 1))
    refused(
        "one_edition_of_a_month_and_number",
        lambda: Edition.objects.create(month=date(2026, 10, 1)),
    )


@pytest.mark.parametrize(
    "change",
    [
        {"figures": "{}"},
        {"sha256": "0" * 64},
        {"previous_sha256": "0" * 64},
        {"state": "draft", "published_at": None},
        {"month": date(2026, 8, 1)},
        {"error": "x"},
    ],
)
def test_a_published_edition_never_changes(published, change):
    refused(
        "published_edition_never_changes",
        lambda: Edition.objects.filter(pk=published.pk).update(**change),
    )


def test_a_published_edition_and_its_files_stay(published):
    refused("published_file_never_changes", lambda: published.files.update(sha256="0" * 64))
    refused("published_file_never_changes", lambda: published.files.all().delete())
    refused(
        "published_edition_never_changes",
        lambda: Edition.objects.filter(pk=published.pk)._raw_delete("default"),
    )


def test_the_name_of_who_published_may_fade_when_an_account_is_erased(published):
    Edition.objects.filter(pk=published.pk).update(published_by=None, requested_by=None)
    published.refresh_from_db()
    assert published.is_published
    assert published.published_by is None
