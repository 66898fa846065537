"""Who is in today."""

from datetime import date, timedelta
from functools import partial

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import Permission, requires
from core.clock import today as todays_date
from core.pages import button_on, carry_out
from spaces import actions
from spaces.models import Assignment, Booking
from spaces.pages import presence
from spaces.views.reading import leave_for, read_day, visible_booking

#: What nobody's name is longer than.
LONGEST_SEARCH = 80


@requires(Permission.SEE_ROSTER)
def roster(request):
    """Who is in today, place by place; or on another day, to look back and to prepare."""
    now, text = timezone.now(), request.GET.get("giorno", "")
    today = todays_date()
    day = read_day(text) if text else today
    if day is None:
        sentence = _("There is no date “%(day)s”. Here is today.") % {"day": text}
        return leave_for(request, "spaces:roster", sentence=sentence)
    lines = presence.lines(Booking.objects.on_the_roster(day), day, now)
    words = " ".join(request.GET.get("chi", "").split())[:LONGEST_SEARCH]
    context = {
        "day": day,
        "words": words,
        "count": len(lines),
        "count_in": sum(line.is_in for line in lines),
        "lines": presence.only(lines, words),
        "not_yet_seen": _not_yet_seen(day, lines) if day == today else [],
        "is_today": day == today,
        "is_past": day < today,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
    }
    return render(request, "spaces/roster.html", context)


def _not_yet_seen(day: date, lines: list[presence.Attendance]) -> list[Assignment]:
    kept = Assignment.objects.keeping(day).prefetch_related("people")
    return presence.not_yet_seen(kept, day, lines)


def _roster_of(request, pk: int) -> str:
    return roster_of(visible_booking(request.user, pk).day)


@requires(Permission.SEE_ROSTER)
@button_on(_roster_of)
def check_in(request, pk):
    """Let a person in."""
    return _present(request, pk, actions.check_in, _("Checked in: %(person)s."))


@requires(Permission.SEE_ROSTER)
@button_on(_roster_of)
def check_out(request, pk):
    """Write that a person has left."""
    return _present(request, pk, actions.check_out, _("Checked out: %(person)s."))


@requires(Permission.SEE_ROSTER)
@button_on(_roster_of)
def undo_check_in(request, pk):
    """Take a check-in back that was written by mistake, and say what comes of it."""
    done = _("Check-in undone: %(person)s.")
    return _present(request, pk, actions.undo_check_in, done, _what_comes)


def _what_comes(booking) -> str:
    return presence.line_of(booking, timezone.now()).what_comes


@requires(Permission.SEE_ROSTER)
@button_on(_roster_of)
def mark_absent(request, pk):
    """Write that nobody came, so that the place is free again."""
    return _present(request, pk, actions.mark_absent, _("Marked absent: %(person)s."))


@requires(Permission.SEE_ROSTER)
@button_on(_roster_of)
def unmark(request, pk):
    """Take an absence back."""
    return _present(request, pk, actions.unmark, _("Absence undone: %(person)s is expected."))


def _present(request, pk: int, action, done: str, what_comes=None):
    found = visible_booking(request.user, pk)

    def told(booking) -> str:
        sentences = [done % {"person": found.person}, what_comes(booking) if what_comes else ""]
        return " ".join(filter(None, sentences))

    verb = partial(action, by=request.user, booking=found)
    day = found.day
    return carry_out(request, verb, done=told, back=roster_of(day))


def roster_of(day: date) -> str:
    """The address of this day's roster; of today without a word about it."""
    address = reverse("spaces:roster")
    return address if day == todays_date() else f"{address}?giorno={day}"
