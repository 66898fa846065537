"""Bookings that repeat: wished, looked through, booked, given back in part."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.access import Permission, requires
from core.months import today
from core.refusals import Refusal
from spaces import actions, asks, away
from spaces.dry_run import DryRun
from spaces.models import Booking, Series, Space
from spaces.series import Wish
from spaces.series_forms import AwayForm, BookSeriesForm, PlaceForm, SeriesForm
from spaces.views.reading import find_place, sent

KINDS = list(Space.Kind.values)


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
        series, refusal = _book(request, form, key)
        if series:
            return redirect("spaces:series", series.pk)
    run = DryRun(form.wish, request.user) if form.is_bound and form.is_valid() else None
    context = {"place": place, "form": form, "key": key, "run": run, "refusal": refusal}
    return render(request, "spaces/series_new.html", context, status=409 if key.is_bound else 200)


def _choose_place(request, given):
    """The first step, for who came without a place or with one that does not exist."""
    places = Space.objects.in_service_on(today()).select_related("zone")
    places = sorted(places, key=lambda place: (KINDS.index(place.kind), place.code))
    form = PlaceForm(given if "posto" in given else None, places=places, initial=given.dict())
    status = 409 if request.method == "POST" else 200
    return render(request, "spaces/series_place.html", {"form": form}, status=status)


def _book(request, form: SeriesForm, key: BookSeriesForm):
    """The series and None, or None and the refusal."""
    try:
        series = actions.book_series(
            by=request.user,
            person=request.user,
            wish=form.wish,
            request_key=key.cleaned_data["request_key"],
        )
    except Refusal as refusal:
        key.renew()
        return None, refusal
    number = series.bookings.count()
    sentence = ngettext("%(n)d date is booked.", "%(n)d dates are booked.", number)
    messages.success(request, sentence % {"n": number})
    return series, None


@requires(Permission.BOOK)
def series(request, pk):
    """All dates of a series: booked, cancelled, or never booked and why."""
    found, now = _visible_series(request.user, pk), timezone.now()
    bookings = list(found.bookings.order_by("start"))
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
    form = AwayForm(_asked(request), initial=usual, submit=_("See these dates"))
    context = {"series": found, "form": form}
    if request.method == "POST" and form.is_valid():
        return _give_back(request, form, found.bookings, redirect("spaces:series", found.pk))
    return _show(request, form, found.bookings, "spaces/series_cancel.html", context)


@requires(Permission.BOOK)
def away_days(request):
    """“I'm away”: give back all own bookings of some days at once."""
    form = AwayForm(_asked(request), initial={"dal": today()})
    own = Booking.objects.filter(person=request.user)
    if request.method == "POST" and form.is_valid():
        return _give_back(request, form, own, redirect("spaces:bookings"))
    return _show(request, form, own, "spaces/away.html", {"form": form})


def _asked(request):
    """The dates that were sent; None while nobody has filled in the form."""
    if request.method == "POST":
        return request.POST
    return request.GET if "al" in request.GET else None


def _show(request, form: AwayForm, bookings, template: str, context: dict):
    """What would be given back, read first."""
    if form.is_bound and form.is_valid():
        now, wanted = timezone.now(), form.cleaned_data
        found = away.coming_between(bookings, wanted["dal"], wanted["al"], now)
        lines = away.lines(request.user, found.select_related("space__zone", "person"), now)
        going = [line for line in lines if line.refusal is None]
        context |= {
            "lines": lines,
            "going": going,
            "late": [line for line in going if not line.in_time],
            **wanted,
        }
    return render(request, template, context, status=409 if request.method == "POST" else 200)


def _give_back(request, form: AwayForm, bookings, back):
    """Cancel those that the reader was shown; what can't be is named with its reason."""
    shown = [int(text) for text in request.POST.getlist("booking") if text.isdecimal()][:1000]
    chosen = bookings.filter(pk__in=[number for number in shown if number < 2**63])
    given = actions.cancel_several(by=request.user, bookings=chosen)
    if given.cancelled:
        messages.success(request, _cancelled_sentence(given))
    elif not given.kept:
        messages.warning(request, _("You have no booking on these days: nothing was changed."))
    for booking, refusal in given.kept:
        words = {"place": booking.space.label, "reason": refusal.sentence}
        messages.warning(request, _("%(place)s is kept. %(reason)s") % words)
    return back


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
