"""A name for each request, so that a line in the log can be told to a person and found again."""

import contextvars
import json
import logging
import re
import uuid
from datetime import UTC, datetime

from django.core.exceptions import BadRequest

request_id = contextvars.ContextVar("request_id", default="")


class RequestIdMiddleware:
    """Give each request an id (the proxy's, if it sent a sane one) and send it back as `X-Request-ID`."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        given = request.headers.get("X-Request-ID", "")
        request.id = given if given.isalnum() and len(given) <= 64 else uuid.uuid4().hex
        token = request_id.set(request.id)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        response["X-Request-ID"] = request.id
        return response


class RefuseNulMiddleware:
    """PostgreSQL stores no NUL: an address that carries one is answered with 400 before anything asks for it.

    Forms refuse it by themselves, in words beside the field.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("The address holds a NUL.")
        return self.get_response(request)


#: What opens a door by itself, as a calendar's address does: 43 letters in a row are a secret, not a name.
SECRET = re.compile(r"(?<![\w-])[\w-]{43}(?![\w-])")


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, text, request id, and the traceback if any; no secrets."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "text": SECRET.sub("…", record.getMessage()),
        }
        if request_id.get():
            line["request_id"] = request_id.get()
        if record.exc_info:
            line["traceback"] = SECRET.sub("…", self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)
