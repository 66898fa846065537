"""For each verb a call that does it, in a small world on a Monday morning.

A new verb needs a function here: `@recipe("app.verb")`, given the world, answering with a `Call`. Say the dates
of what it writes in `dated`, or in `UNDATED` why it belongs to no month; the journal's lines in `writes`, the
readers of its letters in `tells`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from budget.models import DocumentFile
from budget.tests.factories import (
    ActionFactory,
    CommitmentFactory,
    DocumentFactory,
    LineFactory,
    ProgrammeFactory,
)
from core import photos
from core.access import Role
from core.clock import today
from core.mail import put
from core.models import AccessibilityFeedback, OutgoingMail
from core.month import Month
from events.tests.factories import (
    EventFactory,
    ObjectiveFactory,
    RegistrationFactory,
    ThemeFactory,
    evening,
)
from members.models import Invitation, User
from members.models.invitations import digest
from members.tests.factories import ApplicationFactory
from piastra.reports.models import Edition
from piastra.reports.tests.conftest import drafted
from spaces.models import Booking, Feed, KindRules, LentDay, OutOfService, WaitingRequest
from spaces.schedule.opening import Slot
from spaces.schedule.series import Wish
from spaces.tests.factories import (
    HALF,
    OPENS,
    SINCE,
    BookingFactory,
    Floor,
    PersonFactory,
    assign,
    local,
    make_floor,
)

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
FRIDAY, DECEMBER = date(2026, 11, 27), date(2026, 12, 1)
OCTOBER = date(2026, 10, 20)
LONG_AGO = local(date(2026, 11, 9), time(9))


def morning(day: date) -> dict[str, datetime]:
    return {"start": local(day, OPENS), "end": local(day, HALF)}


@dataclass(frozen=True)
class Call:
    """A verb's arguments, and what comes of it."""

    given: dict
    #: Of what it writes: the verb is refused where the month of any one of these dates is closed.
    dated: tuple[date, ...] = ()
    #: The journal's lines, in order.
    writes: tuple[str, ...] = ()
    #: Who is written to, by letters that are in each one's own language.
    tells: tuple[str, ...] = ()


@dataclass
class World:
    """A floor on Monday 23 November 2026, ten o'clock: two members who read English, one of the staff."""

    floor: Floor
    staff: User
    ada: User
    bea: User
    at: Callable = field(repr=False)

    @cached_property
    def applicant(self) -> User:
        return PersonFactory(
            role=Role.APPLICANT, membership=None, email="chi@example.org", language="en"
        )

    def booking(self, **fields) -> Booking:
        """Ada's, on Tuesday morning at a mobile desk, made long ago."""
        fields = {"space": self.floor.desks[2], "day": TUESDAY, "made_at": LONG_AGO} | fields
        return BookingFactory(person=self.ada, **fields)

    def now(self, **fields) -> Booking:
        """The same on the morning that it is."""
        return self.booking(day=MONDAY, **fields)

    def offer(self, day: date = TUESDAY, until: timedelta = timedelta(hours=1)) -> WaitingRequest:
        """Ada waits for a fixed desk, and one is held for her."""
        held = BookingFactory(
            space=self.floor.desk, person=self.ada, day=day, status="offered",
            held_until=timezone.now() + until,
        )  # fmt: skip
        return WaitingRequest.objects.create(
            person=self.ada, kind="fixed_desk", status="offered", offer=held, **morning(day)
        )

    def bea_waits(self) -> WaitingRequest:
        return WaitingRequest.objects.create(
            person=self.bea, kind="fixed_desk", made_at=LONG_AGO, **morning(TUESDAY)
        )

    def assigned(self, **fields):
        """The office, Ada's since long ago."""
        return assign(self.floor.office, to=self.ada, **fields)

    def event(self, **fields):
        """An announced evening in the meeting room, which it holds."""
        event = EventFactory(days=1, elsewhere="", space=self.floor.room, **fields)
        event.booking = BookingFactory(
            space=self.floor.room, person=self.staff, start=event.start, end=event.end
        )
        event.save()
        return event


def make_world(at) -> World:
    at("2026-11-23 10:00")
    people = [
        PersonFactory(email=f"{name}@example.org", first_name=name.capitalize(), language="en")
        for name in ("ada", "bea")
    ]
    staff = PersonFactory(email="sara@example.org", role=Role.STAFF, membership=None)
    return World(make_floor(), staff, *people, at)


Recipe = Callable[[World], Call]
RECIPES: dict[str, Recipe] = {}


def recipe(verb: str):
    def keep(make: Recipe) -> Recipe:
        RECIPES[verb] = make
        return make

    return keep


#: Verbs that no month is closed for, each with the reason.
UNDATED = {
    "core.send_again": "letters are in no figure",
    "core.send_all_again": "letters are in no figure",
    "core.give_up": "letters are in no figure",
    "members.save_draft": "a draft is counted nowhere before it is sent",
    "members.submit": "dated by the clock: the current month is never closed",
    "members.take_up": "dated by the clock",
    "members.ask_for_more": "dated by the clock",
    "members.answer_request": "dated by the clock",
    "members.admit": "dated by the clock",
    "members.let_wait": "dated by the clock",
    "members.refuse": "dated by the clock",
    "members.withdraw": "dated by the clock",
    "members.invite": "invitations are in no figure",
    "members.revoke_invitation": "invitations are in no figure",
    "members.accept_invitation": "accounts of officials and staff are in no figure",
    "members.keep_profile": "themes of profiles may move on: they keep no history",
    "members.choose_language": "in no figure",
    "spaces.change_people": "who uses an assigned place changes no hour of it",
    "spaces.renew_own_feed": "calendars are in no figure",
    "spaces.renew_room_feed": "calendars are in no figure",
    "spaces.end_own_feed": "calendars are in no figure",
    "spaces.end_room_feed": "calendars are in no figure",
    "spaces.set_rules": "holds from now on, for bookings to come",
    "spaces.change_zone": "a name",
    "spaces.change_purpose": "in no figure",
    "spaces.add_equipment": "a name",
    "spaces.set_photo": "in no figure",
    "spaces.remind": "a letter, of what is to come",
    "spaces.hand_on": "offers only what is to come",
    "spaces.hand_on_all": "offers only what is to come",
    "spaces.join": "one waits only for what is to come",
    "spaces.decline": "an offer ends before its time begins",
    "spaces.withdraw": "one leaves the line only while the time is to come",
    "spaces.expire": "an offer ends before its time begins",
    "spaces.expire_offer": "an offer ends before its time begins",
    "spaces.expire_in_the_way": "an offer ends before its time begins",
    "spaces.take_offer_back": "an offer ends before its time begins",
    "spaces.drop_offer": "an offer ends before its time begins",
    "spaces.end_unserved": "who waited in vain is counted so before this is written",
    "events.draft": "drafts are in no figure",
    "events.register": "only before the event begins",
    "events.cancel_registration": "only before the event begins",
    "budget.change_programme": "the facts of the whole programme",
    "budget.plan_line": "plans belong to the whole programme",
    "budget.change_line": "plans belong to the whole programme",
    "budget.attach_file": "a file proves an amount, and changes none",
    "budget.open_file": "reads",
    "piastra.pages.send_feedback": "in no figure",
    "piastra.pages.answer_feedback": "in no figure",
    "piastra.reports.request_edition": "corrections of a closed month are just this",
    "piastra.reports.prepare_again": "the draft of a correction",
    "piastra.reports.publish": "closes the month itself",
}

# -- letters -----------------------------------------------------------------------------------------


def failed_letter() -> OutgoingMail:
    letter = put(to="chi@example.org", subject="Ciao", text="Ciao")
    OutgoingMail.objects.filter(pk=letter.pk).update(
        status="failed", next_try_at=None, stopped_at=timezone.now(), tries=3, fault="letter",
        error="550", put_off_since=LONG_AGO, broken_off=2, waits_since=LONG_AGO,
    )  # fmt: skip
    return OutgoingMail.objects.get(pk=letter.pk)


@recipe("core.send_again")
def _(world):
    given = {"by": world.staff, "letter": failed_letter()}
    return Call(given, writes=("letter_sent_again",))


@recipe("core.send_all_again")
def _(world):
    failed_letter()
    return Call({"by": world.staff}, writes=("letters_sent_again",))


@recipe("core.give_up")
def _(world):
    return Call({"by": world.staff, "letter": failed_letter()}, writes=("letter_given_up",))


# -- people ------------------------------------------------------------------------------------------

ANSWERS = {"kind": "graduate", "motivation": "Vorrei", "organisation": "Studio", "phone": "1"}


@recipe("members.save_draft")
def _(world):
    given = {"by": world.applicant, "themes": [ThemeFactory()], **ANSWERS}
    return Call(given, writes=("application_drafted",))


@recipe("members.submit")
def _(world):
    given = {"by": world.applicant, "themes": [ThemeFactory()], **ANSWERS}
    return Call(given, writes=("application_submitted",), tells=("chi",))


def _on_application(verb: str, journalled: str, *, state: str, tells=(), by="staff", **more):
    @recipe(f"members.{verb}")
    def _(world):
        application = ApplicationFactory(applicant=world.applicant, **{state: True})
        given = {"by": getattr(world, by), "application": application, **more}
        return Call(given, writes=(journalled,), tells=tells)


CHI = ("chi",)
_on_application("take_up", "application_examined", state="submitted")
_on_application(
    "ask_for_more", "information_requested", state="under_review", tells=CHI, reason="Manca"
)
_on_application(
    "answer_request",
    "application_examined",
    state="info_requested",
    by="applicant",
    answer="Eccolo",
)
_on_application("admit", "application_admitted", state="under_review", tells=CHI)
_on_application("let_wait", "application_put_off", state="under_review", tells=CHI)
_on_application("refuse", "application_refused", state="under_review", tells=CHI, reason="Pieno")
_on_application("withdraw", "application_withdrawn", state="submitted", by="applicant")

ADDRESS = "nuova@example.org"


def invitation(token: str = "chiave", **fields) -> Invitation:
    return Invitation.objects.create(
        email=ADDRESS, role=Role.OFFICIAL, token_hash=digest(token), **fields
    )


@recipe("members.invite")
def _(world):
    invitation()
    given = {"by": world.staff, "email": ADDRESS, "role": "official", "language": "en"}
    return Call(given, writes=("invitation_replaced", "invited"), tells=("nuova",))


@recipe("members.revoke_invitation")
def _(world):
    invitation()
    return Call({"by": world.staff, "email": ADDRESS}, writes=("invitation_revoked",))


@recipe("members.accept_invitation")
def _(world):
    invitation()
    names = {"first_name": "Nuova", "last_name": "Nata", "password": "una-frase-di-prova"}
    return Call({"token": "chiave", "language": "en", **names}, writes=("invitation_used",))


@recipe("members.keep_profile")
def _(world):
    told = {"headline": "Case", "bio": "Case", "organisation": "Studio", "is_listed": True}
    return Call({"by": world.ada, "themes": [ThemeFactory()], **told}, writes=("profile_kept",))


@recipe("members.choose_language")
def _(world):
    return Call({"by": world.ada, "language": "it"}, writes=("language_chosen",))


# -- bookings ----------------------------------------------------------------------------------------


@recipe("spaces.book")
def _(world):
    given = {"by": world.staff, "person": world.ada, "space": world.floor.desks[2]}
    given |= {"purpose": "Scrivo", **morning(TUESDAY)}
    return Call(given, dated=(TUESDAY,), writes=("booked",), tells=("ada",))


@recipe("spaces.cancel")
def _(world):
    world.bea_waits()
    booking = world.booking(space=world.floor.desk)
    BookingFactory(space=world.floor.desks[1], day=TUESDAY)
    # Its person would be late; the house never is.
    KindRules.objects.update(cancel_hours=48)
    given = {"by": world.staff, "booking": booking, "reason": "Guasto"}
    return Call(given, dated=(TUESDAY,), writes=("cancelled", "offered"), tells=("ada", "bea"))


@recipe("spaces.cancel_several")
def _(world):
    first, other = world.booking(), world.booking(day=FRIDAY)
    bookings = Booking.objects.filter(pk__in=[first.pk, other.pk])
    return Call(
        {"by": world.ada, "bookings": bookings},
        dated=(TUESDAY,), writes=("cancelled", "cancelled"), tells=("ada",),
    )  # fmt: skip


@recipe("spaces.move")
def _(world):
    booking = world.booking(reminded_at=LONG_AGO)
    given = {"by": world.staff, "booking": booking, "space": world.floor.desks[3]}
    return Call(
        given | morning(DECEMBER), dated=(TUESDAY, DECEMBER), writes=("moved",), tells=("ada",)
    )


@recipe("spaces.rebook")
def _(world):
    given = {"by": world.ada, "person": world.ada, "booking": world.booking()}
    given |= {"space": world.floor.desks[3], "purpose": "Altro", **morning(DECEMBER)}
    writes = ("cancelled", "booked")
    return Call(given, dated=(TUESDAY, DECEMBER), writes=writes, tells=("ada", "ada"))


@recipe("spaces.book_series")
def _(world):
    wish = Wish(world.floor.desks[2], frozenset({4}), FRIDAY, date(2026, 12, 11), slot=Slot.MORNING)
    given = {"by": world.staff, "person": world.ada, "wish": wish}
    return Call(given, dated=(FRIDAY, DECEMBER), writes=("series_booked",), tells=("ada",))


@recipe("spaces.change_purpose")
def _(world):
    given = {"by": world.staff, "booking": world.booking(), "purpose": "Altro"}
    return Call(given, writes=("purpose_changed",))


@recipe("spaces.check_in")
def _(world):
    return Call(
        {"by": world.staff, "booking": world.now()}, dated=(MONDAY,), writes=("checked_in",)
    )


@recipe("spaces.check_out")
def _(world):
    booking = world.now(attended=True)
    return Call({"by": world.ada, "booking": booking}, dated=(MONDAY,), writes=("checked_out",))


@recipe("spaces.undo_check_in")
def _(world):
    booking = world.now(attended=True, checked_out_at=local(MONDAY, time(9, 30)))
    return Call(
        {"by": world.staff, "booking": booking}, dated=(MONDAY,), writes=("check_in_taken_back",)
    )


MISSED = {"writes": ("marked_absent", "offered"), "tells": ("ada", "bea")}


def _missed(world: World) -> Booking:
    """The room that nobody came to, and Bea who waits for an hour of it."""
    hour = {"start": local(MONDAY, time(12)), "end": local(MONDAY, time(13))}
    WaitingRequest.objects.create(person=world.bea, kind="meeting_room", made_at=LONG_AGO, **hour)
    return world.now(space=world.floor.room)


@recipe("spaces.mark_absent")
def _(world):
    return Call({"by": world.staff, "booking": _missed(world)}, dated=(MONDAY,), **MISSED)  # fmt: skip


@recipe("spaces.release")
def _(world):
    return Call(
        {"booking": world.now()}, dated=(MONDAY,), writes=("marked_absent",), tells=("ada",)
    )


@recipe("spaces.unmark")
def _(world):
    booking = world.now(no_show=True, released_at=local(MONDAY, time(9, 45)))
    return Call(
        {"by": world.staff, "booking": booking}, dated=(MONDAY,), writes=("absence_taken_back",)
    )


@recipe("spaces.walk_in")
def _(world):
    given = {"by": world.staff, "person": world.ada, "space": world.floor.desks[2]}
    return Call(given | morning(MONDAY), dated=(MONDAY,), writes=("booked", "checked_in"))


@recipe("spaces.remind")
def _(world):
    return Call({"by": None, "booking": world.booking()}, writes=("reminded",), tells=("ada",))


# -- the waiting list --------------------------------------------------------------------------------


@recipe("spaces.join")
def _(world):
    for desk in world.floor.desks[:2]:
        BookingFactory(space=desk, day=TUESDAY)
    given = {"by": world.ada, "person": world.ada, "kind": "fixed_desk", **morning(TUESDAY)}
    return Call(given, writes=("waiting_joined",))


@recipe("spaces.accept")
def _(world):
    given = {"by": world.ada, "request": world.offer()}
    return Call(given, dated=(TUESDAY,), writes=("offer_accepted",), tells=("ada",))


def _on_offer(verb: str, *writes: str, tells: tuple[str, ...] = (), **more):
    @recipe(f"spaces.{verb}")
    def _(world):
        request, _next = world.offer(), world.bea_waits()
        BookingFactory(space=world.floor.desks[1], day=TUESDAY)
        given = {"by": world.ada, "request": request, **more}
        return Call(given, writes=(*writes, "offered"), tells=(*tells, "bea"))


_on_offer("decline", "offer_declined")
_on_offer("withdraw", "waiting_withdrawn")


def _on_overdue(world: World) -> WaitingRequest:
    request, _next = world.offer(until=-timedelta(minutes=1)), world.bea_waits()
    BookingFactory(space=world.floor.desks[1], day=TUESDAY)
    return request


EXPIRED = {"writes": ("offer_expired", "offered"), "tells": ("bea", "ada")}


@recipe("spaces.expire")
def _(world):
    return Call({"request": _on_overdue(world)}, **EXPIRED)


@recipe("spaces.expire_offer")
def _(world):
    return Call({"offer": _on_overdue(world).offer}, **EXPIRED)


@recipe("spaces.expire_in_the_way")
def _(world):
    _on_overdue(world)
    return Call({"space": world.floor.desk, **morning(TUESDAY)}, **EXPIRED)


TAKEN_BACK = {"writes": ("offer_taken_back", "offered"), "tells": ("ada", "bea")}


@recipe("spaces.take_offer_back")
def _(world):
    request, _next = world.offer(), world.bea_waits()
    BookingFactory(space=world.floor.desks[1], day=TUESDAY)
    given = {"by": world.staff, "request": request, "reason": "Guasto"}
    return Call(given, **TAKEN_BACK)


@recipe("spaces.drop_offer")
def _(world):
    request, _next = world.offer(), world.bea_waits()
    BookingFactory(space=world.floor.desks[1], day=TUESDAY)
    given = {"by": world.staff, "booking": request.offer, "reason": "Guasto"}
    return Call(given, **TAKEN_BACK)


@recipe("spaces.hand_on")
def _(world):
    world.bea_waits()
    given = {"space": world.floor.desk, **morning(TUESDAY)}
    return Call(given, writes=("offered",), tells=("bea",))


@recipe("spaces.hand_on_all")
def _(world):
    world.bea_waits()
    given = {"places": list(world.floor.desks[:2]), **morning(TUESDAY)}
    return Call(given, writes=("offered",), tells=("bea",))


@recipe("spaces.end_unserved")
def _(world):
    WaitingRequest.objects.create(person=world.ada, kind="office", **morning(MONDAY))
    return Call({}, writes=("waiting_unserved",))


# -- calendars ---------------------------------------------------------------------------------------


@recipe("spaces.renew_own_feed")
def _(world):
    feed = Feed.objects.create(person=world.ada)
    return Call({"by": world.ada, "instead_of": feed.version}, writes=("feed_renewed",))


@recipe("spaces.renew_room_feed")
def _(world):
    return Call({"by": world.staff, "space": world.floor.room}, writes=("feed_made",))


@recipe("spaces.end_own_feed")
def _(world):
    feed = Feed.objects.create(person=world.ada)
    return Call({"by": world.ada, "version": feed.version}, writes=("feed_switched_off",))


@recipe("spaces.end_room_feed")
def _(world):
    feed = Feed.objects.create(space=world.floor.room)
    given = {"by": world.staff, "space": world.floor.room, "version": feed.version}
    return Call(given, writes=("feed_switched_off",))


# -- assigned places ---------------------------------------------------------------------------------


@recipe("spaces.assign")
def _(world):
    given = {"by": world.staff, "space": world.floor.office, "starts": OCTOBER}
    given |= {"organisation": "Studio", "people": [world.ada, world.bea]}
    return Call(given, dated=(OCTOBER, MONDAY), writes=("assigned",), tells=("ada", "bea"))


@recipe("spaces.change_end")
def _(world):
    found = world.assigned(ends=date(2026, 12, 31))
    for day in (OCTOBER - timedelta(days=1), OCTOBER, FRIDAY):
        LentDay.objects.create(assignment=found, day=day)
    given = {"by": world.staff, "assignment": found, "ends": OCTOBER}
    return Call(given, dated=(OCTOBER, MONDAY), writes=("assignment_changed",), tells=("ada",))


@recipe("spaces.end_now")
def _(world):
    given = {"by": world.staff, "assignment": world.assigned()}
    return Call(given, dated=(MONDAY,), writes=("assignment_changed",), tells=("ada",))


@recipe("spaces.change_people")
def _(world):
    found = assign(world.floor.office, organisation="Studio", people=[world.ada])
    given = {"by": world.staff, "assignment": found, "people": [world.ada, world.bea]}
    return Call(given, writes=("assignment_shared",))


@recipe("spaces.lend")
def _(world):
    given = {"by": world.ada, "assignment": world.assigned(), "days": [FRIDAY, DECEMBER]}
    return Call(given, dated=(FRIDAY, DECEMBER), writes=("days_lent",))


@recipe("spaces.take_back")
def _(world):
    found = world.assigned()
    LentDay.objects.create(assignment=found, day=FRIDAY)
    given = {"by": world.ada, "assignment": found, "day": FRIDAY}
    return Call(given, dated=(FRIDAY,), writes=("day_taken_back",))


# -- the floor ---------------------------------------------------------------------------------------


def shut() -> dict[str, datetime]:
    return {"start": local(OCTOBER, time(0)), "end": local(date(2026, 12, 5), time(0))}


@recipe("spaces.set_hours")
def _(world):
    week = [[(time(9), time(18))]] * 5 + [[], []]
    given = {"by": world.staff, "kinds": ["event_room"], "week": week, "since": OCTOBER}
    return Call(given, dated=(OCTOBER, MONDAY), writes=("hours_set",))


@recipe("spaces.set_rules")
def _(world):
    given = {"by": world.staff, "kind": "office", "max_coming": 3, "open_to": ["student"]}
    return Call(given, writes=("rules_set",))


@recipe("spaces.close_places")
def _(world):
    booking = world.booking(day=DECEMBER)
    given = {"by": world.staff, "reason": "Lavori", "places": [booking.space], **shut()}
    given["agreed"] = frozenset({booking.pk})
    # The closed months are those between, whenever the bookings are.
    return Call(
        given, dated=(OCTOBER, MONDAY), writes=("cancelled", "closed"), tells=("ada",)
    )  # fmt: skip


@recipe("spaces.take_out")
def _(world):
    booking = world.booking(day=DECEMBER)
    given = {"by": world.staff, "reason": "Guasto", "place": booking.space, **shut()}
    given["agreed"] = frozenset({booking.pk})
    return Call(
        given, dated=(OCTOBER, MONDAY), writes=("cancelled", "taken_out_of_service"), tells=("ada",)
    )  # fmt: skip


@recipe("spaces.reopen")
def _(world):
    hole = OutOfService.objects.create(space=world.floor.room, reason="Guasto", **shut())
    return Call({"by": world.staff, "hole": hole}, dated=(MONDAY,), writes=("reopened",))


PLACE = {"kind": "mobile_desk", "equipment": [], "capacity": 1, "is_step_free": True}


@recipe("spaces.add_place")
def _(world):
    given = {"by": world.staff, "zone": "Nuova", "code": "B01", "opened_on": OCTOBER, **PLACE}
    return Call(given, dated=(OCTOBER, MONDAY), writes=("place_added",))


@recipe("spaces.change_place")
def _(world):
    place = world.floor.desks[3]
    given = {"by": world.staff, "place": place, "zone": place.zone, "name": "Nuova", **PLACE}
    given |= {"code": "B01", "opened_on": OCTOBER}
    return Call(given, dated=(SINCE, OCTOBER, MONDAY), writes=("place_changed",))


@recipe("spaces.retire_place")
def _(world):
    booking = world.booking()
    given = {"by": world.staff, "place": booking.space, "on": OCTOBER, "reason": "Rotta"}
    given["agreed"] = frozenset({booking.pk})
    return Call(
        given, dated=(OCTOBER, MONDAY), writes=("cancelled", "place_retired"), tells=("ada",)
    )  # fmt: skip


@recipe("spaces.change_zone")
def _(world):
    given = {"by": world.staff, "zone": world.floor.desk.zone, "name": "Nord", "order": 7}
    return Call(given, writes=("zone_changed",))


@recipe("spaces.add_equipment")
def _(world):
    given = {"by": world.staff, "name_it": "Lavagna", "name_en": "Whiteboard"}
    return Call(given, writes=("equipment_added",))


def picture(colour: str):
    kept = BytesIO()
    Image.new("RGB", (80, 60), colour).save(kept, "JPEG")
    return photos.prepare(SimpleUploadedFile("foto.jpg", kept.getvalue()))


@recipe("spaces.set_photo")
def _(world):
    room, first = world.floor.room, picture("red")
    room.photo.save(first.name, first)
    given = {"by": world.staff, "place": room, "photo": picture("blue")}
    return Call(given, writes=("photo_set",))


# -- events ------------------------------------------------------------------------------------------

WORDS = {"summary": "In breve", "description": "A lungo", "capacity": 9}


@recipe("events.draft")
def _(world):
    given = {"by": world.staff, "title": "Serata", "themes": [ThemeFactory()], **WORDS}
    given |= {"objective": ObjectiveFactory(), "elsewhere": "Sala"}
    given |= {"start": evening(1), "end": evening(1, 20)}
    return Call(given, writes=("event_drafted",))


@recipe("events.change")
def _(world):
    event = world.event()
    RegistrationFactory(event=event, email="vis@example.org", language="en")
    given = {"by": world.staff, "event": event, "themes": [], "title": "Altra serata"}
    given |= {"start": evening(8, 16), "end": evening(8)}
    writes = ("cancelled", "booked", "event_changed")
    return Call(given, dated=(TUESDAY, DECEMBER), writes=writes, tells=("vis",))


@recipe("events.publish")
def _(world):
    event = EventFactory(
        is_draft=True, days=1, elsewhere="", space=world.floor.room, start=evening(1, 16)
    )
    given = {"by": world.staff, "event": event}
    return Call(given, dated=(TUESDAY,), writes=("booked", "event_announced"))


@recipe("events.call_off")
def _(world):
    event = world.event()
    RegistrationFactory(event=event, email="vis@example.org", language="en")
    given = {"by": world.staff, "event": event, "reason": "Neve"}
    return Call(given, dated=(TUESDAY,), writes=("cancelled", "event_called_off"), tells=("vis",))


@recipe("events.register")
def _(world):
    given = {"by": world.ada, "event": EventFactory()}
    return Call(given, writes=("registered",), tells=("ada",))


@recipe("events.cancel_registration")
def _(world):
    registration = RegistrationFactory(email="vis@example.org", language="en")
    given = {"by": None, "registration": registration}
    return Call(given, writes=("registration_cancelled",), tells=("vis",))


@recipe("events.mark_attendance")
def _(world):
    registration = RegistrationFactory(event=EventFactory(is_past=True))
    given = {"by": world.staff, "registration": registration, "present": True}
    dated = (today() - timedelta(days=7),)
    return Call(given, dated=dated, writes=("marked_present_at_event",))


# -- money -------------------------------------------------------------------------------------------

SUPPLIER = {"name": "Ditta", "vat_number": "", "tax_code": "ZQXZQX80A01H501U", "country": "IT"}
PAPER = {"date": OCTOBER, "number": "7/A", "description": "Sedie", "new_supplier": SUPPLIER}
SUMS = {
    **dict.fromkeys(["vat", "withheld", "stamp", "rounding", "vat_recoverable"], Decimal(0)),
    **dict.fromkeys(["taxable", "total", "share"], Decimal(100)),
    "cup_status": "present",
    "cig_status": "not_due",
}


def paper(content: bytes = b"%PDF-1.4 prova") -> SimpleUploadedFile:
    return SimpleUploadedFile("fattura.pdf", content)


@recipe("budget.change_programme")
def _(world):
    ProgrammeFactory()
    given = {"by": world.staff, "title": "Altro", "starts_on": OCTOBER, "cup": "A" * 15}
    return Call(given, writes=("programme_changed",))


@recipe("budget.plan_line")
def _(world):
    ProgrammeFactory()
    given = {"by": world.staff, "action": ActionFactory(), "code": "Z1", "name": "Sedie"}
    return Call(given | {"planned": Decimal(50)}, writes=("line_planned",))


@recipe("budget.change_line")
def _(world):
    line = LineFactory()
    given = {"by": world.staff, "line": line, "action": ActionFactory(), "name": "Sedie"}
    return Call(given | {"planned": Decimal(50)}, writes=("line_replanned",))


@recipe("budget.record_commitment")
def _(world):
    given = {"by": world.staff, "line": LineFactory(), "amount": Decimal(50), **PAPER}
    return Call(given, dated=(OCTOBER,), writes=("supplier_added", "committed"))


@recipe("budget.record_document")
def _(world):
    order = CommitmentFactory()
    given = {"by": world.staff, "line": order.line, "commitment": order, "kind": "invoice"}
    given |= {"upload": paper(), **PAPER, **SUMS}
    # An order is its supplier's: so is what is invoiced on it.
    writes = ("supplier_added", "document_recorded", "file_attached")
    return Call(given, dated=(OCTOBER,), writes=writes)


@recipe("budget.attach_file")
def _(world):
    given = {"by": world.staff, "document": DocumentFactory(), "upload": paper()}
    return Call(given, writes=("file_attached",))


@recipe("budget.open_file")
def _(world):
    content = b"%PDF-1.4 prova"
    kept = DocumentFile(
        document=DocumentFactory(), name="fattura.pdf", sha256=_sha256(content), size=len(content)
    )
    kept.file.save("fattura.pdf", ContentFile(content))
    return Call({"by": world.staff, "file": kept}, writes=("file_opened",))


def _sha256(content: bytes) -> str:
    import hashlib

    return hashlib.sha256(content).hexdigest()


@recipe("budget.record_payment")
def _(world):
    given = {"by": world.staff, "document": DocumentFactory(date=OCTOBER), "date": OCTOBER}
    given |= {"amount": Decimal(10), "method": "transfer", "reference": "CRO 1"}
    return Call(given, dated=(OCTOBER,), writes=("paid",))


# -- what stands above the apps ----------------------------------------------------------------------


@recipe("piastra.pages.send_feedback")
def _(world):
    given = {"text": "Non vedo", "page": "/", "email": "vis@example.org", "language": "en"}
    return Call(given, writes=("feedback_sent",), tells=("staff", "vis"))


@recipe("piastra.pages.answer_feedback")
def _(world):
    feedback = AccessibilityFeedback.objects.create(
        text="Non vedo", email="vis@example.org", language="en"
    )
    given = {"by": world.staff, "feedback": feedback, "answer": "Ora si vede"}
    return Call(given, writes=("feedback_answered",), tells=("vis",))


def edition(world: World) -> Edition:
    """October's draft; its figures are real, its files only stand for PDFs."""
    ProgrammeFactory(starts_on=date(2026, 10, 1))
    return drafted(Month(2026, 10), world.staff)


@recipe("piastra.reports.request_edition")
def _(world):
    ProgrammeFactory(starts_on=date(2026, 10, 1))
    given = {"by": world.staff, "month": Month(2026, 10)}
    return Call(given, writes=("edition_requested",))


@recipe("piastra.reports.prepare_again")
def _(world):
    given = {"by": world.staff, "edition": edition(world)}
    return Call(given, writes=("edition_requested_again",))


@recipe("piastra.reports.publish")
def _(world):
    return Call({"by": world.staff, "edition": edition(world)}, writes=("edition_published",))
