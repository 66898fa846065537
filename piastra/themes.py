"""A theme's public page: it shows people and events, hence it stands above both."""

from django.shortcuts import get_object_or_404, render

from core.access import public
from events.models import Event
from members.models import Post, Profile, Theme, reader_of
from members.pages import board
from members.pages.profiles import person

EVENTS_ON_A_PAGE = 6
POSTS_ON_A_PAGE = 6


@public
def theme(request, slug):
    """Who lets this reader see that they work on this theme, its posts for coworkers, and its next events."""
    found = get_object_or_404(Theme, slug=slug)
    reader = reader_of(request.user)
    open_ones = Profile.objects.finding("", reader).of_theme(found.pk, reader)
    posts = board.listed(Post.objects.readable(reader), tema=found)[:POSTS_ON_A_PAGE]
    return render(
        request,
        "members/theme.html",
        {
            "theme": found,
            "people": [person(profile, reader) for profile in open_ones],
            "cards": board.cards(posts, request.user),
            "events": Event.objects.soonest(EVENTS_ON_A_PAGE, theme=found.pk),
        },
    )
