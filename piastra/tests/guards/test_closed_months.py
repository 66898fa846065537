"""Every verb that writes something dated, in a closed month: refused, and nothing is written."""

import pytest

from core.models import ClosedMonth
from core.month import Month
from core.refusals import Refusal
from piastra.tests.guards import verbs
from piastra.tests.guards.recipes import RECIPES, UNDATED
from piastra.tests.guards.state import apart, changed, rows

#: Each verb several times over: not after each change, but before each merge.
pytestmark = pytest.mark.slow
VERBS = verbs.found()
DATED = sorted(set(VERBS) - set(UNDATED))


def outcome(verb, given) -> list[str]:
    """The codes of what was refused; who does many things at once answers with what was left."""
    try:
        answer = verb(**given)
    except Refusal as refusal:
        return [refusal.code]
    return [refusal.code for _thing, refusal in getattr(answer, "kept", [])]


@pytest.mark.django_db
@pytest.mark.parametrize("name", DATED)
def test_a_closed_month_refuses_it_and_stays(name, world, outside):
    call = RECIPES[name](world)
    for day in call.dated:
        month = ClosedMonth.objects.create(month=Month.of(day).first)
        before, files = rows(), outside.files
        assert "closed_month" in outcome(VERBS[name], apart(call.given)), day
        left = changed(before) if name != "spaces.cancel_several" else set()
        assert (left, outside.files) == (set(), files), day
        month.delete()
    outcome(VERBS[name], apart(call.given))
    assert changed(before), "in an open month the same call does something"


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(UNDATED))
def test_what_belongs_to_no_month_is_done_all_the_same(name, world):
    call = RECIPES[name](world)
    for month in range(1, 13):
        ClosedMonth.objects.create(month=Month(2026, month).first)
    answer = VERBS[name](**apart(call.given))
    if hasattr(answer, "close"):
        answer.close()
