"""Bringing a document: with the draft, or with the answer to what the staff asked."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import FactsForm
from core.papers import ACCEPT, why_not_paper
from members.forms import ReasonForm
from members.models import ApplicationDocument


class DocumentForm(FactsForm):
    """One document. Its kind is said by who brings it."""

    button = _("Add the document")

    upload = forms.FileField(
        label=_("File"),
        help_text=_("A PDF, JPEG or PNG file up to 10 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
        allow_empty_file=True,
        error_messages={"required": _("Choose a file first.")},
    )

    class Meta:
        model = ApplicationDocument
        fields = ["kind"]


class AnswerForm(ReasonForm):
    """The answer to what the staff asked, with a document if there is one."""

    upload = forms.FileField(
        label=_("Document"),
        required=False,
        help_text=_("A PDF, JPEG or PNG file up to 10 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
        allow_empty_file=True,
    )

    def __init__(self, *args, **options):
        super().__init__(*args, label=_("Your answer"), button=_("Send the answer"), **options)

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        if upload and (refusal := why_not_paper(upload.name, upload)):
            raise ValidationError(refusal.sentence, code=refusal.code)
        return upload

    def facts(self) -> dict:
        return {"answer": self.cleaned_data["reason"], "upload": self.cleaned_data["upload"]}
