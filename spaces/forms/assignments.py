"""Forms of the staff's pages on assignments. Last days are included, as people say them."""

from datetime import timedelta

from crispy_forms.layout import Column, Fieldset, Row
from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from core.access import Permission, who_may
from core.clock import today
from core.forms import DayField
from core.names import by_name
from spaces.forms.fields import OrganisationField, PersonField
from spaces.forms.places import Agreeing
from spaces.models import Assignment, Space


def who_may_hold():
    """Whoever may book, by name."""
    return who_may(Permission.BOOK).order_by(*by_name("last_name", "first_name"), "email")


class PeopleField(forms.ModelMultipleChoiceField):
    """People, told apart from others of the same name by the e-mail."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options):
        super().__init__(queryset=get_user_model().objects.none(), required=False, **options)

    def label_from_instance(self, person):
        return f"{person} ({person.email})"


class PlaceField(forms.ModelChoiceField):
    def label_from_instance(self, place):
        return f"{place.title} ({place.code})" if place.name else place.title


class Fold(Fieldset):
    """Fields that most readers need not see: they unfold."""

    template = "spaces/staff/_fold.html"


def last_day_field() -> DayField:
    return DayField(
        label=_("Last day"), required=False, help_text=_("Empty: until further notice.")
    )


class AssignForm(Agreeing):
    """A fixed desk or an office for somebody, from a day on."""

    button = _("Assign the place")

    space = PlaceField(label=_("Place"), queryset=None, empty_label=_("Choose"))
    person = PersonField(
        label=_("Person"), queryset=None, required=False, empty_label=_("No one: an organisation")
    )
    organisation = OrganisationField(
        label=_("Or an organisation"),
        required=False,
        empty_label=_("No organisation: a person"),
    )
    new_organisation = forms.CharField(
        label=_("Or a new organisation"),
        max_length=160,
        required=False,
        help_text=_("Its name, if it is not in the list. It is added to the organisations."),
    )
    people = PeopleField(
        label=_("Who uses it for the organisation"),
        help_text=_("They can book it freely, and may lend days to others."),
    )
    first = DayField(label=_("First day"))
    last = last_day_field()

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        places = Space.objects.not_retired().filter(kind__in=Assignment.KINDS)
        self.fields["space"].queryset = places.order_by("code")
        self.fields["person"].queryset = self.fields["people"].queryset = who_may_hold()
        self.initial.setdefault("first", today())

    def layout(self):
        half = "col-12 col-sm-6"
        is_open = bool(self.data.get("people"))
        return [
            "space",
            Row(Column("first", css_class=half), Column("last", css_class=half)),
            Fieldset(_("For whom"), "person", "organisation", "new_organisation"),
            Fold(_("For an organisation: who uses it"), "people", open=is_open),
        ]

    def clean(self):
        found = super().clean()
        holders = [found.get(name) for name in ("person", "organisation", "new_organisation")]
        if not self.errors and sum(map(bool, holders)) != 1:
            self.add_error("organisation", _("Choose a person or an organisation, not both."))
        if found.get("person") and found.get("people"):
            self.add_error(
                "people", _("Only an organisation can have several people using a place.")
            )
        _check_order(self, found.get("first"))
        return found

    def facts(self) -> dict:
        found = self.cleaned_data
        names = ["space", "person", "organisation", "new_organisation", "people"]
        facts = {name: found[name] for name in names}
        return super().facts() | facts | {"starts": found["first"], "ends": _after(found["last"])}


class ChangeAssignmentForm(Agreeing):
    """Another last day; for an organisation, who uses the place."""

    last = last_day_field()
    people = PeopleField(label=_("Who uses it"))

    def __init__(self, data, *, assignment):
        known = {"last": assignment.last_day, "people": assignment.people.all()}
        super().__init__(data, initial=known)
        self.assignment = assignment
        self.fields["people"].queryset = who_may_hold()
        if assignment.organisation is None:
            del self.fields["people"]

    def layout(self):
        return [name for name in ("last", "people") if name in self.fields]

    def clean(self):
        found = super().clean()
        _check_order(self, self.assignment.starts)
        return found

    def facts(self) -> dict:
        found = self.cleaned_data
        people = {"people": found["people"]} if "people" in found else {}
        return super().facts() | people | {"ends": _after(found["last"])}


def _check_order(form, first) -> None:
    last = form.cleaned_data.get("last")
    if first and last and last < first:
        form.add_error("last", _("The last day is before the first."))


def _after(last):
    return last and last + timedelta(days=1)
