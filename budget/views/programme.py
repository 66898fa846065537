"""The whole budget on a page, and what the staff enter about the programme."""

from functools import partial

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from budget import actions, pages
from budget.figures import spending_so_far
from budget.forms import ProgrammeForm
from budget.models import Action, Programme
from core.access import Permission, allows, requires
from core.pages import form_page


@requires(Permission.SEE_BUDGET)
def programme(request):
    """Planned, committed, incurred, paid, available; and how the amounts make the total cost."""
    figures = spending_so_far()
    context = {
        "programme": Programme.objects.first(),
        "figures": figures,
        "unallocated": figures.programme.managed - figures.programme.allocated,
        "bars": pages.bars(figures.lines),
        "totals": pages.totals(figures.lines),
        "actions_without_lines": Action.objects.filter(lines=None),
        "may_manage": allows(request.user, Permission.MANAGE_BUDGET),
    }
    return render(request, "budget/programme.html", context)


@requires(Permission.MANAGE_BUDGET)
def programme_edit(request):
    """Start, CUP, CIG and title. The amounts are the annex's."""
    return form_page(
        request,
        ProgrammeForm(request.POST or None, instance=get_object_or_404(Programme)),
        partial(actions.change_programme, by=request.user),
        heading=_("Data of the programme"),
        lead=_("What the annex does not say. Its amounts are fixed and cannot be changed here."),
        done=_("The programme’s data have been saved."),
        back=reverse("budget:programme"),
        parent=_("Budget"),
        parent_url=reverse("budget:programme"),
    )
