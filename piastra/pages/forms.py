"""The forms of the accessibility reports: telling what does not work, and answering."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from core.identity import FormKey
from core.models import AccessibilityFeedback
from core.words import page_language


class FeedbackForm(forms.ModelForm):
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

    @property
    def told(self) -> dict:
        """What `actions.send_feedback` takes."""
        return {**self.cleaned_data, "language": page_language()}


class AnswerForm(forms.Form):
    """The answer, which the other side reads."""

    answer = forms.CharField(
        label=_("Your answer"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write the answer: without one nothing is sent.")},
    )

    def __init__(self, *args, feedback: AccessibilityFeedback, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["answer"].help_text = (
            _("It goes by letter to %(email)s.") % {"email": feedback.email}
            if feedback.email
            else _("No address was left: the answer is only kept here.")
        )
        self.helper = FormHelper()
        self.helper.add_input(
            Submit("send", _("Send the answer") if feedback.email else _("Keep the answer"))
        )
