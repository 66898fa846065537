"""The staff's pages about applications: the queue, and one application."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from core.access import Permission, requires
from members.forms.deciding import NoteForm, QueueForm
from members.models import Application
from members.pages import queue
from members.pages.applications import Desk

ON_A_PAGE = 20


@requires(Permission.DECIDE_APPLICATIONS)
def applications(request):
    """The queue, by state; who has waited longest comes first. An unknown filter shows what is to decide."""
    form, shelf = QueueForm(request.GET), queue.shelf_of(request.GET.get("stato", ""))
    asked = form.asked()
    seen = Application.objects.visible_to(request.user)
    rows = queue.found(seen, asked, request.user)
    page = Paginator(queue.on_shelf(rows, shelf), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "shelf": shelf,
        "shelves": queue.shelved(rows),
        "page": page,
        "rows": [queue.row_of(each) for each in page],
        "waits": shelf.states[0] not in Application.CLOSED,
        "is_filtered": any(asked.values()),
    }
    return render(request, "members/applications.html", context)


def found_one(request, pk: int) -> Application:
    """The application that an address names, for whoever may see it."""
    seen = Application.objects.visible_to(request.user)
    seen = seen.select_related("applicant", "assignee", "call")
    return get_object_or_404(seen, pk=pk)


def page_of(found: Application) -> str:
    return reverse("members:application_page", args=[found.pk])


@requires(Permission.DECIDE_APPLICATIONS)
def application_page(request, pk):
    """One application: all of it, its history, and what may be done with it now."""
    found = found_one(request, pk)
    context = {"application": found, "desk": Desk(found, request.user), "note_form": NoteForm()}
    return render(request, "members/application_page.html", context)


def around(found: Application) -> dict:
    """Where the pages about one application stand."""
    back = page_of(found)
    return {
        "kicker": found.applicant,
        "back": back,
        "parent": found.applicant,
        "parent_url": back,
    }
