"""The own profile: what one tells, the photo, and how others see it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.access import Permission, requires
from core.pages import button_on, carry_out, form_page, sent
from members import actions
from members.forms.profiles import ProfileForm, ProfilePhotoForm
from members.language import remember
from members.models import Consent, Profile, Reader
from members.pages.profiles import person


@requires(Permission.HAVE_PROFILE)
def profile(request):
    """Read and change what one tells of oneself."""
    kept = _own(request)
    form = ProfileForm(sent(request), instance=kept)
    if form.is_valid():
        actions.keep_profile(by=request.user, **form.facts())
        return _saved(request, form.cleaned_data["language"])
    # A form fills the object as it reads: the photo is that of the stored one.
    return render(request, "members/profile.html", {"form": form, "profile": kept})


def _own(request) -> Profile:
    """The own profile; an empty one, not written, where there is none yet."""
    found = Profile.objects.filter(person=request.user).select_related("person").first()
    return found or Profile(person=request.user)


def _saved(request, language: str):
    """Back to the page, in the language just chosen."""
    actions.choose_language(by=request.user, language=language)
    with override(language):
        messages.success(request, _("Your profile has been saved."))
    return remember(redirect("members:profile"), language)


@requires(Permission.HAVE_PROFILE)
def profile_seen(request):
    """How others see the own profile: a coworker, the public."""
    kept = _own(request)
    is_listed = request.user.consents.to(Consent.Kind.DIRECTORY).exists()
    is_member = request.user.memberships.current().exists()
    views = [(reader, _seen(kept, reader)) for reader in (Reader.COWORKER, Reader.PUBLIC)]
    told = {"views": views, "is_listed": is_listed, "is_member": is_member}
    return render(request, "members/profile_seen.html", told)


def _seen(kept: Profile, reader: Reader):
    """The profile as it would be shown; None where nothing of it is open."""
    seen = person(kept, reader) if kept.pk else None
    return seen if seen and seen.told else None


@requires(Permission.HAVE_PROFILE)
def profile_photo(request):
    """Choose a photo of oneself, and say what it shows."""
    kept = _own(request)
    form = ProfilePhotoForm(
        sent(request),
        request.FILES or None,
        has_photo=bool(kept.photo),
        initial={"photo_alt": kept.photo_alt},
    )
    return form_page(
        request,
        form,
        lambda **facts: actions.set_profile_photo(by=request.user, **facts),
        heading=_("Your photo"),
        lead=_(
            "It is resized, and what the camera noted (place, time) is removed. Who sees it, your profile says."
        ),
        done=_("The photo has been saved."),
        back=reverse("members:profile"),
        parent=_("My profile"),
        parent_url=reverse("members:profile"),
    )


@requires(Permission.HAVE_PROFILE)
@button_on("members:profile")
def profile_photo_remove(request):
    """Show initials in place of the photo."""
    return carry_out(
        request,
        lambda: actions.remove_profile_photo(by=request.user),
        done=_("The photo has been removed."),
        back=reverse("members:profile"),
    )
