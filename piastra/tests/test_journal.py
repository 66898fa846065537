"""Every verb of every app, done to people with a name that nobody else has: the journal tells none of it."""

import ast
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from io import BytesIO
from itertools import count
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

import budget.models
import events.models
import members.models
import piastra.reports.models
import spaces.models
from budget import actions as money
from budget.tests.factories import ActionFactory, ProgrammeFactory
from core import outbox, texts
from core.access import Role
from core.clock import today
from core.journal import CoreVerb, Verb
from core.letters import move
from core.mail import put
from core.models import JournalEntry, OutgoingMail
from core.month import Month
from events import actions as meetings
from events.tests.factories import ObjectiveFactory, ThemeFactory, evening
from members import actions as people
from members.actions import (
    abuse,
    board,
    calls,
    conversations,
    copying,
    criteria,
    deadlines,
    desk,
    erasing,
    exporting,
    memberships,
    notes,
    outcomes,
    own_data,
    plans,
    renewals,
)
from members.authentication import security
from members.models import Call, Collaboration, Membership, OutcomeQuestion, User
from members.rules.first_day import FIRST_DAY
from piastra.journal import lines, things
from piastra.pages import actions as pages
from piastra.reports import actions as reports
from piastra.reports.tests.conftest import drafted
from piastra.tests.door import through_the_door
from spaces import actions as places
from spaces.actions import assignments, openings
from spaces.actions import places as setting_up
from spaces.models import WaitingRequest
from spaces.schedule.opening import Slot
from spaces.schedule.series import Wish
from spaces.tests.factories import BookingFactory, Floor, PersonFactory, local, make_floor

pytestmark = pytest.mark.django_db

#: Stands in every name, address and text that is planted here, and nowhere else.
MARK = "Zqx"
TEXT = f"{MARK} abita in via {MARK} 7 e risponde a zqx@example.org"
TUESDAY, FRIDAY = date(2026, 11, 24), date(2026, 11, 27)
MORNING = {"start": local(TUESDAY, time(8, 30)), "end": local(TUESDAY, time(13))}
AFTERNOON = {"start": local(TUESDAY, time(13)), "end": local(TUESDAY, time(18, 30))}
NAMES = {"first_name": MARK, "last_name": MARK}


@dataclass
class World:
    """A floor on Monday morning, one of the staff, a browser of theirs, and the clock."""

    floor: Floor
    staff: User
    browser: object
    at: object
    numbers: Iterator[int] = field(default_factory=count)

    def somebody(self, **fields) -> User:
        return PersonFactory(**NAMES, email=f"zqx{next(self.numbers)}@zqx.example.org", **fields)


@pytest.fixture
def world(at, client_of, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    at("2026-11-23 09:00")
    staff = PersonFactory(**NAMES, email="zqx@zqx.example.org", role=Role.STAFF, membership=None)
    return World(make_floor(), staff, client_of(staff), at)


def paper(name: str, content: bytes = b"%PDF-1.4") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


# -- spaces ------------------------------------------------------------------------------------------


def of_spaces(world: World) -> None:
    _books(world)
    _waits(world)
    _has_a_calendar(world)
    _is_assigned_a_place(world)
    _sets_the_floor_up(world)
    _opens_and_closes(world)
    _comes_and_goes(world)
    _imports_bookings(world)


def _imports_bookings(world: World) -> None:
    ada = world.somebody()
    row = f"{ada.email};{world.floor.desks[2].code};20/11/2026;09:00;10:00"
    content = f"email;posto;giorno;dalle;alle\n{row}\n".encode()
    brought = people.imports.bring_file(
        by=world.staff, kind="bookings", content=content, name=f"{MARK}.csv"
    )
    people.imports.check_import(brought)
    brought = people.imports.begin_import(by=world.staff, brought=brought)
    people.imports.write_import(brought)


def _books(world: World) -> None:
    ada, desk, staff = world.somebody(), world.floor.desks[2], world.staff
    booking = places.book(by=ada, person=ada, space=desk, purpose=TEXT, **MORNING)
    places.change_purpose(by=ada, booking=booking, purpose=f"{MARK} {MARK}")
    places.move(by=ada, booking=booking, space=world.floor.desks[3], **AFTERNOON)
    places.cancel(by=staff, booking=booking, reason=TEXT)
    far = {"start": local(date(2027, 3, 2), time(8, 30)), "end": local(date(2027, 3, 2), time(13))}
    places.book(by=staff, person=ada, space=desk, override=TEXT, **far)
    wish = Wish(desk, frozenset({4}), FRIDAY, date(2026, 12, 11), slot=Slot.MORNING, purpose=TEXT)
    places.book_series(by=ada, person=ada, wish=wish)
    long_ago = local(date(2026, 11, 9), time(9))
    known = BookingFactory(space=desk, person=ada, day=TUESDAY, made_at=long_ago)
    assert places.remind(by=None, booking=known)


def _waits(world: World) -> None:
    floor, staff = world.floor, world.staff
    for answer in (places.accept, places.decline, places.withdraw, _is_put_back, _lets_expire):
        held = [BookingFactory(space=desk, day=TUESDAY) for desk in floor.desks[:2]]
        ada = world.somebody()
        request = places.join(by=ada, person=ada, kind=floor.desk.kind, **MORNING)
        places.cancel(by=staff, booking=held[0], reason=TEXT)
        request.refresh_from_db()
        assert request.offer, answer
        if answer in (_is_put_back, _lets_expire):
            answer(world, request)
        else:
            answer(by=ada, request=request)
        _clear_the_morning()
    bea = world.somebody()
    WaitingRequest.objects.create(
        person=bea, kind=floor.desk.kind, start=local(TUESDAY, time(7)), end=MORNING["end"]
    )
    world.at("2026-11-24 07:30")
    places.end_unserved()
    world.at("2026-11-23 09:00")


def _clear_the_morning() -> None:
    """Empty the two fixed desks for the next who waits."""
    WaitingRequest.objects.filter(status="waiting").delete()
    held = spaces.models.Booking.objects.holding().filter(space__code__in=["A01", "A02"])
    held.update(status="cancelled")


def _is_put_back(world: World, request: WaitingRequest) -> None:
    places.cancel(by=world.staff, booking=request.offer, reason=TEXT)


def _lets_expire(world: World, request: WaitingRequest) -> None:
    world.at("2026-11-23 14:00")
    places.expire(request=request)
    world.at("2026-11-23 09:00")


def _has_a_calendar(world: World) -> None:
    ada = world.somebody()
    feed = places.renew_own_feed(by=ada)
    feed = places.renew_own_feed(by=ada, instead_of=feed.version)
    places.end_own_feed(by=ada, version=feed.version)


def _is_assigned_a_place(world: World) -> None:
    ada, bea, staff = world.somebody(), world.somebody(), world.staff
    given = assignments.assign(
        by=staff, space=world.floor.office, new_organisation=TEXT, people=[ada], starts=today()
    )
    assignments.change_end(by=staff, assignment=given, ends=date(2026, 12, 31))
    assignments.change_people(by=staff, assignment=given, people=[ada, bea])
    assignments.lend(by=ada, assignment=given, days=[FRIDAY])
    assignments.take_back(by=ada, assignment=given, day=FRIDAY)
    begins = date(2027, 3, 1)
    later = assignments.assign(by=staff, space=world.floor.desks[1], person=bea, starts=begins)
    assignments.end_now(by=staff, assignment=later)


def _sets_the_floor_up(world: World) -> None:
    staff, browser = world.staff, world.browser
    found = setting_up.add_equipment(by=staff, name_it=MARK, name_en=MARK)
    facts = {"code": "B01", "name": TEXT[:60], "kind": "mobile_desk", "opened_on": today()}
    made = setting_up.add_place(by=staff, zone=MARK, equipment=[found], **facts)
    facts["name"] = f"{MARK} 2"
    setting_up.change_place(by=staff, place=made, zone=made.zone, equipment=[], **facts)
    setting_up.change_zone(by=staff, zone=made.zone, name=f"{MARK} 3", order=9)
    image = BytesIO()
    Image.new("RGB", (80, 60)).save(image, "JPEG")
    browser.post("/spazi/B01/foto/", {"photo": paper(f"{MARK}.jpg", image.getvalue())})
    browser.post("/spazi/B01/foto/togli/")
    setting_up.retire_place(by=staff, place=made, on=date(2027, 1, 1), reason=TEXT)


def _opens_and_closes(world: World) -> None:
    staff, floor = world.staff, world.floor
    openings.set_rules(by=staff, kind="office", max_coming=3, open_to=["student", "graduate"])
    later = {"start": local(date(2027, 2, 1), time(0)), "end": local(date(2027, 2, 3), time(0))}
    closure = openings.close_places(by=staff, reason=TEXT, places=[floor.room], **later)
    openings.reopen(by=staff, hole=closure)
    openings.take_out(by=staff, place=floor.room, reason=TEXT, **later)
    week = [[(time(9), time(18))]] * 5 + [[], []]
    openings.set_hours(by=staff, kinds=["event_room"], week=week, since=FRIDAY, reason=TEXT)


def _comes_and_goes(world: World) -> None:
    staff, desk = world.staff, world.floor.desks[3]
    booking = BookingFactory(space=desk, person=world.somebody(), day=TUESDAY)
    world.at("2026-11-24 10:00")
    places.mark_absent(by=staff, booking=booking)
    places.unmark(by=staff, booking=booking)
    places.check_in(by=staff, booking=booking)
    places.undo_check_in(by=staff, booking=booking)
    places.check_in(by=booking.person, booking=booking)
    places.check_out(by=booking.person, booking=booking)


# -- the other apps ----------------------------------------------------------------------------------


def of_events(world: World) -> None:
    staff = world.staff
    facts = {
        "title": TEXT, "summary": TEXT, "description": TEXT, "elsewhere": TEXT, "capacity": 9,
        "objective": ObjectiveFactory(),
    }  # fmt: skip
    event = meetings.draft(
        by=staff, themes=[ThemeFactory()], start=evening(1), end=evening(1, 20), **facts
    )
    meetings.publish(by=staff, event=event)
    meetings.change(by=staff, event=event, themes=[], start=evening(2), end=evening(2, 20))
    visitor = meetings.register(by=None, event=event, name=TEXT[:60], email="zqx@example.com")
    member = meetings.register(by=world.somebody(), event=event)
    meetings.cancel_registration(by=None, registration=visitor)
    world.at("2026-11-25 21:00")
    for present in (True, False):
        meetings.mark_attendance(by=staff, registration=member, present=present)
    world.at("2026-11-23 09:00")
    meetings.call_off(by=staff, event=event, reason=TEXT)


def of_budget(world: World) -> None:
    staff, supplier = world.staff, {"vat_number": "", "tax_code": "ZQXZQX80A01H501U"}
    supplier |= {"name": TEXT, "country": "IT"}
    ProgrammeFactory()
    money.change_programme(by=staff, title=TEXT, starts_on=today(), cup="A" * 15)
    line = money.plan_line(
        by=staff, action=ActionFactory(), code="V1", name=TEXT, planned=Decimal(5000)
    )
    money.change_line(by=staff, line=line, action=line.action, name=MARK, planned=Decimal(6000))
    words = {"date": today(), "number": f"{MARK} 7", "description": TEXT, "new_supplier": supplier}
    money.record_commitment(by=staff, line=line, amount=Decimal(1000), **words)
    sums = dict.fromkeys(["vat", "withheld", "stamp", "rounding"], Decimal(0))
    sums |= {"taxable": Decimal(100), "total": Decimal(100), "share": Decimal(100)}
    codes = {"vat_recoverable": Decimal(0), "cup_status": "present", "cig_status": "not_due"}
    upload = paper(f"{MARK}.pdf")
    document = money.record_document(
        by=staff, line=line, kind="invoice", upload=upload, **sums, **codes, **words
    )
    money.open_file(by=staff, file=document.files.get()).close()
    paid = {"date": today(), "amount": Decimal(100), "method": "transfer", "reference": TEXT}
    money.record_payment(by=staff, document=document, **paid)


def of_members(world: World) -> None:
    staff = world.staff
    for way in (people.admit, people.let_wait, people.refuse, people.withdraw):
        applicant = world.somebody(role=Role.APPLICANT, membership=None)
        _writes_an_application(applicant)
        sent = people.submit(by=applicant)
        if way == people.withdraw:
            way(by=applicant, application=sent)
            continue
        people.take_up(by=staff, application=sent)
        people.ask_for_more(by=staff, application=sent, reason=TEXT)
        people.answer_request(by=applicant, application=sent, answer=TEXT)
        way(by=staff, application=sent, **({"reason": TEXT} if way == people.refuse else {}))
    people.set_application_rules(by=staff, answer_days=20)
    ada = world.somebody()
    told = {"headline": TEXT, "bio": TEXT, "offers": TEXT, "looks_for": TEXT}
    people.keep_profile(by=ada, themes=[], is_listed=True, links=[f"https://{MARK}.it"], **told)
    photo = ContentFile(b"RIFF", name="foto.webp")
    people.set_profile_photo(by=ada, photo=photo, photo_alt=TEXT)
    people.remove_profile_photo(by=ada)
    people.give_consent(by=ada, kind="photos")
    people.withdraw_consent(by=ada, kind="photos")
    people.choose_language(by=ada, language="en")
    _invites(world)
    _decides(world)
    _looks_after_memberships(world)
    _looks_after_organisations(world)
    _imports(world)
    _looks_after_accounts(world)
    _looks_after_own_data(world)
    _uses_the_board(world)
    through_the_door(world.somebody(role=Role.STAFF, membership=None))


def _uses_the_board(world: World) -> None:
    staff, ada, bea = world.staff, world.somebody(), world.somebody()
    said = {"title": TEXT[:100], "text": TEXT}
    post = board.publish_post(by=ada, kind="offer", theme=ThemeFactory(), **said)
    board.change_post(by=ada, post=post, text=f"{TEXT} 2")
    board.close_post(by=ada, post=post)
    post = board.reopen_post(by=ada, post=post)
    message = conversations.answer_post(by=bea, post=post, text=TEXT)
    talk = message.conversation
    conversations.write_message(by=ada, conversation=talk, text=TEXT)
    for each in (ada, bea):
        conversations.say_it_worked(by=each, conversation=talk)
    made = Collaboration.objects.get(conversation=talk)
    conversations.unmake_collaboration(by=staff, collaboration=made, reason=TEXT)
    report = abuse.report_abuse(by=bea, thing=post, reason=TEXT)
    abuse.dismiss_report(by=staff, report=report, reason=TEXT)
    report = abuse.report_abuse(by=ada, thing=message, reason=TEXT)
    abuse.uphold_report(by=staff, report=report, reason=TEXT)
    abuse.hide_post(by=staff, post=post, reason=TEXT)
    abuse.show_post(by=staff, post=post)
    told = {"enterprise": "founded", "words": TEXT}
    (membership,) = ada.memberships.all()
    for moment in ("renewal", "leaving"):
        outcomes.ask_outcome(membership=membership, moment=moment)
    first, second = OutcomeQuestion.objects.filter(membership=membership)
    outcomes.answer_outcome(question=first, **told)
    outcomes.decline_outcomes(question=second)
    outcomes.record_outcome(by=staff, person=ada, moment="leaving", **told)


def _looks_after_own_data(world: World) -> None:
    ada = world.somebody()
    own_data.change_own_name(by=ada, first_name=MARK, last_name=f"{MARK} bis")
    copying.work_on_export(exporting.ask_export(by=ada).pk)
    exporting.open_export(by=ada, export=ada.data_exports.get()).close()
    erasing.withdraw_erasure(by=ada, request=erasing.ask_erasure(by=ada))
    refused = {"request": erasing.ask_erasure(by=ada), "reason": TEXT}
    erasing.refuse_erasure(by=world.staff, **refused)
    asked = erasing.ask_erasure(by=ada)
    ada.erasures.filter(pk=asked.pk).update(due=today())
    erasing.erase_person(request=asked)


def _writes_an_application(applicant) -> None:
    said = {"kind": "organisation", "is_of_age": True, "days_a_week": 3, "privacy_seen": True}
    words = {name: TEXT for name in ("idea", "organisation", "offers", "looks_for", "own_role")}
    more = {"legal_form": MARK, "tax_number": "00743110157", "phone": MARK}
    anna = [(MARK, MARK, f"{MARK}@example.org")]
    funder = {"municipality": MARK, "gender": "woman"}
    themes = [ThemeFactory()]
    draft = people.save_draft(
        by=applicant, themes=themes, people=anna, funder=funder, **said, **words, **more
    )
    paper = SimpleUploadedFile(f"{MARK}.pdf", b"%PDF-1.4\n%%EOF")
    document = people.bring_document(by=applicant, application=draft, upload=paper)
    people.open_document(by=applicant, document=document).close()
    people.remove_document(by=applicant, document=document)


def _looks_after_accounts(world: World) -> None:
    staff, ada = world.staff, world.somebody()
    words = {"by": staff, "person": ada, "reason": TEXT}
    people.correct_name(first_name=MARK, last_name=f"{MARK} 2", seen=ada.get_full_name(), **words)
    Authenticator.objects.create(user=ada, type="totp", data={})
    people.reset_factor(**words)
    people.change_role(role="official", seen="member", **words)
    people.close_account(**words)
    people.reopen_account(**words)
    Client().force_login(ada, backend="allauth.account.auth_backends.AuthenticationBackend")
    people.end_sessions(by=ada, of=ada)
    people.link_identity(by=ada, uid="a" * 64)
    people.unlink_identity(by=ada)
    security.identity_failed(why="away")


def _decides(world: World) -> None:
    """What the staff do beside an application, all of it with words in it."""
    staff, named = world.staff, {"name_it": TEXT, "name_en": TEXT}
    call = calls.open_call(
        by=staff, opens=today(), closes=today() + timedelta(9), is_assessed=True, **named
    )
    calls.change_call(
        by=staff,
        call=call,
        opens=call.opens,
        closes=today() + timedelta(8),
        is_assessed=True,
        **named,
    )
    criterion = criteria.add_criterion(by=staff, call=call, most=9, **named)
    criteria.change_criterion(by=staff, criterion=criterion, most=10, **named)
    refusal = criteria.add_refusal_reason(by=staff, **named)
    criteria.change_refusal_reason(by=staff, refusal=refusal, name_it=TEXT, name_en=f"{TEXT} 2")
    applicant = world.somebody(role=Role.APPLICANT, membership=None)
    _writes_an_application(applicant)
    sent = people.submit(by=applicant)
    people.take_up(by=staff, application=sent)
    desk.assign(by=staff, application=sent, to=None, seen=staff.pk)
    note = desk.note_application(by=staff, application=sent, words=TEXT)
    desk.remove_application_note(by=staff, note=note)
    sent.refresh_from_db()
    other = criteria.add_criterion(by=staff, call=call, most=5, name_it="Altro", name_en="Other")
    points = {"points": {criterion.pk: 7}, "words": {criterion.pk: TEXT}}
    desk.assess(by=staff, application=sent, seen="", **points)
    criteria.remove_criterion(by=staff, criterion=other)
    people.ask_for_more(by=staff, application=sent, reason=TEXT)
    people.write_answer(by=staff, application=sent, answer=TEXT)
    people.refuse(by=staff, application=sent, reason=TEXT, refusal=refusal)
    people.undo(by=staff, application=sent, seen=sent.moves.last().pk, reason=TEXT)
    Call.objects.filter(pk=call.pk).update(opens=today() - timedelta(9), closes=today())
    deadlines.tell_drafts(call=call)
    soon = today() + timedelta(60)
    calls.remove_call(
        by=staff,
        call=calls.open_call(by=staff, opens=soon, closes=soon + timedelta(5), **named),
    )


def _looks_after_memberships(world: World) -> None:
    staff, ada = world.staff, world.somebody()
    plan = plans.keep_plan(by=staff, name_it=TEXT, name_en=TEXT)
    (held,) = ada.memberships.all()
    memberships.change_plan(by=staff, membership=held, plan=plan)
    resting = {"since": today(), "until": None, "reason": TEXT}
    memberships.resume(
        by=staff, suspension=memberships.suspend(by=staff, membership=held, **resting)
    )
    held = memberships.end(by=staff, membership=held, ends=today() + timedelta(20), reason=TEXT)
    notes.write_note(by=staff, person=ada, text=TEXT)
    memberships.remind(membership=held, days_before=30)
    renewals.withdraw_renewal(by=ada, request=renewals.ask_renewal(by=ada))
    renewals.refuse_renewal(by=staff, request=renewals.ask_renewal(by=ada), reason=TEXT)
    renewals.grant_renewal(by=staff, request=renewals.ask_renewal(by=ada))
    (_held, later) = ada.memberships.order_by("starts")
    memberships.end(by=staff, membership=later, ends=later.starts, reason=TEXT)
    Membership.objects.filter(pk=held.pk).update(ends=today())
    memberships.close_over(membership=held)


def _looks_after_organisations(world: World) -> None:
    staff, ada = world.staff, world.somebody()
    one, other = (people.find_or_make(by=staff, name=f"{TEXT} {n}") for n in (1, 2))
    people.keep_organisation(by=staff, organisation=one, name=f"{TEXT} 1", description=TEXT)
    people.add_person(by=staff, organisation=one, person=ada)
    people.set_manager(by=staff, organisation=one, person=ada, is_manager=True)
    people.invite_person(by=ada, organisation=one, email="zqx.ente@zqx.example.org", **NAMES)
    people.merge(by=staff, kept=other, gone=one)
    people.remove_person(by=staff, organisation=other, person=ada)


def _imports(world: World) -> None:
    content = f"nome;descrizione\n{TEXT};{TEXT}\n".encode()
    brought = people.imports.bring_file(
        by=world.staff, kind="organisations", content=content, name=f"{MARK}.csv"
    )
    people.imports.check_import(brought)
    brought = people.imports.begin_import(by=world.staff, brought=brought)
    people.imports.write_import(brought)


def _invites(world: World) -> None:
    staff, address = world.staff, "zqx.nuova@zqx.example.org"
    people.invite(by=staff, email=address, role="official")
    people.invite(by=staff, email=address, role="official")
    people.revoke_invitation(by=staff, email=address)
    gone = User.objects.create_user(address, "zqx-zqx-zqx", **NAMES)
    EmailAddress.objects.create(user=gone, email=address, verified=False, primary=True)
    sent = people.invite(by=None, email=address, role="official")
    token = sent.link.rstrip("/").rpartition("/")[2]
    people.accept_invitation(token=token, password="zqx-zqx-zqx", language="it", **NAMES)


def of_core(world: World) -> None:
    staff = world.staff
    letters = [put(to="zqx@example.org", subject=TEXT, text=TEXT) for _each in range(3)]
    outbox.send_again(by=staff, letter=letters[0])
    outbox.give_up(by=staff, letter=letters[1])
    move(OutgoingMail.objects.get(pk=letters[2].pk), "failed", by=None)
    outbox.send_all_again(by=staff)
    report = pages.send_feedback(text=TEXT, page="/", email="zqx@example.org", language="it")
    pages.answer_feedback(by=staff, feedback=report, answer=TEXT)
    texts.write_text(by=staff, key=FIRST_DAY.key, language="it", body=TEXT, seen=0)


def of_reports(world: World) -> None:
    ProgrammeFactory(starts_on=date(2026, 10, 1), title=TEXT)
    edition = drafted(Month(2026, 10), world.staff)
    reports.prepare_again(edition=edition, by=world.staff)
    edition.delete()
    edition = reports.publish(edition=drafted(Month(2026, 10), world.staff), by=world.staff)
    reports.note_download(edition=edition, by=world.staff, file="spazi.csv")
    reports.request_edition(month=Month(2026, 10), by=world.staff, reason=TEXT)


SCENES = {
    spaces.models.Verb: of_spaces,
    events.models.Verb: of_events,
    budget.models.Verb: of_budget,
    members.models.Verb: of_members,
    CoreVerb: of_core,
    piastra.reports.models.Verb: of_reports,
}


@pytest.mark.parametrize("verbs", SCENES, ids=lambda verbs: verbs.__module__)
def test_no_verb_tells_a_name_an_address_or_what_somebody_wrote(verbs, world):
    SCENES[verbs](world)
    written = list(JournalEntry.objects.values("verb", "subject", "details"))
    assert set(verbs.values) - {line["verb"] for line in written} == set()
    assert [line for line in written if MARK.lower() in json.dumps(line).lower()] == []


@pytest.mark.parametrize("verbs", SCENES, ids=lambda verbs: verbs.__module__)
def test_every_verb_of_every_app_is_a_sentence(verbs, world, client_of):
    """With a thing that has a name, and details that have one."""
    SCENES[verbs](world)
    desk = client_of(world.staff)
    entries = list(JournalEntry.objects.order_by("-pk"))
    found = lines.shown(entries)
    assert {entry.subject for entry in entries} <= set(things.BY_LABEL)
    for entry, line in zip(entries, found, strict=True):
        assert line.what != entry.verb
        assert set(entry.details) - set(lines.DETAILS) == set(), entry.verb
        assert not line.page or desk.get(line.page).status_code in (200, 404), line.page
    assert desk.get("/registro/").status_code == 200


def test_every_app_has_its_scene():
    assert set(SCENES) == set(Verb.__subclasses__())


# -- the source --------------------------------------------------------------------------------------

APPS = ["core", "members", "spaces", "events", "budget", "piastra"]


def sources() -> Iterator[Path]:
    for app in APPS:
        for path in sorted((settings.BASE_DIR / app).rglob("*.py")):
            if not {"tests", "testing", "migrations"} & set(path.parts):
                yield path


def named(path: Path) -> str:
    return str(path.relative_to(settings.BASE_DIR))


def strings_for_verbs(source: str) -> list[int]:
    """The lines in which a call is given a string, or one put together, as its `verb`."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    given = [each.value for call in calls for each in call.keywords if each.arg == "verb"]
    parts = [part for value in given for part in ast.walk(value)]
    return [
        part.lineno for part in parts
        if isinstance(part, ast.JoinedStr) or (isinstance(part, ast.Constant) and isinstance(part.value, str))
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("record(by=by, verb=Verb.BOOKED, on=it)", []),
        ("record(by=by, verb='booked', on=it)", [1]),
        ("journal.record(by=by, verb=f'marked {status}', on=it)", [1, 1]),
        ("_end(request, by=by, verb='withdrew' if ours else Verb.X)", [1]),
    ],
)
def test_a_string_for_a_verb_is_seen(source, lines):
    assert strings_for_verbs(source) == lines


def test_no_verb_of_the_journal_is_a_string():
    found = {named(path): strings_for_verbs(path.read_text()) for path in sources()}
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_each_verb_is_used():
    text = "\n".join(path.read_text() for path in sources())
    unused = [verb for app in SCENES for verb in app if f"Verb.{verb.name}" not in text]
    assert unused == []


def test_the_journal_is_written_in_one_place_and_read_by_people_only():
    """What a page or a rule must know has a column of its own."""
    naming = {named(path) for path in sources() if "JournalEntry" in path.read_text()}
    shown = {"piastra/journal/lines.py", "piastra/journal/reading.py", "piastra/journal/views.py"}
    #: Its person's own lines, in the copy of their data.
    copied = {"core/own_rows.py", "members/actions/packing.py"}
    assert naming == {"core/journal.py", "core/models.py"} | shown | copied
    tables = {named(path) for path in sources() if "core_journalentry" in path.read_text()}
    assert tables == set()
