"""Groups under five where figures are put together: the dictionary, the JSON, the CSV, the document's text."""

import json
import re
from datetime import date, datetime
from html import unescape

import pytest
from django.utils import timezone

from core.access import Role
from core.clock import ROME
from events.tests.factories import EventFactory, RegistrationFactory
from members.models import Application, Collaboration, Membership, Outcome, Theme
from members.tests.factories import ApplicationFactory, ProfileFactory
from piastra.reports import assemble, frozen, printing
from piastra.reports.tests.conftest import OCTOBER
from spaces.models import Booking, Space
from spaces.tests.factories import BookingFactory, PersonFactory

#: Where people are counted. A new place of the dictionary that counts people belongs here.
COUNTS = {
    ("occupancy", "people"),
    ("people", "active_members"), ("people", "new_members"), ("people", "applications_received"),
    ("people", "admitted"), ("people", "not_admitted"), ("people", "pending"),
    ("people", "by_kind", "people"), ("people", "by_theme", "people"),
    ("occupancy", "themes", "people"), ("occupancy", "themes", "booked"),
    ("occupancy", "themes", "used"), ("occupancy", "themes", "estimated"),
    ("events", "registered"), ("events", "attended"),
    ("community", "applications", "received"), ("community", "applications", "decided"),
    ("community", "members", "begun"),
    ("community", "collaborations", "collaborations"),
    ("community", "collaborations", "by_theme", "collaborations"),
    ("community", "outcomes", "answered"), ("community", "outcomes", "work_said"),
}  # fmt: skip


@pytest.fixture
def few(programme, at, request):
    """So many people did everything that can be counted in October: came, applied, joined, registered."""
    number = request.param
    Membership.objects.all().delete()
    Booking.objects.all().delete()
    theme = Theme.objects.create(slug="tema", order=1, name_it="Tema", name_en="Theme")
    event = EventFactory(
        start=datetime(2026, 10, 9, 18, tzinfo=ROME), end=datetime(2026, 10, 9, 20, tzinfo=ROME)
    )
    floor = programme_floor()
    for place in range(number):
        person = PersonFactory(membership=None)
        ProfileFactory(person=person, themes=[theme])
        at("2026-10-06 10:00")
        application = ApplicationFactory(applicant=person, admitted=True)
        Application.objects.filter(pk=application.pk).update(
            submitted_at=datetime(2026, 10, 5, 9, tzinfo=ROME)
        )
        Membership.objects.create(person=person, application=application, starts=date(2026, 10, 6))
        for state in ("not_admitted", "submitted"):
            older = ApplicationFactory(
                applicant=PersonFactory(role=Role.APPLICANT, membership=None), **{state: True}
            )
            Application.objects.filter(pk=older.pk).update(
                submitted_at=datetime(2026, 9, 20, 9, tzinfo=ROME)
            )
        Collaboration.objects.create(theme=theme, confirmed_at=timezone.now())
        Outcome.objects.create(person=person, moment="leaving", in_work=True, was_in_work=False)
        RegistrationFactory(event=event, status="attended")
        BookingFactory(
            person=person, day=date(2026, 10, 12 + place), space=floor, attended=True,
            checked_out_at=None,
        )  # fmt: skip
    at("2026-11-03 10:00")
    return assemble.figures(OCTOBER, edition={"number": 1, "replaces": None}, previous_sha256="")


def programme_floor():
    return Space.objects.filter(kind="mobile_desk").first()


def found(figures, path):
    """Every value at this place, in the rows of a list too."""
    values = [figures]
    for key in path:
        values = [
            row[key] for value in values for row in (value if isinstance(value, list) else [value])
        ]
    return values


@pytest.mark.django_db
@pytest.mark.parametrize("few", [1, 2, 4], indirect=True)
def test_fewer_than_five_are_counted_nowhere(few):
    values = {path: set(found(few, path)) for path in COUNTS}
    # A kind of person or a theme that nobody has is nobody's secret.
    told = {path: said for path, said in values.items() if not said <= {None, 0}}
    assert told == {}
    assert {path for path, said in values.items() if None not in said} == set()


@pytest.mark.django_db
@pytest.mark.parametrize("few", [5], indirect=True)
def test_five_are_counted(few):
    """The same world with one more: what hides the few hides no more than them."""
    counted = COUNTS - {("occupancy", "themes", "estimated")}
    assert {path for path in counted if not any(found(few, path))} == set()


@pytest.mark.django_db
@pytest.mark.parametrize("few", [3], indirect=True)
def test_nor_in_the_documents_and_what_is_attached_to_them(few, settings):
    letters = frozen.canonical(few)
    text = " ".join(unescape(re.sub(r"<[^>]+>", " ", printing.page("occupancy", letters))).split())
    for word in ("coworker", "iscritt", "present", "domand", "ammess", "person"):
        counted = re.findall(rf"\b(?:3|tre) (?:\w+ )?{word}\w*|{word}\w*: (?:3|tre)\b", text, re.I)
        assert counted == [], counted
    for kind in printing.KINDS:
        for file in printing.attachments(kind, few, letters):
            if file.name.endswith(".json"):
                told = json.loads(file.content)
                assert {value for path in COUNTS for value in found(told, path)} <= {None, 0}


@pytest.mark.django_db
@pytest.mark.parametrize("few", [4], indirect=True)
def test_what_is_told_month_after_month_is_told_in_fives(few):
    """Four who came: the stock is rounded, and so is all that the next edition could be compared with."""
    told = few["community"]
    assert told["members"]["members"] % 5 == 0
    assert {row["people"] % 5 for row in told["members"]["facts"]} == {0}
    for each in told["indicators"]:
        assert each["since_start"]["numerator"] % 5 == 0
        assert (each["since_start"]["denominator"] or 0) % 5 == 0
        assert each["month"]["numerator"] in (None, 0)
