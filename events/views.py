"""The event pages: everybody reads and registers, organisers write and take attendance."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core import calendars, limits
from core.access import Permission, allows, any_user, public, requires
from core.pages import attached, attempt, button_on, carry_out, confirm_page, form_page
from core.paging import page_of
from core.refusals import Refusal
from events import actions, rules
from events.forms import CallOffForm, EventForm, VisitorForm
from events.models import Event, Registration
from events.pages import rows
from events.pages.calendar import entry_of
from members.models import Theme

HELD_ON_A_PAGE = 10


@public
def event_list(request):
    """What is coming, then what was; of one theme where `?tema=` names it."""
    themes = list(Theme.objects.all())
    theme = _theme(request.GET.get("tema"), themes)
    may_manage = allows(request.user, Permission.MANAGE_EVENTS)
    found = []

    def read(skipped: int) -> tuple[list[Event], int]:
        found[:] = Event.objects.listed(
            drafts=may_manage, theme=theme and theme.pk, skipped=skipped, size=HELD_ON_A_PAGE
        )
        return _part("held", found)[::-1], found[0].held_in_all if found else 0

    held = page_of(read, request.GET.get("page"), HELD_ON_A_PAGE)
    rows.add_rows(found, {each.pk: each.name for each in themes})
    context = {
        "themes": tuple(rows.Filter(each.slug, each.name) for each in themes),
        "theme": theme,
        "may_manage": may_manage,
        "drafts": _part("draft", found),
        "upcoming": _part("upcoming", found),
        "held": held,
    }
    return render(request, "events/list.html", context)


def _theme(slug: str | None, themes: list[Theme]) -> Theme | None:
    """The theme that the address names; 404 for one that there is not."""
    if not slug:
        return None
    try:
        return next(each for each in themes if each.slug == slug)
    except StopIteration:
        raise Http404 from None


def _part(name: str, found: list[Event]) -> list[Event]:
    return [each for each in found if each.part == name]


@public
def event_page(request, slug):
    return _event_page(request, _event(request, slug), VisitorForm())


@public
def event_calendar(request, slug):
    """The event as a file for one's own calendar."""
    event = _event(request, slug)
    return attached(entry_of(event), calendars.KIND, f"{event.slug}.ics")


@public
@button_on("events:event", "slug")
def register(request, slug):
    """One tap for who is signed in, name and e-mail for a visitor."""
    event = _event(request, slug)
    form = VisitorForm(request.POST)
    if not request.user.is_authenticated:
        if not form.is_valid():
            return _event_page(request, event, form, status=422)
        verb = partial(_register_visitor, request, event, **form.cleaned_data)
    elif not allows(request.user, Permission.REGISTER_TO_EVENTS):
        raise PermissionDenied(Permission.REGISTER_TO_EVENTS.label)
    else:
        verb = partial(actions.register, by=request.user, event=event)
    answer, refusal = attempt(request, verb, after=_page_of(event), done=_registered_sentence)
    if answer:
        return answer
    messages.error(request, refusal.sentence)
    event.refresh_from_db()
    return _event_page(request, event, form, status=409)


def _register_visitor(request, event, *, name: str, email: str) -> Registration:
    limits.take(request, "registration", subject=email, event=str(event.pk))
    return actions.register(by=None, event=event, name=name, email=email)


def _registered_sentence(registration: Registration) -> str:
    sentence = _(
        "You are registered. We have written to %(email)s: the e-mail has the link to cancel."
    )
    return sentence % {"email": registration.address}


@any_user
@button_on("events:event", "slug")
def registration_cancel(request, slug):
    """Give one's own place back."""
    event = _event(request, slug)
    mine = event.registrations.holding().of(person=request.user).first()
    if mine is None:
        messages.info(request, _("You have no registration for this event."))
        return redirect(_page_of(event))
    verb = partial(actions.cancel_registration, by=request.user, registration=mine)
    return carry_out(request, verb, done=_given_back(), back=_page_of(event))


@public
def registration_cancel_by_link(request, token):
    """The letter's link: it asks, and only the button cancels."""
    try:
        registration = Registration.objects.of_link(token)
    except Refusal as refusal:
        return render(request, "events/link_wrong.html", {"sentence": refusal.sentence}, status=404)
    event = registration.event
    return confirm_page(
        request,
        partial(actions.cancel_registration, by=request.user, registration=registration),
        title=_("Cancel the registration"),
        heading=_("Cancel the registration?"),
        lead=_(
            "The place goes to somebody else; if you change your mind, you can register again "
            "while there are places."
        ),
        button=_("Cancel the registration"),
        css="btn-danger",
        keep=pgettext("registration", "Keep it"),
        refusal=rules.why_not_cancel(registration),
        done=_given_back(),
        back=_page_of(event),
        template="events/registration_cancel.html",
        kicker=event.title,
        parent=event.title,
        parent_url=_page_of(event),
        registration=registration,
        event=event,
        is_cancelled=registration.status == Registration.Status.CANCELLED,
    )


def _given_back() -> str:
    return _("Your registration has been cancelled: the place is free for somebody else.")


@requires(Permission.MANAGE_EVENTS)
def event_new(request):
    return form_page(
        request,
        EventForm(request.POST or None),
        partial(actions.draft, by=request.user),
        heading=_("New event"),
        lead=_("It is a draft until you announce it: nobody else can see it."),
        done=_("Draft saved. Read it as people will, then announce it."),
        back=_page_of,
        parent=_("Events"),
        parent_url=reverse("events:list"),
    )


@requires(Permission.MANAGE_EVENTS)
def event_change(request, slug):
    event = _event(request, slug)
    lead = _("If the day, time or place changes, everyone registered gets an e-mail.")
    return form_page(
        request,
        EventForm(request.POST or None, instance=event),
        partial(actions.change, by=request.user, event=event),
        heading=_("Change the event"),
        lead=lead if event.status == Event.Status.PUBLISHED else "",
        done=_("Changes saved."),
        back=_page_of(event),
        parent=event.title,
        parent_url=_page_of(event),
    )


@requires(Permission.MANAGE_EVENTS)
@button_on("events:event", "slug")
def event_publish(request, slug):
    event = _event(request, slug)
    done = _("The event is announced: everyone can see it and register.")
    verb = partial(actions.publish, by=request.user, event=event)
    return carry_out(request, verb, done=done, back=_page_of(event))


@requires(Permission.MANAGE_EVENTS)
def event_call_off(request, slug):
    """Ask for the reason, then call off."""
    event = _event(request, slug)
    return form_page(
        request,
        CallOffForm(request.POST or None),
        partial(actions.call_off, by=request.user, event=event),
        title=_("Call off the event"),
        heading=_("Call off “%(title)s”?") % {"title": event.title},
        lead=_what_calling_off_does(event),
        css="btn-danger",
        keep=pgettext("event", "Keep it"),
        done=_("The event has been called off; everyone registered has been told."),
        back=_page_of(event),
        template="events/call_off.html",
        parent=event.title,
        parent_url=_page_of(event),
        event=event,
    )


def _what_calling_off_does(event: Event) -> str:
    sentence = ngettext(
        "%(taken)s person is registered and gets an e-mail. The place in the coworking is free "
        "again.",
        "%(taken)s people are registered and get an e-mail. The place in the coworking is free "
        "again.",
        event.taken,
    )
    return sentence % {"taken": event.taken}


@requires(Permission.MANAGE_EVENTS)
def registrations(request, slug):
    """Who is registered, with the buttons for attendance."""
    event = _event(request, slug)
    people = list(event.registrations.holding().select_related("person"))
    people.sort(key=lambda registration: (registration.full_name, registration.pk))
    came = sum(person.status == Registration.Status.ATTENDED for person in people)
    for person in people:
        person.event = event
    context = {
        "event": event,
        "people": people,
        "came": came,
        "not_yet": rules.why_not_mark(people[0]) if people else None,
    }
    return render(request, "events/registrations.html", context)


def _registrations_of(request, pk) -> str:
    found = get_object_or_404(Registration.objects.select_related("event"), pk=pk)
    return reverse("events:registrations", args=[found.event.slug])


@requires(Permission.MANAGE_EVENTS)
@button_on(_registrations_of)
def registration_present(request, pk):
    return _mark(request, pk, present=True)


@requires(Permission.MANAGE_EVENTS)
@button_on(_registrations_of)
def registration_absent(request, pk):
    return _mark(request, pk, present=False)


def _event(request, slug) -> Event:
    events = Event.objects.visible_to(request.user).select_related("space", "objective")
    return get_object_or_404(events, slug=slug)


def _event_page(request, event, form, status=200):
    user = request.user
    mine = None
    if user.is_authenticated:
        mine = event.registrations.holding().of(person=user).first()
    context = {
        "event": event,
        "themes": event.themes.all(),
        "form": form,
        "mine": mine,
        "refusal": rules.why_not_register(event),
        "may_register": not user.is_authenticated or allows(user, Permission.REGISTER_TO_EVENTS),
        "may_manage": allows(user, Permission.MANAGE_EVENTS),
        "may_change": rules.why_not_change(event) is None,
        "may_call_off": rules.why_not_call_off(event) is None,
    }
    return render(request, "events/event.html", context, status=status)


def _mark(request, pk, *, present):
    found = get_object_or_404(Registration.objects.select_related("event"), pk=pk)
    verb = partial(actions.mark_attendance, by=request.user, registration=found, present=present)
    return carry_out(request, verb, back=reverse("events:registrations", args=[found.event.slug]))


def _page_of(event: Event) -> str:
    return reverse("events:event", args=[event.slug])
