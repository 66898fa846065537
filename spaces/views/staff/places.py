"""The staff's pages on places and opening."""

from itertools import groupby

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.access import Permission, requires
from core.clock import today
from core.refusals import Refusal
from spaces import rules
from spaces.actions import openings
from spaces.actions import places as actions
from spaces.availability.asks import rules_of
from spaces.forms.places import (
    ClosureForm,
    HoursForm,
    OutageForm,
    PlanForm,
    RetireForm,
    SpaceForm,
    ZoneForm,
)
from spaces.forms.rules import RulesForm
from spaces.models import Closure, KindRules, OutOfService, Space, WeeklyHours, Zone
from spaces.pages.preview import Preview
from spaces.views.reading import sent
from spaces.views.staff.pages import clearing_page, form_page

PAST_CLOSURES = 20


@requires(Permission.MANAGE_SPACES)
def places(request):
    """Every place, zone by zone, with the plan."""
    found = list(Space.objects.for_plan())
    zones = [(zone, list(group)) for zone, group in groupby(found, key=lambda place: place.zone)]
    context = {"zones": zones, "preview": Preview(found), "today": today()}
    context["hours_missing"] = bool(found) and not WeeklyHours.objects.exists()
    return render(request, "spaces/staff/places.html", context)


@requires(Permission.MANAGE_SPACES)
def place_new(request):
    initial = {"opened_on": today(), "plan_x": 4, "plan_y": Preview.all().next_row}
    form = SpaceForm(sent(request), initial=initial)
    for name in ("plan_x", "plan_y"):
        setattr(form.instance, name, initial[name])
    if form.is_valid():
        place = _try(form, lambda: _save(request, form, actions.add_place))
        if place:
            messages.success(request, _("%(place)s is entered.") % {"place": place.title})
            return redirect("spaces:place_change", place.code)
    preview = Preview.of(form.instance)
    context = {"form": form, "preview": preview, "heading": _("New place")}
    return render(request, "spaces/staff/place.html", context)


@requires(Permission.MANAGE_SPACES)
def place_change(request, code):
    place = _place(code)
    form = SpaceForm(sent(request), instance=_place(code))
    if form.is_valid():
        change = _try(form, lambda: _save(request, form, actions.change_place, place=place))
        if change:
            messages.success(request, _("Changes saved."))
            return redirect("spaces:place_change", change.code)
    context = {
        "form": form,
        "place": place,
        "preview": Preview.of(form.instance),
        "heading": place.title,
        "outages": place.outages.filter(end__gt=timezone.now()),
    }
    return render(request, "spaces/staff/place.html", context)


@requires(Permission.MANAGE_SPACES)
def place_preview(request):
    """The plan as it would be with the numbers that are being written: a part of the page, for htmx."""
    if not request.htmx:
        return redirect("spaces:places")
    asked = request.GET.get("place", "")
    found = (
        Space.objects.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 10 else None
    )
    form = PlanForm(request.GET)
    context = {"preview": Preview.of(form.draw(found or Space())), "wrong": form.wrong}
    return render(request, "spaces/staff/_drawn.html", context)


@transaction.atomic
def _save(request, form, action, **more):
    facts = form.facts()
    if form.new_equipment():
        made = actions.add_equipment(by=request.user, **form.new_equipment())
        facts["equipment"] = [*facts["equipment"], made]
    return action(by=request.user, **facts, **more)


@requires(Permission.MANAGE_SPACES)
def place_out(request, code):
    """Out of service for some days."""
    place = _place(code)
    return clearing_page(
        request,
        OutageForm(sent(request)),
        lambda **facts: openings.take_out(by=request.user, place=place, **facts),
        heading=_("%(place)s out of service") % {"place": place.title},
        lead=_("In these days nobody books it, and it does not count in the occupancy."),
        done=_("The place is out of service in these days."),
        back=("spaces:place_change", code),
    )


@requires(Permission.MANAGE_SPACES)
def place_retire(request, code):
    """Out of use for good; the history stays."""
    place = _place(code)
    return clearing_page(
        request,
        RetireForm(sent(request)),
        lambda **facts: actions.retire_place(by=request.user, place=place, **facts),
        heading=_("Retire %(place)s") % {"place": place.title},
        lead=_("From that day on nobody books it; its bookings and figures stay."),
        done=_("The place is retired."),
        back=("spaces:place_change", code),
    )


@requires(Permission.MANAGE_SPACES)
def zone(request, pk):
    found = get_object_or_404(Zone, pk=pk)
    form = ZoneForm(sent(request), instance=get_object_or_404(Zone, pk=pk))
    if form.is_valid():
        facts = {"zone": found, **form.cleaned_data}
        if _try(form, lambda: actions.change_zone(by=request.user, **facts)):
            messages.success(request, _("Changes saved."))
            return redirect("spaces:places")
    return form_page(request, form, heading=found.name)


@requires(Permission.MANAGE_SPACES)
def hours(request):
    """For each kind of place: its hours now and to come, and its rules."""
    now = today()
    rows = list(WeeklyHours.objects.not_over(now))
    in_force = {each.kind: each for each in KindRules.objects.all()}
    kinds = []
    for kind in Space.Kind:
        own = [row for row in rows if row.kind == kind]
        since = sorted({row.valid_from for row in own})
        weeks = [(day, _week([row for row in own if row.valid_from == day])) for day in since]
        told = rules.in_words(in_force.get(kind) or KindRules.usual(kind))
        kinds.append({"kind": kind, "weeks": weeks, "rules": told})
    return render(request, "spaces/staff/hours.html", {"kinds": kinds, "today": now})


def _week(rows) -> list[tuple[str, str]]:
    """`lunedì`, `08:30–13:00, 14:00–18:30`"""
    return [(WEEKDAYS[number], _words(rows, number, "–") or _("closed")) for number in range(7)]


def _words(rows, weekday: int, dash: str = "-") -> str:
    own = [row for row in rows if row.weekday == weekday]
    return ", ".join(f"{row.opens:%H:%M}{dash}{row.closes:%H:%M}" for row in own)


@requires(Permission.MANAGE_SPACES)
def hours_change(request, kind):
    kind = _kind(kind)
    last = list(WeeklyHours.objects.filter(kind=kind, valid_until=None))
    initial = {f"day_{number}": _words(last, number) for number in range(7)}
    return clearing_page(
        request,
        HoursForm(sent(request), initial=initial | {"kinds": [kind], "since": today()}),
        lambda **facts: openings.set_hours(by=request.user, **facts) or True,
        heading=_("Weekly hours"),
        lead=_("They hold from the day that you write; changes planned for later give way."),
        done=_("The new hours are saved."),
        back=("spaces:hours",),
    )


@requires(Permission.MANAGE_SPACES)
def rules_change(request, kind):
    kind = _kind(kind)
    return clearing_page(
        request,
        RulesForm(sent(request), instance=rules_of(kind)),
        lambda **facts: openings.set_rules(by=request.user, kind=kind, **facts),
        heading=_("Rules: %(kind)s") % {"kind": kind.label},
        lead=_(
            "They hold for what is booked from now on. Bookings that no longer fit the halves of the day or the"
            " steps are shown first."
        ),
        done=_("Changes saved."),
        back=("spaces:hours",),
    )


@requires(Permission.MANAGE_SPACES)
def closures(request):
    """What is closed and will be, and the last that were."""
    found, now = Closure.objects.prefetch_related("spaces"), timezone.now()
    context = {
        "coming": found.filter(end__gt=now),
        "past": found.filter(end__lte=now).order_by("-start")[:PAST_CLOSURES],
    }
    return render(request, "spaces/staff/closures.html", context)


@requires(Permission.MANAGE_SPACES)
def closure_new(request):
    return clearing_page(
        request,
        ClosureForm(sent(request)),
        lambda **facts: openings.close_places(by=request.user, **facts),
        heading=_("New closure"),
        lead=_("Public holidays are known already: no need to write them."),
        done=_("The closure is saved."),
        back=("spaces:closures",),
    )


@requires(Permission.MANAGE_SPACES)
@require_POST
def closure_end(request, pk):
    _reopen(request, Closure.objects.filter(pk=pk).first())
    return redirect("spaces:closures")


@requires(Permission.MANAGE_SPACES)
@require_POST
def outage_end(request, pk):
    found = OutOfService.objects.select_related("space").filter(pk=pk).first()
    _reopen(request, found)
    return redirect("spaces:place_change", found.space.code) if found else redirect("spaces:places")


def _reopen(request, hole) -> None:
    """Twice is once: what is gone was taken away before."""
    try:
        if hole:
            openings.reopen(by=request.user, hole=hole)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Open again."))


def _try(form, action):
    """What the action gives; None, and its sentence in the form, when it refuses."""
    try:
        return action()
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return None


def _place(code: str) -> Space:
    return get_object_or_404(Space.objects.select_related("zone"), code=code)


def _kind(text: str) -> Space.Kind:
    if text not in Space.Kind.values:
        raise Http404
    return Space.Kind(text)
