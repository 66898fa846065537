"""What profiles and assignments said in a word becomes an organisation, as the migrations make it."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from members.models import Organisation, Profile
from spaces.models import Assignment
from spaces.tests.factories import PersonFactory, SpaceFactory, assign

pytestmark = pytest.mark.django_db


def migrate(name: str) -> None:
    import_module(name).keep(apps, SimpleNamespace(connection=connection))


def write(sql: str, *values) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def as_before(assignment: Assignment, word: str) -> None:
    """As the version before writes it, also while this one is put in place."""
    sql = "UPDATE spaces_assignment SET person_id = NULL, organisation = %s WHERE id = %s"
    write(sql, word, assignment.pk)


def test_one_organisation_for_each_name_whatever_its_capitals_and_accents():
    words = ["Caffè  d’Orzo", "CAFFE D'ORZO", "Studio", "´", ""]
    profiles = [Profile.objects.create(person=PersonFactory()) for _each in words]
    for profile, word in zip(profiles, words, strict=True):
        write("UPDATE members_profile SET organisation = %s WHERE id = %s", word, profile.pk)
    given = [assign(SpaceFactory(fixed=True), to=PersonFactory()) for _each in range(3)]
    for assignment, word in zip(given, ["caffè d’orzo", "Verde srl"], strict=False):
        as_before(assignment, word)
    migrate("members.migrations.0012_organisations")
    migrate("spaces.migrations.0014_assignments_are_of_organisations")
    named = [Profile.objects.get(pk=each.pk).organisation for each in profiles]
    assert [each and each.name for each in named] == [
        "Caffè d’Orzo", "Caffè d’Orzo", "Studio", None, None,
    ]  # fmt: skip
    holders = [Assignment.objects.get(pk=each.pk).organisation for each in given]
    assert [each and each.name for each in holders] == ["Caffè d’Orzo", "Verde srl", None]
    assert Organisation.objects.count() == 3


def test_a_place_still_has_one_holder_and_not_none():
    given = assign(SpaceFactory(fixed=True), to=PersonFactory())
    with pytest.raises(IntegrityError, match="assignment_has_one_holder"):
        as_before(given, "")
