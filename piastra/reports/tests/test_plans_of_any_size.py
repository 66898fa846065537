"""A real plan of many lines, documents and payments, over many places, becomes two good documents.

Rows of the database with names as long as their columns allow, each one unbroken word: asked for as the
staff do, collected, frozen, composed.
"""

import json
import time
import warnings
from datetime import date

import pytest

from budget.models import Document, Line, Payment, Supplier
from budget.tests.factories import LineFactory, vat_number
from piastra.reports.models import EditionFile
from piastra.reports.testing import checker, page, verapdf
from piastra.reports.tests import legal
from piastra.reports.tests.conftest import OCTOBER, made
from piastra.reports.tests.test_legal_months import TABLES
from spaces.models import Space, Zone
from spaces.tests.factories import SINCE, BookingFactory

pytestmark = pytest.mark.django_db
TEXT = legal.Words(unbroken=True)
PLACES = 60
A_WARNING_IN = 14
"""So many documents, one lacks its CUP."""


def place(turn, zone):
    """A place of one kind after the other."""
    kind = list(Space.Kind)[turn % len(Space.Kind)]
    return Space(
        code=TEXT.of(12, turn), name=TEXT.of(60, turn), kind=kind, zone=zone, opened_on=SINCE
    )


def open_places(count):
    """Places of every kind, and a morning of somebody in each."""
    zone = Zone.objects.create(name=TEXT.of(60), order=9)
    for turn, space in enumerate(
        Space.objects.bulk_create(place(turn, zone) for turn in range(count))
    ):
        BookingFactory(space=space, day=date(2026, 10, 5 + turn % 5), attended=turn % 3 != 0)


def spend_on_lines(count):
    """As many lines, suppliers, documents and payments: half of each line is spent, and paid."""
    first = LineFactory(code=TEXT.of(12, 0), name=TEXT.of(120, 0), planned="122.00")
    lines = Line.objects.bulk_create(
        Line(action=first.action, code=TEXT.of(12, turn), name=TEXT.of(120, turn), planned="122.00")
        for turn in range(1, count)
    )
    suppliers = Supplier.objects.bulk_create(
        Supplier(name=TEXT.of(160, turn), vat_number=vat_number(900_000 + turn))
        for turn in range(count)
    )
    papers = zip([first, *lines], suppliers, strict=True)
    documents = Document.objects.bulk_create(
        document(turn, *paper) for turn, paper in enumerate(papers)
    )
    Payment.objects.bulk_create(payment(each) for each in documents)


def document(turn, line, supplier):
    """An invoice of October over half of its line."""
    status = "missing" if turn % A_WARNING_IN == 0 else "present"
    return Document(
        line=line, supplier=supplier, number=TEXT.of(40, turn), description=TEXT.of(200, turn),
        date=date(2026, 10, turn % 31 + 1), taxable="50.00", vat="11.00", total="61.00", cup_status=status,
    )  # fmt: skip


def payment(document):
    """The whole document, on its day."""
    return Payment(
        document=document, date=document.date, amount=document.total, reference=TEXT.of(80)
    )


def stored(edition, folder):
    """The edition's documents as files that the validators can read, by kind."""
    paths = {}
    for file in EditionFile.objects.filter(edition=edition):
        with file.file.open() as content:
            paths[file.kind] = folder / f"{file.kind}.pdf"
            paths[file.kind].write_bytes(content.read())
    return paths


@pytest.mark.slow
def test_the_edition_of_a_long_plan_is_made(programme, staff, tmp_path):
    edition = of_a_plan(60, staff, seconds=60)
    check_documents(stored(edition, tmp_path))


@pytest.mark.slow
def test_the_edition_of_the_longest_plan_is_made(programme, staff, tmp_path):
    edition = of_a_plan(800, staff, seconds=180)
    paths = stored(edition, tmp_path)
    # The other one has the places of the shorter plan.
    check_documents({"spending": paths["spending"]})


def of_a_plan(count, staff, *, seconds):
    """October's draft, made by the worker in as many seconds, with two documents."""
    open_places(PLACES)
    spend_on_lines(count)
    began = time.process_time()
    edition = made(OCTOBER, staff)
    # Of the processor, not of the clock: a machine that has much else to do is no fault of ours.
    assert time.process_time() - began < seconds
    check_figures(json.loads(edition.figures), count)
    assert {file.kind for file in edition.files.all()} == set(TABLES)
    return edition


def check_documents(paths):
    """Structure, pages, and PDF/A-3a and PDF/UA-1 where this machine can tell."""
    for kind, path in paths.items():
        assert checker.faults(path, tables=TABLES[kind]) + page.faults(path) == []
    if not verapdf.available():
        warnings.warn(verapdf.ABSENT, UserWarning, stacklevel=1)
        pytest.skip(verapdf.ABSENT)
    assert verapdf.verdicts(*paths.values()) == []


def check_figures(figures, count):
    """Every row was collected, with its names whole; the programme has a line and a floor besides."""
    spending = figures["spending"]
    assert len(spending["lines"]) == count + 1
    assert {len(line["name"]) for line in spending["lines"]} == {120, len("Arredi")}
    assert sum(len(row["supplier"]) == 160 for row in spending["documents"]) == count
    assert sum(len(row["supplier"]) == 160 for row in spending["payments"]) == count
    told = [words for words in spending["warnings"] if TEXT.of(9)[1:] in words]
    assert len(told) == len(range(0, count, A_WARNING_IN))
    long = [space for space in figures["occupancy"]["spaces"] if len(space["name"]) == 60]
    assert len(long) == PLACES
    assert all(space["booked"] for space in long)
