"""What the budget's forms have in common."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal


class FactsForm(forms.ModelForm):
    """Reads what somebody wrote. It never saves: an action does, and says no in its own words."""

    button = _("Save")

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.helper = FormHelper()
        self.helper.add_input(Submit("save", self.button))

    def _post_clean(self):
        """No model is filled and asked here: the action does both, and its sentences say more."""

    def does(self, action, **given):
        """Do `action` with what was written; None, with the reason in the form, when it is refused."""
        try:
            return action(**given, **self.facts())
        except Refusal as refusal:
            self.add_error(None, refusal.sentence)
            self._ask_for_the_file_again()
            return None

    def facts(self) -> dict:
        """What the action is told."""
        return self.cleaned_data

    def full_clean(self):
        super().full_clean()
        if self.is_bound and self._errors:
            self._ask_for_the_file_again()

    def _ask_for_the_file_again(self):
        if self.files and "upload" in self.fields and "upload" not in self.errors:
            self.add_error("upload", _("Choose the file again: the browser does not keep it."))
