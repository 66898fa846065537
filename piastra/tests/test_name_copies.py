"""A copy of a name holds the longest that an account may have, wherever one is kept."""

import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse

from events.models import Registration
from events.tests.factories import EventFactory
from members.models import User
from members.tests.factories import PersonFactory

APPS = {"core", "members", "spaces", "events", "budget", "piastra"}
#: First and last name, with the space between them.
WHOLE = sum(User._meta.get_field(name).max_length for name in ("first_name", "last_name")) + 1
#: Columns that hold a person's whole name, as their model says.
COPIES = {
    "events.Registration.name",
    "members.AccountChange.before",
    "members.AccountChange.after",
}
#: Names of other things: places, files, zones, what they are called in two languages, one name of two.
OF_SOMETHING_ELSE = {
    "members.User.first_name", "members.User.last_name",
    "members.Invitation.first_name", "members.Invitation.last_name",
    "members.ApplicationPerson.first_name", "members.ApplicationPerson.last_name",
    "members.ApplicationDocument.name",
    "members.Organisation.name", "members.Import.name", "members.Call.name_it", "members.Call.name_en",
    "members.Criterion.name_it", "members.Criterion.name_en", "members.RefusalReason.name_it",
    "members.RefusalReason.name_en", "members.Plan.name_it", "members.Plan.name_en",
    "members.Theme.name_it", "members.Theme.name_en",
    "members.Objective.name_it", "members.Objective.name_en",
    "spaces.Zone.name", "spaces.Space.name", "spaces.Equipment.name_it", "spaces.Equipment.name_en",
    "budget.Supplier.name", "budget.Line.name", "budget.DocumentFile.name",
    "budget.Action.name_it", "budget.Action.name_en",
}  # fmt: skip


def columns() -> dict[str, models.CharField]:
    ours = (each for each in apps.get_models() if each.__module__.split(".")[0] in APPS)
    return {
        f"{model._meta.app_label}.{model.__name__}.{field.name}": field
        for model in ours
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField)
    }


def test_a_whole_name_fits_into_each_copy():
    found = columns()
    assert {name: found[name].max_length for name in COPIES if found[name].max_length < WHOLE} == {}


def test_each_column_called_a_name_is_known_to_hold_one_or_not():
    """A new one is put into one of the two lists above."""
    named = {name for name in columns() if "name" in name.rpartition(".")[2].split("_")}
    assert named - COPIES - OF_SOMETHING_ELSE == set()
    assert (COPIES | OF_SOMETHING_ELSE) - columns().keys() == set(), "these are gone"


@pytest.mark.django_db
def test_an_account_with_two_names_of_eighty_letters_registers_with_one_tap(client_of):
    person = PersonFactory(member=True, first_name="W" * 80, last_name="M" * 80)
    event = EventFactory(days=3)
    client_of(person).post(reverse("events:register", args=[event.slug]))
    assert Registration.objects.get().name == str(person)
