"""The journal: all of it, of one thing, of one person; newest first."""

from dataclasses import dataclass

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.access import Permission, requires
from core.models import JournalEntry
from members.models import User
from piastra.journal import lines, reading
from piastra.journal.forms import JournalForm
from piastra.journal.things import BY_WORD

ON_A_PAGE = 50
#: Numbers of lines and things as the database has them.
LARGEST = 2**63 - 1


@dataclass(frozen=True)
class About:
    """What the page is about, in its words, with the page of the thing itself."""

    heading: str
    lead: str
    page: str = ""


@requires(Permission.READ_JOURNAL)
@require_safe
def journal(request):
    """Everything."""
    lead = _("Who did what, and when. Nobody can change or delete these entries.")
    return _page(request, [Q()], About(_("Journal"), lead))


@requires(Permission.READ_JOURNAL)
@require_safe
def journal_of(request, kind: str, pk: int):
    """What happened to one thing, and to what belongs to it; also to one that is gone."""
    thing = BY_WORD.get(kind)
    if thing is None or pk > LARGEST:
        raise Http404
    found = thing.read({pk}).get(pk)
    name = thing.says(found) if found else _("number %(number)s, no longer there") % {"number": pk}
    about = About(
        heading=_("Journal: %(kind)s") % {"kind": str(thing.name).lower()},
        lead=name,
        page=thing.page(found) if found and thing.page else "",
    )
    return _page(request, reading.of_thing(thing, pk), about)


@requires(Permission.READ_JOURNAL)
@require_safe
def journal_of_person(request, pk: int):
    """What a person did, and what happened to the account and to what is the person's."""
    if pk > LARGEST:
        raise Http404
    person = User.objects.filter(pk=pk).first()
    if person is None:
        _must_have_been(pk)
    lead = _("What this person did, and what others did to this account and to what belongs to it.")
    about = About(_("Journal of %(name)s") % {"name": lines.name_of(person)}, lead)
    return _page(request, reading.of_person(pk), about)


def _must_have_been(pk: int) -> None:
    """404 for a number that nobody ever had; the lines of whoever is erased stay."""
    if not JournalEntry.objects.filter(reading.by_or_on_account(pk)).exists():
        raise Http404


def _page(request: HttpRequest, branches: list[Q], about: About) -> HttpResponse:
    form = JournalForm(request.GET)
    asked = form.asked()
    if before := _number(request.GET.get("prima")):
        asked &= Q(pk__lt=before)
    entries = list(reading.newest([branch & asked for branch in branches], most=ON_A_PAGE + 1))
    more = entries[ON_A_PAGE - 1].pk if len(entries) > ON_A_PAGE else None
    context = {
        "about": about,
        "form": form,
        "lines": lines.shown(entries[:ON_A_PAGE]),
        "more": more,
        "is_first": not before,
        "all": reverse("site:journal"),
    }
    return render(request, "journal/list.html", context)


def _number(said: str | None) -> int:
    """The line before which one reads; what is none means the newest."""
    is_one = said and said.isascii() and said.isdecimal() and len(said) < 19
    return int(said) if is_one else 0
