"""What is done with events: announcing them, registering for them, taking attendance.

Whoever changes places or state locks the event's row first: it holds the count of taken places.
"""

import uuid

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import get_language

from core import identity
from core.closing import ensure_open
from core.journal import record
from core.locks import lock
from core.mail import post
from core.refusals import ensure
from core.walls import again_if_deadlocked, explained
from events import rules
from events.models import Event, Registration, Verb
from spaces import actions as spaces
from spaces.models import Booking

#: Addresses of our own pages, which no event's address may hide.
OWN_PAGES = {"nuovo"}


@transaction.atomic
def draft(*, by, title: str, themes, request_key: uuid.UUID | None = None, **facts) -> Event:
    """Write an event that only organisers see. `facts` are the event's other fields.

    The same `request_key` finds its first event. Raises `Refusal` when that says something else by now.
    """
    wanted = {"title": title, **facts}
    if first := identity.made_by_form(Event, request_key):
        ensure(rules.why_not_again(first, wanted, themes))
        return first
    slug = identity.free_slug(Event.objects.all(), title, otherwise="evento", taken=OWN_PAGES)
    event = Event.objects.create(
        slug=slug, made_by=by, request_key=request_key or uuid.uuid4(), **wanted
    )
    event.themes.set(themes)
    record(by=by, verb=Verb.EVENT_DRAFTED, on=event)
    return event


@again_if_deadlocked
@transaction.atomic
def change(*, by, event: Event, themes, **facts) -> Event:
    """Change an event. An announced one moves its booking, and tells who is registered of a new time or place."""
    event = _locked(event)
    ensure(rules.why_not_change(event))
    before = _when_and_where(event)
    for name, value in facts.items():
        setattr(event, name, value)
    if event.status == Event.Status.PUBLISHED:
        ensure(rules.why_not_hold(event))
        if before != _when_and_where(event):
            _change_space(event, by=by)
            _tell_everybody(event, "event_changed")
        elif event.booking:
            spaces.change_purpose(by=by, booking=event.booking, purpose=event.title)
    event.save()
    event.themes.set(themes)
    record(by=by, verb=Verb.EVENT_CHANGED, on=event)
    return event


@again_if_deadlocked
@transaction.atomic
def publish(*, by, event: Event) -> Event:
    """Announce a draft to everybody, and take its place on the floor."""
    event = _locked(event)
    ensure(rules.why_not_publish(event))
    _occupy_space(event, by=by)
    rules.EVENT.move(event, Event.Status.PUBLISHED, by=by, booking=event.booking)
    record(by=by, verb=Verb.EVENT_ANNOUNCED, on=event)
    return event


@again_if_deadlocked
@transaction.atomic
def call_off(*, by, event: Event, reason: str) -> Event:
    """Call an announced event off: its place is free again, and who is registered is told why."""
    event = _locked(event)
    ensure(rules.why_not_call_off(event))
    _leave_space(event, by=by)
    said = {"booking": None, "cancel_reason": reason}
    rules.EVENT.move(event, Event.Status.CANCELLED, by=by, **said)
    record(by=by, verb=Verb.EVENT_CALLED_OFF, on=event)
    _tell_everybody(event, "event_called_off", reason=reason)
    return event


@transaction.atomic
def register(*, by, event: Event, **visitor: str) -> Registration:
    """Take a place for a signed-in person (`by`), or for a visitor who leaves `name` and `email`, both.

    Whoever has a place already keeps that one: a form sent twice changes nothing.
    """
    ensure(rules.why_not_register_as(by))
    event, who = _locked(event), _who(by, **visitor)
    held = event.registrations.holding().of(person=by, email=who["email"]).first()
    if held:
        return held
    ensure(rules.why_not_register(event))
    registration = _take_place(event, **who)
    record(by=by, verb=Verb.REGISTERED, on=registration, event=event.pk)
    _tell(registration, "registration_confirmed")
    return registration


@transaction.atomic
def cancel_registration(*, by, registration: Registration, tells: bool = True) -> Registration:
    """Give the place back. Cancelling twice changes nothing. Who gives many back tells them in one letter."""
    event = _locked(registration.event)
    registration = event.registrations.get(pk=registration.pk)
    if registration.status == Registration.Status.CANCELLED:
        return registration
    ensure(rules.why_not_cancel(registration))
    cancelled, now = Registration.Status.CANCELLED, timezone.now()
    rules.REGISTRATION.move(registration, cancelled, by=by, cancelled_at=now)
    Event.objects.filter(pk=event.pk).update(taken=F("taken") - 1)
    record(by=by, verb=Verb.REGISTRATION_CANCELLED, on=registration, event=event.pk)
    if tells:
        _tell(registration, "registration_cancelled")
    return registration


@transaction.atomic
def mark_attendance(*, by, registration: Registration, present: bool) -> Registration:
    """Write whether a registered person came. Marking again corrects it."""
    event = _locked(registration.event)
    registration = event.registrations.get(pk=registration.pk)
    ensure(rules.why_not_mark(registration))
    ensure_open(event.start)
    status = Registration.Status.ATTENDED if present else Registration.Status.ABSENT
    if registration.status != status:
        rules.REGISTRATION.move(registration, status, by=by)
        verb = Verb.MARKED_PRESENT if present else Verb.MARKED_ABSENT
        record(by=by, verb=verb, on=registration, event=event.pk)
    return registration


def _locked(event: Event) -> Event:
    """The event as it is now, kept for us until the transaction ends."""
    return lock(Event.objects.all(), event.pk)


def _who(by, **visitor: str) -> dict:
    if by is not None and by.is_authenticated:
        return {
            "person": by,
            "name": by.get_full_name(),
            "email": by.email,
            "language": by.language,
        }
    return _as_visitor(**visitor)


def _as_visitor(*, name: str, email: str) -> dict:
    return {"name": name, "email": email.lower(), "language": (get_language() or "it")[:2]}


def _take_place(event: Event, **who) -> Registration:
    """Count and write; should the lock ever fail, the constraints still say no in words."""
    with explained():
        Event.objects.filter(pk=event.pk).update(taken=F("taken") + 1)
        return Registration.objects.create(event=event, **who)


def _when_and_where(event: Event) -> tuple:
    return event.start, event.end, event.space_id, event.elsewhere


def _occupy_space(event: Event, *, by) -> None:
    if event.space is None:
        return
    event.booking = spaces.book(by=by, **_claim(event, by=by))


def _claim(event: Event, *, by) -> dict:
    return {
        "person": by,
        "space": event.space,
        "start": event.start,
        "end": event.end,
        "purpose": event.title,
    }


def _change_space(event: Event, *, by) -> None:
    """Take the new place first: only what is left of the old one goes to who waits for it."""
    if event.booking is None:
        _occupy_space(event, by=by)
    elif event.space is None:
        _leave_space(event, by=by)
    else:
        event.booking = spaces.rebook(by=by, booking=_let_go(event), **_claim(event, by=by))


def _leave_space(event: Event, *, by) -> None:
    if event.booking is not None:
        spaces.cancel(by=by, booking=_let_go(event))


def _let_go(event: Event) -> Booking:
    """The event's booking, which it needs no longer: one that an event needs can't be cancelled."""
    booking, event.booking = event.booking, None
    event.save(update_fields=["booking"])
    return booking


def _tell(registration: Registration, template: str, **more) -> None:
    context = {
        "registration": registration,
        "event": registration.event,
        "cancel_address": registration.cancel_address,
        **more,
    }
    post(
        to=registration.address,
        template=template,
        context=context,
        language=registration.reader_language,
        about=registration,
    )


def _tell_everybody(event: Event, template: str, **more) -> None:
    for registration in event.registrations.holding().select_related("person"):
        registration.event = event
        _tell(registration, template, **more)
