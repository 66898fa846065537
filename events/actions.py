"""What is done with events: announcing them, registering for them, taking attendance.

Whoever changes places or state locks the event's row first: it holds the count of taken places.
"""

import uuid

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import identity
from core.closing import ensure_open
from core.journal import record
from core.mail import post
from core.refusals import Refusal
from events import links, rules
from events.models import Event, Registration, Verb
from spaces import actions as spaces

#: Addresses of our own pages, which no event's address may hide.
OWN_PAGES = {"nuovo"}


@transaction.atomic
def draft(*, by, title: str, themes, request_key: uuid.UUID | None = None, **facts) -> Event:
    """Write an event that only organisers see. `facts` are the event's other fields.

    The same `request_key` finds its first event. Raises `Refusal` when that says something else by now.
    """
    wanted = {"title": title, **facts}
    if first := identity.made_by_form(Event, request_key):
        _ensure(rules.why_not_again(first, wanted, themes))
        return first
    slug = identity.free_slug(Event.objects.all(), title, otherwise="evento", taken=OWN_PAGES)
    event = Event.objects.create(
        slug=slug, made_by=by, request_key=request_key or uuid.uuid4(), **wanted
    )
    event.themes.set(themes)
    record(by=by, verb=Verb.EVENT_DRAFTED, on=event)
    return event


@transaction.atomic
def change(*, by, event: Event, themes, **facts) -> Event:
    """Change an event. An announced one moves its booking, and tells who is registered of a new time or place."""
    event = _locked(event)
    _ensure(rules.why_not_change(event))
    before = _when_and_where(event)
    for name, value in facts.items():
        setattr(event, name, value)
    if event.status == Event.Status.PUBLISHED:
        _ensure(rules.why_not_hold(event))
        if before != _when_and_where(event):
            _leave_space(event, by=by)
            _occupy_space(event, by=by)
            _tell_everybody(event, "event_changed")
        elif event.booking:
            spaces.change_purpose(by=by, booking=event.booking, purpose=event.title)
    event.save()
    event.themes.set(themes)
    record(by=by, verb=Verb.EVENT_CHANGED, on=event)
    return event


@transaction.atomic
def publish(*, by, event: Event) -> Event:
    """Announce a draft to everybody, and take its place on the floor."""
    event = _locked(event)
    _ensure(rules.why_not_publish(event))
    _occupy_space(event, by=by)
    event.status = Event.Status.PUBLISHED
    event.save(update_fields=["status", "booking"])
    record(by=by, verb=Verb.EVENT_ANNOUNCED, on=event)
    return event


@transaction.atomic
def call_off(*, by, event: Event, reason: str) -> Event:
    """Call an announced event off: its place is free again, and who is registered is told why."""
    event = _locked(event)
    _ensure(rules.why_not_call_off(event))
    _leave_space(event, by=by)
    event.status, event.cancel_reason = Event.Status.CANCELLED, reason
    event.save(update_fields=["status", "cancel_reason", "booking"])
    record(by=by, verb=Verb.EVENT_CALLED_OFF, on=event)
    _tell_everybody(event, "event_called_off", reason=reason)
    return event


@transaction.atomic
def register(*, by, event: Event, name: str = "", email: str = "") -> Registration:
    """Take a place for a signed-in person (`by`), or for a visitor who leaves a name and an e-mail.

    Whoever has a place already keeps that one: a form sent twice changes nothing.
    """
    event = _locked(event)
    held = event.registrations.holding().of(person=by, email=email).first()
    if held:
        return held
    _ensure(rules.why_not_register(event))
    registration = _take_place(event, **_who(by, name, email))
    record(by=by, verb=Verb.REGISTERED, on=registration, event=event.pk)
    _tell(registration, "registration_confirmed")
    return registration


@transaction.atomic
def cancel_registration(*, by, registration: Registration) -> Registration:
    """Give the place back. Cancelling twice changes nothing."""
    event = _locked(registration.event)
    registration = event.registrations.get(pk=registration.pk)
    if registration.status == Registration.Status.CANCELLED:
        return registration
    _ensure(rules.why_not_cancel(registration))
    registration.status = Registration.Status.CANCELLED
    registration.cancelled_at = timezone.now()
    registration.save(update_fields=["status", "cancelled_at"])
    Event.objects.filter(pk=event.pk).update(taken=F("taken") - 1)
    record(by=by, verb=Verb.REGISTRATION_CANCELLED, on=registration, event=event.pk)
    _tell(registration, "registration_cancelled")
    return registration


@transaction.atomic
def mark_attendance(*, by, registration: Registration, present: bool) -> Registration:
    """Write whether a registered person came. Marking again corrects it."""
    event = _locked(registration.event)
    registration = event.registrations.get(pk=registration.pk)
    _ensure(rules.why_not_mark(registration))
    ensure_open(event.start)
    status = Registration.Status.ATTENDED if present else Registration.Status.ABSENT
    if registration.status != status:
        registration.status = status
        registration.save(update_fields=["status"])
        verb = Verb.MARKED_PRESENT if present else Verb.MARKED_ABSENT
        record(by=by, verb=verb, on=registration, event=event.pk)
    return registration


def _locked(event: Event) -> Event:
    """The event as it is now, kept for us until the transaction ends."""
    return Event.objects.select_for_update(no_key=True).get(pk=event.pk)


def _ensure(refusal: Refusal | None) -> None:
    if refusal:
        raise refusal


def _who(by, name: str, email: str) -> dict:
    if by is not None and by.is_authenticated:
        return {
            "person": by,
            "name": by.get_full_name(),
            "email": by.email,
            "language": by.language,
        }
    return {"name": name, "email": email.lower(), "language": (get_language() or "it")[:2]}


def _take_place(event: Event, **who) -> Registration:
    """Count and write; should the lock ever fail, the constraints still say no in words."""
    try:
        with transaction.atomic():
            Event.objects.filter(pk=event.pk).update(taken=F("taken") + 1)
            return Registration.objects.create(event=event, **who)
    except IntegrityError as error:
        raise _in_words(error) from error


def _in_words(error: IntegrityError) -> Refusal:
    name = error.__cause__.diag.constraint_name
    if name == "event_has_no_more_people_than_places":
        return rules.no_place_left()
    if name == "one_place_for_each_email":
        return Refusal(
            _("This e-mail is registered already: you have your place."), code="registered"
        )
    raise error


def _when_and_where(event: Event) -> tuple:
    return event.start, event.end, event.space_id, event.elsewhere


def _occupy_space(event: Event, *, by) -> None:
    if event.space is None:
        return
    event.booking = spaces.book(
        by=by,
        person=by,
        space=event.space,
        start=event.start,
        end=event.end,
        request_key=uuid.uuid4(),
        purpose=event.title,
    )


def _leave_space(event: Event, *, by) -> None:
    if event.booking is None:
        return
    booking, event.booking = event.booking, None
    # Said first: a booking that an event needs is not cancelled.
    event.save(update_fields=["booking"])
    spaces.cancel(by=by, booking=booking)


def _tell(registration: Registration, template: str, **more) -> None:
    context = {
        "registration": registration,
        "event": registration.event,
        "cancel_address": links.cancel_address(registration),
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
