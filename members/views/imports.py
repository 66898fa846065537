"""The staff's pages of tables from elsewhere: bringing one, seeing what would come of it, having it written."""

from functools import partial

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Permission, requires
from core.pages import button_on, carry_out, form_page, sent
from members.actions import imports as actions
from members.forms.imports import BringFileForm
from members.models import Import
from members.pages import imports as pages

ON_A_PAGE = 100
LATEST = 10


@requires(Permission.MANAGE_PEOPLE)
def imports(request):
    """Bring a file; what was brought lately."""
    return form_page(
        request,
        BringFileForm(sent(request), request.FILES or None),
        partial(actions.bring_file, by=request.user),
        heading=_("Import"),
        lead=_("Coworkers, organisations and past bookings from a CSV file."),
        back=_address,
        template="members/imports.html",
        parent=_("People"),
        parent_url=reverse("members:people"),
        samples=pages.samples(),
        latest=[(each, pages.badge(each)) for each in Import.objects.all()[:LATEST]],
    )


@requires(Permission.MANAGE_PEOPLE)
def import_page(request, pk):
    """What would come, or came, of each row."""
    found = get_object_or_404(Import, pk=pk)
    page = Paginator(found.rows.all(), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "brought": found,
        "badge": pages.badge(found),
        "progress": pages.progress(found),
        "page": page,
        "rows": [
            (row, pages.first_cell(row), pages.TONES.get(row.outcome, "wait")) for row in page
        ],
        "is_waiting": not found.checked_at or (found.begun_at and not found.done_at),
    }
    return render(request, "members/import.html", context)


@requires(Permission.MANAGE_PEOPLE)
@button_on("members:import", "pk")
def import_begin(request, pk):
    """Have it written."""
    found = get_object_or_404(Import, pk=pk)
    verb = partial(actions.begin_import, by=request.user, brought=found)
    done = _("The import has started: this page shows how far it is.")
    return carry_out(request, verb, done=done, back=_address(found))


def _address(brought: Import) -> str:
    return reverse("members:import", args=[brought.pk])
