"""The pages of the list of those admitted, above the reports, whose one module makes PDFs of pages."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.access import Permission, requires
from core.pages import attached
from core.tables import to_csv
from members.models import Call
from piastra.admitted_list import document, table
from piastra.reports import pdf


@requires(Permission.DECIDE_APPLICATIONS)
@require_safe
def admitted(request, pk):
    """The list as it would be published now."""
    call = get_object_or_404(Call, pk=pk)
    context = {"call": call, "table": table(call)}
    return render(request, "admitted/list.html", context)


@requires(Permission.DECIDE_APPLICATIONS)
@require_safe
def admitted_pdf(request, pk):
    """The document, to be published elsewhere."""
    call = get_object_or_404(Call, pk=pk)
    try:
        content = document(call)
    except pdf.CannotRender:
        sentence = _(
            "The document could not be produced: this server lacks what PDFs need (Pango, or the "
            "fonts). Please tell its administrator."
        )
        messages.error(request, sentence)
        return redirect("site:admitted", pk)
    return attached(content, "application/pdf", f"ammessi-avviso-{pk}.pdf")


@requires(Permission.DECIDE_APPLICATIONS)
@require_safe
def admitted_csv(request, pk):
    """The same rows for a spreadsheet."""
    call = get_object_or_404(Call, pk=pk)
    return attached(to_csv(table(call)), "text/csv; charset=utf-8", f"ammessi-avviso-{pk}.csv")
