"""One address, a home for each kind of reader."""

import json
from datetime import timedelta

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from budget.figures import Spending, spending
from budget.models import ZERO, Action, Programme
from core.access import Permission, allows, public
from core.months import Month, local_midnight, today
from events.models import Event
from members.models import Application, Objective, Theme
from piastra.reports.charts import ramp
from piastra.reports.documents import occupancy as occupancy_pages
from piastra.reports.models import Edition
from spaces.floor import free_desks_today
from spaces.models import Booking


@public
def home(request):
    """The first home in the table whose permission the reader has; the programme for all others."""
    for permission, page in HOMES:
        if allows(request.user, permission):
            return page(request)
    return programme(request)


@public
def programme(request):
    """What the programme is: the first page for whoever comes from outside."""
    return render(
        request,
        "home/programme.html",
        {
            "programme": Programme.objects.first(),
            "objectives": Objective.objects.all(),
            "themes": Theme.objects.all(),
            "actions": Action.objects.all(),
            "kinds": Application.Kind.labels,
            "events": next_events(),
        },
    )


def next_events(count=3):
    return Event.objects.upcoming().prefetch_related("themes").select_related("space")[:count]


def applicant(request):
    application = Application.objects.filter(applicant=request.user).first()
    return render(
        request,
        "home/applicant.html",
        {
            "application": application,
            "stages": stages(application),
            "last_move": application.moves.last() if application else None,
            "events": next_events(),
        },
    )


def stages(application: Application | None) -> list[dict]:
    """The way of an application: each stage is `done`, the present one, or `next`."""
    reached = REACHED[application.status if application else None]
    return [
        {"words": words, "css": "done" if place < reached else "next" if place > reached else ""}
        for place, words in enumerate(STAGES)
    ]


STAGES = [_("Write the application"), _("The staff examine it"), _("You get the answer")]
# How many stages lie behind an application in this status.
REACHED = {
    None: 0,
    Application.Status.DRAFT: 0,
    Application.Status.SUBMITTED: 1,
    Application.Status.UNDER_REVIEW: 1,
    Application.Status.INFO_REQUESTED: 1,
    Application.Status.WITHDRAWN: 0,
    Application.Status.WAITING: 3,
    Application.Status.ADMITTED: 3,
    Application.Status.NOT_ADMITTED: 3,
}


def member(request):
    coming = (
        Booking.objects.holding()
        .filter(person=request.user, end__gt=timezone.now())
        .select_related("space__zone")[:6]
    )
    tomorrow = local_midnight(today() + timedelta(days=1))
    return render(
        request,
        "home/member.html",
        {
            "today": today(),
            "free_today": free_desks_today(request.user),
            "bookings_today": [booking for booking in coming if booking.start < tomorrow],
            "bookings_next": [booking for booking in coming if booking.start >= tomorrow],
            "events": next_events(),
        },
    )


def staff(request):
    to_decide = Application.objects.to_decide().select_related("applicant")
    tonight = local_midnight(today() + timedelta(days=1))
    here = Booking.objects.holding().overlapping(local_midnight(today()), tonight)
    return render(
        request,
        "home/staff.html",
        {
            "today": today(),
            "to_decide": to_decide[:5],
            "to_decide_count": to_decide.count(),
            "expected": here.values("person").distinct().count(),
            "arrived": here.filter(checked_in_at__isnull=False).values("person").distinct().count(),
            "budget": budget_state(spending(Month.current())),
            "edition": Edition.objects.visible_to(request.user).first(),
            "events": next_events(),
        },
    )


def official(request):
    programme = Programme.objects.first()
    published = Edition.objects.filter(state=Edition.State.PUBLISHED).prefetch_related("files")
    editions = list(published[:4])
    return render(
        request,
        "home/official.html",
        {
            "programme": programme,
            "time": elapsed(programme),
            "editions": editions,
            "ramp": ramp_up(editions[0]) if editions else None,
            "budget": budget_state(spending(Month.current())),
        },
    )


def elapsed(programme: Programme | None) -> dict | None:
    """In which month of how many the programme is; None until the staff enter its start."""
    if programme is None or programme.starts_on is None:
        return None
    months = programme.setup_months + programme.ramp_up_months
    number = Month.current().since(Month.of(programme.starts_on)) + 1
    return {
        "number": min(max(number, 0), months),
        "months": months,
        "percent": 100 * min(max(number, 0), months) / months,
        "in_setup": number <= programme.setup_months,
    }


def ramp_up(edition: Edition) -> dict:
    """The curve of the occupancy as that edition froze it: page and PDF show the same."""
    figures = json.loads(edition.figures)
    points = [
        {**point, "label": Month.parse(point["month"]).label}
        for point in occupancy_pages.ramp_points(figures)
    ]
    return {
        "drawing": ramp.chart(points, figures["month"]),
        "points": points,
        "now": next(point for point in points if point["month"] == figures["month"]),
    }


def budget_state(state: Spending) -> dict:
    """The budget in a few numbers: sums over the lines, and how much of each is spent."""
    return {
        "managed": state.programme.managed,
        "incurred": sum((line.incurred for line in state.lines), ZERO),
        "paid": sum((line.paid for line in state.lines), ZERO),
        "lines": [
            {
                "name": f"{line.code} {line.name}",
                "incurred": line.incurred,
                "planned": line.planned,
                "percent": 100 * line.incurred / line.planned if line.planned else 0,
            }
            for line in state.lines
        ],
    }


HOMES = [
    (Permission.SEE_ROSTER, staff),
    (Permission.SEE_REPORTS, official),
    (Permission.BOOK, member),
    (Permission.APPLY, applicant),
]
