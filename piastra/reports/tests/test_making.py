"""Making an edition: step by step, once, and on from where a killed worker left it."""

import json

import pytest
from django.core.files.storage import FileSystemStorage
from django.db import connections
from kombu.exceptions import OperationalError

from budget.tests.factories import LineFactory
from core.models import JournalEntry
from core.testing.waiting import wait_until
from piastra.reports import actions, bell, frozen, making, tasks
from piastra.reports.models import Edition
from piastra.reports.testing import checker
from piastra.reports.tests.conftest import OCTOBER, SEPTEMBER, drafted, made
from piastra.reports.tests.test_pdf import NoPango, no_pango  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_a_draft_has_frozen_figures_and_two_good_documents(programme, staff, tmp_path):
    draft = made(SEPTEMBER, staff)
    assert (draft.state, draft.progress, draft.error) == ("draft", 100, "")
    assert draft.sha256 == frozen.sha256(draft.figures)
    assert {file.kind for file in draft.files.all()} == {"occupancy", "spending"}
    for file in draft.files.all():
        path = tmp_path / f"{file.kind}.pdf"
        with file.file.open() as stored:
            path.write_bytes(stored.read())
        assert frozen.digest(path.read_bytes()) == file.sha256
        assert path.stat().st_size == file.size
        assert checker.faults(path) == []


def test_months_are_chained_by_their_hashes(draft):
    september = Edition.objects.of(SEPTEMBER).get()
    assert september.previous_sha256 == ""
    assert draft.previous_sha256 == september.sha256
    assert json.loads(draft.figures)["previous_sha256"] == september.sha256


def test_making_it_twice_changes_nothing(draft):
    before = [(file.pk, file.sha256) for file in draft.files.all()]
    assert making.make(draft.pk) is False
    draft.refresh_from_db()
    assert [(file.pk, file.sha256) for file in draft.files.all()] == before


def test_a_worker_killed_in_the_middle_is_followed_by_one_that_goes_on(programme, staff):
    """The row is left as kill -9 leaves it: rendering, frozen, with one file of two."""
    drafted(SEPTEMBER, staff)
    edition = actions.request_edition(month=OCTOBER, by=staff)
    making.change(edition, state=Edition.State.RENDERING, progress=40, step="occupancy")
    making.freeze(edition)
    making.print_file(edition, "occupancy")
    first, letters = edition.files.get().pk, edition.figures
    bell.make_edition(edition.pk)
    edition.refresh_from_db()
    assert edition.state == Edition.State.DRAFT
    assert edition.figures == letters
    assert edition.files.get(kind="occupancy").pk == first
    assert edition.files.count() == 2


class Deadly(FileSystemStorage):
    """Ends the worker in the middle of its work, past every `except Exception`."""

    def _save(self, name, content):
        raise SystemExit


@pytest.mark.slow
def test_what_kills_its_worker_each_time_is_given_up_with_a_sentence(programme, staff, settings):
    edition = actions.request_edition(month=SEPTEMBER, by=staff)
    good = settings.STORAGES
    settings.STORAGES = {**good, "default": {"BACKEND": f"{__name__}.Deadly"}}
    for tries in (1, 2, 3):
        with pytest.raises(SystemExit):
            making.make(edition.pk)
        edition.refresh_from_db()
        assert (edition.state, edition.tries) == (Edition.State.RENDERING, tries)
    assert making.make(edition.pk) is True
    edition.refresh_from_db()
    assert (edition.state, edition.error) == (Edition.State.FAILED, making.KILLED)
    assert not Edition.objects.unfinished().exists()  # nobody rings for it
    settings.STORAGES = good
    again = actions.request_edition(month=SEPTEMBER, by=staff)
    assert again.tries == 0
    making.make(again.pk)
    again.refresh_from_db()
    assert again.state == Edition.State.DRAFT


def test_the_sweeper_rings_for_the_earliest_that_is_left_over(
    programme, staff, django_capture_on_commit_callbacks
):
    late = actions.request_edition(month=OCTOBER, by=staff)
    early = actions.request_edition(month=SEPTEMBER, by=staff)
    making.change(early, state=Edition.State.RENDERING)
    assert Edition.objects.unfinished().count() == 2
    with django_capture_on_commit_callbacks() as rung:
        tasks.sweep_editions()
    assert len(rung) == 1
    assert making.make(late.pk) is False  # September must come first: the chain
    assert making.make(early.pk) is True


def test_a_month_that_must_wait_rings_for_the_one_before_it(
    programme, staff, django_capture_on_commit_callbacks
):
    late = actions.request_edition(month=OCTOBER, by=staff)
    early = actions.request_edition(month=SEPTEMBER, by=staff)
    with django_capture_on_commit_callbacks() as rung:
        bell.make_edition(late.pk)
    assert [bell.args for bell in rung] == [(early.pk,)]


@pytest.mark.django_db(transaction=True)
def test_while_a_worker_is_at_it_another_leaves_it_alone(programme, staff):
    edition = actions.request_edition(month=SEPTEMBER, by=staff)
    other = connections["default"].copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [making.LOCKS, edition.pk])
        assert making.make(edition.pk) is False
    finally:
        other.close()  # as a killed worker's connection closes; the server notices a moment later
    assert wait_until(lambda: making.make(edition.pk))


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_by_others_while_the_work_goes_on(programme, staff):
    """A file that can't be stored is where we look: what was committed before it stays."""
    edition = actions.request_edition(month=SEPTEMBER, by=staff)
    making.advance(edition, 40, "occupancy", state=Edition.State.RENDERING)
    other = connections["default"].copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT progress, step FROM reports_edition WHERE id=%s", [edition.pk])
            assert cursor.fetchone() == (40, "occupancy")
    finally:
        other.close()


def test_without_pango_it_fails_with_a_sentence_and_then_goes_on(programme, staff, request):
    edition = actions.request_edition(month=SEPTEMBER, by=staff)
    request.getfixturevalue("no_pango")
    making.make(edition.pk)
    edition.refresh_from_db()
    assert edition.state == Edition.State.FAILED
    assert "libpango-1.0-0" in edition.error
    assert edition.sha256


def test_a_failed_one_can_be_asked_for_again(programme, staff):
    edition = actions.request_edition(month=SEPTEMBER, by=staff)
    making.fail(edition, "x")
    again = actions.request_edition(month=SEPTEMBER, by=staff)
    assert (again.pk, again.state, again.error) == (edition.pk, "requested", "")
    making.make(again.pk)
    again.refresh_from_db()
    assert again.state == Edition.State.DRAFT


def test_an_unexpected_error_ends_in_a_sentence_and_not_in_a_lost_row(programme, staff):
    edition = actions.request_edition(month=SEPTEMBER, by=staff)
    making.change(edition, sha256="0" * 64, figures="{")
    making.make(edition.pk)
    edition.refresh_from_db()
    assert edition.state == Edition.State.FAILED
    assert edition.error == making.UNEXPECTED["occupancy"]


def test_each_failure_says_what_could_not_be_made_and_offers_to_try_again(
    programme, staff, client_of
):
    """Figures that lack a part stop the step that needs it; no start at all stops the first one."""
    edition = drafted(SEPTEMBER, staff)
    edition.files.all().delete()
    figures = json.loads(edition.figures)
    broken = {
        "occupancy": {key: part for key, part in figures.items() if key != "occupancy"},
        "spending": {key: part for key, part in figures.items() if key != "spending"},
    }
    client = client_of(staff)
    for step, words in (("occupancy", "sull’occupazione"), ("spending", "sulla spesa")):
        making.change(
            edition, state=Edition.State.REQUESTED, figures=frozen.canonical(broken[step]), tries=0
        )
        making.make(edition.pk)
        page = client.get("/rapporti/2026-09/1/").content.decode()
        assert f"Non è stato possibile comporre il documento {words}" in page
        assert 'action="/rapporti/2026-09/1/prepara/"' in page
    client.post("/rapporti/2026-09/1/prepara/")
    making.make(edition.pk)
    edition.refresh_from_db()
    assert (edition.state, edition.error) == (Edition.State.DRAFT, "")


def test_a_month_that_cannot_be_collected_says_so(programme, staff, client_of):
    edition = actions.request_edition(month=SEPTEMBER, by=staff)
    type(programme).objects.update(starts_on=None)
    making.make(edition.pk)
    page = client_of(staff).get("/rapporti/2026-09/1/").content.decode()
    assert "Non è stato possibile raccogliere i dati del mese" in page


@pytest.mark.slow
def test_a_plan_of_sixty_lines_with_long_names_is_made(programme, staff):
    for turn in range(60):
        LineFactory(
            code=f"VOCE-{turn:02d}-LUNG",
            name=f"{turn:02d} {'Allestimento ' * 10}"[:120],
            planned="10.00",
        )
    assert made(SEPTEMBER, staff).files.count() == 2


def test_a_demo_is_said_to_be_one_in_the_figures(draft):
    assert json.loads(draft.figures)["demo"] is False


def test_who_asked_is_in_the_journal_once(programme, staff):
    for _ in range(2):
        actions.request_edition(month=OCTOBER, by=staff)
    assert JournalEntry.objects.filter(subject="reports.edition").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_loses_the_bell_and_not_the_work(programme, staff, monkeypatch):
    def unreachable(edition_id):
        raise OperationalError("Connection refused")

    monkeypatch.setattr(bell.make_edition, "delay", unreachable)
    edition = actions.request_edition(month=SEPTEMBER, by=staff)
    assert Edition.objects.unfinished().get() == edition
