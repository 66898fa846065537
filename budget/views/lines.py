"""Budget lines and their orders."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from budget import actions, presenters
from budget.figures import spending
from budget.forms import CommitmentForm, LineChangeForm, LineForm
from budget.models import Line, Programme
from core.access import Permission, allows, requires
from core.month import Month


@requires(Permission.SEE_BUDGET)
def line(request, code):
    """A line with its orders and documents."""
    line = get_object_or_404(
        Line.objects.visible_to(request.user).select_related("action"), code=code
    )
    (row,) = (row for row in spending(Month.current()).lines if row.code == line.code)
    context = {
        "line": line,
        "row": row,
        "bar": presenters.bars([row])[0],
        "orders": line.commitments.select_related("supplier"),
        "rows": presenters.entries(_documents_of(line)),
        "may_manage": allows(request.user, Permission.MANAGE_BUDGET),
    }
    return render(request, "budget/line.html", context)


def _documents_of(line):
    return line.documents.select_related("supplier", "line").with_paid().newest_first()


@requires(Permission.MANAGE_BUDGET)
def line_new(request):
    """Open a line."""
    programme = get_object_or_404(Programme)
    form = LineForm(request.POST or None, left=programme.unallocated)
    if form.is_valid() and (line := form.does(actions.plan_line, by=request.user)):
        messages.success(request, _("Line %(code)s is planned.") % {"code": line.code})
        return redirect("budget:line", line.code)
    context = {
        "form": form,
        "heading": _("New budget line"),
        "parent": _("Budget"),
        "parent_url": reverse("budget:programme"),
    }
    return render(request, "budget/form.html", context)


@requires(Permission.MANAGE_BUDGET)
def line_edit(request, code):
    """Change a line's action, name or planned amount."""
    line = get_object_or_404(Line.objects.visible_to(request.user), code=code)
    left = get_object_or_404(Programme).unallocated + line.planned
    form = LineChangeForm(request.POST or None, instance=line, left=left)
    if form.is_valid() and form.does(actions.change_line, by=request.user, line=line):
        messages.success(request, _("Line %(code)s is changed.") % {"code": code})
        return redirect("budget:line", code)
    context = {
        "form": form,
        "heading": _("Change line %(code)s") % {"code": code},
        "parent": code,
        "parent_url": reverse("budget:line", args=[code]),
    }
    return render(request, "budget/form.html", context)


@requires(Permission.MANAGE_BUDGET)
def commitment_new(request, code):
    """Record an order on a line."""
    line = get_object_or_404(Line.objects.visible_to(request.user), code=code)
    form = CommitmentForm(request.POST or None)
    if form.is_valid() and form.does(actions.record_commitment, by=request.user, line=line):
        messages.success(request, _("The order is recorded: its amount is taken from the line."))
        return redirect("budget:line", code)
    context = {
        "form": form,
        "heading": _("New order on line %(code)s") % {"code": code},
        "lead": _(
            "An order or a contract takes its whole amount from the line, before any invoice."
        ),
        "parent": code,
        "parent_url": reverse("budget:line", args=[code]),
    }
    return render(request, "budget/form.html", context)
