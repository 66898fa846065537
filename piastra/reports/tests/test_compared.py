"""What is compared before a draft is published: every figure of it, each changed by itself."""

import copy
import json
from datetime import date

import pytest

from budget.models import Programme
from core.refusals import Refusal
from piastra.reports import actions, making
from piastra.reports.models import Edition
from piastra.reports.tests import sample
from piastra.reports.tests.conftest import SEPTEMBER, drafted
from spaces.models import WeeklyHours
from spaces.tests.factories import PersonFactory

#: What may move on, or belongs to the draft: a change of it alone keeps nobody from publishing.
MOVES_ON = {
    ("occupancy", "themes"), ("people", "by_theme"), ("spending", "warnings"),
    ("edition",), ("previous_sha256",), ("collected_at",),
}  # fmt: skip


def leaves(value, path=()):
    """Each place at which a figure stands, of each list's first row only, and each list's length."""
    if isinstance(value, dict):
        for key in value:
            yield from leaves(value[key], (*path, key))
    elif isinstance(value, list):
        yield (*path, "#")
        yield from leaves(value[0], (*path, 0)) if value else []
    else:
        yield path


def changed(figures, path):
    """The figures, with another value at this place; a list loses its last row, or gains one."""
    found = copy.deepcopy(figures)
    inner = found
    for key in path[:-1]:
        inner = inner[key]
    if path[-1] == "#":
        inner[:] = inner[:-1] or ["another"]
    else:
        value = inner[path[-1]]
        inner[path[-1]] = value + 1 if type(value) is int else f"{value}1"
    return found


def is_free(path):
    return any(path[: len(free)] == free for free in MOVES_ON)


@pytest.mark.django_db
def test_each_figure_that_changes_by_itself_is_noticed(draft):
    for figures in (json.loads(draft.figures), sample.october()):
        before = making.compared(figures)
        for path in leaves(figures):
            noticed = making.compared(changed(figures, path)) != before
            assert noticed != is_free(path), path


def somebody_joins():
    PersonFactory()


def hours_change():
    WeeklyHours.objects.filter(kind="meeting_room").delete()


def the_start_is_corrected():
    Programme.objects.update(starts_on=date(2026, 9, 1), setup_months=4)


@pytest.mark.django_db
@pytest.mark.parametrize("change", [somebody_joins, hours_change, the_start_is_corrected])
def test_a_draft_of_what_is_no_longer_so_is_not_published(programme, staff, change):
    edition = drafted(SEPTEMBER, staff)
    change()
    with pytest.raises(Refusal) as refused:
        actions.publish(edition=edition, by=staff)
    assert refused.value.code == "stale"
    assert not Edition.objects.get().is_published
