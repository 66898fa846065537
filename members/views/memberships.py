"""The staff's pages about one person's memberships: end, rest, plan, renewal."""

from functools import partial

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Permission, requires
from core.clock import today
from core.pages import confirm_page, form_page, sent
from members.actions import memberships
from members.forms.memberships import (
    EndForm,
    PlanChoiceForm,
    RenewForm,
    SuspendForm,
)
from members.models import Membership, Suspension, User
from members.rules import memberships as rules


@requires(Permission.MANAGE_MEMBERSHIPS)
def person_membership(request, pk):
    """One person's memberships, rests, renewals, and what the staff noted."""
    person = get_object_or_404(User, pk=pk)
    found = person.memberships.select_related("plan").prefetch_related("suspensions")
    return render(
        request,
        "members/person_membership.html",
        {
            "person": person,
            "memberships": found.order_by("-starts", "-pk"),
            "renewals": person.renewals.select_related("decided_by"),
            "notes": person.staff_notes.select_related("by"),
            "today": today(),
        },
    )


@requires(Permission.MANAGE_MEMBERSHIPS)
def membership_end(request, pk):
    """Set the last day of a membership."""
    found = _found(pk)
    return _change(
        request,
        found,
        EndForm(sent(request), initial={"last_day": found.last_day}),
        partial(memberships.end, membership=found),
        heading=_("End of %(person)s’s membership") % {"person": found.person},
        title=_("End of the membership"),
        lead=_(
            "Bookings, waiting lists and assigned places after that day are given back and offered to whoever "
            "is waiting. The person gets one e-mail."
        ),
        done=_("The end has been set, and the person has been told."),
    )


@requires(Permission.MANAGE_MEMBERSHIPS)
def membership_suspend(request, pk):
    """Let a membership rest."""
    found = _found(pk)
    return _change(
        request,
        found,
        SuspendForm(sent(request), initial={"since": today()}),
        partial(memberships.suspend, membership=found),
        heading=_("Suspend %(person)s’s membership") % {"person": found.person},
        title=_("Suspend the membership"),
        lead=_(
            "In this time nothing can be booked, and what was booked is given back. Assigned places stay "
            "assigned. The person gets one e-mail."
        ),
        done=_("The membership has been suspended, and the person has been told."),
    )


@requires(Permission.MANAGE_MEMBERSHIPS)
def membership_plan(request, pk):
    """Choose the plan of a membership."""
    found = _found(pk)
    return _change(
        request,
        found,
        PlanChoiceForm(sent(request), initial={"plan": found.plan_id}),
        partial(memberships.change_plan, membership=found),
        heading=_("Plan of %(person)s’s membership") % {"person": found.person},
        title=_("Plan of the membership"),
        lead=_("It holds for what is booked from now on: bookings already made stay."),
        done=_("The plan has been saved."),
    )


@requires(Permission.MANAGE_MEMBERSHIPS)
def membership_renew(request, pk):
    """Let a membership go on until another day, asked for or not."""
    found = _found(pk)
    last = None
    if found.ends:
        ends = rules.renewal_ends(found, rules.renewal_starts(found, today()))
        last = ends - (found.ends - found.last_day)
    return _change(
        request,
        found,
        RenewForm(sent(request), initial={"last_day": last}),
        partial(memberships.renew, membership=found),
        heading=_("Renew %(person)s’s membership") % {"person": found.person},
        title=_("Renew the membership"),
        lead=_("It goes on with the same plan where it ends, or from today if it has ended."),
        done=_("The membership has been renewed."),
    )


@requires(Permission.MANAGE_MEMBERSHIPS)
def suspension_end(request, pk):
    """End a suspension today."""
    found = get_object_or_404(Suspension.objects.select_related("membership__person"), pk=pk)
    person = found.membership.person
    card = reverse("members:person_membership", args=[person.pk])
    return confirm_page(
        request,
        partial(memberships.resume, by=request.user, suspension=found),
        heading=_("End the suspension of %(person)s’s membership?") % {"person": person},
        title=_("End the suspension"),
        lead=_("The person can book again from today. What was given back stays given back."),
        button=_("End the suspension"),
        keep=_("No, go back"),
        back=card,
        done=_("The suspension has ended, and the person has been told."),
        refusal=rules.why_not_resume(found, today()),
        parent=person,
        parent_url=card,
    )


def _found(pk) -> Membership:
    return get_object_or_404(Membership.objects.select_related("person", "plan"), pk=pk)


def _change(request, found: Membership, form, verb, **page):
    """A form that changes a membership; what it refuses is told in it, with what was written."""
    card = reverse("members:person_membership", args=[found.person_id])
    return form_page(
        request,
        form,
        partial(verb, by=request.user),
        back=card,
        keep=_("No, go back"),
        parent=found.person,
        parent_url=card,
        **page,
    )
