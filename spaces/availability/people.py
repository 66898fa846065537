"""For whom the staff book at the desk or on the phone."""

from django.db.models import Q, QuerySet

from core.access import STAFF, Permission, who_may


def found_by(words: str) -> QuerySet:
    """Coworkers whose name or e-mail holds each of the words; nobody without a word."""
    found = who_may(Permission.BOOK).exclude(role__in=STAFF)
    for word in words.split():
        named = Q(first_name__icontains=word) | Q(last_name__icontains=word)
        found = found.filter(named | Q(email__icontains=word))
    return found if words.split() else found.none()
