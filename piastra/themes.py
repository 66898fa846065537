"""A theme's public page: it shows people and events, hence it stands above both."""

from django.shortcuts import get_object_or_404, render

from core.access import public
from events.models import Event
from members.models import Theme

EVENTS_ON_A_PAGE = 6


@public
def theme(request, slug):
    """Who chose to be shown on this theme, and its next events."""
    found = get_object_or_404(Theme, slug=slug)
    return render(
        request,
        "members/theme.html",
        {
            "theme": found,
            "people": found.profiles.listed().select_related("person", "organisation"),
            "events": Event.objects.soonest(EVENTS_ON_A_PAGE, theme=found.pk),
        },
    )
