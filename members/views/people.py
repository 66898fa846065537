"""The own profile, the list of themes, the language."""

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.i18n import set_language

from core.access import Permission, public, requires
from core.pages import button_on
from members import actions
from members.forms import ProfileForm
from members.language import remember
from members.models import Profile, Theme


@requires(Permission.HAVE_PROFILE)
def profile(request):
    """Read and change what one tells of oneself."""
    kept = Profile.objects.filter(person=request.user).first() or Profile(person=request.user)
    form = ProfileForm(request.POST or None, instance=kept)
    if form.is_valid():
        actions.keep_profile(by=request.user, **form.facts())
        return _saved(request, form.cleaned_data["language"])
    heading = _("My profile")
    lead = _("Others see none of it unless you switch it on below.")
    return render(request, "form.html", {"form": form, "heading": heading, "lead": lead})


def _saved(request, language: str):
    """Back to the page, in the language just chosen."""
    actions.choose_language(by=request.user, language=language)
    with override(language):
        messages.success(request, _("Your profile has been saved."))
    return remember(redirect("members:profile"), language)


@public
def themes(request):
    """The seven themes, each with how many coworkers chose to be shown there."""
    listed = Profile.objects.listed().values("pk")
    shown = Count("profiles", filter=Q(profiles__in=listed))
    # A query that counts forgets the model's own order.
    counted = Theme.objects.annotate(people=shown).order_by("order", "slug")
    return render(request, "members/themes.html", {"themes": counted})


@public
@button_on("site:home")
def language(request):
    """Change the page's language, and the person's own where somebody is signed in."""
    chosen = request.POST.get("language", "")
    if request.user.is_authenticated and chosen in dict(settings.LANGUAGES):
        actions.choose_language(by=request.user, language=chosen)
    return set_language(request)
