"""The event pages: everybody reads and registers, organisers write and take attendance."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.access import Permission, allows, any_user, public, requires
from core.identity import renew
from core.paging import page_of
from core.refusals import Refusal
from events import actions, links, pages, rules
from events.calendar import entry_of
from events.forms import CallOffForm, EventForm, VisitorForm
from events.models import Event, Registration
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
    pages.add_rows(found, {each.pk: each.name for each in themes})
    context = {
        "themes": tuple(pages.Filter(each.slug, each.name) for each in themes),
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
    name = f'attachment; filename="{event.slug}.ics"'
    headers = {"Content-Disposition": name}
    return HttpResponse(
        entry_of(event), content_type="text/calendar; charset=utf-8", headers=headers
    )


@public
@require_POST
def register(request, slug):
    """One tap for who is signed in, name and e-mail for a visitor."""
    event = _event(request, slug)
    form = VisitorForm(request.POST)
    who = {}
    if not request.user.is_authenticated:
        if not form.is_valid():
            return _event_page(request, event, form, status=422)
        who = form.cleaned_data
    elif not allows(request.user, Permission.REGISTER_TO_EVENTS):
        raise PermissionDenied(Permission.REGISTER_TO_EVENTS.label)
    try:
        registration = actions.register(by=request.user, event=event, **who)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        event.refresh_from_db()
        return _event_page(request, event, form, status=409)
    sentence = _("You are registered. We wrote to %(email)s: the letter has the link to cancel.")
    messages.success(request, sentence % {"email": registration.address})
    return redirect("events:event", event.slug)


@any_user
@require_POST
def registration_cancel(request, slug):
    """Give one's own place back."""
    event = _event(request, slug)
    mine = event.registrations.holding().of(person=request.user).first()
    if mine is None:
        messages.info(request, _("You have no registration for this event."))
        return redirect("events:event", event.slug)
    _try(
        request,
        lambda: actions.cancel_registration(by=request.user, registration=mine),
        done=_("Your registration is cancelled: the place is free for somebody else."),
    )
    return redirect("events:event", event.slug)


@public
def registration_cancel_by_link(request, token):
    """The letter's link: it asks, and only the button cancels."""
    try:
        registration = links.registration_of(token)
    except Refusal as refusal:
        return render(request, "events/link_wrong.html", {"sentence": refusal.sentence}, status=404)
    if request.method == "POST":
        _try(
            request,
            lambda: actions.cancel_registration(by=request.user, registration=registration),
            done=_("Your registration is cancelled: the place is free for somebody else."),
        )
        return redirect("events:event", registration.event.slug)
    context = {
        "registration": registration,
        "event": registration.event,
        "refusal": rules.why_not_cancel(registration),
        "is_cancelled": registration.status == Registration.Status.CANCELLED,
    }
    return render(request, "events/registration_cancel.html", context)


@requires(Permission.MANAGE_EVENTS)
def event_new(request):
    form = EventForm(request.POST or None)
    if form.is_valid():
        try:
            event = actions.draft(by=request.user, **form.facts())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
            renew(form)
        else:
            messages.success(request, _("Draft saved. Read it as people will, then announce it."))
            return redirect("events:event", event.slug)
    return render(request, "events/form.html", {"form": form})


@requires(Permission.MANAGE_EVENTS)
def event_change(request, slug):
    event = _event(request, slug)
    form = EventForm(request.POST or None, instance=event)
    if form.is_valid():
        try:
            actions.change(by=request.user, event=event, **form.facts())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Changes saved."))
            return redirect("events:event", slug)
    return render(request, "events/form.html", {"form": form, "event": event})


@requires(Permission.MANAGE_EVENTS)
@require_POST
def event_publish(request, slug):
    event = _event(request, slug)
    _try(
        request,
        lambda: actions.publish(by=request.user, event=event),
        done=_("The event is announced: everybody sees it and may register."),
    )
    return redirect("events:event", slug)


@requires(Permission.MANAGE_EVENTS)
def event_call_off(request, slug):
    """Ask for the reason, then call off."""
    event = _event(request, slug)
    form = CallOffForm(request.POST or None)
    if form.is_valid():
        try:
            actions.call_off(by=request.user, event=event, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The event is called off; who was registered is told."))
            return redirect("events:event", slug)
    return render(request, "events/call_off.html", {"form": form, "event": event})


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


@requires(Permission.MANAGE_EVENTS)
@require_POST
def registration_present(request, pk):
    return _mark(request, pk, present=True)


@requires(Permission.MANAGE_EVENTS)
@require_POST
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
    registration = get_object_or_404(Registration.objects.select_related("event"), pk=pk)
    _try(
        request,
        lambda: actions.mark_attendance(
            by=request.user, registration=registration, present=present
        ),
    )
    return redirect("events:registrations", registration.event.slug)


def _try(request, act, done=""):
    """Do it, and say how it went on the next page."""
    try:
        act()
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        if done:
            messages.success(request, done)
