"""The reports' pages: officials take what is published, staff prepare and publish."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from core.access import Permission, allows, requires
from core.month import Month
from core.refusals import Refusal
from piastra.reports import actions, assemble, offers
from piastra.reports.forms import RequestForm
from piastra.reports.models import Edition


@requires(Permission.SEE_REPORTS)
@require_safe
def edition_list(request):
    """The editions, newest month first."""
    seen = Edition.objects.visible_to(request.user).with_successor()
    editions = seen.prefetch_related("files").defer("figures")
    return render(
        request,
        "reports/list.html",
        {
            "editions": offers.by_month(editions),
            "may_prepare": allows(request.user, Permission.PREPARE_REPORTS),
        },
    )


@requires(Permission.PREPARE_REPORTS)
def edition_request(request):
    """Ask for a month's reports."""
    form = RequestForm(request.POST or None, months=finished_months(), published=published_months())
    if request.method == "POST" and form.is_valid():
        try:
            edition = actions.request_edition(
                month=form.cleaned_data["month"],
                by=request.user,
                reason=form.cleaned_data["reason"],
            )
        except Refusal as refusal:
            field = "reason" if refusal.code == "no_reason" else "month"
            form.add_error(field, refusal.sentence)
        else:
            tell_if_ready(request, edition)
            return to_edition(edition)
    return render(request, "reports/request.html", {"form": form})


def tell_if_ready(request, edition):
    """Who asks for a draft that exists is told so: nothing was collected just now."""
    if edition.state == Edition.State.DRAFT:
        sentence = _(
            "This draft was ready already. “Prepare again” collects its figures anew, "
            "as after a correction."
        )
        messages.info(request, sentence)


def published_months() -> set[Month]:
    """Those of which a new edition is a correction."""
    published = Edition.objects.filter(state=Edition.State.PUBLISHED)
    return {Month.of(month) for month in published.values_list("month", flat=True)}


def finished_months():
    """Months of the programme that are over, the newest first."""
    month, found = assemble.first_month(), []
    while month is not None and month.is_over:
        found.insert(0, month)
        month = month.next
    return found


@requires(Permission.SEE_REPORTS)
@require_safe
def edition(request, month, number):
    """One edition: how far it is, or its documents and data."""
    found = fetched(request, month, number)
    return render(
        request,
        "reports/edition.html",
        {
            "edition": found,
            "offer": offers.offer(found),
            "may_prepare": allows(request.user, Permission.PREPARE_REPORTS),
        },
    )


@requires(Permission.PREPARE_REPORTS)
@require_GET
def edition_progress(request, month, number):
    """The fragment that the edition's page asks for every second; reloads the page when it is done."""
    found = fetched(request, month, number)
    response = render(
        request, "reports/_progress.html", {"edition": found, "offer": offers.offer(found)}
    )
    if not found.is_unfinished:
        response["HX-Refresh"] = "true"
    return response


@requires(Permission.PREPARE_REPORTS)
@require_POST
def edition_prepare(request, month, number):
    """Collect a draft's figures anew."""
    found = fetched(request, month, number)
    return done(request, actions.prepare_again, found)


@requires(Permission.PREPARE_REPORTS)
@require_http_methods(["GET", "HEAD", "POST"])
def edition_publish(request, month, number):
    """Ask before publishing; then publish a draft, for good."""
    found = fetched(request, month, number)
    if request.method == "POST":
        return done(request, actions.publish, found, _("Published: the month is closed."))
    if found.state != Edition.State.DRAFT or offers.why_not_publish(found):
        return to_edition(found)
    return render(request, "reports/edition_publish.html", {"edition": found})


def done(request, action, edition, sentence=""):
    """Do something to an edition, then show it, with the sentence of what happened."""
    try:
        action(edition=edition, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        if sentence:
            messages.success(request, sentence)
    return to_edition(edition)


@requires(Permission.SEE_REPORTS)
@require_safe
def pdf(request, month, number, kind):
    """A document."""
    found = fetched(request, month, number)
    file = get_object_or_404(found.files, kind=kind)
    response = FileResponse(
        file.file.open("rb"), as_attachment=True, filename=offers.file_name(found, kind)
    )
    return pointed(response, found)


@requires(Permission.SEE_REPORTS)
@require_safe
def figures_json(request, month, number):
    """The frozen figures, letter by letter as they were hashed."""
    found = fetched(request, month, number)
    if not found.sha256:
        raise Http404
    name = offers.saved_as(found, "dati", "json")
    return pointed(attached(found.figures.encode(), "application/json", name), found)


@requires(Permission.SEE_REPORTS)
@require_safe
def table_csv(request, month, number, table):
    """Rows of the frozen figures."""
    found = fetched(request, month, number)
    content = offers.table(found, table)
    if content is None:
        raise Http404
    name = offers.saved_as(found, table, "csv")
    return pointed(attached(content, "text/csv; charset=utf-8", name), found)


def attached(content, kind, name):
    """Bytes to be saved."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def pointed(response, edition):
    """A file with a pointer to the edition that replaced its own (RFC 5829), for programs that fetch it."""
    superseded = offers.standing(edition)["superseded"]
    if superseded:
        response["Link"] = f'<{superseded["url"]}>; rel="successor-version"'
    return response


def fetched(request, month: Month, number):
    """An edition that this person may see; else it does not exist."""
    editions = Edition.objects.visible_to(request.user).with_successor()
    return get_object_or_404(editions, month=month.first, number=number)


def to_edition(edition):
    """Show the edition."""
    return redirect("reports:edition", month=edition.period, number=edition.number)
