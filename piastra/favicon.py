"""/favicon.ico, which programs ask for without having read a page."""

from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.access import public


@public
@require_safe
@cache_control(public=True, max_age=24 * 3600)
def favicon(request):
    """To the icon that the pages name; the address of that one changes with what is in it."""
    return redirect(static("images/favicon.svg"))
