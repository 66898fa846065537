"""A verb that fails at its last step leaves everything as it was: rows, files, letters, bells."""

from contextlib import suppress

import pytest
from django.db import transaction

from core.models import JournalEntry
from piastra.tests.guards import verbs
from piastra.tests.guards.recipes import RECIPES
from piastra.tests.guards.state import apart, changed, rows

#: Each verb several times over: not after each change, but before each merge.
pytestmark = pytest.mark.slow
VERBS = verbs.found()


def done(name: str, call) -> None:
    answer = VERBS[name](**apart(call.given))
    if hasattr(answer, "close"):
        answer.close()


class Broken(Exception):
    """The step that fails."""


@pytest.fixture
def break_line(monkeypatch):
    """The journal's n-th line from now on can't be written."""

    def at(number: int) -> None:
        left = iter(range(1, number))
        save = JournalEntry.save

        def saving(entry, *args, **options):
            if next(left, None) is None:
                raise Broken
            return save(entry, *args, **options)

        monkeypatch.setattr(JournalEntry, "save", saving)

    return at


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(VERBS))
def test_when_its_line_can_t_be_written_nothing_is(name, world, outside, break_line):
    call = RECIPES[name](world)
    before, files = rows(), outside.files
    for step in range(len(call.writes), 0, -1):
        break_line(step)
        with pytest.raises(Broken):
            done(name, call)
        assert (changed(before), outside.files, outside.bells) == (set(), files, []), step


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(VERBS))
def test_rolled_back_by_its_caller_nothing_has_happened_outside(name, world, outside):
    call = RECIPES[name](world)
    before, files = rows(), outside.files
    with suppress(Broken), transaction.atomic():
        done(name, call)
        raise Broken
    assert (changed(before), outside.files, outside.bells) == (set(), files, [])


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(VERBS))
def test_committed_the_bells_ring_for_its_letters(
    name, world, outside, django_capture_on_commit_callbacks
):
    call = RECIPES[name](world)
    with django_capture_on_commit_callbacks(execute=True):
        done(name, call)
        assert outside.bells == []
    assert ("core.tasks.deliver_mail" in outside.bells) == bool(call.tells or name in RINGS)
    assert any(bell.endswith(".make_edition") for bell in outside.bells) == (name in MAKES)


#: Wake the postman for letters that were written before.
RINGS = {"core.send_again", "core.send_all_again"}
#: Wake who makes editions.
MAKES = {"piastra.reports.request_edition", "piastra.reports.prepare_again"}
