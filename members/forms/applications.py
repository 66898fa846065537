"""The application's pages. Nothing has to be there to go on: what is missing is named before it is sent."""

import re

from crispy_forms.layout import Fieldset
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.functional import cached_property, lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core import tax_numbers
from core.clock import today
from core.forms import DayField, FactsForm, second_button
from members import privacy
from members.forms.named_people import PeopleField, names
from members.models import Application, ApplicationRules, FunderFacts
from members.models.questions import Step, asked_of

PHONE = r"^\+?[0-9 ()./-]{6,30}$"
FIRST_YEAR = 1950
link = lazy(format_html, str)


class StepForm(FactsForm):
    """One page of the application: the questions of its step that concern this kind of applicant."""

    button = _("Save and continue")
    step: Step

    def __init__(self, *args, instance: Application, **options):
        super().__init__(*args, instance=instance, **options)
        asked = {each.name: each for each in asked_of(instance.kind, self.step)}
        for name in [*self.fields]:
            if name not in asked and name not in self.always:
                del self.fields[name]
                continue
            self.fields[name].required = False
            self.fields[name].is_needed = name in asked and asked[name].is_needed

    #: Fields that are no question of the table.
    always: tuple[str, ...] = ()

    @cached_property
    def helper(self):
        """With a second button, which saves the same answers and leaves."""
        helper = super().helper
        helper.add_input(second_button("later", _("Save and continue later")))
        return helper

    def facts(self) -> dict:
        """What can be kept of what was written: all but what has an error."""
        return {name: self.cleaned_data[name] for name in self.fields if name in self.cleaned_data}


class PrivacyForm(StepForm):
    """The notice, and as what one applies: it decides what the next pages ask."""

    step = Step.PRIVACY
    always = ("privacy_seen",)

    privacy_seen = forms.BooleanField(
        label=_("I have read the privacy notice"),
        help_text=link(
            '<a href="{}" target="_blank" rel="noopener">{}</a>',
            reverse_lazy("site:privacy"),
            _("Read the privacy notice (opens in a new tab)"),
        ),
    )

    class Meta:
        model = Application
        fields = ["kind"]
        widgets = {"kind": forms.RadioSelect}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        # A choice is never made for the person: no first answer is ticked, and none is empty.
        self.fields["kind"].choices = Application.Kind.choices
        self.fields["privacy_seen"].is_needed = True
        self.fields["privacy_seen"].initial = self.instance.privacy_version == privacy.VERSION


def year_field(label, **options) -> forms.IntegerField:
    words = _("Enter a year, for example 2024.")
    return forms.IntegerField(
        label=label,
        min_value=FIRST_YEAR,
        max_value=today().year,
        error_messages={"invalid": words, "min_value": words, "max_value": words},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        **options,
    )


WHY_FUNDER = _(
    "Whoever pays for the programme asks whom it reaches: only sums are given, never a person. All "
    "five are optional, weigh nothing in the decision, and no other coworker sees them."
)
FUNDER = ("gender", "age_band", "employment", "education", "municipality")


class AboutForm(StepForm):
    """Who applies; and, kept apart and all optional, what the funder asks for its sums."""

    step = Step.ABOUT
    always = tuple(f"funder_{name}" for name in FUNDER)

    is_of_age = forms.TypedChoiceField(
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda word: word == "yes",
        empty_value=False,
        widget=forms.RadioSelect,
    )
    phone = forms.RegexField(
        PHONE,
        label=_("Phone"),
        help_text=_("Only for the staff, in case they need to ask you something."),
        error_messages={"invalid": _("Enter a phone number, for example +39 0342 000000.")},
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    people = PeopleField(
        label=_("People who would come along"),
        help_text=_(
            "One a line: first name, last name, e-mail. They are invited if the organisation is "
            "admitted; leave yourself out."
        ),
    )

    class Meta:
        model = Application
        fields = [
            *("is_of_age", "school", "course", "degree", "degree_year", "institution"),
            *("research_field", "enterprise", "founded_year", "organisation", "legal_form"),
            *("tax_number", "own_role", "people", "phone"),
        ]
        widgets = {
            "organisation": forms.TextInput(attrs={"autocomplete": "organization"}),
            "own_role": forms.TextInput(attrs={"autocomplete": "organization-title"}),
        }
        help_texts = {
            "legal_form": _("For example: cooperative, association, limited company."),
            "tax_number": _("The organisation’s 11 digits."),
            "founded_year": _("Only if it has been founded."),
        }

    def __init__(self, *args, instance: Application, **options):
        super().__init__(*args, instance=instance, **options)
        for name in ("degree_year", "founded_year"):
            if name in self.fields:
                needed = self.fields[name].is_needed
                label, hint = self.fields[name].label, self.fields[name].help_text
                self.fields[name] = year_field(label, help_text=hint, required=False)
                self.fields[name].is_needed = needed
        self._ask_age(ApplicationRules.current().minimum_age)
        if "people" in self.fields and instance.pk:
            lines = (
                f"{each.first_name}, {each.last_name}, {each.email}"
                for each in instance.people.all()
            )
            self.initial["people"] = "\n".join(lines)
        self._ask_for_the_funder()

    def _ask_age(self, age: int) -> None:
        field = self.fields["is_of_age"]
        field.label = _("Are you at least %(age)s years old?") % {"age": age}
        self.initial["is_of_age"] = "yes" if self.instance.is_of_age else ""
        self.too_young = _(
            "You can apply from the age of %(age)s. What you wrote is saved: come back then, or "
            "write to the staff, who know what is open to you now."
        ) % {"age": age}

    def _ask_for_the_funder(self) -> None:
        facts = FunderFacts.objects.filter(person=self.instance.applicant).first() or FunderFacts()
        for name in FUNDER:
            field = FunderFacts._meta.get_field(name).formfield(required=False)
            field.is_needed = False
            self.fields[f"funder_{name}"] = field
            self.initial[f"funder_{name}"] = getattr(facts, name)
        self.fields["funder_gender"].help_text = WHY_FUNDER

    def layout(self):
        own = [name for name in self.fields if not name.startswith("funder_")]
        funder = [name for name in self.fields if name.startswith("funder_")]
        return [
            Fieldset(_("You"), *own),
            Fieldset(_("For the programme’s funder"), *funder),
        ]

    def clean_is_of_age(self):
        if self.data.get(self.add_prefix("is_of_age")) == "no":
            raise ValidationError(self.too_young)
        return self.cleaned_data["is_of_age"]

    def clean_tax_number(self):
        number = re.sub(r"^IT|[\s.-]", "", self.cleaned_data["tax_number"].upper())
        if number and not tax_numbers.is_vat_number(number):
            raise ValidationError(
                _("This is not a valid VAT number or tax code: check its 11 digits.")
            )
        return number

    def clean_people(self):
        people = self.cleaned_data["people"]
        if names(people, self.instance.applicant.email):
            raise ValidationError(
                _("You are already in as the applicant: leave your own e-mail out.")
            )
        return people

    def facts(self) -> dict:
        facts = super().facts()
        funder = {name: facts.pop(f"funder_{name}") for name in FUNDER if f"funder_{name}" in facts}
        if self.data.get(self.add_prefix("is_of_age")) == "no":
            facts["is_of_age"] = False
        return {**facts, "funder": funder} if funder else facts


class ProjectForm(StepForm):
    step = Step.PROJECT

    class Meta:
        model = Application
        fields = ["themes", "idea", "objective", "offers", "looks_for"]
        widgets = {
            "themes": forms.CheckboxSelectMultiple,
            "idea": forms.Textarea(attrs={"rows": 7}),
            "offers": forms.Textarea(attrs={"rows": 3}),
            "looks_for": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "themes": _("Tick all the ones you work on or want to work on."),
            "idea": _("A few lines are enough: what you do, and what you would like to do here."),
            "objective": _("The one of the programme’s objectives that is nearest to it."),
            "offers": _("What others could learn from you, or borrow from you."),
            "looks_for": _("People, skills, contacts, equipment."),
        }


class SpaceForm(StepForm):
    step = Step.SPACE

    days_a_week = forms.TypedChoiceField(
        label=_("Days a week"),
        choices=[("", "–"), *((number, str(number)) for number in range(1, 8))],
        coerce=int,
        empty_value=None,
        help_text=_("Roughly: you book day by day, and nobody counts."),
    )
    wanted_from = DayField(label=_("From when"))

    class Meta:
        model = Application
        fields = ["days_a_week", "place_wanted", "wanted_from"]
