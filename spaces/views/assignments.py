"""The places that are somebody's own, and the days on which the holder lends them."""

from datetime import timedelta

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row, Submit
from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from core.access import Permission, requires
from core.clock import today
from core.refusals import Refusal
from spaces.actions import assignments as actions
from spaces.forms.fields import DayField
from spaces.models import Assignment
from spaces.rules.assigning import LONGEST_LOAN
from spaces.views.reading import read_day, sent


class LoanForm(forms.Form):
    """A day, or from a day to another one, both included."""

    first = DayField(label=gettext_lazy("First day"))
    last = DayField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("Empty: only that day."),
    )

    def __init__(self, data=None):
        super().__init__(data)
        half = "col-12 col-sm-6"
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Row(Column("first", css_class=half), Column("last", css_class=half))
        )
        self.helper.add_input(Submit("lend", _("Lend these days")))

    def clean(self):
        found = super().clean()
        first, last = found.get("first"), found.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day comes before the first."))
        elif first and last and last - first >= timedelta(days=LONGEST_LOAN):
            self.add_error("last", _("Lend at most a year of days at once."))
        return found

    @property
    def days(self) -> list:
        first = self.cleaned_data["first"]
        last = self.cleaned_data["last"] or first
        return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]


@requires(Permission.BOOK)
def my_places(request):
    """The places that are the reader's, now and to come."""
    now = today()
    found = Assignment.objects.of(request.user).not_over(now).select_related("space__zone")
    return render(request, "spaces/my_places.html", {"found": found, "today": now})


@requires(Permission.BOOK)
def loans(request, pk):
    """The lent days of a place of one's own, and a form to lend more."""
    found, form = _visible(request.user, pk), LoanForm(sent(request))
    if form.is_valid():
        try:
            days = actions.lend(by=request.user, assignment=found, days=form.days)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _thanks(len(days)))
            return redirect("spaces:loans", pk)
    lent = found.lent.filter(day__gte=today())
    context = {"assignment": found, "form": form, "lent": lent, "is_over": _is_over(found)}
    return render(request, "spaces/loans.html", context, status=409 if form.is_bound else 200)


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
    try:
        actions.take_back(by=request.user, assignment=found, day=day)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("This day is yours again."))
    return redirect("spaces:loans", pk)


def _visible(user, pk: int) -> Assignment:
    seen = Assignment.objects.visible_to(user).select_related("space__zone", "person")
    return get_object_or_404(seen, pk=pk)
