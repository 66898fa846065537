"""A small programme with one month of bookings and money, and its editions."""

from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from django.core.files.base import ContentFile

from budget.tests.factories import (
    CommitmentFactory,
    DocumentFactory,
    InstalmentFactory,
    LineFactory,
    PaymentFactory,
    ProgrammeFactory,
)
from core.month import Month
from piastra.reports import actions, frozen, making, printing
from piastra.reports.models import Edition, EditionFile
from piastra.reports.tests import legal
from spaces.tests.factories import BookingFactory, PersonFactory, make_floor

OCTOBER = Month(2026, 10)
SEPTEMBER = Month(2026, 9)


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    """Files of a test go with the test."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def programme(db, at):
    """The programme since September 2026, a floor with bookings, a line with money; 3 November."""
    at("2026-11-03 10:00")
    made = ProgrammeFactory(starts_on=date(2026, 9, 7))
    floor, people = make_floor(), [PersonFactory() for _ in range(6)]
    for place, person in enumerate(people):
        for day in (5, 6, 12 + place):
            if date(2026, 10, day).weekday() < 5:
                BookingFactory(
                    space=floor.desks[place % 4], person=person, day=date(2026, 10, day),
                    attended=place != 3, afternoon=place > 3,
                )  # fmt: skip
    BookingFactory(space=floor.office, person=people[0], day=date(2026, 10, 7), no_show=True)
    BookingFactory(space=floor.room, person=people[1], day=date(2026, 9, 29), whole_day=True)
    spend(LineFactory(code="A1", name="Arredi", planned=Decimal("9000")))
    return made


def spend(line):
    """An order with an invoice half paid, and an invoice of September."""
    order = CommitmentFactory(line=line, date=date(2026, 9, 10), amount=Decimal("4000.00"))
    late = DocumentFactory(commitment=order, date=date(2026, 10, 8), taxable=Decimal("1000.00"))
    PaymentFactory(document=late, date=date(2026, 10, 20), amount=Decimal("610.00"))
    early = DocumentFactory(line=line, date=date(2026, 9, 15), taxable=Decimal("200.00"))
    PaymentFactory(document=early, date=date(2026, 10, 2))
    InstalmentFactory(date=date(2026, 10, 1))


@pytest.fixture
def draft(programme, staff):
    """October's draft after September's: real figures, files that only stand for PDFs."""
    drafted(SEPTEMBER, staff)
    return drafted(OCTOBER, staff)


@pytest.fixture
def published(draft, staff):
    """October's edition, published after September's."""
    for edition in Edition.objects.order_by("month"):
        actions.publish(edition=edition, by=staff)
    draft.refresh_from_db()
    return draft


def drafted(month, staff):
    """A draft of a month without the seconds that its PDFs take."""
    edition = actions.request_edition(month=month, by=staff)
    making.freeze(edition)
    for kind in printing.KINDS:
        content = f"%PDF-1.7 {kind} {edition.sha256}".encode()
        file = EditionFile(
            edition=edition, kind=kind, sha256=frozen.digest(content), size=len(content)
        )
        file.file.save(f"{kind}.pdf", ContentFile(content))
    making.advance(edition, 100, "", state=Edition.State.DRAFT)
    return edition


def made(month, staff):
    """A draft of a month, as the worker makes it."""
    edition = actions.request_edition(month=month, by=staff)
    making.make(edition.pk)
    edition.refresh_from_db()
    assert edition.state == Edition.State.DRAFT, edition.error
    return edition


@pytest.fixture(scope="module")
def make(tmp_path_factory):
    """Make a document of a legal month, once a module: `make("spending", lines=14)` is its path."""
    folder = tmp_path_factory.mktemp("legal")

    @cache
    def made(kind, **month):
        name = "-".join(f"{key}-{value}" for key, value in month.items())
        path = folder / f"{kind}-{name}.pdf"
        path.write_bytes(printing.document(kind, frozen.canonical(legal.month(**month))))
        return path

    return made
