"""For whom the staff book at the desk or on the phone."""

from django.db.models import QuerySet

from core.access import STAFF, Permission, who_may
from core.names import folded, matching


def found_by(words: str) -> QuerySet:
    """Coworkers whose name or e-mail holds each of the words; nobody without a word."""
    found = who_may(Permission.BOOK).exclude(role__in=STAFF)
    if not folded(words):
        return found.none()
    return matching(found, words, "first_name", "last_name", "email")
