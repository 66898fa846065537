"""What the staff do beside deciding, each on its page: who looks after an application, notes, points."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from core.access import Permission, requires
from core.pages import button_on, carry_out, form_page, sent
from members.actions import desk
from members.forms.deciding import AssignForm, NoteForm, PointsForm
from members.pages.applications import Desk
from members.rules.deciding import marked
from members.views.desk import around, found_one, page_of


@requires(Permission.DECIDE_APPLICATIONS)
@button_on("members:application_page", "pk")
def application_mine(request, pk):
    """Look after it oneself from now on."""
    found = found_one(request, pk)
    seen = request.POST.get("seen", "")
    return carry_out(
        request,
        partial(
            desk.assign,
            by=request.user,
            application=found,
            to=request.user,
            seen=int(seen) if seen.isdecimal() else None,
        ),
        done=_("This application is now assigned to you."),
        refused=messages.WARNING,
        back=page_of(found),
    )


@requires(Permission.DECIDE_APPLICATIONS)
def application_assign(request, pk):
    """Assign it to a colleague, or to nobody."""
    found = found_one(request, pk)
    now = {"to": found.assignee_id, "seen": found.assignee_id}
    return form_page(
        request,
        AssignForm(sent(request), initial=now),
        partial(desk.assign, by=request.user, application=found),
        heading=_("Assign the application"),
        lead=_("The colleague you assign it to gets an e-mail."),
        keep=_("No, go back"),
        done=_("Saved."),
        **around(found),
    )


@requires(Permission.DECIDE_APPLICATIONS)
def application_note(request, pk):
    """Add a line for the staff; the form stands on the application's page, and here when it was wrong."""
    found = found_one(request, pk)
    return form_page(
        request,
        NoteForm(sent(request)),
        partial(desk.note_application, by=request.user, application=found),
        heading=_("Note for the staff"),
        keep=_("No, go back"),
        done=_("The note has been added."),
        **around(found),
    )


@requires(Permission.DECIDE_APPLICATIONS)
@button_on("members:application_page", "pk")
def application_note_remove(request, pk, number):
    """Take the own note away."""
    found = found_one(request, pk)
    note = found.notes.filter(pk=number).first()
    if note is None:
        return redirect(page_of(found))
    return carry_out(
        request,
        partial(desk.remove_application_note, by=request.user, note=note),
        done=_("The note has been removed."),
        back=page_of(found),
    )


@requires(Permission.DECIDE_APPLICATIONS)
def application_points(request, pk):
    """The grid of the call: points by each criterion, with words."""
    found = found_one(request, pk)
    shown = Desk(found, request.user)
    if request.method != "POST" and not shown.may_be_assessed:
        return redirect(page_of(found))
    criteria = [criterion for criterion, _given in shown.grid]
    given = {criterion.pk: assessment for criterion, assessment in shown.grid if assessment}
    last = max(given.values(), key=lambda each: (each.at, each.pk), default=None)
    form = PointsForm(sent(request), criteria=criteria, given=given, initial={"seen": marked(last)})
    return form_page(
        request,
        form,
        partial(desk.assess, by=request.user, application=found),
        heading=_("Points"),
        lead=_("Leave empty what you have not read yet. The applicant does not see the points."),
        done=_("The points have been saved."),
        template="members/decision.html",
        application=found,
        **around(found),
    )
