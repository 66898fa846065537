"""Locks: several rows are locked in one order, and tables too, whatever is done."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from piastra.tests.guards import verbs
from piastra.tests.guards.recipes import RECIPES
from piastra.tests.guards.state import apart

VERBS = verbs.found()
#: One row at most: there is no order to keep.
ONE_ROW = re.compile(r"LIMIT (1|21) ")
#: The order in which tables are locked; a verb may leave some out.
ORDER = [
    "reports_edition", "events_event", "events_registration", "budget_programme", "budget_line",
    "budget_commitment",
    "budget_document", "members_import", "members_importrow",
    "members_organisation", "members_organisationperson", "members_invitation",
    "spaces_closure", "spaces_outofservice", "spaces_space", "spaces_assignment", "members_user",
    "account_emailaddress", "members_call", "members_criterion", "members_refusalreason",
    "members_application", "members_renewalrequest", "members_applicationrules", "members_membership",
    "members_suspension", "members_outcomequestion", "members_abusereport", "members_post",
    "members_conversation", "members_collaboration", "members_consent", "members_profile", "spaces_planrule",
    "spaces_waitingrequest", "spaces_booking", "spaces_kindrules", "spaces_zone", "core_outgoingmail",
    "core_mailserver", "core_accessibilityfeedback",
]  # fmt: skip
#: Who gives a booking back locks it before the people to whom the place is handed on: no order would do for
#: both, so that the loser of a deadlock begins again (`again_if_deadlocked`), alone or as the staff who repeat.
HANDS_ON = {
    "spaces.cancel", "spaces.cancel_several", "spaces.rebook", "spaces.release",
    "spaces.mark_absent", "spaces.close_places", "spaces.take_out",
    "spaces.retire_place", "spaces.give_all_back", "events.call_off", "events.change",
}  # fmt: skip
#: The membership's end is decided under its person's lock, then what it takes is freed: also with a second turn.
ENDS = {"members.end", "members.suspend", "members.close_over"}


def locking(name, world) -> list[str]:
    call = RECIPES[name](world)
    with CaptureQueriesContext(connection) as captured:
        answer = VERBS[name](**apart(call.given))
    if hasattr(answer, "close"):
        answer.close()
    return [each["sql"] for each in captured if re.search(r"FOR (NO KEY )?UPDATE", each["sql"])]


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(VERBS))
def test_rows_and_tables_are_locked_in_an_order(name, world):
    locks = locking(name, world)
    assert [sql for sql in locks if "ORDER BY" not in sql and not ONE_ROW.search(sql)] == []
    tables = list(dict.fromkeys(re.search(r'FROM "(\w+)"', sql)[1] for sql in locks))
    if name in HANDS_ON and "spaces_booking" in tables:
        tables.remove("spaces_booking")
    if name in ENDS:
        assert VERBS[name].begins_again
        tables = [table for table in tables if table not in ("spaces_space", "spaces_booking")]
    assert tables == sorted(tables, key=ORDER.index)
