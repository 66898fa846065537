"""The staff's part of a place's photo: choosing it, and taking it away."""

from functools import partial

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Permission, requires
from core.pages import button_on, carry_out, sent
from spaces.actions.photos import set_photo
from spaces.forms.photos import PhotoForm
from spaces.models import Space
from spaces.views.staff.pages import staff_form


@requires(Permission.MANAGE_SPACES)
def place_photo_change(request, code):
    """Choose a photo of the place."""
    place = get_object_or_404(Space, code=code)
    return staff_form(
        request,
        PhotoForm(sent(request), request.FILES or None),
        partial(set_photo, by=request.user, place=place),
        heading=_("Photo of %(place)s") % {"place": place.title},
        lead=_("People see it when they choose the place. It is resized automatically."),
        done=_("The photo has been saved."),
        back=reverse("spaces:place_change", args=[code]),
        place=place,
    )


@requires(Permission.MANAGE_SPACES)
@button_on("spaces:place_change", "code")
def place_photo_remove(request, code):
    """Show the place without a photo."""
    place = get_object_or_404(Space, code=code)
    return carry_out(
        request,
        partial(set_photo, by=request.user, place=place, photo=None),
        done=_("The photo has been removed."),
        back=reverse("spaces:place_change", args=[code]),
    )
