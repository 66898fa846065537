"""What people type is kept in one spelling: a letter with its accent is one sign (NFC), whatever sends it."""

import unicodedata

from django.http import HttpRequest, QueryDict


class ComposedTextMiddleware:
    """Compose what forms send, before any form reads it: all fields of all forms, their lengths included.

    Passwords stay as they were typed: their hashes were made so. It stands after the guard of forms, which reads
    the body first.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, _view, _args, _kwargs):
        if request.method == "POST" and any(map(_is_loose, request.POST.lists())):
            request.POST = _composed(request)


def _is_loose(field: tuple[str, list[str]]) -> bool:
    return not all(unicodedata.is_normalized("NFC", value) for value in field[1])


def _composed(request: HttpRequest) -> QueryDict:
    told = request.POST.copy()
    for name, values in request.POST.lists():
        if "password" not in name:
            told.setlist(name, [unicodedata.normalize("NFC", value) for value in values])
    return told
