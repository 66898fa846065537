"""The pages of what goes wrong, in the portal's look and the visitor's language, and their one line in the log.

When the database is away or the portal itself fails, the page is made of nothing but its template: no session,
no person, no query.
"""

import logging
import sys
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import (
    BadRequest,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.template import loader
from django.utils import translation

from core import limits
from core.storage import is_not_stored
from piastra.navigation import Frame

log = logging.getLogger(__name__)

RETRY_AFTER = 30  # seconds; a restart of the database takes less
TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
NOT_UNDERSTOOD = (BadRequest, MultiPartParserError, SuspiciousOperation, UnreadablePostError)


class PlainFrame(Frame):
    """A frame that asks nobody who reads it, and no database."""

    plain = True
    demo = False

    def __init__(self, request):
        super().__init__(request)
        self.user = AnonymousUser()
        self.session = self.parked = None


def bad_request(request, exception):
    """400, and 413 for what is more than the portal takes. Also given where the body can't be read again."""
    _leave_the_body(request)
    status = 413 if isinstance(exception, TOO_MUCH) else 400
    limits = {
        "megabytes": settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024 // 1024,
        "fields": isinstance(exception, TooManyFieldsSent)
        and settings.DATA_UPLOAD_MAX_NUMBER_FIELDS,
        "files": isinstance(exception, TooManyFilesSent) and settings.DATA_UPLOAD_MAX_NUMBER_FILES,
    }
    try:
        answer = _answer(request, status, **limits)
    except (
        Exception
    ):  # A request that is wrong in one thing may be so in others, as in its cookies.
        answer = _answer(request, status, plain=True, **limits)
    return _logged(answer, request, exception, logging.INFO)


def forbidden(request, exception):
    return _answer(request, 403, exception=str(exception))


def not_found(request, exception):
    return _answer(request, 404)


def too_many_requests(request):
    """429, with the time to come again: where a limit was reached before anything was written."""
    return _answer(request, 429, when=limits.when(getattr(request, "wait", 60)))


def server_error(request):
    """500, unless what was not caught is no fault of the code: then 503, 507 or 400, and no traceback."""
    error = sys.exc_info()[1]
    if is_database_away(error):
        answer = _answer(request, 503, plain=True)
        answer["Retry-After"] = str(RETRY_AFTER)
        return _logged(answer, request, error, logging.ERROR)
    if is_not_stored(error):
        return _logged(_answer(request, 507, plain=True), request, error, logging.ERROR)
    if isinstance(error, NOT_UNDERSTOOD):
        return bad_request(request, error)
    return _answer(request, 500, plain=True)


def is_database_away(error) -> bool:
    """Whether the database is away, has no connection left, or took too long: trying again may help.

    An error of the database that came of another one, as in a transaction whose connection broke, counts as it.
    """
    while isinstance(error, DatabaseError | InterfaceError):
        if isinstance(error, OperationalError | InterfaceError):
            return True
        error = error.__context__
    return False


class WrongMethodMiddleware:
    """Give a refused method its page: Django's answer is empty, and a browser shows a blank window."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code != 405 or response.content:
            return response
        answer = _answer(request, 405)
        answer["Allow"] = response["Allow"]
        return answer


def _answer(request, status, *, plain=False, **context):
    with translation.override(translation.get_language_from_request(request)):
        if not _wants_page(request):
            phrase = HTTPStatus(status).phrase
            return HttpResponse(f"{status} {phrase}\n", status=status, content_type="text/plain")
        template = loader.get_template(f"{status}.html")
        request.parked = None  # What is given back stands in a form, and here is none.
        if plain:
            page = template.render({"frame": PlainFrame(request), **context})
        else:
            page = template.render(context, request)
    return HttpResponse(page, status=status)


def _wants_page(request) -> bool:
    """Scripts that fetch a part of a page, and programs, are told in a line."""
    return request.accepts("text/html") and "HX-Request" not in request.headers


def _leave_the_body(request) -> None:
    """What could not be read fails again for whoever asks for it, as for the form's token."""
    request._mark_post_parse_error()


def _logged(answer, request, error, level):
    """One line, in the place of Django's with its traceback: the place in the code says nothing here."""
    reason = str(error).partition("\n")[0] or type(error).__name__
    log.log(
        level,
        "%s: %s %s",
        reason.encode("unicode_escape").decode(),
        request.method,
        request.path.encode("unicode_escape").decode(),
        extra={"status_code": answer.status_code, "request": request},
    )
    answer._has_been_logged = True
    return answer
