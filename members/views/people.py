"""The list of themes, the language."""

from django.conf import settings
from django.db.models import Count, Q
from django.shortcuts import render
from django.views.i18n import set_language

from core.access import public
from core.pages import button_on
from members import actions
from members.models import OPENS, Profile, Theme, reader_of


@public
def themes(request):
    """The seven themes, each with how many coworkers this reader finds there."""
    reader = reader_of(request.user)
    open_ones = Profile.objects.open_to(reader).filter(themes_visibility__in=OPENS[reader])
    shown = Count("profiles", filter=Q(profiles__in=open_ones.values("pk")))
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
