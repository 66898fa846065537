"""One address, a home for each kind of reader."""

import json
from datetime import timedelta
from functools import partial

from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext_lazy as _

from budget.figures import Spending, spending_so_far
from budget.models import Action, Programme
from budget.models.money import ZERO
from core import outbox
from core.access import Permission, allows, public, runs_the_place
from core.clock import local_midnight, today
from core.models import AccessibilityFeedback
from core.month import Month
from events.models import Event
from members import rules as applying
from members.models import Application, Membership, Objective, Theme
from members.pages.memberships import OwnMembership
from piastra import first_steps
from piastra.reports import offers
from piastra.reports.charts import ramp
from piastra.reports.models import Edition
from piastra.reports.presenters.occupancy.ramp_up import ramp_points
from spaces import rules
from spaces.availability.engine import Availability
from spaces.availability.steps import Steps
from spaces.models import Booking
from spaces.pages import own, presence, usual
from spaces.pages.day import DayPage
from spaces.schedule.soon import soon


@public
def home(request):
    """The first home in the table that is for this reader; the programme for all others."""
    for is_for, page in HOMES:
        if is_for(request.user):
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


def next_events(count: int = 3) -> list[Event]:
    return Event.objects.soonest(count)


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


STAGES = [_("Write the application"), _("The staff review it"), _("You get the answer")]
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
    """The own day; or, to whoever is a member no longer, what ended and how it goes on."""
    last = Membership.objects.latest_of(request.user)
    return ended(request) if last and last.has_ended else members_day(request)


def ended(request):
    """Places are not spoken of: none can be had, however many are free."""
    latest = Application.objects.latest_of(request.user)
    answer = render(
        request,
        "home/ended.html",
        {
            "today": today(),
            "own": OwnMembership.of(request.user),
            "may_apply": applying.why_not_apply(request.user, latest) is None,
            "events": next_events(),
        },
    )
    add_never_cache_headers(answer)
    return answer


def members_day(request):
    """Today first: the own booking, or what is free; then the desk that one is likely to want."""
    first = today()
    steps = Steps(first, first + timedelta(days=DAYS_TO_PROPOSE), request.user)
    cells, tomorrow = steps.near, local_midnight(first + timedelta(days=1))
    coming, offers = soon(request.user, steps.now, COMING_SHOWN)
    slot = cells.current_slot(first)
    answer = render(
        request,
        "home/member.html",
        {
            "today": first,
            "free_today": cells.free_desks(first, slot) if slot else None,
            "why_none": DayPage(cells, first, slot).why_not_today if slot else "",
            "lines_today": [_line(cells.read, each) for each in coming if each.start < tomorrow],
            "bookings_next": own.soon(each for each in coming if each.start >= tomorrow),
            "offers": offers,
            "proposals": usual.proposals(request.user, steps),
            "events": next_events(),
        },
    )
    add_never_cache_headers(answer)
    return answer


#: A holiday season is shorter.
DAYS_TO_PROPOSE = 31
COMING_SHOWN = 6


def _line(read: Availability, booking: Booking) -> presence.Attendance:
    """A booking of today with what can be done about it now: come in, or leave."""
    # One that began before midnight is not among the days read: it closes with its own end.
    open_spans = read.opening.of(booking.space, read.today)
    until = rules.present_until(booking, open_spans)
    return presence.Attendance(booking, read.rules_of(booking.space.kind), read.now, until)


def staff(request):
    to_decide = Application.objects.to_decide().select_related("applicant")
    tonight = local_midnight(today() + timedelta(days=1))
    here = Booking.objects.firm().overlapping(local_midnight(today()), tonight)
    return render(
        request,
        "home/staff.html",
        {
            "today": today(),
            "letters": outbox.trouble(),
            "first_steps": first_steps.to_do(),
            "to_decide": to_decide[:5],
            "to_decide_count": to_decide.count(),
            "expected": here.values("person").distinct().count(),
            "arrived": here.filter(checked_in_at__isnull=False).values("person").distinct().count(),
            "budget": budget_state(spending_so_far()),
            "edition": last_edition(request.user),
            "events": next_events(),
            "accessibility": AccessibilityFeedback.objects.how_many_wait(),
        },
    )


def last_edition(user) -> dict | None:
    """The newest edition that they may see, and where it stands."""
    edition = Edition.objects.visible_to(user).with_successor().first()
    return edition and {"month": edition.period, "standing": offers.standing(edition)}


def official(request):
    programme = Programme.objects.first()
    # What was replaced is in the list of reports, folded below what replaced it.
    editions = list(Edition.objects.in_force().prefetch_related("files")[:4])
    return render(
        request,
        "home/official.html",
        {
            "programme": programme,
            "time": elapsed(programme),
            "editions": editions,
            "ramp": ramp_up(editions[0]) if editions else None,
            "budget": budget_state(spending_so_far()),
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
        "percent": 100 * min(max(number, 0), months) / months if months else 100,
        "in_setup": number <= programme.setup_months,
    }


def ramp_up(edition: Edition) -> dict:
    """The curve of the occupancy as that edition froze it: page and PDF show the same."""
    figures = json.loads(edition.figures)
    points = [
        {**point, "label": Month.parse(point["month"]).label} for point in ramp_points(figures)
    ]
    return {
        "drawing": ramp.chart(points, figures["month"]),
        "points": points,
        "setup": figures["programme"]["setup_months"],
        "duration": figures["programme"]["setup_months"] + figures["programme"]["ramp_up_months"],
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
    (runs_the_place, staff),
    (partial(allows, permission=Permission.SEE_REPORTS), official),
    (partial(allows, permission=Permission.BOOK), member),
    (partial(allows, permission=Permission.APPLY), applicant),
]
