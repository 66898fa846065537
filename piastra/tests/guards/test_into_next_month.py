"""What lasts into the next month belongs to the one in which it begins: that one is to be open."""

from datetime import date, time

import pytest

from core.models import ClosedMonth
from core.refusals import refused
from piastra.tests.guards import verbs
from piastra.tests.guards.recipes import RECIPES
from piastra.tests.guards.state import anew
from spaces.tests.factories import local

VERBS = verbs.found()
NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
NIGHT = {"start": local(date(2026, 11, 30), time(22)), "end": local(DECEMBER, time(2))}
#: Each with what it acts on.
OF_ONE_NIGHT = {
    "spaces.cancel": "booking",
    "spaces.check_in": "booking",
    "spaces.check_out": "booking",
    "spaces.undo_check_in": "booking",
    "spaces.mark_absent": "booking",
    "spaces.release": "booking",
    "spaces.unmark": "booking",
    "events.mark_attendance": "registration",
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", OF_ONE_NIGHT)
def test_the_month_in_which_it_begins_is_asked(name, world, at):
    call = RECIPES[name](world)
    row = call.given[OF_ONE_NIGHT[name]]
    row = getattr(row, "event", row)
    type(row).objects.filter(pk=row.pk).update(**NIGHT)
    at("2026-11-30 23:00")
    for month, code in ((NOVEMBER, "closed_month"), (DECEMBER, None)):
        closed = ClosedMonth.objects.create(month=month)
        assert getattr(refused(VERBS[name], **anew(call.given)), "code", None) == code
        closed.delete()
