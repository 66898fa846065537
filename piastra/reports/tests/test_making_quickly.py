"""Making an edition without what takes long: a month's figures are a word, its PDFs a line each."""

from datetime import date

import pytest

from budget.tests.factories import ProgrammeFactory
from piastra.reports import actions, frozen, making, printing
from piastra.reports.models import Edition
from piastra.reports.pdf import CannotRender
from piastra.reports.tests.conftest import OCTOBER, SEPTEMBER

pytestmark = pytest.mark.django_db
State = Edition.State


@pytest.fixture
def worked(monkeypatch, at):
    """What the worker did, in order; figures and documents only stand for themselves."""
    at("2026-11-03 10:00")
    did = []

    def collected(edition, previous):
        did.append("figures")
        return {"month": str(edition.period), "previous": previous.sha256 if previous else ""}

    def document(kind, figures):
        did.append(kind)
        return f"%PDF-1.7 {kind} {figures}".encode()

    monkeypatch.setattr(making, "collected", collected)
    monkeypatch.setattr(printing, "document", document)
    return did


@pytest.fixture
def asked(worked, staff):
    ProgrammeFactory(starts_on=date(2026, 9, 7))

    def ask(month=SEPTEMBER):
        return actions.request_edition(month=month, by=staff)

    return ask


def seen(edition):
    edition.refresh_from_db()
    return edition.state, edition.progress, edition.step, edition.error, edition.tries


ALL = ["figures", *printing.KINDS]


def test_it_is_made_once_and_says_so(asked, worked):
    edition = asked()
    assert making.make(edition.pk) is True
    assert worked == ALL
    assert seen(edition) == (State.DRAFT, 100, "", "", 1)
    assert edition.sha256 == frozen.sha256(edition.figures)
    for file in edition.files.all():
        content = f"%PDF-1.7 {file.kind} {edition.figures}".encode()
        assert (file.sha256, file.size) == (frozen.digest(content), len(content))
    assert making.make(edition.pk) is False
    assert worked == ALL
    assert making.make(0) is False


def test_who_comes_after_a_killed_worker_skips_what_is_there(asked, worked):
    edition = asked()
    making.change(edition, state=State.RENDERING, tries=1)
    making.freeze(edition)
    making.print_file(edition, printing.KINDS[0])
    kept, first = edition.figures, edition.files.get()
    worked.clear()
    assert making.make(edition.pk) is True
    assert worked == [printing.KINDS[1]]
    assert seen(edition) == (State.DRAFT, 100, "", "", 2)
    assert (edition.figures, edition.files.count()) == (kept, 2)
    assert edition.files.get(kind=first.kind).pk == first.pk


def test_all_is_skipped_where_all_is_there(asked, worked):
    edition = asked()
    making.make(edition.pk)
    worked.clear()
    making.change(edition, state=State.RENDERING)
    assert making.make(edition.pk) is True
    assert worked == []
    assert seen(edition) == (State.DRAFT, 100, "", "", 2)


def test_a_later_month_waits_and_is_chained(asked, worked):
    late, early = asked(OCTOBER), asked(SEPTEMBER)
    assert making.must_wait(late)
    assert not making.must_wait(early)
    assert making.make(late.pk) is False
    assert seen(late) == (State.REQUESTED, 0, "", "", 0)
    assert making.make(early.pk) is making.make(late.pk) is True
    early.refresh_from_db()
    late.refresh_from_db()
    assert (early.previous_sha256, late.previous_sha256) == ("", early.sha256)
    assert early.sha256 in late.figures


def test_each_step_is_told_while_it_is_done(asked, worked, monkeypatch):
    edition, told = asked(), []
    sound = making.freeze, making.print_file

    def freeze(row):
        told.append(seen(Edition.objects.get(pk=row.pk)))
        sound[0](row)

    def print_file(row, kind):
        told.append(seen(Edition.objects.get(pk=row.pk)))
        sound[1](row, kind)

    monkeypatch.setattr(making, "freeze", freeze)
    monkeypatch.setattr(making, "print_file", print_file)
    making.make(edition.pk)
    assert told == [
        (State.RENDERING, 5, "figures", "", 1),
        (State.RENDERING, 40, "occupancy", "", 1),
        (State.RENDERING, 70, "spending", "", 1),
    ]


@pytest.mark.parametrize("step", ALL)
def test_an_error_ends_in_the_sentence_of_its_step(asked, monkeypatch, step):
    edition = asked()

    def fails(*given):
        if step in ("figures", given[0]):
            raise ZeroDivisionError
        return b"%PDF"

    monkeypatch.setattr(
        *((making, "collected") if step == "figures" else (printing, "document")), fails
    )
    assert making.make(edition.pk) is True
    assert seen(edition) == (State.FAILED, 0, "", making.UNEXPECTED[step], 1)
    assert bool(edition.sha256) is (step != "figures")
    assert edition.files.count() == (step == "spending")


def test_what_cannot_be_rendered_says_it_itself(asked, monkeypatch):
    edition = asked()

    def fails(kind, figures):
        raise CannotRender("No letters.")

    monkeypatch.setattr(printing, "document", fails)
    assert making.make(edition.pk) is True
    assert seen(edition) == (State.FAILED, 0, "", "No letters.", 1)


def test_after_three_tries_it_is_given_up_and_not_before(asked, worked):
    edition = asked()
    making.change(edition, state=State.RENDERING, tries=2)
    assert making.make(edition.pk) is True
    assert seen(edition)[0::4] == (State.DRAFT, 3)
    making.change(edition, state=State.RENDERING, tries=3)
    worked.clear()
    assert making.make(edition.pk) is True
    assert worked == []
    assert seen(edition) == (State.FAILED, 0, "", making.KILLED, 3)


def test_what_may_move_on_is_left_out_and_nothing_else():
    figures = {
        "edition": 1,
        "previous_sha256": 2,
        "collected_at": 3,
        "occupancy": {"themes": 4, "rate": 5},
        "people": {"by_theme": 6, "count": 7},
        "spending": {"warnings": 8, "lines": 9},
        "month": "2026-09",
    }
    assert making.compared(figures) == {
        "occupancy": {"rate": 5},
        "people": {"count": 7},
        "spending": {"lines": 9},
        "month": "2026-09",
    }
