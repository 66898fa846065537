"""What the staff set for applications."""

from crispy_forms.layout import Fieldset
from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import FactsForm
from members.models import Application, ApplicationRules, DocumentKind


class RulesForm(FactsForm):
    """What the staff set for applications, with the documents that are asked of each kind."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for kind, label in Application.Kind.choices:
            self.fields[f"{kind}_documents"] = forms.MultipleChoiceField(
                label=label,
                choices=DocumentKind.choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    def layout(self):
        documents = (f"{kind}_documents" for kind in Application.Kind.values)
        return [
            Fieldset(_("Applying"), "answer_days", "minimum_age"),
            Fieldset(_("Documents that must be there before sending"), *documents),
        ]

    class Meta:
        model = ApplicationRules
        fields = [
            *("answer_days", "minimum_age", "student_documents", "graduate_documents"),
            *("researcher_documents", "entrepreneur_documents", "organisation_documents"),
        ]
        help_texts = {
            "answer_days": _(
                "Counted from the sending; they stop while something is asked of the applicant. "
                "Applications sent already keep the days they were promised."
            ),
        }
