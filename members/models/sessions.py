"""Where people are signed in: a row for each browser, with what its person must know of it."""

from datetime import datetime

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.utils import timezone

from core.links import digest


class SessionQuerySet(models.QuerySet):
    def open(self):
        """Those that open something now."""
        return self.filter(expire_date__gt=timezone.now())

    def of(self, person):
        """Where this person is signed in, the last used first."""
        return self.open().filter(person=person).order_by("-used_at", "pk")

    def over_since(self, moment: datetime):
        """Those that nobody can use, and that need explain nothing any more."""
        return self.filter(expire_date__lt=moment)


class Session(AbstractBaseSession):
    """One browser's session, kept by `members.authentication.sessions`: no network address, no whole user agent.

    A session that is over stays for some days: it says to whoever comes back why.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="sessions"
    )
    #: Browser and system, as `members.authentication.devices` names them.
    device = models.CharField(max_length=60, blank=True)
    begun_at = models.DateTimeField(default=timezone.now)
    #: Written now and then only: see `members.authentication.sessions`.
    used_at = models.DateTimeField(default=timezone.now)

    objects = BaseSessionManager.from_queryset(SessionQuerySet)()

    class Meta:
        ordering = ["-used_at", "pk"]

    @classmethod
    def get_session_store_class(cls):
        """Nobody decodes a session by its row: Django asks this of every model of sessions."""
        raise NotImplementedError

    @property
    def mark(self) -> str:
        """What a page may show of a session: it names one of a person's, and opens none."""
        return digest(self.session_key)[:16]
