"""The staff's pages on places and opening."""

from functools import partial
from itertools import groupby

from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from core.access import Permission, requires
from core.clock import today
from core.pages import button_on, carry_out, done_before, form_page, sent
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
from spaces.views.staff.pages import clearing_form, staff_form

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
    initial = {
        "opened_on": today(),
        "plan_x": 4,
        "plan_y": Preview(list(Space.objects.all())).next_row,
    }
    form = SpaceForm(sent(request), initial=initial)
    for name in ("plan_x", "plan_y"):
        setattr(form.instance, name, initial[name])
    return _place_form(
        request,
        form,
        actions.add_place,
        heading=_("New place"),
        done=lambda place: _("%(place)s has been added.") % {"place": place.title},
    )


@requires(Permission.MANAGE_SPACES)
def place_change(request, code):
    place = _place(code)
    return _place_form(
        request,
        SpaceForm(sent(request), instance=_place(code)),
        partial(actions.change_place, place=place),
        heading=place.title,
        done=_("Changes saved."),
        place=place,
        outages=place.outages.filter(end__gt=timezone.now()),
    )


def _place_form(request, form: SpaceForm, verb, **page):
    """The form beside the plan, on which the place is drawn as it is being written."""
    return form_page(
        request,
        form,
        partial(_save, verb, form.new_equipment, by=request.user),
        back=lambda place: _page_of(place.code),
        template="spaces/staff/place.html",
        preview=SimpleLazyObject(lambda: Preview.of(form.instance, Space.objects.all())),
        **page,
    )


@transaction.atomic
def _save(verb, new_equipment, *, by, equipment, **facts) -> Space:
    """Write the place, and first the equipment that is new."""
    if new := new_equipment():
        equipment = [*equipment, actions.add_equipment(by=by, **new)]
    return verb(by=by, equipment=equipment, **facts)


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
    context = {
        "preview": Preview.of(form.draw(found or Space()), Space.objects.all()),
        "wrong": form.wrong,
    }
    return render(request, "spaces/staff/_drawn.html", context)


@requires(Permission.MANAGE_SPACES)
def place_out(request, code):
    """Out of service for some days."""
    place = _place(code)
    return clearing_form(
        request,
        OutageForm(sent(request)),
        partial(openings.take_out, by=request.user, place=place),
        heading=_("%(place)s out of service") % {"place": place.title},
        lead=_("On these days nobody can book it, and it does not count towards occupancy."),
        done=_("The place is out of service on these days."),
        back=_page_of(code),
    )


@requires(Permission.MANAGE_SPACES)
def place_retire(request, code):
    """Out of use for good; the history stays."""
    place = _place(code)
    return clearing_form(
        request,
        RetireForm(sent(request)),
        partial(actions.retire_place, by=request.user, place=place),
        heading=_("Retire %(place)s") % {"place": place.title},
        lead=_("From that day on nobody can book it; its bookings and figures stay."),
        done=_("The place has been retired."),
        back=_page_of(code),
    )


@requires(Permission.MANAGE_SPACES)
def zone(request, pk):
    found = get_object_or_404(Zone, pk=pk)
    return staff_form(
        request,
        ZoneForm(sent(request), instance=found),
        partial(actions.change_zone, by=request.user, zone=found),
        heading=found.name,
        done=_("Changes saved."),
        back=reverse("spaces:places"),
    )


@requires(Permission.MANAGE_SPACES)
def hours(request):
    """For each kind of place: its hours now and to come, and its rules."""
    now = today()
    rows = list(WeeklyHours.objects.not_over(now))
    in_force = KindRules.by_kind()
    kinds = []
    for kind in Space.Kind:
        own = [row for row in rows if row.kind == kind]
        since = sorted({row.valid_from for row in own})
        weeks = [(day, _week([row for row in own if row.valid_from == day])) for day in since]
        told = rules.in_words(in_force[kind])
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
    return clearing_form(
        request,
        HoursForm(sent(request), initial=initial | {"kinds": [kind], "since": today()}),
        partial(openings.set_hours, by=request.user),
        heading=_("Weekly hours"),
        lead=_(
            "They apply from the day that you enter, and replace any changes planned for later."
        ),
        done=_("The new hours have been saved."),
        back=reverse("spaces:hours"),
    )


@requires(Permission.MANAGE_SPACES)
def rules_change(request, kind):
    kind = _kind(kind)
    return clearing_form(
        request,
        RulesForm(sent(request), instance=rules_of(kind)),
        partial(openings.set_rules, by=request.user, kind=kind),
        heading=_("Rules: %(kind)s") % {"kind": kind.label},
        lead=_(
            "They apply to bookings made from now on. You are shown first any bookings that no "
            "longer fit the half days or the steps."
        ),
        done=_("Changes saved."),
        back=reverse("spaces:hours"),
    )


@requires(Permission.MANAGE_SPACES)
def closures(request):
    """What is closed and will be, and the last that were."""
    found, now = Closure.objects.prefetch_related("spaces"), timezone.now()
    context = {
        "coming": found.filter(end__gt=now),
        "past": found.filter(end__lte=now).order_by("-start", "-pk")[:PAST_CLOSURES],
    }
    return render(request, "spaces/staff/closures.html", context)


@requires(Permission.MANAGE_SPACES)
def closure_new(request):
    return clearing_form(
        request,
        ClosureForm(sent(request)),
        partial(openings.close_places, by=request.user),
        heading=_("New closure"),
        lead=_("Public holidays are already included: there is no need to enter them."),
        done=_("The closure has been saved."),
        back=reverse("spaces:closures"),
    )


@requires(Permission.MANAGE_SPACES)
@button_on("spaces:closures")
def closure_end(request, pk):
    return _reopen(request, Closure.objects.filter(pk=pk).first(), reverse("spaces:closures"))


def _place_of_outage(request, pk) -> str:
    found = OutOfService.objects.select_related("space").filter(pk=pk).first()
    return _page_of(found.space.code) if found else reverse("spaces:places")


@requires(Permission.MANAGE_SPACES)
@button_on(_place_of_outage)
def outage_end(request, pk):
    found = OutOfService.objects.filter(pk=pk).first()
    return _reopen(request, found, _place_of_outage(request, pk))


def _reopen(request, hole: Closure | OutOfService | None, back: str):
    """Twice is once: what is gone was taken away before."""
    verb = partial(openings.reopen, by=request.user, hole=hole)
    return carry_out(request, verb if hole else done_before, done=_("Open again."), back=back)


def _page_of(code: str) -> str:
    return reverse("spaces:place_change", args=[code])


def _place(code: str) -> Space:
    return get_object_or_404(Space.objects.select_related("zone"), code=code)


def _kind(text: str) -> Space.Kind:
    if text not in Space.Kind.values:
        raise Http404
    return Space.Kind(text)
