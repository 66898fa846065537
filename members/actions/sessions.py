"""Ending sessions before their time."""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone


def end_sessions(*, by, of, but: str | None = None) -> None:
    """Sign the person out everywhere, at once; the session with the key `but` stays."""
    running = Session.objects.filter(expire_date__gt=timezone.now()).exclude(session_key=but or "")
    theirs = [each.pk for each in running if each.get_decoded().get(SESSION_KEY) == str(of.pk)]
    Session.objects.filter(pk__in=theirs).delete()
