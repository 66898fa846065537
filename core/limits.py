"""How often strangers may do what costs the portal or its people something: one limiter, counted in the database.

Each limit is a bucket: so many at once, all of them back after so long, one by one (settings.LIMITS). A bucket
belongs to somebody or something: a visitor's address, an e-mail address, an account. Its row has a digest of that,
never the thing itself, and one instant: until when it is not yet empty again. One statement asks and counts, so
that a hundred requests at once, in whatever processes, are a hundred.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from django.conf import settings
from django.db import connection
from django.urls import get_resolver
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.models import Bucket
from core.refusals import Refusal
from core.requests import visitor

COUNT = """
    INSERT INTO core_bucket AS held (key, until) VALUES (%(key)s, %(now)s + %(step)s)
    ON CONFLICT (key) DO UPDATE SET until = GREATEST(held.until, %(now)s) + %(step)s
    WHERE GREATEST(held.until, %(now)s) + %(step)s <= %(now)s + %(within)s
"""
GIVE_BACK = "UPDATE core_bucket SET until = until - %s WHERE key = %s"


#: The code of such a refusal, also where a form tells it.
TOO_MANY = "too_many"


class TooMany(Refusal):
    """Refused for now, by a limit; `wait` seconds from now it may be tried again."""

    def __init__(self, wait: int, otherwise: str = ""):
        sentence = _("Too many attempts in a short time: nothing was changed. %(when)s")
        said = sentence % {"when": when(wait)}
        super().__init__(f"{said} {otherwise}".strip(), code=TOO_MANY)
        self.wait = wait


@dataclass(frozen=True)
class Taken:
    """What was counted, so that it can be given back: a sign-in that succeeds was no guess."""

    keys: tuple[tuple[str, timedelta], ...] = ()

    def give_back(self) -> None:
        with connection.cursor() as cursor:
            for key, step in self.keys:
                cursor.execute(GIVE_BACK, [step, key])


def when(wait: int) -> str:
    """When to try again, as a sentence."""
    minutes = ceil(wait / 60)
    sentence = ngettext("Try again in a minute.", "Try again in %(minutes)s minutes.", minutes)
    return sentence % {"minutes": minutes}


def take(request, limit: str, *, otherwise: str = "", **subjects: str) -> Taken:
    """Count this visitor, and what it is about, against the limits that begin with this name.

    `take(request, "sign_up", subject=email)` counts `sign_up.visitor` and `sign_up.subject`. Raises `TooMany`,
    with the sentence `otherwise` behind it, where one of them is reached; the answer says when to come again.
    """
    return spend(
        request, {"visitor": visitor(request), **subjects}, limit=limit, otherwise=otherwise
    )


def spend(request, subjects: Mapping[str, str], *, limit: str, otherwise: str = "") -> Taken:
    """As `take`, by these subjects alone."""
    taken = []
    for name, subject in subjects.items():
        most, within = settings.LIMITS[f"{limit}.{name}"]
        key, step = digest(f"{limit}.{name}", subject), within / most
        if wait := count(key, step=step, within=within):
            request.wait = wait
            raise TooMany(wait, otherwise)
        taken.append((key, step))
    return Taken(tuple(taken))


def is_left(limit: str, subject: str) -> bool:
    """Whether this one more is within the limit; then it is counted."""
    most, within = settings.LIMITS[limit]
    return not count(digest(limit, subject), step=within / most, within=within)


def digest(limit: str, subject: str) -> str:
    """What is kept of an address: nobody reads it from the table, and nobody finds it by trying all there are."""
    return salted_hmac(f"limit {limit}", subject, algorithm="sha256").hexdigest()


def count(key: str, *, step: timedelta, within: timedelta) -> int:
    """Count one more. A full bucket counts nothing, and gives the seconds until there is room; else 0."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"key": key, "now": now, "step": step, "within": within})
        if cursor.rowcount:
            return 0
    until = Bucket.objects.values_list("until", flat=True).filter(key=key).first() or now
    return max(1, ceil((until + step - within - now).total_seconds()))


def clear() -> int:
    """Forget the buckets that are empty again. Returns how many."""
    return Bucket.objects.filter(until__lt=timezone.now()).delete()[0]


class TooManyMiddleware:
    """What a limit refused is answered with 429 and says when to come again, whoever made the page.

    A form shows the refusal beside what was written; where nothing was written it is the portal's page.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == 404:
            response = self._counted(request, settings.LIMITED_WHERE_UNKNOWN) or response
        if wait := getattr(request, "wait", 0):
            if response.status_code in SHOWN_AGAIN:
                response.status_code = 429
                response.reason_phrase = None
            response["Retry-After"] = str(wait)
        return response

    def process_view(self, request, view, _args, _kwargs):
        """Addresses that are limited as such, whatever is sent to them."""
        return self._counted(request, settings.LIMITED_ADDRESSES)

    def _counted(self, request, limited: Mapping[str, str]):
        """The portal's page where the limit of this address is reached, else None."""
        match = request.resolver_match
        try:
            if limit := match and limited.get(match.view_name):
                take(request, limit)
        except TooMany as refusal:
            return self.process_exception(request, refusal)
        return None

    def process_exception(self, request, error):
        if not isinstance(error, TooMany):
            return None
        return get_resolver().resolve_error_handler(429)(request)


#: A form that is shown again, under whatever status.
SHOWN_AGAIN = {200, 409, 422}
