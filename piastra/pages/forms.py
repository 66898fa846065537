"""The form of the accessibility feedback."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from core.models import AccessibilityFeedback


class FeedbackForm(forms.ModelForm):
    class Meta:
        model = AccessibilityFeedback
        fields = ["text", "page", "email"]
        labels = {
            "text": _("What could you not do?"),
            "page": _("On which page?"),
            "email": _("Your e-mail"),
        }
        help_texts = {
            "text": _("Say also what you use: browser, screen reader, keyboard, magnifier."),
            "page": _("Its address or its title."),
            "email": _("Only to answer you."),
        }
        widgets = {
            "text": forms.Textarea(attrs={"rows": 6}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.add_input(Submit("send", _("Send the report")))
