"""The staff's part of a place's photo: choosing it, and taking it away."""

from crispy_forms.layout import Field
from django import forms
from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from core import photos
from core.access import Permission, requires
from core.journal import record
from core.refusals import Refusal
from core.storage import gone_unless_done
from spaces.actions import lock_places
from spaces.forms.places import Saved
from spaces.models import Space, Verb
from spaces.views.reading import sent
from spaces.views.staff.pages import form_page


class PhotoForm(Saved, forms.Form):
    """A photo, as small as it will be kept once the form is valid."""

    photo = forms.FileField(
        label=gettext_lazy("Photo"),
        help_text=gettext_lazy("JPEG, PNG or WebP, up to 5 MB, without people in it."),
        widget=forms.FileInput(attrs={"accept": photos.ACCEPT}),
        allow_empty_file=True,
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.dress(_("Save the photo"), Field("photo"))

    def clean_photo(self):
        try:
            return photos.prepare(self.cleaned_data["photo"])
        except Refusal as refusal:
            raise forms.ValidationError(refusal.sentence, code=refusal.code) from None


@transaction.atomic
def set_photo(*, by, place: Space, photo) -> Space:
    """Show this photo (made by `photos.prepare`) instead of the one before, if any. Twice changes nothing."""
    (place,) = lock_places([place.pk])
    if photo and place.photo_mark == photo.name.partition(".")[0]:
        return place
    old, storage = place.photo.name, place.photo.storage
    if not (photo or old):
        return place
    with gone_unless_done(place.photo):
        if photo:
            place.photo.save(photo.name, photo, save=False)
        else:
            place.photo = None
        place.save(update_fields=["photo", "photo_width", "photo_height"])
        verb = Verb.PHOTO_SET if photo else Verb.PHOTO_REMOVED
        record(by=by, verb=verb, on=place, code=place.code)
    if old:
        # Pages of the moment may still ask for it until the change is written.
        transaction.on_commit(lambda: storage.delete(old), robust=True)
    return place


@requires(Permission.MANAGE_SPACES)
def place_photo_change(request, code):
    """Choose a photo of the place."""
    place = get_object_or_404(Space, code=code)
    form = PhotoForm(sent(request), request.FILES or None)
    if form.is_valid():
        set_photo(by=request.user, place=place, photo=form.cleaned_data["photo"])
        messages.success(request, _("The photo is saved."))
        return redirect("spaces:place_change", code)
    heading = _("Photo of %(place)s") % {"place": place.title}
    return form_page(request, form, heading=heading, place=place, lead=_lead())


def _lead() -> str:
    return _("People see it when they choose the place. It is made smaller by itself.")


@requires(Permission.MANAGE_SPACES)
@require_POST
def place_photo_remove(request, code):
    """Show the place without a photo."""
    set_photo(by=request.user, place=get_object_or_404(Space, code=code), photo=None)
    messages.success(request, _("The photo is removed."))
    return redirect("spaces:place_change", code)
