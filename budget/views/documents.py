"""Supporting documents: the register, one document, its payments and files."""

from functools import partial

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from budget import actions, figures, pages
from budget.forms import DocumentForm, FileForm, FilterForm, PaymentForm
from budget.models import Document, DocumentFile, Line
from core.access import Permission, allows, requires
from core.pages import form_page, hand_out

ON_A_PAGE = 25


@requires(Permission.SEE_BUDGET)
def documents(request):
    """The register, newest first; by month, line, and whether there is something to look at."""
    register = Document.objects.visible_to(request.user)
    form = FilterForm(request.GET, months=register.dates("date", "month", order="DESC"))
    page = Paginator(_chosen(register, form), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": pages.entries(page),
        "is_filtered": any(form.cleaned_data.values()) if form.is_valid() else False,
        "may_manage": allows(request.user, Permission.MANAGE_BUDGET),
    }
    return render(request, "budget/documents.html", context)


def _chosen(register, form):
    """The documents that the filter asks for; all of them when it can't be read."""
    register = register.select_related("supplier", "line").with_paid().newest_first()
    if not form.is_valid():
        return register
    chosen = form.cleaned_data
    if chosen["mese"]:
        month = chosen["mese"]
        register = register.filter(date__gte=month.first, date__lte=month.last)
    if chosen["voce"]:
        register = register.filter(line=chosen["voce"])
    return register.with_warnings() if chosen["avvisi"] else register


@requires(Permission.SEE_BUDGET)
def document(request, pk):
    """One document: how its reportable amount comes to be, what to look at, payments and files."""
    document = get_object_or_404(
        Document.objects.visible_to(request.user)
        .select_related("supplier", "line", "commitment", "theme")
        .with_paid(),
        pk=pk,
    )
    context = {
        "document": document,
        "steps": pages.calculation(document),
        "warnings": figures.warnings(document),
        "payments": pages.payments_of(document),
        "left": document.total - document.paid,
        "files": document.files.select_related("uploaded_by"),
        "may_manage": allows(request.user, Permission.MANAGE_BUDGET),
    }
    return render(request, "budget/document.html", context)


@requires(Permission.MANAGE_BUDGET)
def document_new(request):
    """Record a document; `?voce=A1` chooses the line beforehand."""
    line = Line.objects.visible_to(request.user).filter(code=request.GET.get("voce", "")).first()
    return form_page(
        request,
        DocumentForm(request.POST or None, request.FILES or None, initial={"line": line}),
        partial(actions.record_document, by=request.user),
        heading=_("New document"),
        lead=_("An invoice, a receipt, a payslip: anything that shows an expense was incurred."),
        done=lambda made: _("%(document)s has been recorded.") % {"document": made},
        back=_page_of,
        parent=_("Supporting documents"),
        parent_url=reverse("budget:documents"),
    )


@requires(Permission.MANAGE_BUDGET)
def payment_new(request, pk):
    """Record a payment of a document; what is left to pay is written in beforehand."""
    documents = Document.objects.visible_to(request.user).with_paid()
    found = get_object_or_404(documents.select_related("supplier"), pk=pk)
    words = {"document": found, "supplier": found.supplier}
    return form_page(
        request,
        PaymentForm(request.POST or None, initial={"amount": found.total - found.paid or None}),
        partial(actions.record_payment, by=request.user, document=found),
        heading=_("New payment"),
        lead=_("%(document)s of %(supplier)s.") % words,
        done=_("The payment has been recorded."),
        back=_page_of(found),
        parent=found,
        parent_url=_page_of(found),
    )


@requires(Permission.MANAGE_BUDGET)
def file_new(request, pk):
    """Keep one more file with a document: the invoice, or the proof of a payment."""
    found = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    return form_page(
        request,
        FileForm(request.POST or None, request.FILES or None),
        partial(actions.attach_file, by=request.user, document=found),
        heading=_("New file"),
        lead=found,
        done=_("The file has been saved."),
        back=_page_of(found),
        parent=found,
        parent_url=_page_of(found),
    )


def _page_of(document: Document) -> str:
    return reverse("budget:document", args=[document.pk])


@requires(Permission.MANAGE_BUDGET)
def file(request, pk, file_pk):
    """Hand out a file, if it is still the one that was uploaded. Who opened it is written down."""
    files = DocumentFile.objects.visible_to(request.user)
    file = get_object_or_404(files, pk=file_pk, document=pk)
    verb = partial(actions.open_file, by=request.user, file=file)
    return hand_out(request, verb, name=file.name, back=reverse("budget:document", args=[pk]))
