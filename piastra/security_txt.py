"""Whom to tell of a weakness: /.well-known/security.txt, RFC 9116."""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.access import public

#: The RFC wants less than a year. Written anew each day: a file that expired tells that nobody cares.
LASTS = timedelta(days=360)


@public
@require_safe
def security_txt(request):
    """404 where nobody is named: an address that nobody reads would be worse."""
    contact = settings.SECURITY_EMAIL or settings.STAFF_EMAIL
    if not contact:
        raise Http404
    lines = [
        f"Contact: mailto:{quote(contact, safe='@')}",
        f"Expires: {_midnight() + LASTS:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: it, en",
        f"Canonical: {settings.SITE_URL}{reverse('security_txt')}",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


def _midnight() -> datetime:
    """The beginning of today in UTC."""
    now = timezone.now().astimezone(UTC)
    return now.replace(hour=0, minute=0, second=0, microsecond=0)
