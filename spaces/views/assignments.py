"""The places that are somebody's own, and the days on which the holder lends them."""

from datetime import timedelta
from functools import partial
from http import HTTPStatus

from crispy_forms.layout import Column, Row
from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from core.access import Permission, requires
from core.clock import today
from core.forms import ActionForm, DayField
from core.pages import carry_out, form_page, sent
from spaces.actions import assignments as actions
from spaces.models import Assignment
from spaces.rules.assigning import LONGEST_LOAN
from spaces.views.reading import read_day


class LoanForm(ActionForm, forms.Form):
    """A day, or from a day to another one, both included."""

    button = gettext_lazy("Lend these days")

    first = DayField(label=gettext_lazy("First day"))
    last = DayField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("Empty: only that day."),
    )

    def layout(self):
        half = "col-12 col-sm-6"
        return [Row(Column("first", css_class=half), Column("last", css_class=half))]

    def clean(self):
        found = super().clean()
        first, last = found.get("first"), found.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day comes before the first."))
        elif first and last and last - first >= timedelta(days=LONGEST_LOAN):
            self.add_error("last", _("Lend at most a year of days at once."))
        return found

    def facts(self) -> dict:
        first = self.cleaned_data["first"]
        last = self.cleaned_data["last"] or first
        days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
        return {"days": days}


@requires(Permission.BOOK)
def my_places(request):
    """The places that are the reader's, now and to come."""
    now = today()
    found = Assignment.objects.of(request.user).not_over(now).select_related("space__zone")
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
        return _("These days were lent already.")
    sentence = ngettext(
        "Lent: on %(n)d day everybody can book your place. Thank you.",
        "Lent: on %(n)d days everybody can book your place. Thank you.",
        days,
    )
    return sentence % {"n": days}


@requires(Permission.BOOK)
@require_POST
def loan_end(request, pk, day):
    """Have a lent day again, if nobody booked it."""
    found, day = _visible(request.user, pk), read_day(day)
    if day is None:
        raise Http404
    verb = partial(actions.take_back, by=request.user, assignment=found, day=day)
    back = reverse("spaces:loans", args=[pk])
    return carry_out(request, verb, done=_("This day is yours again."), back=back)


def _visible(user, pk: int) -> Assignment:
    seen = Assignment.objects.visible_to(user).select_related("space__zone", "person")
    return get_object_or_404(seen, pk=pk)
