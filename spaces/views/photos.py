"""The photos of places, for those who may see the places."""

from django.http import FileResponse, Http404

from core.access import Permission, requires
from spaces.views.reading import find_place

A_YEAR = 365 * 24 * 60 * 60


@requires(Permission.SEE_SPACES)
def place_photo(request, code, mark):
    """The photo of a place. Another photo has another mark, so that a browser asks for each one once."""
    place = find_place(code)
    if place is None or not place.photo or place.photo_mark != mark:
        raise Http404
    try:
        content = place.photo.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    answer = FileResponse(content, content_type="image/webp")
    answer["Cache-Control"] = f"private, max-age={A_YEAR}, immutable"
    return answer
