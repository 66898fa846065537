"""Bookings that repeat: wished, looked through, booked, given back in part."""

import re
from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.access import Permission, requires
from core.clock import today
from core.pages import attempt, button_on, sent
from core.refusals import Refusal, refused
from spaces import actions
from spaces.actions.assignments import lend
from spaces.availability import asks
from spaces.availability.dry_run import DryRun
from spaces.forms.series import AwayForm, BookSeriesForm, PlaceForm, SeriesForm
from spaces.models import Assignment, Booking, Series, Space
from spaces.pages import absence
from spaces.schedule.series import Wish
from spaces.views.looking import look, seen, was_changed
from spaces.views.reading import find_place

KINDS = list(Space.Kind.values)
#: As many bookings as a form can name, and how it names one.
MOST_SHOWN, NUMBER = 1000, re.compile(r"[0-9]{1,18}")


@requires(Permission.BOOK)
def new(request):
    """A place, then the wish, then each of its dates; one button books those that are free."""
    given = request.POST if request.method == "POST" else request.GET
    place = find_place(given.get("posto", ""))
    if place is None:
        return _choose_place(request, given)
    rules = asks.rules_of(place.kind)
    # Without a last day it is an address that proposes, not yet a form that was filled in.
    asked = given if request.method == "POST" or "al" in given else None
    form = SeriesForm(asked, place=place, rules=rules, initial=given.dict())
    key, refusal = BookSeriesForm(sent(request)), None
    if request.method == "POST" and form.is_valid() and key.is_valid():
        answer, refusal = _book(request, form, key)
        if answer:
            return answer
    context = {"place": place, "form": form, "key": key, "refusal": refusal}
    if form.is_bound and form.is_valid():
        context |= {"run": DryRun(form.wish, request.user), "seen": seen(form)}
    return render(request, "spaces/series_new.html", context, status=409 if key.is_bound else 200)


@requires(Permission.BOOK)
@button_on("spaces:series_new", looks=True)
def new_look(request):
    """Which dates of a wish are free."""
    return look(request, SeriesForm.base_fields, "spaces:series_new", below="#dates")


def _choose_place(request, given):
    """The first step, for who came without a place or with one that does not exist."""
    places = Space.objects.in_service_on(today()).select_related("zone")
    places = sorted(places, key=lambda place: (KINDS.index(place.kind), place.code))
    form = PlaceForm(given if "posto" in given else None, places=places, initial=given.dict())
    status = 409 if request.method == "POST" else 200
    return render(request, "spaces/series_place.html", {"form": form}, status=status)


def _book(request, form: SeriesForm, key: BookSeriesForm):
    """The way to the series and None, or None and the refusal."""
    if was_changed(request, form):
        sentence = _(
            "You changed the days or times, and nothing has been booked yet: here are the new "
            "dates. Book them if they are right."
        )
        return None, Refusal(sentence, code="not_seen")
    verb = partial(
        actions.book_series,
        by=request.user,
        person=request.user,
        wish=form.wish,
        request_key=key.cleaned_data["request_key"],
    )
    answer, refusal = attempt(request, verb, after=_page_of, done=_booked_sentence)
    if refusal:
        key.renew()
    return answer, refusal


def _page_of(series: Series) -> str:
    return reverse("spaces:series", args=[series.pk])


def _booked_sentence(series: Series) -> str:
    number = series.bookings.count()
    sentence = ngettext("%(n)d date is booked.", "%(n)d dates are booked.", number)
    return sentence % {"n": number}


@requires(Permission.BOOK)
def series(request, pk):
    """All dates of a series: booked, cancelled, or never booked and why."""
    found, now = _visible_series(request.user, pk), timezone.now()
    bookings = list(found.bookings.select_related("space").order_by("start", "pk"))
    context = {
        "series": found,
        "wish": Wish.of(found),
        "bookings": bookings,
        "left_out": found.not_booked,
        "coming": any(each.end > now and each.status in Booking.FIRM for each in bookings),
    }
    return render(request, "spaces/series.html", context)


@requires(Permission.BOOK)
def series_cancel(request, pk):
    """Give back the dates of a series from one day to another: all that follow, or a part."""
    found = _visible_series(request.user, pk)
    usual = {"dal": max(found.first, today()), "al": found.until}
    address = reverse("spaces:series_cancel_look", args=[pk])
    form = AwayForm(_asked(request), initial=usual, look_at=address, submit=_("See these dates"))
    if _is_meant(request, form):
        return _give_back(request, found.bookings, redirect("spaces:series", found.pk))
    return _show(request, form, found.bookings, "spaces/series_cancel.html", {"series": found})


@requires(Permission.BOOK)
@button_on("spaces:series_cancel", "pk", looks=True)
def series_cancel_look(request, pk):
    """Which dates of a series would be given back."""
    found = _visible_series(request.user, pk)
    return look(request, AwayForm.base_fields, "spaces:series_cancel", found.pk)


@requires(Permission.BOOK)
def away_days(request):
    """“I'm away”: give back all own bookings of some days at once, and lend the places of one's own."""
    address, context = reverse("spaces:away_look"), {}
    form = AwayForm(_asked(request), initial={"dal": today()}, look_at=address)
    own = Booking.objects.filter(person=request.user)
    if form.is_bound and form.is_valid():
        context["loans"] = absence.loans(
            _own_places(request.user, form), **_days(form), today=today()
        )
        if _is_meant(request, form):
            _lend(request, context["loans"])
            return _give_back(request, own, redirect("spaces:bookings"))
    return _show(request, form, own, "spaces/away.html", context)


@requires(Permission.BOOK)
@button_on("spaces:away", looks=True)
def away_look(request):
    """What an absence would give back."""
    return look(request, AwayForm.base_fields, "spaces:away")


def _own_places(user, form: AwayForm):
    return Assignment.objects.of(user).between(**_days(form))


def _is_meant(request, form: AwayForm) -> bool:
    """Whether what was sent is to be done: the days are those for which the reader saw the bookings."""
    return request.method == "POST" and form.is_valid() and not was_changed(request, form)


def _days(form: AwayForm) -> dict:
    return {"first": form.cleaned_data["dal"], "last": form.cleaned_data["al"]}


def _lend(request, loans: list[absence.Loan]) -> None:
    """Lend the places that were ticked; each by itself, apart from the bookings."""
    for loan in loans:
        if str(loan.assignment.pk) not in request.POST.getlist("lend"):
            continue
        place = loan.assignment.space.label
        refusal = refused(lend, by=request.user, assignment=loan.assignment, days=loan.days)
        if refusal:
            words = {"place": place, "reason": refusal.sentence}
            messages.warning(request, _("%(place)s was not lent. %(reason)s") % words)
            continue
        sentence = ngettext(
            "%(place)s is lent on %(n)d day: everybody can book it.",
            "%(place)s is lent on %(n)d days: everybody can book it.",
            len(loan.days),
        )
        messages.success(request, sentence % {"place": place, "n": len(loan.days)})


def _asked(request):
    """The dates that were sent; None while nobody has filled in the form."""
    if request.method == "POST":
        return request.POST
    return request.GET if "al" in request.GET else None


def _show(request, form: AwayForm, bookings, template: str, context: dict):
    """What would be given back, read first."""
    context["form"] = form
    if form.is_bound and form.is_valid():
        now = timezone.now()
        found = bookings.holding().on(**_days(form)).filter(end__gt=now)
        lines = absence.lines(
            request.user, found.select_related("space__zone", "person", "series"), now
        )
        going = [line for line in lines if line.refusal is None]
        context |= {
            "lines": lines,
            "going": going,
            "late": [line for line in going if not line.in_time],
            "seen": seen(form),
            "was_changed": was_changed(request, form),
            **form.cleaned_data,
        }
    return render(request, template, context, status=409 if request.method == "POST" else 200)


def _give_back(request, bookings, back):
    """Cancel those that the reader was shown; what can't be is named with its reason."""
    shown = [
        text for text in request.POST.getlist("booking")[:MOST_SHOWN] if NUMBER.fullmatch(text)
    ]
    chosen = bookings.filter(pk__in=shown)
    given = actions.cancel_several(by=request.user, bookings=chosen)
    if given.cancelled:
        messages.success(request, _cancelled_sentence(given))
    elif not (given.kept or messages.get_messages(request)):
        messages.warning(request, _nothing_sentence("lend" in request.POST))
    for booking, refusal in given.kept:
        words = {"place": booking.space.label, "reason": refusal.sentence}
        messages.warning(request, _("%(place)s was kept. %(reason)s") % words)
    return back


def _nothing_sentence(wanted_to_lend: bool) -> str:
    if wanted_to_lend:
        return _("These days were already lent.")
    return _("You have no booking on these days: nothing was changed.")


def _cancelled_sentence(given) -> str:
    number, late = len(given.cancelled), len(given.late)
    sentence = ngettext(
        "%(n)d booking is cancelled: the place is free for somebody else.",
        "%(n)d bookings are cancelled: the places are free for others.",
        number,
    ) % {"n": number}
    if late:
        told = ngettext("%(n)d of them counts as late.", "%(n)d of them count as late.", late)
        sentence = f"{sentence} {told % {'n': late}}"
    return sentence


def _visible_series(user, pk: int) -> Series:
    seen = Series.objects.visible_to(user).select_related("space__zone", "person")
    return get_object_or_404(seen, pk=pk)
