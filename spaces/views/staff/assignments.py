"""The staff's pages on assignments: which place is whose, and until when."""

from functools import partial

from django.db import transaction
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.access import Permission, requires
from core.clock import today
from core.pages import confirm_page, done_before, sent
from spaces.actions import assignments as actions
from spaces.forms.assignments import AssignForm, ChangeAssignmentForm
from spaces.models import Assignment
from spaces.views.staff.pages import clearing_form

PAST_ASSIGNMENTS = 20


@requires(Permission.MANAGE_SPACES)
def assignments(request):
    """Which place is whose now, will be, and was."""
    now = today()
    found = _all().annotate(lent_days=Count("lent", filter=Q(lent__day__gte=now)))
    context = {
        "current": found.covering(now).order_by("space__code", "pk"),
        "coming": found.filter(starts__gt=now),
        "past": found.filter(ends__lte=now).order_by("-ends", "-pk")[:PAST_ASSIGNMENTS],
    }
    return render(request, "spaces/staff/assignments.html", context)


def _all():
    return Assignment.objects.select_related("space", "person", "organisation").prefetch_related(
        "people"
    )


@requires(Permission.MANAGE_SPACES)
def assignment_new(request):
    return clearing_form(
        request,
        AssignForm(sent(request)),
        partial(actions.assign, by=request.user),
        heading=_("Assign a place"),
        lead=_(
            "A dedicated desk or an office for a person or an organisation: nobody else can "
            "book it."
        ),
        done=_assigned,
        **_around(),
    )


def _assigned(made: Assignment) -> str:
    """That it is assigned, and how many were told: an organisation may have nobody yet."""
    people = len(actions.who_is_told(made))
    if not people:
        return _("The place is assigned. Nobody has been told: no one with an account uses it yet.")
    sentence = ngettext(
        "The place is assigned; %(n)d person who uses it has been told.",
        "The place is assigned; %(n)d people who use it have been told.",
        people,
    )
    return sentence % {"n": people}


@requires(Permission.MANAGE_SPACES)
def assignment_change(request, pk):
    """Prolong it, or let it end earlier; for an organisation, who uses the place."""
    found = get_object_or_404(_all(), pk=pk)
    return clearing_form(
        request,
        ChangeAssignmentForm(sent(request), assignment=found),
        partial(_change, request.user, found),
        heading=found.space.title,
        lead=_("Assigned to %(holder)s.") % {"holder": found.holder},
        done=_("Changes saved."),
        **_around(),
    )


@transaction.atomic
def _change(user, found: Assignment, *, people=None, **facts) -> None:
    if people is not None:
        actions.change_people(by=user, assignment=found, people=people)
    actions.change_end(by=user, assignment=found, **facts)


@requires(Permission.MANAGE_SPACES)
def assignment_end(request, pk):
    """Ask before it ends; then free the place from today on. Twice is once: what is gone was taken away before."""
    found = _all().filter(pk=pk).first()
    if found is None and request.method != "POST":
        return redirect("spaces:assignments")
    verb = partial(actions.end_now, by=request.user, assignment=found)
    return confirm_page(
        request,
        verb if found else done_before,
        heading=_("End the assignment"),
        button=_("End it now"),
        css="btn-danger",
        keep=_("Leave it as it is"),
        done=_("The place is open to everybody again."),
        template="spaces/staff/assignment_end.html",
        assignment=found,
        has_begun=found is not None and found.starts < today(),
        **_around(),
    )


def _around() -> dict:
    """Where these pages stand, and whither they lead back."""
    above = reverse("spaces:assignments")
    return {"parent": _("Assignments"), "parent_url": above, "back": above}
