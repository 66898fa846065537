"""A name for each request, so that a line in the log can be told to a person and found again."""

import contextvars
import ipaddress
import json
import logging
import re
import uuid
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urljoin

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig

request_id = contextvars.ContextVar("request_id", default="")

#: Bits of an IPv6 address that belong to the line; the others its owner chooses freely.
IPV6_LINE = 64


class RequestIdMiddleware:
    """Give each request an id and send it back as `X-Request-ID`.

    Behind TLS it is the proxy's, which stands in its log too: the proxy writes it over whatever a visitor sent
    (deploy/Caddyfile). Elsewhere it is always our own: whoever could choose it could give many requests the
    same, or another's.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.id = settings.HTTPS and _of_the_proxy(request) or uuid.uuid4().hex
        token = request_id.set(request.id)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        response["X-Request-ID"] = request.id
        return response


def _of_the_proxy(request) -> str:
    try:
        return uuid.UUID(request.headers.get("X-Request-ID", "")).hex
    except ValueError:
        return ""


def visitor(request) -> str:
    """From where a request comes, as limits count it: an IPv4 address, or the network of an IPv6 line (/64).

    Behind proxies it is the address that the first of ours saw (`TRUSTED_PROXY_COUNT`): what a visitor wrote into
    `X-Forwarded-For` stands before it, and counts for nothing. "" where there is none, as on a socket.
    """
    proxies = getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0)
    seen = request.headers.get("X-Forwarded-For", "").split(",")
    named = seen[-proxies] if 0 < proxies <= len(seen) else ""
    return _line_of(named) or _line_of(request.META.get("REMOTE_ADDR", ""))


def _line_of(address: str) -> str:
    try:
        found = ipaddress.ip_address(address.strip().strip("[]").partition("%")[0])
    except ValueError:
        return ""
    if found.version == 4 or found.ipv4_mapped:
        return str(getattr(found, "ipv4_mapped", None) or found)
    return str(ipaddress.ip_network((found, IPV6_LINE), strict=False))


class SiteAddressMiddleware:
    """Build whole addresses from `SITE_URL`, not from the host that a visitor names: letters carry them far."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.build_absolute_uri = partial(_absolute, request)
        return self.get_response(request)


def _absolute(request, location=None) -> str:
    here = settings.SITE_URL + request.get_full_path()
    return here if location is None else urljoin(here, str(location))


class RefuseMalformedMiddleware:
    """Answer with 400 or 413 what no browser sends, before anything asks for it.

    PostgreSQL stores no NUL, so that an address or a cookie with one fails where it is looked up; forms refuse
    it by themselves, in words beside the field. Bodies are UTF-8: in another writing Django reads names and
    values that nobody wrote.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("The address holds a NUL.")
        if any("\0" in value for value in request.COOKIES.values()):
            raise BadRequest("A cookie holds a NUL.")
        if charset := request.content_params.get("charset"):
            if not _is_unicode(charset):
                raise BadRequest("The body is not in UTF-8.")
            request.encoding = "utf-8"  # By one name: Django knows no other.
        if _length(request) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig("The body is larger than a form may be.")
        return self.get_response(request)


def _is_unicode(charset: str) -> bool:
    return charset.strip().lower().replace("_", "-") in {"utf-8", "utf8", "us-ascii", "ascii"}


def _length(request) -> int:
    """Bytes of the body as announced; servers refuse what is no number."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    return int(announced) if announced.isdecimal() else 0


#: What opens a door by itself, as a calendar's address does: 43 letters in a row are a secret, not a name.
#: A longer row has one in it, as where a program wrote “:” as “%3A” or a word stuck to it, unless it has small
#: letters only, as the name of an event. What is shorter, or was cut, is told by where it stands.
SECRET = re.compile(
    r"(?<![\w-])[\w-]{43}(?![\w-])|(?=[a-z0-9-]*[A-Z_])[\w-]{44,}"
    r"|(?<=/reset/key/)[^/\s\"]+|(?<=/confirm-email/)[^/\s\"]+|(?<=/invito/)[^/\s\"]+"
    r"|(?<=/calendari/)[^/.\s\"]+|(?<=/iscrizioni/)[^/\s\"]{20,}|(?<=/grazie/)[^/\s\"]+"
)


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, text, request id, and the traceback if any; no secrets.

    What a line gives as `facts` stands in it by name. What was refused to a visitor is no fault of the
    portal's: no traceback.
    """

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "text": without_secrets(record.getMessage()),
            "request_id": id_of(record),
        }
        for name, fact in getattr(record, "facts", {}).items():
            line[name] = without_secrets(fact) if isinstance(fact, str) else fact
        if not line["request_id"]:
            del line["request_id"]
        if record.exc_info and not is_refusal(record):
            line["traceback"] = without_secrets(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def without_secrets(text: str) -> str:
    return SECRET.sub("…", text)


def id_of(record: logging.LogRecord) -> str:
    """The id of the request that a line is about: Django writes some when the request is over already."""
    return request_id.get() or getattr(getattr(record, "request", None), "id", "")


def is_refusal(record: logging.LogRecord) -> bool:
    """Whether Django says with this line that it answered with a status of 4xx."""
    return 400 <= getattr(record, "status_code", 0) < 500


class RefusalsAreNews(logging.Filter):
    """A page that is not there, a form that is refused: the access log tells it, nobody need be warned."""

    def filter(self, record: logging.LogRecord) -> bool:
        if is_refusal(record) and record.levelno > logging.INFO:
            record.levelno, record.levelname = logging.INFO, "INFO"
        return True
