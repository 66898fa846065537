"""The reports' pages: officials take what is published, staff prepare and publish."""

from functools import partial
from typing import TypeVar

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_safe,
)

from core.access import Permission, allows, requires
from core.month import Month
from core.pages import attached, button_on, carry_out, confirm_page, form_page
from members.authentication.recent import recently_authenticated
from piastra.reports import actions, offers
from piastra.reports.forms import RequestForm
from piastra.reports.models import Edition

Answer = TypeVar("Answer", bound=HttpResponseBase)


@requires(Permission.SEE_REPORTS)
@require_safe
def edition_list(request) -> HttpResponse:
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
def edition_request(request) -> HttpResponse:
    """Ask for a month's reports."""
    return form_page(
        request,
        RequestForm(request.POST or None),
        partial(actions.request_edition, by=request.user),
        heading=_("Prepare a month"),
        lead=_(
            "The figures for the month are collected and frozen, then the two documents are "
            "produced. You see the draft before you publish it."
        ),
        done=was_ready,
        told=messages.INFO,
        back=page_of,
        parent=_("Reports"),
        parent_url=reverse("reports:list"),
    )


def was_ready(edition: Edition) -> str:
    """Who asks for a draft that exists is told so: nothing was collected just now."""
    if edition.state != Edition.State.DRAFT:
        return ""
    return _(
        "This draft was already ready. “Prepare again” collects its figures afresh, as after a "
        "correction."
    )


@requires(Permission.SEE_REPORTS)
@require_safe
def edition(request, month: Month, number: int) -> HttpResponse:
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
def edition_progress(request, month: Month, number: int) -> HttpResponse:
    """The fragment that the edition's page asks for every second; reloads the page when it is done."""
    found = fetched(request, month, number)
    response = render(
        request, "reports/_progress.html", {"edition": found, "offer": offers.offer(found)}
    )
    if not found.is_unfinished:
        response["HX-Refresh"] = "true"
    return response


@requires(Permission.PREPARE_REPORTS)
@button_on("reports:edition", "month", "number")
def edition_prepare(request, month: Month, number: int) -> HttpResponse:
    """Collect a draft's figures anew."""
    found = fetched(request, month, number)
    verb = partial(actions.prepare_again, edition=found, by=request.user)
    return carry_out(request, verb, back=page_of(found))


@requires(Permission.PREPARE_REPORTS)
@require_http_methods(["GET", "HEAD", "POST"])
@recently_authenticated
def edition_publish(request, month: Month, number: int) -> HttpResponse:
    """Ask before publishing; then publish a draft, for good."""
    found = fetched(request, month, number)
    is_ready = found.state == Edition.State.DRAFT and not offers.why_not_publish(found)
    if request.method != "POST" and not is_ready:
        return redirect(page_of(found))
    words = {"month": found.period.label}
    return confirm_page(
        request,
        partial(actions.publish, edition=found, by=request.user),
        title=_("Publish %(month)s") % words,
        heading=_("Publish %(month)s?") % words,
        lead=_("It closes the month; this can't be undone."),
        button=_("Publish"),
        keep=_("Back to the draft"),
        done=_("Published: the month is closed."),
        back=page_of(found),
        parent=_("Reports"),
        parent_url=reverse("reports:list"),
    )


@requires(Permission.SEE_REPORTS)
@require_safe
def pdf(request, month: Month, number: int, kind: str) -> FileResponse:
    """A document."""
    found = fetched(request, month, number)
    file = get_object_or_404(found.files, kind=kind)
    _note(request, found)
    response = FileResponse(
        file.file.open("rb"), as_attachment=True, filename=offers.file_name(found, kind)
    )
    return pointed(response, found)


@requires(Permission.SEE_REPORTS)
@require_safe
def figures_json(request, month: Month, number: int) -> HttpResponse:
    """The frozen figures, letter by letter as they were hashed."""
    found = fetched(request, month, number)
    if not found.sha256:
        raise Http404
    _note(request, found)
    name = offers.saved_as(found, "dati", "json")
    return pointed(attached(found.figures.encode(), "application/json", name), found)


@requires(Permission.SEE_REPORTS)
@require_safe
def table_file(request, month: Month, number: int, table: str, kind: str) -> HttpResponse:
    """Rows of the frozen figures."""
    found = fetched(request, month, number)
    written = offers.table_file(found, table, kind)
    if written is None:
        raise Http404
    _note(request, found)
    return pointed(attached(*written, offers.saved_as(found, table, kind)), found)


def _note(request, edition: Edition) -> None:
    """Write who took the file, by the end of its address. Who asks only whether it is there takes nothing."""
    if request.method == "GET":
        file = request.path.rpartition("/")[2]
        actions.note_download(by=request.user, edition=edition, file=file)


def pointed(response: Answer, edition: Edition) -> Answer:
    """A file with a pointer to the edition that replaced its own (RFC 5829), for programs that fetch it."""
    superseded = offers.standing(edition)["superseded"]
    if superseded:
        response["Link"] = f'<{superseded["url"]}>; rel="successor-version"'
    return response


def fetched(request, month: Month, number: int) -> Edition:
    """An edition that this person may see; else it does not exist."""
    editions = Edition.objects.visible_to(request.user).with_successor()
    return get_object_or_404(editions, month=month.first, number=number)


def page_of(edition: Edition) -> str:
    """The address of the edition's page."""
    where = {"month": edition.period, "number": edition.number}
    return reverse("reports:edition", kwargs=where)
