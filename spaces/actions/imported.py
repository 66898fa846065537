"""What a row of past bookings means: a place that somebody had, before the portal was there."""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.clock import ROME
from core.closing import ensure_open
from core.journal import record
from core.refusals import ensure
from core.sheets import Head, day, hour, is_yes
from core.walls import explained
from members.actions.imported import address_of
from members.actions.imports import SHEETS, Done, Sheet, made, there
from members.models import Import, User
from members.rules.imports import needed
from spaces.models import Booking, Space, Verb
from spaces.rules import importing as rules
from spaces.rules.states import BOOKING

BOOKINGS = (
    Head("email", ("e-mail", "posta elettronica"), "anna@example.org", is_needed=True),
    Head("place", ("posto", "codice"), "A01", is_needed=True),
    Head("day", ("giorno", "data", "date"), "12/10/2025", is_needed=True),
    Head("start", ("dalle", "inizio", "from"), "09:00", is_needed=True),
    Head("end", ("alle", "fine", "to"), "13:00", is_needed=True),
    Head("came", ("presente", "presenza", "attended"), "sì"),
)
NEEDED = ("email", "place", "day", "start", "end")


def _write_booking(*, by, cells: dict[str, str], invites: bool) -> Done:
    """A booking that was attended; with a no under "presente", one to which nobody came."""
    ensure(needed(cells, *NEEDED))
    date = day(cells["day"])
    start, end = (
        datetime.combine(date, hour(cells[name]), tzinfo=ROME) for name in ("start", "end")
    )
    person = User.objects.at(address_of(cells["email"]))
    place = Space.objects.filter(code__iexact=cells["place"]).first()
    ensure(rules.why_not_known(person, place))
    ensure(rules.why_not_past(start, end, timezone.now()))
    came = not cells.get("came") or is_yes(cells["came"])
    wanted = {"space": place, "person": person, "start": start, "end": end}
    if Booking.objects.filter(**wanted).exists():
        return there()
    is_member = person.memberships.covering(date).exists()
    is_open = place.opened_on <= date and not (place.retired_on and place.retired_on <= date)
    ensure(rules.why_not_then(is_member=is_member, is_open=is_open))
    ensure(rules.why_not_beside(_others(person, place, start, end).first()))
    ensure_open(start)
    booking = Booking(**wanted, made_by=by)
    with explained():
        booking.save(force_insert=True)
    _decide(booking, came=came, by=by)
    record(by=by, verb=Verb.BOOKING_IMPORTED, on=booking, space=place.code)
    return made(_("New booking."))


def _decide(booking: Booking, *, came: bool, by) -> None:
    """Nothing of the past is still to come: the person was there all the time, or not at all."""
    if came:
        times = {"checked_in_at": booking.start, "checked_out_at": booking.end}
        BOOKING.move(booking, Booking.Status.ATTENDED, by=by, **times)
    else:
        BOOKING.move(booking, Booking.Status.NO_SHOW, by=by)


def _others(person, place, start, end):
    """What somebody has of the place then, or the person elsewhere."""
    taken = Booking.objects.counted().overlapping(start, end)
    here = taken.in_the_way_of(place).values("pk")
    return taken.filter(Q(pk__in=here) | Q(person=person)).order_by("pk")


SHEETS[Import.Kind.BOOKINGS] = Sheet(BOOKINGS, _write_booking)
