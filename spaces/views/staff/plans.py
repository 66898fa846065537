"""The staff's pages on membership plans: their names, and what they open."""

from functools import partial

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Permission, requires
from core.pages import form_page, sent
from members.models import Membership, Plan
from spaces.actions import plans as actions
from spaces.forms.plans import PlanRulesForm
from spaces.models import Space


@requires(Permission.MANAGE_MEMBERSHIPS)
def plans(request):
    """Every plan with what it opens, and how many people have it today."""
    current = Membership.objects.current().values("pk")
    people = Count("memberships", filter=Q(memberships__in=current), distinct=True)
    found = Plan.objects.annotate(people=people).order_by("order", "name_it", "pk")
    rows = [(plan, _shut(plan)) for plan in found.prefetch_related("place_rules")]
    return render(request, "spaces/staff/plans.html", {"rows": rows})


def _shut(plan: Plan) -> str:
    """The kinds of places that the plan does not open."""
    shut = {rule.kind for rule in plan.place_rules.all() if not rule.is_open}
    return ", ".join(str(kind.label) for kind in Space.Kind if kind.value in shut)


@requires(Permission.MANAGE_MEMBERSHIPS)
def plan_new(request):
    """Make a plan."""
    return _form(request, None, heading=_("New plan"))


@requires(Permission.MANAGE_MEMBERSHIPS)
def plan_change(request, pk):
    """Write a plan anew."""
    found = get_object_or_404(Plan, pk=pk)
    return _form(request, found, heading=_("Plan: %(plan)s") % {"plan": found})


def _form(request, plan: Plan | None, *, heading: str):
    back = reverse("spaces:plans")
    return form_page(
        request,
        PlanRulesForm(sent(request), instance=plan),
        partial(actions.write_plan, by=request.user, plan=plan),
        heading=heading,
        lead=_("It holds for what is booked from now on: bookings already made stay."),
        back=back,
        done=_("The plan has been saved."),
        parent=_("Plans"),
        parent_url=back,
    )
