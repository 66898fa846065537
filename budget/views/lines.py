"""Budget lines and their orders."""

from functools import partial

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from budget import actions, pages
from budget.figures import spending_so_far
from budget.forms import CommitmentForm, LineChangeForm, LineForm
from budget.models import Line, Programme
from core.access import Permission, allows, requires
from core.pages import form_page


@requires(Permission.SEE_BUDGET)
def line(request, code):
    """A line with its orders and documents."""
    line = get_object_or_404(
        Line.objects.visible_to(request.user).select_related("action"), code=code
    )
    (row,) = (row for row in spending_so_far().lines if row.code == line.code)
    context = {
        "line": line,
        "row": row,
        "bar": pages.bars([row])[0],
        "orders": line.commitments.select_related("supplier"),
        "rows": pages.entries(_documents_of(line)),
        "may_manage": allows(request.user, Permission.MANAGE_BUDGET),
    }
    return render(request, "budget/line.html", context)


def _documents_of(line):
    return line.documents.select_related("supplier", "line").with_paid().newest_first()


@requires(Permission.MANAGE_BUDGET)
def line_new(request):
    """Open a line."""
    programme = get_object_or_404(Programme)
    return form_page(
        request,
        LineForm(request.POST or None, left=programme.unallocated),
        partial(actions.plan_line, by=request.user),
        heading=_("New budget line"),
        done=lambda made: _("Line %(code)s has been planned.") % {"code": made.code},
        back=lambda made: _page_of(made.code),
        parent=_("Budget"),
        parent_url=reverse("budget:programme"),
    )


@requires(Permission.MANAGE_BUDGET)
def line_edit(request, code):
    """Change a line's action, name or planned amount."""
    found = get_object_or_404(Line.objects.visible_to(request.user), code=code)
    left = get_object_or_404(Programme).unallocated + found.planned
    return form_page(
        request,
        LineChangeForm(request.POST or None, instance=found, left=left),
        partial(actions.change_line, by=request.user, line=found),
        heading=_("Change line %(code)s") % {"code": code},
        done=_("Line %(code)s has been changed.") % {"code": code},
        back=_page_of(code),
        parent=code,
        parent_url=_page_of(code),
    )


@requires(Permission.MANAGE_BUDGET)
def commitment_new(request, code):
    """Record an order on a line."""
    found = get_object_or_404(Line.objects.visible_to(request.user), code=code)
    return form_page(
        request,
        CommitmentForm(request.POST or None),
        partial(actions.record_commitment, by=request.user, line=found),
        heading=_("New order on line %(code)s") % {"code": code},
        lead=_("An order or a contract takes its whole amount from the line, before any invoice."),
        done=_("The order has been recorded: its amount is taken from the line."),
        back=_page_of(code),
        parent=code,
        parent_url=_page_of(code),
    )


def _page_of(code: str) -> str:
    return reverse("budget:line", args=[code])
