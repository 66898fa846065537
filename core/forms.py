"""What the forms of all apps share: one base with its button and its layout, days, hours, a second button."""

from contextvars import ContextVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Submit
from django import forms
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from core.clock import YEARS
from core.identity import renew
from core.refusals import Refusal

#: The field of a form that makes something once, however often it is sent (`core.identity.FormKey`).
KEY = "request_key"

#: What Django writes for the empty choice of a list.
DASHES = BLANK_CHOICE_DASH[0][1]

#: What is given back to the reader of this page, as a form had sent it (`core.parking`); mostly nothing.
given_back: ContextVar[QueryDict | None] = ContextVar("given_back", default=None)


class KeptField(BoundField):
    """A field that shows what its reader had written before, where that was kept. Showing it sends nothing."""

    def value(self):
        kept = given_back.get()
        if kept is None or self.form.is_bound or not self._is_kept(kept):
            return super().value()
        written = self.field.widget.value_from_datadict(kept, {}, self.html_name)
        return self.field.prepare_value(self.field.bound_data(written, self.initial))

    def _is_kept(self, kept: QueryDict) -> bool:
        """Whether this form is the one that was sent: a box without its tick sends nothing."""
        is_of_it = any(self.form.add_prefix(name) in kept for name in self.form.fields)
        return is_of_it and self.name != KEY and not self.field.widget.needs_multipart_form


class Renderer(TemplatesSetting):
    """Django's, with fields that can be given back."""

    bound_field_class = KeptField


class NamedGroup(Fieldset):
    """A group of fields under a name that somebody wrote, shown as it was written.

    A `Fieldset` reads its legend as a template, and its answer as HTML: good for our own sentences only.
    """

    def __init__(self, name: str, *fields, **options):
        super().__init__(escape(name).replace("{", "&#123;"), *fields, **options)


class ActionForm:
    """A form whose answers go to an action: it reads what somebody wrote, and the action does it or says no.

    Mixed into a `Form` or a `ModelForm`; `core.pages.form_page` shows it. `button` says what pressing does.
    """

    button = _("Save")

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for field in self.fields.values():
            _say_what_is_empty(field)

    @cached_property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.render_hidden_fields = KEY in self.fields
        if layout := self.layout():
            helper.layout = Layout(*layout)
        helper.add_input(Submit("save", self.button))
        return helper

    def layout(self) -> list:
        """The fields in their groups; nothing for all of them in their order."""
        return []

    def facts(self) -> dict:
        """What the action is told, by the names of its arguments."""
        return self.cleaned_data

    def refuse(self, refusal: Refusal) -> None:
        """Say in the form why the action was not done; what was written stays."""
        self.add_error(None, refusal.sentence)
        self._ask_for_files_again()
        if KEY in self.fields:
            renew(self)

    def full_clean(self):
        super().full_clean()
        if self.is_bound and self._errors:
            self._ask_for_files_again()

    def _ask_for_files_again(self) -> None:
        for name in self.files:
            if name in self.fields and name not in self.errors:
                self.add_error(name, _("Choose the file again: the browser does not keep it."))


def _say_what_is_empty(field: forms.Field) -> None:
    """In place of Django's dashes, where a list has nothing better to say of its empty choice."""
    words = _("Choose") if field.required else _("No choice")
    if getattr(field, "empty_label", None) == DASHES:
        field.empty_label = words
        return
    choices = getattr(field, "choices", ())
    if isinstance(choices, list) and BLANK_CHOICE_DASH[0] in choices:
        field.choices = [(key, words if said == DASHES else said) for key, said in choices]


class FactsForm(ActionForm, forms.ModelForm):
    """An `ActionForm` with the fields of a model, and none of its questions: the action asks better ones."""

    def _post_clean(self):
        """No model is filled and asked here: the action does both, and its sentences say more."""


class DayField(forms.DateField):
    """A date that the browser helps to choose. Whoever types two figures of the year gets the year 26."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {
        "required": _("Enter a date."),
        "year": _("Enter a date between 2000 and 2100."),
    }

    def clean(self, value):
        day = super().clean(value)
        if day and day.year not in YEARS:
            raise forms.ValidationError(self.error_messages["year"], code="year")
        return day


class HourField(forms.TimeField):
    """A time of the day, as the clocks in Rome show it."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class ReasonField(forms.CharField):
    """A text of some lines that somebody else will read."""

    def __init__(self, *, rows: int, **options):
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **options)


def second_button(name: str, words: str, **attributes) -> Submit:
    """A button that is not the form's main one, and may be pressed while fields are still empty."""
    button = Submit(name, words, formnovalidate=True, **attributes)
    # crispy would make it a main one as well: blue on blue.
    button.field_classes = "btn btn-outline-primary"
    return button
