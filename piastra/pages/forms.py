"""The forms of the accessibility reports: telling what does not work, and answering."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ActionForm, ReasonField
from core.identity import FormKey
from core.models import AccessibilityFeedback
from core.words import page_language


class FeedbackForm(ActionForm, forms.ModelForm):
    button = _("Send the report")

    request_key = FormKey()

    class Meta:
        model = AccessibilityFeedback
        fields = ["text", "page", "email"]
        labels = {
            "text": _("What could you not do?"),
            "page": _("On which page?"),
            "email": _("Your e-mail"),
        }
        help_texts = {
            "text": _("Please also say what you use: browser, screen reader, keyboard, magnifier."),
            "page": _("Its address or title."),
            "email": _("Only to answer you."),
        }
        widgets = {
            "text": forms.Textarea(attrs={"rows": 6}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }

    def facts(self) -> dict:
        return {**self.cleaned_data, "language": page_language()}


class AnswerForm(ActionForm, forms.Form):
    """The answer, which the other side reads."""

    answer = ReasonField(
        label=_("Your answer"),
        max_length=4000,
        rows=8,
        error_messages={"required": _("Write the answer: without one nothing is sent.")},
    )

    def __init__(self, *args, feedback: AccessibilityFeedback, **kwargs):
        super().__init__(*args, **kwargs)
        email = feedback.email
        self.button = _("Send the answer") if email else _("Save the answer")
        self.fields["answer"].help_text = (
            _("It will be sent by e-mail to %(email)s.") % {"email": email}
            if email
            else _("No address was given: the answer is only saved here.")
        )
