"""For each verb a call that does it, in a small world on a Monday morning.

A new verb needs a function here: `@recipe("app.verb")`, given the world, answering with a `Call`. Say the dates
of what it writes in `dated`, or in `UNDATED` why it belongs to no month; the journal's lines in `writes`, the
readers of its letters in `tells`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property

from django.utils import timezone

from core.access import Role
from events.tests.factories import (
    EventFactory,
)
from members.models import User
from spaces.models import Booking, WaitingRequest
from spaces.tests.factories import (
    HALF,
    OPENS,
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
    "core.give_up_all_to": "letters are in no figure",
    "members.save_draft": "a draft is counted nowhere before it is sent",
    "members.bring_document": "documents are in no figure",
    "members.remove_document": "documents are in no figure",
    "members.open_document": "documents are in no figure",
    "members.set_application_rules": "rules are in no figure",
    "members.submit": "dated by the clock: the current month is never closed",
    "members.take_up": "dated by the clock",
    "members.ask_for_more": "dated by the clock",
    "members.answer_request": "dated by the clock",
    "members.write_answer": "dated by the clock",
    "members.assign": "in no figure",
    "members.note_application": "notes are in no figure",
    "members.remove_application_note": "notes are in no figure",
    "members.assess": "points are in no figure",
    "members.open_call": "calls are in no figure",
    "members.change_call": "calls are in no figure",
    "members.remove_call": "calls are in no figure",
    "members.tell_drafts": "drafts are in no figure",
    "members.add_criterion": "calls are in no figure",
    "members.change_criterion": "calls are in no figure",
    "members.remove_criterion": "calls are in no figure",
    "members.add_refusal_reason": "the list of reasons is in no figure",
    "members.change_refusal_reason": "the list of reasons is in no figure",
    "members.let_wait": "dated by the clock",
    "members.refuse": "dated by the clock",
    "members.withdraw": "dated by the clock",
    "members.withdraw_all": "dated by the clock",
    "members.end": "an end is today or later",
    "members.suspend": "a suspension begins today or later",
    "members.resume": "dated by the clock",
    "members.change_plan": "plans are in no figure",
    "members.close_over": "what is given back is to come",
    "members.remind": "a letter",
    "members.ask_renewal": "requests are in no figure",
    "members.refuse_renewal": "requests are in no figure",
    "members.withdraw_renewal": "requests are in no figure",
    "members.write_note": "notes are in no figure",
    "members.keep_plan": "plans are in no figure",
    "spaces.write_plan": "holds from now on, for bookings to come",
    "core.write_text": "texts are in no figure",
    "members.invite": "invitations are in no figure",
    "members.revoke_invitation": "invitations are in no figure",
    "members.accept_invitation": "accounts of officials and staff are in no figure",
    "members.find_or_make": "an organisation is in no figure",
    "members.keep_organisation": "an organisation is in no figure",
    "members.add_person": "dated by the clock",
    "members.set_manager": "in no figure",
    "members.remove_person": "dated by the clock",
    "members.leave": "dated by the clock",
    "members.invite_person": "invitations are in no figure",
    "members.take_in": "dated by the clock",
    "members.merge": "an organisation is in no figure",
    "spaces.leave_places_of": "who uses a place is in no figure",
    "members.publish_post": "posts are in no figure",
    "members.change_post": "posts are in no figure",
    "members.close_post": "posts are in no figure",
    "members.reopen_post": "posts are in no figure",
    "members.hide_post": "posts are in no figure",
    "members.show_post": "posts are in no figure",
    "members.answer_post": "messages are in no figure",
    "members.write_message": "messages are in no figure",
    "members.say_it_worked": "dated by the clock: the current month is never closed",
    "members.report_abuse": "reports are in no figure",
    "members.uphold_report": "reports are in no figure",
    "members.dismiss_report": "reports are in no figure",
    "members.ask_outcome": "a letter",
    "members.answer_outcome": "dated by the clock",
    "members.decline_outcomes": "in no figure",
    "members.record_outcome": "dated by the clock",
    "members.bring_file": "in no figure until it is written",
    "members.begin_import": "in no figure until it is written",
    "members.change_role": "a membership begins and ends today: the current month is never closed",
    "members.close_account": "dated by the clock",
    "members.reopen_account": "dated by the clock",
    "members.correct_name": "a name",
    "members.reset_factor": "in no figure",
    "members.end_sessions": "in no figure",
    "members.link_identity": "by what one signs in is in no figure",
    "members.unlink_identity": "by what one signs in is in no figure",
    "members.join_by_identity": "accounts of applicants are in no figure",
    "members.give_consent": "consents are in no figure",
    "members.withdraw_consent": "consents are in no figure",
    "members.set_profile_photo": "photos are in no figure",
    "members.remove_profile_photo": "photos are in no figure",
    "members.keep_profile": "themes of profiles may move on: they keep no history",
    "members.choose_language": "in no figure",
    "members.change_own_name": "a name",
    "members.ask_export": "copies of one's data are in no figure",
    "members.open_export": "copies of one's data are in no figure",
    "members.clear_exports": "copies of one's data are in no figure",
    "members.ask_erasure": "in no figure until it is done",
    "members.withdraw_erasure": "in no figure",
    "members.refuse_erasure": "in no figure",
    "members.erase_all_due": "as each of them",
    "members.erase_person": "takes words away and no hours; what is given back is to come",
    "members.end_session": "sessions are in no figure",
    "members.clear_sessions": "sessions are in no figure",
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
    "spaces.give_all_back": "only what is to come",
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
    "piastra.reports.note_download": "a download is in no figure",
    "piastra.reports.publish": "closes the month itself",
}
