"""How sessions are kept: for how long by role, and whose they are (Django's `SESSION_ENGINE`).

A session is over when it was not used for a while, and a longer time after it began in any case; both are
shorter for staff and officials. That it was used is written now and then, never at each request, and is read
with the session itself: it costs no query.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends import db
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.access import STAFF_AND_OFFICIALS
from members.authentication.devices import device_of
from members.models import Session

#: A use is written when a thirtieth of the idle time has passed since the last one, ten minutes at the most,
#: and never twice in a minute.
STEPS, LONGEST_STEP, SHORTEST_STEP = 30, timedelta(minutes=10), timedelta(minutes=1)

#: What a session says of itself beside Django's own.
BEGUN, OFFICE, DEVICE = "begun_at", "is_office", "device"


@dataclass(frozen=True)
class Limits:
    """For how long a session lasts: without use, and at most."""

    idle: timedelta
    most: timedelta

    @property
    def step(self) -> timedelta:
        """How long a use may stay unwritten."""
        return max(min(self.idle / STEPS, LONGEST_STEP), SHORTEST_STEP)

    def over_at(self, begun: datetime, used: datetime) -> datetime:
        return min(used + self.idle, begun + self.most)


def limits(*, is_office: bool) -> Limits:
    """Those of staff and officials, or of everybody else."""
    if is_office:
        return Limits(settings.OFFICE_IDLE, settings.OFFICE_SESSION)
    return Limits(settings.IDLE, settings.SESSION)


@receiver(user_logged_in)
def begin(request, user, **_more):
    """Write into the new session what its row will say."""
    request.session[BEGUN] = timezone.now().isoformat()
    request.session[OFFICE] = user.role in STAFF_AND_OFFICIALS
    request.session[DEVICE] = device_of(request.META.get("HTTP_USER_AGENT", ""))


class SessionStore(db.SessionStore):
    """Django's sessions in the database, with a person, a device and times of their own."""

    #: Says why the session that the browser named opens nothing any more; nothing where none was named.
    over = None

    @classmethod
    def get_model_class(cls):
        return Session

    def _get_session_from_db(self):
        found = Session.objects.filter(pk=self.session_key).first()
        now = timezone.now()
        if found is None or now >= found.expire_date:
            self._session_key = None
            self.over = self._why(found)
            return None
        if found.person_id and now - found.used_at >= SHORTEST_STEP:
            self._mark_used(found, now)
        return found

    def _why(self, found: Session | None) -> Callable[[], str] | None:
        """What to say of a session that is over; nothing where nobody was signed in in it."""
        if found and not found.person_id:
            return None
        return partial(_why_over, found and _Lasting(self.decode(found.session_data)))

    def _mark_used(self, found: Session, now: datetime) -> None:
        lasting = _Lasting(self.decode(found.session_data))
        if now - found.used_at >= lasting.limits.step:
            over_at = lasting.over_at(now)
            Session.objects.filter(pk=found.pk).update(used_at=now, expire_date=over_at)

    def create_model_instance(self, data):
        row = super().create_model_instance(data)
        if person := data.get(SESSION_KEY):
            lasting = _Lasting(data)
            row.person_id, row.device = int(person), data.get(DEVICE, "")
            row.begun_at = lasting.begun
            row.expire_date = lasting.over_at(row.used_at)
        return row

    def get_expiry_age(self, **told):
        """For how many seconds a browser keeps the cookie: to the very end, since each use puts the other off."""
        if SESSION_KEY not in self:
            return super().get_expiry_age(**told)
        lasting = _Lasting(self)
        left = lasting.begun + lasting.limits.most - timezone.now()
        return max(int(left.total_seconds()), 1)


class _Lasting:
    """How long a session lasts, by what it says of itself."""

    def __init__(self, data):
        self.limits = limits(is_office=data.get(OFFICE, False))
        begun = data.get(BEGUN)
        self.begun = datetime.fromisoformat(begun) if begun else timezone.now()

    def over_at(self, used: datetime) -> datetime:
        return self.limits.over_at(self.begun, used)


def _why_over(lasting: _Lasting | None) -> str:
    """A sentence for whoever comes back, in the present language."""
    if lasting is None:
        return _("You were signed out: the session was ended, in this browser or from another one.")
    if timezone.now() >= lasting.begun + lasting.limits.most:
        sentence = _("You were signed out %(time)s after you had signed in.")
        return sentence % {"time": _in_words(lasting.limits.most)}
    sentence = _("You were signed out after %(time)s without use.")
    return sentence % {"time": _in_words(lasting.limits.idle)}


def _in_words(time: timedelta) -> str:
    """The length in the largest unit that it is whole in."""
    minutes = int(time.total_seconds()) // 60
    if minutes % (24 * 60) == 0:
        days = minutes // (24 * 60)
        return ngettext("%(number)d day", "%(number)d days", days) % {"number": days}
    if minutes % 60 == 0:
        hours = minutes // 60
        return ngettext("%(number)d hour", "%(number)d hours", hours) % {"number": hours}
    return ngettext("%(number)d minute", "%(number)d minutes", minutes) % {"number": minutes}
