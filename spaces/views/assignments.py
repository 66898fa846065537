"""The places that are somebody's own, and the days on which the holder lends them."""

from functools import partial
from http import HTTPStatus

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.access import Permission, requires
from core.clock import today
from core.pages import button_on, carry_out, form_page, sent
from spaces.actions import assignments as actions
from spaces.forms.loans import LoanForm
from spaces.models import Assignment
from spaces.views.reading import read_day


@requires(Permission.BOOK)
def my_places(request):
    """The places that are the reader's, now and to come."""
    now = today()
    found = (
        Assignment.objects.of(request.user)
        .not_over(now)
        .select_related("space__zone", "organisation")
    )
    return render(request, "spaces/my_places.html", {"found": found, "today": now})


@requires(Permission.BOOK)
def loans(request, pk):
    """The lent days of a place of one's own, and a form to lend more."""
    found = _visible(request.user, pk)
    return form_page(
        request,
        LoanForm(sent(request)),
        partial(actions.lend, by=request.user, assignment=found),
        done=lambda days: _thanks(len(days)),
        back=reverse("spaces:loans", args=[pk]),
        not_done=HTTPStatus.CONFLICT,
        template="spaces/loans.html",
        assignment=found,
        lent=found.lent.filter(day__gte=today()),
        is_over=_is_over(found),
    )


def _is_over(found: Assignment) -> bool:
    return found.ends is not None and found.ends <= today()


def _thanks(days: int) -> str:
    if not days:
        return _("These days were already lent.")
    sentence = ngettext(
        "Lent: everybody can book your place on %(n)d day. Thank you.",
        "Lent: everybody can book your place on %(n)d days. Thank you.",
        days,
    )
    return sentence % {"n": days}


@requires(Permission.BOOK)
@button_on("spaces:loans", "pk")
def loan_end(request, pk, day):
    """Have a lent day again, if nobody booked it."""
    found, day = _visible(request.user, pk), read_day(day)
    if day is None:
        raise Http404
    verb = partial(actions.take_back, by=request.user, assignment=found, day=day)
    back = reverse("spaces:loans", args=[pk])
    return carry_out(request, verb, done=_("This day is yours again."), back=back)


def _visible(user, pk: int) -> Assignment:
    seen = Assignment.objects.visible_to(user).select_related(
        "space__zone", "person", "organisation"
    )
    return get_object_or_404(seen, pk=pk)
