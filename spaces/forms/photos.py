"""The form of a place's photo."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core import photos
from core.forms import ActionForm
from core.refusals import Refusal


class PhotoForm(ActionForm, forms.Form):
    """A photo, as small as it will be kept once the form is valid."""

    button = _("Save the photo")

    photo = forms.FileField(
        label=_("Photo"),
        help_text=_("JPEG, PNG or WebP, up to 5 MB, with no people in it."),
        widget=forms.FileInput(attrs={"accept": photos.ACCEPT}),
        allow_empty_file=True,
    )

    def clean_photo(self):
        try:
            return photos.prepare(self.cleaned_data["photo"])
        except Refusal as refusal:
            raise forms.ValidationError(refusal.sentence, code=refusal.code) from None
