"""The staff's pages about letters: what waits, what failed and why, what left; send again, give up.

What a letter says is not shown: some hold links that open an account.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy
from django.views.decorators.http import require_safe

from core import mail, outbox
from core.access import Permission, requires
from core.letters import why_not_move
from core.models import MailServer, OutgoingMail
from core.pages import button_on, carry_out, confirm_page

Status = OutgoingMail.Status
ON_A_PAGE = 20
#: Letters that left are shown as long as somebody may ask for them.
LATELY = timedelta(days=30)


@dataclass(frozen=True)
class Shelf:
    """One filter of the letters: its word in the address, its label, the state on it, its order."""

    word: str
    label: str
    status: str
    order: tuple[str, ...]

    @property
    def title(self) -> str:
        """The label; nothing was sent where letters only become files."""
        is_about_sent = self.status == Status.SENT
        return _("Recently written to files") if is_about_sent and mail.are_files() else self.label


SHELVES = [
    Shelf("in-attesa", pgettext_lazy("letters", "Waiting"), Status.WAITING, ("id",)),
    Shelf("non-partiti", pgettext_lazy("letters", "Failed"), Status.FAILED, ("-stopped_at", "-id")),
    Shelf("inviati", pgettext_lazy("letters", "Recently sent"), Status.SENT, ("-sent_at", "-id")),
    Shelf(
        "abbandonati",
        pgettext_lazy("letters", "Given up"),
        Status.GIVEN_UP,
        ("-stopped_at", "-id"),
    ),
]
OF_STATUS = {shelf.status: shelf for shelf in SHELVES}


@requires(Permission.MANAGE_LETTERS)
@require_safe
def letters(request):
    """The letters in one state. An unknown filter shows those that wait."""
    chosen, now = request.GET.get("stato", ""), timezone.now()
    shelf = next((shelf for shelf in SHELVES if shelf.word == chosen), SHELVES[0])
    seen = _seen(now)
    counts = dict(seen.order_by().values_list("status").annotate(Count("pk")))
    # Letters are long, and are not shown.
    rows = seen.filter(status=shelf.status).order_by(*shelf.order).defer("text", "html")
    return render(
        request,
        "letters/list.html",
        {
            "shelf": shelf,
            "shelves": [(each, counts.get(each.status, 0)) for each in SHELVES],
            "page": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page")),
            "folder": settings.EMAIL_FILE_PATH if mail.are_files() else "",
            "server": MailServer.objects.filter(failures__gt=0).first(),
            "now": now,
        },
    )


def _seen(now):
    return OutgoingMail.objects.exclude(Q(status=Status.SENT) & Q(sent_at__lt=now - LATELY))


def _page_of(request, pk) -> str:
    return _shelf_of(_found(pk).status)


def _failed(request) -> str:
    return _shelf_of(Status.FAILED)


@requires(Permission.MANAGE_LETTERS)
@button_on(_page_of)
def send_again(request, pk):
    """Try a letter again at once."""
    found = _found(pk)
    return carry_out(
        request,
        partial(outbox.send_again, by=request.user, letter=found),
        done=_("The e-mail is being tried again now."),
        back=_shelf_of(found.status),
    )


@requires(Permission.MANAGE_LETTERS)
@button_on(_failed)
def send_all_again(request):
    """All that failed, or as many as go at once."""
    verb = partial(outbox.send_all_again, by=request.user)
    return carry_out(request, verb, done=_what_is_tried, back=_shelf_of(Status.FAILED))


def _what_is_tried(count: int) -> str:
    if not count:
        return _("No e-mail has failed: nothing was changed.")
    said = ngettext(
        "%(count)s e-mail is being tried again now.",
        "%(count)s e-mails are being tried again now.",
        count,
    )
    return said % {"count": count}


@requires(Permission.MANAGE_LETTERS)
def give_up(request, pk):
    """Ask, then never send it."""
    found = _found(pk)
    return confirm_page(
        request,
        partial(outbox.give_up, by=request.user, letter=found),
        title=_("Give up on an e-mail"),
        heading=_("Do you want to give up on this e-mail?"),
        lead=_(
            "It will never be sent, even when the server is back. What it says will have to be "
            "told another way."
        ),
        button=_("Give up on the e-mail"),
        css="btn-danger",
        keep=_("No, go back"),
        refusal=why_not_move(request.user, found, Status.GIVEN_UP),
        done=_("The e-mail was given up: it will not be sent."),
        back=_shelf_of(found.status),
        template="letters/give_up.html",
        parent=_("E-mails"),
        parent_url=reverse("site:letters"),
        letter=found,
    )


def _found(pk) -> OutgoingMail:
    return get_object_or_404(OutgoingMail.objects.defer("text", "html"), pk=pk)


def _shelf_of(status: str) -> str:
    return f"{reverse('site:letters')}?stato={OF_STATUS[status].word}"
