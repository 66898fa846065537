"""Every form that asks for days and hours: the hour that the clocks skip, the years that nobody means."""

from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError

from events.forms import EventForm
from events.models import Event
from piastra.tests.forms_of_ours import forms_of_ours
from spaces.forms.finder import FinderForm
from spaces.forms.places import ClosureForm
from spaces.forms.roster import PhoneSearchForm
from spaces.forms.series import SeriesForm
from spaces.models import Closure
from spaces.tests.factories import make_floor

MARCH, OCTOBER = date(2027, 3, 28), date(2027, 10, 31)

#: Forms that make an instant of a day and an hour: the fields of each such pair, and what else they need.
PAIRS = {
    EventForm: (
        [("day", "begins"), ("day", "ends")],
        {"day": MARCH, "begins": "01:00", "ends": "04:00"},
    ),
    ClosureForm: (
        [("first", "opens"), ("last", "closes")],
        {"first": MARCH, "opens": "01:00", "last": MARCH, "closes": "04:00", "reason": "Prova"},
    ),
    FinderForm: (
        [("giorno", "dalle"), ("giorno", "alle")],
        {"giorno": MARCH, "dalle": "01:00", "alle": "04:00"},
    ),
    PhoneSearchForm: (
        [("giorno", "dalle"), ("giorno", "alle")],
        {"chi": "ada", "giorno": MARCH, "fascia": "ore", "dalle": "01:00", "alle": "04:00"},
    ),
}
#: Its hours hold on many dates: the dry run leaves out those that skip them (spaces/tests/test_series.py).
EACH_DATE_BY_ITSELF = {SeriesForm}


def asks_for(form, kind) -> list[str]:
    return [name for name, field in form.base_fields.items() if type(field) in kinds_of(kind)]


def kinds_of(kind) -> set:
    return {kind, *(deep for each in kind.__subclasses__() for deep in kinds_of(each))}


def test_no_form_reads_a_day_and_an_hour_unseen():
    both = {
        form
        for form in forms_of_ours()
        if asks_for(form, forms.DateField) and asks_for(form, forms.TimeField)
    }
    assert both == set(PAIRS) | EACH_DATE_BY_ITSELF
    assert not [form for form in forms_of_ours() if asks_for(form, forms.DateTimeField)]
    assert not [form for form in forms_of_ours() if asks_for(form, forms.SplitDateTimeField)]


@pytest.mark.parametrize(
    ("form", "hour"),
    [(form, hour) for form, (pairs, _rest) in PAIRS.items() for _day, hour in pairs],
)
def test_an_hour_that_the_clocks_skip_is_a_sentence_at_the_hour(db, at, form, hour):
    at("2027-03-01 09:00")
    filled = form(PAIRS[form][1])
    filled.is_valid()
    assert not {"dalle", "alle", "begins", "ends", "opens", "closes"} & set(filled.errors)
    for clock in ("02:00", "02:30", "02:59"):
        skipped = form(PAIRS[form][1] | {hour: clock})
        assert not skipped.is_valid()
        assert skipped.errors[hour] == [
            f"Le {clock} di quel giorno non esistono: nella notte gli orologi passano dalle 02:00 alle "
            "03:00. Scrivi un’altra ora."
        ]


@pytest.mark.parametrize("form", PAIRS)
def test_an_hour_that_comes_twice_can_be_written(db, at, form):
    at("2027-03-01 09:00")
    for day, hour in PAIRS[form][0]:
        filled = form(PAIRS[form][1] | {day: OCTOBER, hour: "02:30"} | _last(form))
        filled.is_valid()
        assert hour not in filled.errors


def _last(form) -> dict:
    return {"last": OCTOBER} if form is ClosureForm else {}


DAYS = [(form, name) for form in forms_of_ours() for name in asks_for(form, forms.DateField)]


@pytest.mark.parametrize(
    "day", ["0001-01-01", "0026-11-30", "9999-12-31", "1999-12-31", "2101-01-01"]
)
@pytest.mark.parametrize(
    ("form", "name"), DAYS, ids=[f"{form.__name__}.{name}" for form, name in DAYS]
)
def test_a_year_that_nobody_means_is_a_sentence(form, name, day):
    with pytest.raises(ValidationError):
        form.base_fields[name].clean(day)


@pytest.mark.parametrize("hours", [("02:30", "03:30"), ("01:30", "02:30"), ("02:10", "02:50")])
def test_nothing_is_stored_of_it(db, at, client_of, staff, hours):
    at("2027-03-01 09:00")
    room, browser = make_floor().room, client_of(staff)
    begins, ends = hours
    event = {"title": "Notte", "summary": "Prova", "description": "Prova", "capacity": 4}
    event |= {"space": room.pk, "day": MARCH, "begins": begins, "ends": ends}
    closure = {"first": MARCH, "opens": begins, "last": MARCH, "closes": ends, "reason": "Prova"}
    for path, sent in (("/eventi/nuovo/", event), ("/spazi/chiusure/nuova/", closure)):
        answer = browser.post(path, sent)
        assert answer.status_code in (200, 409, 422)
        assert "di quel giorno non esistono" in answer.text
    assert not Event.objects.exists()
    assert not Closure.objects.exists()
